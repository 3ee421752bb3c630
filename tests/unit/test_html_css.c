/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_css - style text cut into declarations. */
#include "config.h"

#include "policy/mail/html_css.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
stops_are_found_outside_of_strings_and_brackets(void **state)
{
	static const struct {
		const char *text;
		size_t expected;
	} cases[] = {
		{"a;b", 1},  {"';';", 3}, {"\"\\\";\";", 5}, {"(;);", 3}, {"[;];", 3},
		{"'\n;", 2}, {"abc", 3},  {"", 0},           {"\\;;", 2}, {"';", 2},
		{"(;", 2},   {");", 1},   {"\\", 1},         {"'\\", 2},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(html_css_find(cases[i].text, strlen(cases[i].text), 0, ";"),
				 cases[i].expected);
}

static void
a_declaration_is_a_name_and_a_value(void **state)
{
	static const char text[] = " Color /* of what */ :  Dark  RED ! IMPORTANT ";
	struct html_css_declaration said;

	(void)state;
	assert_true(html_css_split(text, sizeof(text) - 1, &said));
	assert_string_equal(said.name, "color");
	assert_string_equal(said.value, "dark  red");
	assert_true(said.important);
	assert_false(html_css_split("color", 5, &said));
}

static void
what_is_too_long_is_cut(void **state)
{
	struct html_css_declaration said;
	char text[300] = "a:";

	(void)state;
	memset(text + 2, 'x', sizeof(text) - 3);
	assert_true(html_css_split(text, strlen(text), &said));
	assert_int_equal(strlen(said.value), HTML_CSS_VALUE - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_are_found_outside_of_strings_and_brackets),
		cmocka_unit_test(a_declaration_is_a_name_and_a_value),
		cmocka_unit_test(what_is_too_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
