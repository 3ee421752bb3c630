/* SPDX-License-Identifier: BSD-2-Clause */
/* test_inside - a claimed brand is found inside a host, with one slip at most. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lookalike/inside.h"
#include "policy/lookalike/lookalike.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
one_slip_is_allowed_and_no_more(void **state)
{
	static const struct {
		const char *text;
		bool begins;
		const char *why;
	} cases[] = {
		{"amazonxy", true, "as it is"},   {"amzonxy", true, "one missing"},
		{"amaazon", true, "one added"},   {"xamazon", true, "one added in front"},
		{"anazon", true, "another"},      {"amzaon", true, "two swapped"},
		{"mazon", true, "first missing"}, {"amazo", true, "last missing"},
		{"amaz", false, "two missing"},   {"amzano", false, "two swaps"},
		{"omezan", false, "three"},       {"", false, "nothing"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (inside_begins(cases[i].text, strlen(cases[i].text), "amazon", 6) !=
		    cases[i].begins)
			fail_msg("%s: %s", cases[i].text, cases[i].why);
}

static void
what_is_claimed_is_looked_for_harder(void **state)
{
	static const struct {
		const char *name, *brand;
		bool flagged;
	} cases[] = {
		{"www.aamzon-jpx.example", "Amazon", true},
		{"jamyjepjcb.example", "JCB", true},
		{"xjcbx.example", "JCB", false},
		{"rakutemnetfrue.example", "Rakuten", true},
		{"rakutemnetfrue.example", "Amazon", false},
		{"perfectly-nintendo.example", "Nintendo", true},
		{"perfectly-nintendo.example", "PayPal", false},
		{"paypal-login.example", "nobody at all", true},
		{"amazon.co.jp", "Amazon", false},
		{"quay.example", "Amazon", false},
	};
	struct arena *arena = arena_new();
	const struct conf_protected conf = {0};
	const char *why = NULL;
	struct lookalike *lookalike = lookalike_open(arena, &conf, NULL, &why);
	struct lookalike_match match;
	struct host host;
	size_t i;

	(void)state;
	assert_non_null(lookalike);
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
			host_canonical(arena, cases[i].name, strlen(cases[i].name), &host, &why),
			0);
		lookalike_check_as(lookalike, arena, &host, cases[i].brand, &match);
		if (match.flagged != cases[i].flagged)
			fail_msg("%s as %s: %s", cases[i].name, cases[i].brand, match.why);
	}
	assert_string_equal(lookalike_brand(lookalike, arena, "PayPal Support"), "paypal");
	assert_string_equal(lookalike_brand(lookalike, arena, "Aunt Mary"), "");
	lookalike_close(lookalike);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_slip_is_allowed_and_no_more),
		cmocka_unit_test(what_is_claimed_is_looked_for_harder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
