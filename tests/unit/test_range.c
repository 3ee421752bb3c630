/* SPDX-License-Identifier: BSD-2-Clause */
/* test_range - the parts in which Active Directory delivers a long attribute. */
#include "config.h"

#include "policy/directory/range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
a_range_is_read_and_the_next_one_asked_for(void **state)
{
	struct range range;

	assert_true(range_read(*state, "member;range=0-1499", &range));
	assert_string_equal(range.name, "member");
	assert_int_equal(range.low, 0);
	assert_int_equal(range.high, 1499);
	assert_false(range.last);
	assert_string_equal(range_next(*state, &range), "member;range=1500-*");
	assert_true(range_read(*state, "member;Range=1500-*", &range));
	assert_true(range.last);
}

static void
what_is_no_range_is_told(void **state)
{
	static const char *const cases[] = {"member",
					    "",
					    "member;binary",
					    "member;range=",
					    "member;range=5",
					    "member;range=5-",
					    "member;range=-5",
					    "member;range=9-3",
					    "member;range=0-18446744073709551615",
					    "member;range=0-99999999999999999999999"};
	struct range range = {.name = "untouched"};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (range_read(*state, cases[i], &range))
			fail_msg("%s", cases[i]);
	assert_string_equal(range.name, "untouched");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_range_is_read_and_the_next_one_asked_for, begin,
						end),
		cmocka_unit_test_setup_teardown(what_is_no_range_is_told, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
