/* SPDX-License-Identifier: BSD-2-Clause */
/* test_clock - times and spans are read and written as people write them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"

#define NOW 1795472350123LL /* 2026-11-23T22:19:10.123Z */

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
times_are_written_in_utc(void **state)
{
	assert_string_equal(clock_rfc3339(*state, NOW, 0), "2026-11-23T22:19:10.123Z");
	assert_string_equal(clock_rfc3339(*state, NOW, 1), "2026-11-23T22:19:10Z");
	assert_string_equal(clock_generalized(*state, NOW), "20261123221910Z");
	assert_string_equal(clock_rfc3339(*state, 0, 0), "1970-01-01T00:00:00.000Z");
	assert_string_equal(clock_rfc3339(*state, -1, 0), "1969-12-31T23:59:59.999Z");
	assert_string_equal(clock_rfc3339(*state, -1000, 0), "1969-12-31T23:59:59.000Z");
}

static void
times_are_read_in_every_documented_form(void **state)
{
	static const struct {
		const char *text;
		int64_t expected;
	} cases[] = {
		{"2026-11-23T22:19:10Z", 1795472350000LL},
		{"2026-11-23T22:19:10.123Z", NOW},
		{"2026-11-23T22:19:10.5Z", 1795472350500LL},
		{"2026-11-23t22:19:10.123456789z", NOW},
		{"2026-11-23T23:19:10.123+01:00", NOW},
		{"2026-11-23T16:49:10.123-05:30", NOW},
		{"2026-11-23 22:19:10", 1795472350000LL},
		{"2026-11-23", 1795392000000LL},
		{"7d", NOW - 7 * CLOCK_DAY_MS},
		{"24h", NOW - CLOCK_DAY_MS},
		{"30m", NOW - 1800000},
		{"10s", NOW - 10000},
	};
	const char *why = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t when = -1;

		assert_int_equal(clock_read(cases[i].text, NOW, &when, &why), 0);
		assert_true(when == cases[i].expected);
	}
}

static void
what_is_no_time_is_refused_and_nothing_is_touched(void **state)
{
	static const char *const cases[] = {
		"",
		"yesterday",
		"12",
		"-7d",
		"2026-11-23T22:19:10",
		"2026-11-23T22:19:10Zx",
		"2026-11-23T22:19:10.Z",
		"2026-11-23T22:19:10+1:00",
		"2026-11-23T22:19:10+24:00",
		"2026-11-23T25:19:10Z",
		"2026-02-31",
		"2026-13-01",
		"2026-11-23x",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		int64_t when = -77;

		assert_int_equal(clock_read(cases[i], NOW, &when, &why), -1);
		assert_non_null(why);
		assert_true(when == -77);
	}
}

static void
what_is_written_reads_back(void **state)
{
	static const int64_t cases[] = {0, 1, 999, NOW, 951782400000LL, 4102444799999LL};
	const char *why = NULL;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t when = -1;

		assert_int_equal(clock_read(clock_rfc3339(*state, cases[i], 0), NOW, &when, &why),
				 0);
		assert_true(when == cases[i]);
	}
}

static void
spans_need_a_number_and_a_known_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t expected; /* -1 is refused */
	} cases[] = {
		{"250ms", 250},
		{"30s", 30000},
		{"30", 30000},
		{"5m", 300000},
		{"72h", 259200000},
		{"14d", 14 * CLOCK_DAY_MS},
		{"2w", 14 * CLOCK_DAY_MS},
		{"0", 0},
		{"", -1},
		{"d", -1},
		{"-1s", -1},
		{" 1s", -1},
		{"1y", -1},
		{"1 d", -1},
		{"1dd", -1},
		{"99999999999999999999d", -1},
		{"3155760001", -1},
		{"1e3", -1},
		{"15552000000ms", 180 * CLOCK_DAY_MS},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		int64_t span = -1;
		int result = clock_read_span(cases[i].text, &span, &why);

		assert_int_equal(result, cases[i].expected == -1 ? -1 : 0);
		assert_true(span == cases[i].expected);
		assert_int_equal(why == NULL, result == 0);
	}
}

static void
the_clocks_go_forward(void **state)
{
	int64_t wall = clock_now_ms(), steady = clock_monotonic_us();

	(void)state;
	assert_true(wall > 1700000000000LL);
	assert_true(clock_monotonic_us() >= steady);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(times_are_written_in_utc, begin, end),
		cmocka_unit_test(times_are_read_in_every_documented_form),
		cmocka_unit_test(what_is_no_time_is_refused_and_nothing_is_touched),
		cmocka_unit_test_setup_teardown(what_is_written_reads_back, begin, end),
		cmocka_unit_test(spans_need_a_number_and_a_known_unit),
		cmocka_unit_test(the_clocks_go_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
