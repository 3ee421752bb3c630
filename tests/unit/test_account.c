/* SPDX-License-Identifier: BSD-2-Clause */
/* test_account - links of account mail are told by word, token and place, and only away from home.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/lure/account.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEX          "c77863b80b3a6529d57e76dc504389c1"

struct fixture {
	struct arena *arena;
	struct conf *conf;
};

static int
begin(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_zalloc(arena, 1, sizeof(*fixture));
	const char *why;

	fixture->arena = arena;
	fixture->conf = conf_open(arena, NULL, &why);
	*state = fixture;
	return message_setup(&why) == 0 && fixture->conf != NULL ? 0 : -1;
}

static int
end(void **state)
{
	struct fixture *fixture = *state;

	conf_free(fixture->conf);
	arena_free(fixture->arena);
	return 0;
}

static void
words_and_tokens_are_read_from_links(void **state)
{
	static const struct {
		const char *url, *word;
		bool once, token;
	} cases[] = {
		{"https://a.example/password/reset/" HEX, "password", true, true},
		{"https://a.example/wiki/Special:ConfirmEmail/" HEX, "confirm", true, true},
		{"https://a.example/login", "login", false, false},
		{"https://a.example/x?invite=1", "invit", true, false},
		{"https://a.example/#/setup?id=93b8f919-9520-46d9-a99b-8078ec02eb21", NULL, false,
		 true},
		{"https://a.example/theregister/news", NULL, false, false},
		{"https://a.example/2024/10/how-to-plant-a-tree-in-ten-steps", NULL, false, false},
		{"https://a.example/", NULL, false, false},
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct account_sign sign;
		const char *why;
		struct url url;

		assert_int_equal(url_parse(fixture->arena, cases[i].url, strlen(cases[i].url), 4096,
					   NULL, &url, &why),
				 0);
		sign = account_read(fixture->arena, &url);
		if (sign.once != cases[i].once || sign.token != cases[i].token ||
		    (sign.word == NULL) != (cases[i].word == NULL) ||
		    (sign.word != NULL && strcmp(sign.word, cases[i].word) != 0))
			fail_msg("%s", cases[i].url);
	}
}

static size_t
count_findings(struct fixture *fixture, const char *from, const char *body,
	       enum account_place place)
{
	struct finding_list findings = {.arena = fixture->arena}, structure = findings;
	struct message_reader reader = {.bounds = &fixture->conf->message,
					.authentication = &fixture->conf->authentication};
	struct account_speech speech = {place, "password"};
	struct message_source source;
	struct message message;
	const char *mail = arena_printf(fixture->arena, "From: %s\n\n%s\n", from, body);

	message_source_of_file(fixture->arena, reader.bounds, mail, strlen(mail), &source);
	message_read(fixture->arena, &reader, &source, &message, &structure);
	account_message(fixture->arena, &message, &speech, &findings);
	return findings.count;
}

static void
only_account_mail_that_leads_away_is_told(void **state)
{
	static const char away[] = "https://b.example/reset/" HEX,
			  home[] = "https://a.example/reset/" HEX;
	static const struct {
		const char *from, *body, *more;
		enum account_place place;
		size_t count;
		const char *why;
	} cases[] = {
		{"x@a.example", away, "", ACCOUNT_NOWHERE, 1, "any language"},
		{"x@a.example", home, "", ACCOUNT_IN_HEAD, 0, "to the sender's own domain"},
		{"x@a.example", home, " https://b.example/", ACCOUNT_IN_HEAD, 0,
		 "a footer leads elsewhere"},
		{"x@a.example", away, " https://a.example/", ACCOUNT_IN_HEAD, 1,
		 "a footer leads home"},
		{"x@a.example", "https://b.example/x", "", ACCOUNT_IN_HEAD, 1, "a plain link"},
		{"x@a.example", "https://b.example/x", "", ACCOUNT_IN_TEXT, 0, "said in passing"},
		{"x@a.example", "https://b.example/x", "", ACCOUNT_NOTICE, 0, "a person writes"},
		{"noreply@a.example", "https://b.example/x", "", ACCOUNT_NOTICE, 1,
		 "a notification"},
		{"no-reply@a.example", "https://b.example/x", "", ACCOUNT_IN_TEXT, 1,
		 "a program writes"},
		{"x@a.example\nList-Id: <l.a.example>", away, "", ACCOUNT_IN_HEAD, 0, "a list"},
		{"x@a.example", "b.example", "", ACCOUNT_IN_HEAD, 0, "a name is no link"},
		{"x@a.example", "", "", ACCOUNT_IN_HEAD, 0, "no link"},
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		if (count_findings(
			    fixture, cases[i].from,
			    arena_printf(fixture->arena, "See %s%s", cases[i].body, cases[i].more),
			    cases[i].place) != cases[i].count)
			fail_msg("%s", cases[i].why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_tokens_are_read_from_links),
		cmocka_unit_test(only_account_mail_that_leads_away_is_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
