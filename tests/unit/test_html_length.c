/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_length - CSS lengths as mail uses them to hide text. */
#include "config.h"

#include "policy/mail/html_length.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
lengths_are_pixels(void **state)
{
	static const struct {
		const char *value;
		float pixels;
	} cases[] = {
		{"12px", 12},
		{"12", 12},
		{"3pt", 4},
		{"2em", 32},
		{"50%", 8},
		{"-9999px", -9999},
		{"calc(1px - 1px)", 0},
		{"calc(10px + 1em)", 26},
		{"calc( 4px * 0 )", 0},
		{"clamp(0px, 0px, 0px)", 0},
		{"clamp(12px, 1px, 20px)", 12},
		{"min(0px, 14px)", 0},
		{"max(0px,14px)", 14},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		float pixels = -1;

		if (!html_length_pixels(cases[i].value, &pixels) || pixels != cases[i].pixels)
			fail_msg("%s: %f", cases[i].value, (double)pixels);
	}
}

static void
a_doubt_is_no_length(void **state)
{
	static const char *const cases[] = {
		"auto",
		"",
		"calc(",
		"calc(1px",
		"calc(1px / 0)",
		"calc((1px))",
		"clamp(0px)",
		"min(1px)",
		"max(1px,2px,3)",
		"clamp(1px 2px 3px)",
		"var(--x)",
		"calc(1px + auto)",
		"nan",
		"inf",
		"1e30px",
	};
	float pixels;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (html_length_pixels(cases[i], &pixels))
			fail_msg("%s: %f", cases[i], (double)pixels);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_pixels),
		cmocka_unit_test(a_doubt_is_no_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
