/* SPDX-License-Identifier: BSD-2-Clause */
/* test_choice - one or two families name a lure, and nothing of the rest is lost. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/lure/choice.h"

#define MOST 4

static void
the_special_and_the_strong_stay(void **state)
{
	static const struct {
		struct choice items[MOST];
		size_t into[MOST];
		int points;
		const char *why;
	} cases[] = {
		{{{1, 90, 198, 0, 0}, {5, 80, 240, 0, 0}},
		 {1, CHOICE_NONE},
		 289,
		 "general to special"},
		{{{1, 100, 220, 0, 0}, {5, 60, 180, 0, 0}},
		 {CHOICE_NONE, 0},
		 265,
		 "the special one is too weak"},
		{{{5, 90, 270, 0, 0}, {5, 60, 168, 0, 0}},
		 {CHOICE_NONE, 0},
		 312,
		 "weak to strong of one rank"},
		{{{5, 90, 270, 0, 0}, {5, 85, 238, 0, 0}, {5, 90, 252, 0, 0}},
		 {CHOICE_NONE, CHOICE_NONE, 0},
		 333,
		 "two stay"},
		{{{5, 0, 0, 0, 0}, {3, 70, 196, 0, 0}},
		 {0, CHOICE_NONE},
		 196,
		 "what does not fire"},
		{{{5, 90, 270, 0, 290}, {5, 90, 243, 0, 290}},
		 {CHOICE_NONE, 0},
		 290,
		 "money twice is money"},
		{{{5, 90, 234, 0, 0}, {5, 90, 207, 0, 290}}, {CHOICE_NONE, 0}, 234, "adds nothing"},
		{{{3, 90, 207, 0, 290}, {5, 90, 234, 0, 0}, {5, 70, 180, 0, 0}},
		 {1, CHOICE_NONE, 1},
		 279,
		 "nor takes from others"},
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct choice items[MOST];
		int most = 0;

		for (k = 0; k < MOST; k++)
			items[k] = cases[i].items[k];
		choice_make(items, MOST);
		for (k = 0; k < MOST; k++) {
			if (items[k].strength > 0 && items[k].into != cases[i].into[k])
				fail_msg("%s", cases[i].why);
			if (items[k].strength > 0 && items[k].into == CHOICE_NONE &&
			    items[k].points > most)
				most = items[k].points;
		}
		if (most != cases[i].points)
			fail_msg("%s: %d points", cases[i].why, most);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_special_and_the_strong_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
