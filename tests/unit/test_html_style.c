/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_style - colours, declarations and simple selectors. */
#include "config.h"

#include "policy/mail/html_style.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
colours_are_read_in_their_usual_forms(void **state)
{
	static const struct {
		const char *text;
		int expected;
	} cases[] = {
		{"#fff", 0xFFFFFF},           {"#1a2B3c", 0x1A2B3C},
		{"ffffff", 0xFFFFFF},         {"rgb(1, 2,3)", 0x010203},
		{" white ", 0xFFFFFF},        {"transparent", HTML_STYLE_UNKNOWN},
		{"#12", HTML_STYLE_UNKNOWN},  {"var(--x)", HTML_STYLE_UNKNOWN},
		{"rgb(", HTML_STYLE_UNKNOWN}, {"", HTML_STYLE_UNKNOWN},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (html_style_colour(cases[i].text, strlen(cases[i].text)) != cases[i].expected)
			fail_msg("%s: %x", cases[i].text,
				 (unsigned)html_style_colour(cases[i].text, strlen(cases[i].text)));
}

static void
sizes_are_inherited_and_relative(void **state)
{
	static const char half[] = "font-size:50%", none[] = "font-size:0",
			  points[] = "font-size:12pt";
	struct html_style_look look = html_style_initial();
	struct html_style_change change = html_style_read(half, strlen(half));

	(void)state;
	html_style_apply(&look, &change);
	html_style_apply(&look, &change);
	assert_true(look.font_px > 3.9F && look.font_px < 4.1F);
	change = html_style_read(none, strlen(none));
	html_style_apply(&look, &change);
	assert_true(html_style_is_hidden(&look));
	change = html_style_read(points, strlen(points));
	html_style_apply(&look, &change);
	assert_true(look.font_px > 15.9F && look.font_px < 16.1F);
}

static void
only_simple_selectors_outside_at_rules_count(void **state)
{
	static const char css[] = "@import 'x'; @media print { .a { display:none } }\n"
				  ".b, td.c { display:none } .d .e { display:none } #f{opacity:0}";
	struct html_style_sheet sheet = {.count = 0};
	struct html_style_look look = html_style_initial();
	struct arena *arena = arena_new();

	(void)state;
	html_style_read_sheet(arena, css, strlen(css), &sheet);
	html_style_cascade(&sheet, "p", "a e", "x", &look);
	assert_false(look.hidden);
	html_style_cascade(&sheet, "p", "x C", NULL, &look);
	assert_true(look.hidden);
	look = html_style_initial();
	html_style_cascade(&sheet, "p", NULL, "F", &look);
	assert_true(look.hidden);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_are_read_in_their_usual_forms),
		cmocka_unit_test(sizes_are_inherited_and_relative),
		cmocka_unit_test(only_simple_selectors_outside_at_rules_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
