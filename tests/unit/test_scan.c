/* SPDX-License-Identifier: BSD-2-Clause */
/* test_scan - a file is one message, an mbox is many. */
#include "config.h"

#include "policy/cli/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct seen {
	size_t count, stop_after;
	char names[8][64];
	size_t lengths[8];
};

static bool
note(void *data, const struct scan_mail *mail)
{
	struct seen *seen = data;
	const char *name = strrchr(mail->name, '/');

	(void)snprintf(seen->names[seen->count], sizeof(seen->names[0]), "%s", name + 1);
	seen->lengths[seen->count++] = mail->length;
	return seen->count != seen->stop_after;
}

static struct seen
look(const char *text, size_t stop_after)
{
	char path[] = "/tmp/lurewatch-scan-XXXXXX";
	struct seen seen = {.stop_after = stop_after};
	struct arena *arena = arena_new();
	const char *why = NULL;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(fd), 0);
	assert_int_equal(scan_file(arena, path, note, &seen, &why), 0);
	(void)unlink(path);
	arena_free(arena);
	return seen;
}

static void
messages_are_told_apart_by_separators_behind_blank_lines(void **state)
{
	static const struct {
		const char *text;
		size_t expected;
		const char *why;
	} cases[] = {
		{"", 1, "an empty file"},
		{"Subject: a\n\nbody\n", 1, "a mail file"},
		{"Subject: a\n\nFrom here on\n\nFrom there\n", 1, "prose that says From"},
		{"From a Mon\nSubject: a\n\nx\n\nFrom b Tue\nSubject: b\n\ny\n", 2, "an mbox"},
		{"From a\r\nS: a\r\n\r\nx\r\n\r\nFrom b\r\nS: b\r\n\r\ny\r\n", 2,
		 "an mbox with CRLF"},
		{"From a\nS: a\n\nx\nFrom inside\n", 1, "a separator without a blank line"},
		{"From a\n\nFrom b\n\nFrom c\n", 3, "empty messages"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (look(cases[i].text, 0).count != cases[i].expected)
			fail_msg("%s: %zu", cases[i].why, look(cases[i].text, 0).count);
}

static void
every_byte_belongs_to_one_message(void **state)
{
	static const char text[] = "From a\nS: a\n\nx\n\nFrom b\nS: b\n\ny\n";
	struct seen seen = look(text, 0);

	(void)state;
	assert_int_equal(seen.lengths[0] + seen.lengths[1], strlen(text));
	assert_non_null(strchr(seen.names[1], ':'));
	assert_string_equal(strchr(seen.names[1], ':'), ":2");
}

static void
the_walk_stops_when_told(void **state)
{
	(void)state;
	assert_int_equal(look("From a\n\nFrom b\n\nFrom c\n", 2).count, 2);
}

static void
a_missing_file_is_a_failure(void **state)
{
	struct arena *arena = arena_new();
	const char *why = NULL;

	(void)state;
	assert_int_equal(scan_file(arena, "/nonexistent/mail", note, NULL, &why), -1);
	assert_non_null(strstr(why, "/nonexistent/mail"));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_told_apart_by_separators_behind_blank_lines),
		cmocka_unit_test(every_byte_belongs_to_one_message),
		cmocka_unit_test(the_walk_stops_when_told),
		cmocka_unit_test(a_missing_file_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
