/* SPDX-License-Identifier: BSD-2-Clause */
/* test_names - a table from strings to numbers that grows. */
#include "config.h"

#include "policy/directory/names.h"

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
ten_thousand_keys_are_found_and_the_first_number_stays(void **state)
{
	struct names names = {.arena = *state};
	char key[16];
	uint32_t i;

	assert_null(names_find(&names, "k1"));
	for (i = 0; i < 10000; i++) {
		(void)snprintf(key, sizeof(key), "k%u", (unsigned)i);
		assert_true(names_add(&names, arena_strdup(*state, key), i));
	}
	assert_false(names_add(&names, "k17", 4711));
	for (i = 0; i < 10000; i++) {
		(void)snprintf(key, sizeof(key), "k%u", (unsigned)i);
		assert_non_null(names_find(&names, key));
		assert_int_equal(*names_find(&names, key), i);
	}
	assert_null(names_find(&names, "k10000"));
	assert_null(names_find(&names, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ten_thousand_keys_are_found_and_the_first_number_stays, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
