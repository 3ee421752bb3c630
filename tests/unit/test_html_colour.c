/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_colour - colours are read in their usual forms and compared as eyes do. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/html_colour.h"

static void
colours_are_read_in_their_usual_forms(void **state)
{
	static const struct {
		const char *value;
		bool attribute;
		int expected;
	} cases[] = {
		{"#fff", false, 0xFFFFFF},
		{"#1a2B3c", false, 0x1A2B3C},
		{"#1a2B3cff", false, 0x1A2B3C},
		{"#1a2B3c00", false, HTML_COLOUR_NONE},
		{"#abcf", false, 0xAABBCC},
		{"#abc0", false, HTML_COLOUR_NONE},
		{"ffffff", true, 0xFFFFFF},
		{"ffffff", false, HTML_COLOUR_UNKNOWN},
		{"rgb(1, 2,3)", false, 0x010203},
		{"rgba(1 2 3 / 0.05)", false, HTML_COLOUR_NONE},
		{"rgba(1,2,3,.5)", false, 0x010203},
		{"rgb(1e9,0,0)", false, HTML_COLOUR_UNKNOWN},
		{"rgb(nan,0,0)", false, HTML_COLOUR_UNKNOWN},
		{"rgb(10%,0,0)", false, HTML_COLOUR_UNKNOWN},
		{"rgb(1,2)", false, HTML_COLOUR_UNKNOWN},
		{"rgb(", false, HTML_COLOUR_UNKNOWN},
		{"rgb", false, HTML_COLOUR_UNKNOWN},
		{" White", false, 0xFFFFFF},
		{"transparent", false, HTML_COLOUR_NONE},
		{"#12", false, HTML_COLOUR_UNKNOWN},
		{"#ggg", false, HTML_COLOUR_UNKNOWN},
		{"var(--x)", false, HTML_COLOUR_UNKNOWN},
		{"", false, HTML_COLOUR_UNKNOWN},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (html_colour_read(cases[i].value, cases[i].attribute) != cases[i].expected)
			fail_msg("%s: %x", cases[i].value,
				 (unsigned)html_colour_read(cases[i].value, cases[i].attribute));
}

static void
near_colours_hide_letters(void **state)
{
	(void)state;
	assert_true(html_colour_is_near(0xFFFFFF, 0xFFFFFF));
	assert_true(html_colour_is_near(0xFFFFFF, 0xFAFAFA));
	assert_false(html_colour_is_near(0xFFFFFF, 0xE0E0E0));
	assert_false(html_colour_is_near(0x000000, 0xFFFFFF));
	assert_false(html_colour_is_near(HTML_COLOUR_UNKNOWN, HTML_COLOUR_UNKNOWN));
	assert_false(html_colour_is_near(0, HTML_COLOUR_NONE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_are_read_in_their_usual_forms),
		cmocka_unit_test(near_colours_hide_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
