/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rewriter - known wrappers come off, unknown ones stay. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/lookalike/rewriter.h"
#include "policy/mail/fold.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
known_wrappers_come_off_and_others_stay(void **state)
{
	static const struct {
		const char *typed, *host;
		enum rewriter_answer answer;
		const char *why;
	} cases[] = {
		{"https://desk.example/a", "desk.example", REWRITER_NONE, "no wrapper"},
		{"https://eur01.safelinks.protection.outlook.com/"
		 "?url=https%3A%2F%2Fdesk.example%2Fa",
		 "desk.example", REWRITER_TARGET, "a parameter"},
		{"https://urldefense.proofpoint.com/v2/url?u=https-3A__www.desk.example_a&d=x",
		 "www.desk.example", REWRITER_TARGET, "Proofpoint, second form"},
		{"https://urldefense.com/v3/__https://www.desk.example/a__;Kys!!x",
		 "www.desk.example", REWRITER_TARGET, "Proofpoint, third form"},
		{"https://www.google.com/"
		 "url?q=https%3A%2F%2Feur01.safelinks.protection.outlook.com%2F"
		 "%3Furl%3Dhttps%253A%252F%252Fdesk.example",
		 "desk.example", REWRITER_TARGET, "one in another"},
		{"https://protect.mimecast.com/s/abc", "protect.mimecast.com", REWRITER_OPAQUE,
		 "cannot be read"},
		{"https://evil.example/url?q=https://desk.example", "evil.example", REWRITER_NONE,
		 "H5: a stranger"},
		{"https://notgoogle.com/url?q=https://desk.example", "notgoogle.com", REWRITER_NONE,
		 "only the end of the name is the same"},
		{"https://www.google.com/search?q=https://desk.example", "www.google.com",
		 REWRITER_NONE, "another path"},
		{"https://www.google.com/url?q=", "www.google.com", REWRITER_NONE,
		 "nothing inside"},
	};
	struct arena *arena = arena_new();
	struct rewriters rewriters = {0};
	const char *why = NULL;
	size_t i;

	(void)state;
	assert_int_equal(fold_open(&why), 0);
	assert_int_equal(rewriter_open(arena, &rewriters, &why), 0);
	assert_true(rewriters.count > 20);
	for (i = 0; i < COUNT(cases); i++) {
		struct rewriter_result result;
		struct url url;

		assert_int_equal(url_parse(arena, cases[i].typed, strlen(cases[i].typed), 4096,
					   NULL, &url, &why),
				 0);
		rewriter_unwrap(&rewriters, arena, &url, &result);
		if (result.answer != cases[i].answer ||
		    strcmp(result.target.host.ascii, cases[i].host) != 0)
			fail_msg("%s: %d %s", cases[i].why, (int)result.answer,
				 result.target.host.ascii);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_wrappers_come_off_and_others_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
