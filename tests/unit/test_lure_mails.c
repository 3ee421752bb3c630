/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_lure_mails - each family against invented mails, in tests/data/lures/FAMILY.txt:
 *
 *	fires en Your password expires | Click below to keep the same password: [link]
 *	quiet en Notes from Tuesday | We talked about password managers, see [link]
 *
 * kind, language, subject | body; [link] is a link to somewhere else than the sender. A mail that
 * fires must yield the family of the file; a quiet one must yield no lure at all.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/conf/conf.h"
#include "policy/data/data.h"
#include "policy/lure/family.h"
#include "policy/lure/lure.h"
#include "policy/mail/message.h"

#define FILE_MOST (256 * 1024)

struct fixture {
	struct arena *arena, *message;
	struct conf *conf;
	struct lure *lure;
};

/* One line of a file. */
struct test_case {
	bool fires;
	const char *language, *subject, *body;
};

/* The mails of one family. */
struct cases {
	struct test_case *items;
	size_t count, capacity;
};

static int
begin(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_zalloc(arena, 1, sizeof(*fixture));
	const char *why = "";

	fixture->arena = arena;
	fixture->message = arena_new();
	fixture->conf = conf_open(arena, NULL, &why);
	if (message_setup(&why) != 0 || fixture->conf == NULL)
		return -1;
	fixture->lure = lure_open(arena, &fixture->conf->lures, &why);
	if (fixture->lure == NULL)
		(void)fprintf(stderr, "%s\n", why);
	*state = fixture;
	return fixture->lure == NULL ? -1 : 0;
}

static int
end(void **state)
{
	struct fixture *fixture = *state;

	lure_close(fixture->lure);
	conf_free(fixture->conf);
	arena_free(fixture->message);
	arena_free(fixture->arena);
	return 0;
}

/* Cut 'line' behind 'sign'; what is left of it. */
static char *
cut(char *line, const char *sign)
{
	char *at = strstr(line, sign);

	if (at == NULL)
		fail_msg("no \"%s\" in: %s", sign, line);
	*at = '\0';
	return at + strlen(sign);
}

static void
add_case(struct arena *arena, struct cases *cases, char *line)
{
	struct test_case one;
	char *language = cut(line, " "), *subject = cut(language, " ");

	one.fires = strcmp(line, "fires") == 0;
	if (!one.fires)
		assert_string_equal(line, "quiet");
	one.language = language;
	one.subject = subject;
	one.body = cut(subject, " | ");
	cases->items = arena_grow(arena, cases->items, cases->count, &cases->capacity, sizeof(one));
	cases->items[cases->count++] = one;
}

static struct cases
read_cases(struct arena *arena, const char *family)
{
	const char *root = getenv("top_srcdir"), *why;
	struct cases cases = {0};
	char *line, *next, *bytes;
	size_t length;

	if (file_read(arena,
		      arena_printf(arena, "%s/tests/data/lures/%s.txt", root == NULL ? "." : root,
				   family),
		      FILE_MOST, &bytes, &length, &why) != 0)
		fail_msg("family %s has no mails: %s", family, why);
	for (line = bytes; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line != '\0' && *line != '#')
			add_case(arena, &cases, line);
	}
	return cases;
}

static char *
write_mail(struct arena *arena, const struct test_case *one)
{
	struct text mail = TEXT_IN(arena);
	const char *body = one->body, *link;

	text_printf(&mail,
		    "From: Somebody <somebody@sender.example>\nTo: user@corp.example\n"
		    "MIME-Version: 1.0\nSubject: %s\nContent-Type: text/plain; charset=utf-8\n\n",
		    one->subject);
	while ((link = strstr(body, "[link]")) != NULL) {
		text_add(&mail, body, (size_t)(link - body));
		text_add_string(&mail, "https://portal.sender.example/p/7");
		body = link + 6;
	}
	text_printf(&mail, "%s\n", body);
	return mail.bytes;
}

/* Findings of a whole mail. */
static struct finding_list
look(struct fixture *fixture, const char *mail)
{
	struct finding_list findings, structure;
	struct message_reader reader = {.bounds = &fixture->conf->message,
					.authentication = &fixture->conf->authentication};
	struct message_source source;
	struct message message;

	arena_reset(fixture->message);
	findings = (struct finding_list){.arena = fixture->message};
	structure = findings;
	message_source_of_file(fixture->message, reader.bounds, mail, strlen(mail), &source);
	message_read(fixture->message, &reader, &source, &message, &structure);
	lure_message(fixture->lure, fixture->message, &message, &findings);
	return findings;
}

/* The first lure of 'family', of any when it is NULL. */
static const struct finding *
find_lure(const struct finding_list *findings, const char *family)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (findings->items[i].kind == FINDING_LURE &&
		    (family == NULL || strcmp(findings->items[i].family, family) == 0))
			return &findings->items[i];
	return NULL;
}

static bool
is_judged_rightly(struct fixture *fixture, const char *family, const struct test_case *one)
{
	struct finding_list findings = look(fixture, write_mail(fixture->arena, one));
	const struct finding *lure = find_lure(&findings, one->fires ? family : NULL);

	if ((lure != NULL) == one->fires)
		return true;
	lure = find_lure(&findings, NULL);
	(void)fprintf(stderr, "%s %s: %s%s%s: %s\n", family, one->fires ? "is silent" : "fires",
		      one->subject, lure == NULL ? "" : " gave ", lure == NULL ? "" : lure->family,
		      lure == NULL ? "" : lure->why);
	return false;
}

static void
every_family_fires_where_it_should_and_only_there(void **state)
{
	struct fixture *fixture = *state;
	struct lure_family_info info;
	size_t wrong = 0, i, k;

	for (i = 0; lure_family(fixture->lure, i, &info); i++) {
		struct cases cases = read_cases(fixture->arena, info.name);

		for (k = 0; k < cases.count; k++)
			wrong += is_judged_rightly(fixture, info.name, &cases.items[k]) ? 0 : 1;
	}
	assert_int_equal(wrong, 0);
}

static bool
fires_in(const struct cases *cases, const char *language)
{
	size_t i;

	for (i = 0; i < cases->count; i++)
		if (cases->items[i].fires && strcmp(cases->items[i].language, language) == 0)
			return true;
	return false;
}

/* Languages in which a shipped family names what it is after, and no mail shows that it works. */
static size_t
count_untold(struct fixture *fixture, const char *name, const struct cases *cases)
{
	const struct data_file *file =
		data_find(arena_printf(fixture->arena, "lures/%s.conf", name));
	const char *why = "not shipped", *last = "";
	struct family family;
	size_t untold = 0, i;

	if (file == NULL ||
	    family_parse(fixture->arena, file->name, file->bytes, file->length, &family, &why) != 0)
		fail_msg("%s: %s", name, why);
	for (i = 0; i < family.cue_count; i++) {
		const struct family_cue *cue = &family.cues[i];

		if (cue->group != CUE_GROUP_OBJECT || strcmp(cue->language, last) == 0)
			continue;
		last = cue->language;
		if (fires_in(cases, last))
			continue;
		(void)fprintf(stderr, "%s: no mail that fires in %s\n", name, last);
		untold++;
	}
	return untold;
}

static void
every_family_has_a_mail_a_language_and_two_that_are_quiet(void **state)
{
	struct fixture *fixture = *state;
	struct lure_family_info info;
	size_t untold = 0, i, k;

	for (i = 0; lure_family(fixture->lure, i, &info); i++) {
		struct cases cases = read_cases(fixture->arena, info.name);
		size_t quiet = 0;

		for (k = 0; k < cases.count; k++)
			quiet += cases.items[k].fires ? 0 : 1;
		if (quiet < 2)
			fail_msg("too few quiet mails for family %s", info.name);
		untold += count_untold(fixture, info.name, &cases);
		assert_true(strlen(info.sentence) > 20);
		assert_int_not_equal(info.impact, IMPACT_NONE);
	}
	assert_int_equal(untold, 0);
	assert_true(i >= 40);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_family_fires_where_it_should_and_only_there),
		cmocka_unit_test(every_family_has_a_mail_a_language_and_two_that_are_quiet),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
