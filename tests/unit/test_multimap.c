/* SPDX-License-Identifier: BSD-2-Clause */
/* test_multimap - several values under one key, found in the order of adding or not at all. */
#include "config.h"

#include "policy/lookalike/multimap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static void
all_values_of_a_key_are_found_and_no_others(void **state)
{
	struct multimap map = {0};
	char key[16];
	uint32_t i, at, count = 0, sum = 0;

	assert_int_equal(multimap_first(&map, "x", 1), MULTIMAP_NONE);
	for (i = 0; i < 5000; i++) {
		(void)snprintf(key, sizeof(key), "k%u", (unsigned)(i % 1000));
		multimap_add(*state, &map, arena_strdup(*state, key), strlen(key), i);
	}
	for (at = multimap_first(&map, "k7", 2); at != MULTIMAP_NONE;
	     at = multimap_next(&map, at)) {
		count++;
		sum += map.entries[at].value;
	}
	assert_int_equal(count, 5);
	assert_int_equal(sum, 5 * 7 + 1000 + 2000 + 3000 + 4000);
	assert_int_equal(multimap_value(&map, "k70", 2) % 1000, 7);
	assert_int_equal(multimap_value(&map, "k1000", 5), MULTIMAP_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_values_of_a_key_are_found_and_no_others, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
