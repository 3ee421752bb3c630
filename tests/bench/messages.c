/* SPDX-License-Identifier: BSD-2-Clause */
/* messages - how long it takes to understand a message: three made here, or the files named. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/conf/conf.h"
#include "policy/mail/message.h"

#define ROUNDS    2000
#define FILE_MOST (64 * 1024 * 1024)

static const char head[] =
	"From: Jane Doe <jane@example.org>\r\nTo: bob@example.com\r\n"
	"Subject: =?utf-8?Q?Minutes_of_M=C3=A4rz?=\r\nMessage-ID: <1@example.org>\r\n"
	"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";

static void
understand(const struct message_reader *reader, struct arena *arena, const char *bytes,
	   size_t length)
{
	struct finding_list findings = {.arena = arena};
	struct message_source source;
	struct message message;

	message_source_of_file(arena, reader->bounds, bytes, length, &source);
	message_read(arena, reader, &source, &message, &findings);
}

static int
compare(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void
print(const char *name, int64_t *times, size_t count)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < count; i++)
		sum += times[i];
	qsort(times, count, sizeof(*times), compare);
	(void)printf("%s: %zu messages, mean %.1f us, half below %lld us, 99 of 100 below %lld us, "
		     "most %lld us\n",
		     name, count, (double)sum / (double)count, (long long)times[count / 2],
		     (long long)times[count * 99 / 100], (long long)times[count - 1]);
}

static void
repeat(const struct message_reader *reader, const char *name, const struct text *mail)
{
	int64_t *times = calloc(ROUNDS, sizeof(*times));
	struct arena *arena = arena_new();
	size_t i;

	for (i = 0; i < ROUNDS && times != NULL; i++) {
		int64_t before = clock_monotonic_us();

		understand(reader, arena, mail->bytes, mail->length);
		times[i] = clock_monotonic_us() - before;
		arena_reset(arena);
	}
	if (times != NULL)
		print(name, times, ROUNDS);
	free(times);
	arena_free(arena);
}

static void
read_files(const struct message_reader *reader, char **paths, size_t count)
{
	int64_t *times = calloc(count, sizeof(*times));
	struct arena *arena = arena_new();
	size_t length, i, read = 0;
	const char *why;
	char *bytes;

	for (i = 0; i < count && times != NULL; i++) {
		int64_t before;

		arena_reset(arena);
		if (file_read(arena, paths[i], FILE_MOST, &bytes, &length, &why) != 0)
			continue;
		before = clock_monotonic_us();
		understand(reader, arena, bytes, length);
		times[read++] = clock_monotonic_us() - before;
	}
	if (read != 0)
		print("files", times, read);
	free(times);
	arena_free(arena);
}

static void
make_and_repeat(const struct message_reader *reader, struct arena *arena)
{
	struct text plain = TEXT_IN(arena), page = TEXT_IN(arena), nested = TEXT_IN(arena);
	int i;

	text_printf(&plain, "%sContent-Type: text/plain; charset=utf-8\r\n\r\n", head);
	text_printf(&page, "%sContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>", head);
	for (i = 0; i < 100; i++) {
		text_add_string(&plain,
				"The minutes of the meeting are ready for you to read.\r\n");
		text_printf(&page,
			    "<p style=\"color:#333\">Item %d is <a "
			    "href=\"https://news.example.org/i/%d\">"
			    "here</a> for you to read and to share.</p>\r\n",
			    i, i);
	}
	text_printf(&nested, "%sContent-Type: multipart/mixed; boundary=b\r\n\r\n", head);
	for (i = 0; i < 5; i++)
		text_printf(&nested,
			    "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
			    "Content-Disposition: attachment; filename=\"part%d.txt\"\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=E4 line of text "
			    "=\r\n%s\r\n",
			    i, "that goes on");
	repeat(reader, "plain text, 6 kB", &plain);
	repeat(reader, "page with 100 links, 12 kB", &page);
	repeat(reader, "five attachments, 1 kB", &nested);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	const char *why = "";
	struct conf *conf = conf_open(arena, NULL, &why);
	struct message_reader reader;

	if (conf == NULL || message_setup(&why) != 0) {
		(void)fprintf(stderr, "messages: %s\n", why);
		return 1;
	}
	reader = (struct message_reader){&conf->message, &conf->authentication, NULL};
	if (argc > 1)
		read_files(&reader, argv + 1, (size_t)argc - 1);
	else
		make_and_repeat(&reader, arena);
	conf_free(conf);
	arena_free(arena);
	return 0;
}
