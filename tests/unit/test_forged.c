/* SPDX-License-Identifier: BSD-2-Clause */
/* test_forged - which fields of a stranger claim to be ours. */
#include "config.h"

#include "milter/forged.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
our_tag_is_known_in_every_spelling(void **state)
{
	static const struct {
		const char *name;
		size_t tags;
	} cases[] = {
		{"X-Lurewatch", 1},   {"x-lurewatch", 1},  {"X-LUREWATCH", 1}, {"X-Lurewatch ", 1},
		{"X-Lurewatch\t", 1}, {"X-Lurewatch2", 0}, {"X-Lure", 0},      {"", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		struct forged forged = {0};

		forged_note(&forged, arena, cases[i].name, " verdict=none");
		if (forged.tags != cases[i].tags)
			fail_msg("%s", cases[i].name);
		arena_free(arena);
	}
}

static void
results_under_our_id_are_noted_by_their_index(void **state)
{
	struct arena *arena = arena_new();
	struct forged forged = {.results_id = "mx.example.com"};

	(void)state;
	forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
	forged_note(&forged, arena, "Authentication-Results", " other.example; spf=pass");
	forged_note(&forged, arena, "Received", " from x");
	forged_note(&forged, arena, "AUTHENTICATION-RESULTS", " MX.example.com; dkim=pass");
	assert_int_equal(forged.results_count, 2);
	assert_int_equal(forged.results[0], 1);
	assert_int_equal(forged.results[1], 3);
	arena_free(arena);
}

static void
filters_before_us_may_share_our_id_above_received(void **state)
{
	struct arena *arena = arena_new();
	struct forged forged = {.results_id = "mx.example.com", .results_shared = true};

	(void)state;
	forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
	forged_note(&forged, arena, "Received", " from x");
	forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
	assert_int_equal(forged.results_count, 1);
	assert_int_equal(forged.results[0], 2);
	arena_free(arena);
}

static void
without_an_id_results_are_left_alone(void **state)
{
	struct arena *arena = arena_new();
	struct forged forged = {0};

	(void)state;
	forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
	assert_int_equal(forged.results_count, 0);
	arena_free(arena);
}

static void
a_flood_is_bounded_and_said(void **state)
{
	struct arena *arena = arena_new();
	struct forged forged = {.results_id = "mx.example.com"};
	int i;

	(void)state;
	for (i = 0; i < FORGED_MOST; i++) {
		forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
		forged_note(&forged, arena, "X-Lurewatch", " x");
	}
	assert_false(forged_too_many(&forged));
	forged_note(&forged, arena, "X-Lurewatch", " x");
	assert_true(forged_too_many(&forged));
	forged.tags = 0;
	for (i = 0; i < FORGED_MOST; i++)
		forged_note(&forged, arena, "Authentication-Results", " mx.example.com; spf=pass");
	assert_true(forged_too_many(&forged));
	assert_int_equal(forged.results_count, FORGED_MOST + 1);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_tag_is_known_in_every_spelling),
		cmocka_unit_test(results_under_our_id_are_noted_by_their_index),
		cmocka_unit_test(filters_before_us_may_share_our_id_above_received),
		cmocka_unit_test(without_an_id_results_are_left_alone),
		cmocka_unit_test(a_flood_is_bounded_and_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
