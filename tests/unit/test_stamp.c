/* SPDX-License-Identifier: BSD-2-Clause */
/* test_stamp - each way in which directories write a time. */
#include "config.h"

#include "policy/directory/stamp.h"

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
each_form_is_told_by_its_shape(void **state)
{
	static const struct {
		const char *text;
		int64_t expected; /* -1: no time, or never */
	} cases[] = {
		{"20260102030405Z", 1767323045000},
		{"20260102030405.25Z", 1767323045000},
		{"202601020304Z", 1767323040000},
		{"2026010203Z", 1767322800000},
		{"20260102040405+0100", 1767323045000},
		{"20260101220405-0500", 1767323045000},
		{"134118466450000000", 1767373045000},
		{"1767323045", 1767323045000},
		{"1767323045000", 1767323045000},
		{"20455", 1767312000000},
		{"0", -1},
		{"9223372036854775807", -1},
		{"99999999999999999999", -1},
		{"20261302030405Z", -1},
		{"20260102250405Z", -1},
		{"20260102030405", -1},
		{"20260102030405Zx", -1},
		{"20260102030405+9900", -1},
		{"", -1},
		{"never", -1},
		{"-5", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t when = -1;

		assert_int_equal(stamp_read(cases[i].text, &when), cases[i].expected != -1);
		if (when != cases[i].expected)
			fail_msg("%s is %lld", cases[i].text, (long long)when);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_form_is_told_by_its_shape, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
