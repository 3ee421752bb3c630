/* SPDX-License-Identifier: BSD-2-Clause */
/* test_distance - slips cost what they cost, and near labels are found without a search. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/lookalike/distance.h"
#include "policy/lookalike/near.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
edits_cost_what_the_table_says(void **state)
{
	static const struct {
		const char *seen, *target;
		enum distance_edit edit;
		int tenths;
	} cases[] = {
		{"github", "github", DISTANCE_NONE, 0},
		{"githuh", "github", DISTANCE_KEYBOARD, 5},
		{"githbu", "github", DISTANCE_TRANSPOSE, 3},
		{"gitthub", "github", DISTANCE_DOUBLE, 3},
		{"gogle", "google", DISTANCE_DOUBLE, 3},
		{"gthub", "github", DISTANCE_DELETE, 7},
		{"gethub", "github", DISTANCE_VOWEL, 6},
		{"glthub", "github", DISTANCE_WEAK, 3},
		{"git-hub", "github", DISTANCE_HYPHEN, 7},
		{"githubs", "github", DISTANCE_PLURAL, 8},
		{"github2", "github", DISTANCE_DIGITS, 12},
		{"zithub", "github", DISTANCE_FIRST, 12},
		{"ithub", "github", DISTANCE_FIRST, 12},
		{"githmb", "github", DISTANCE_REPLACE, 8},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct distance distance = distance_of(cases[i].seen, strlen(cases[i].seen),
						       cases[i].target, strlen(cases[i].target));

		if (distance.edit != cases[i].edit ||
		    (int)(distance.cost * 10 + 0.5) != cases[i].tenths)
			fail_msg("%s: %d at %.1f", cases[i].seen, (int)distance.edit,
				 distance.cost);
		assert_non_null(distance_sentence(distance.edit));
	}
}

static void
far_and_long_labels_are_far(void **state)
{
	char long_one[80];

	(void)state;
	memset(long_one, 'a', sizeof(long_one));
	assert_true(distance_of("abc", 3, "abcdefg", 7).cost >= DISTANCE_FAR);
	assert_true(distance_of("tangerine", 9, "aubergine", 9).cost >= DISTANCE_FAR);
	assert_true(distance_of(long_one, 80, long_one, 80).cost >= DISTANCE_FAR);
	assert_true(distance_of("", 0, "", 0).cost == 0);
	assert_true(distance_limit(3) == 0);
	assert_true(distance_limit(12) > distance_limit(5));
}

/* Every change of one letter, and a sample of two in long labels, of a few hundred labels. */
static void
every_near_label_is_found(void **state)
{
	struct arena *arena = arena_new();
	struct near near = {0};
	char labels[300][24], changed[32];
	uint32_t found[NEAR_CANDIDATES];
	size_t count, i, k, at, missed = 0;

	(void)state;
	for (i = 0; i < COUNT(labels); i++) {
		(void)snprintf(labels[i], sizeof(labels[i]), "%c%zu%clabel%zu",
			       (char)('a' + i % 26), i * 7919, (char)('a' + i % 23), i % 10);
		near_add(arena, &near, labels[i], strlen(labels[i]), (uint32_t)i);
	}
	near_freeze(arena, &near);
	for (i = 0; i < COUNT(labels); i++)
		for (at = 0; at < strlen(labels[i]); at++) {
			(void)snprintf(changed, sizeof(changed), "%s", labels[i]);
			changed[at] = changed[at] == 'q' ? 'r' : 'q';
			changed[(at + 3) % strlen(labels[i])] = 'x';
			count = near_find(&near, changed, strlen(changed), found);
			for (k = 0; k < count && found[k] != i; k++)
				;
			missed += k == count;
		}
	assert_int_equal(missed, 0);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_cost_what_the_table_says),
		cmocka_unit_test(far_and_long_labels_are_far),
		cmocka_unit_test(every_near_label_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
