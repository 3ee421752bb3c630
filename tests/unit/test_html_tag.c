/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_tag - elements are known by name. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/html_tag.h"

static void
elements_are_found_by_name(void **state)
{
	static const char *const known[] = {
		"a",  "address", "br",     "div", "em",  "figure", "hr",    "input",
		"li", "menu",    "object", "p",   "pre", "script", "style", "table",
		"td", "title",   "tr",     "ul",  "wbr", "xmp",    "svg",   "template"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_string_equal(html_tag_find(known[i])->name, known[i]);
	assert_string_equal(html_tag_find("svg:a")->name, "a");
	assert_string_equal(html_tag_find("nosuch")->name, "");
	assert_string_equal(html_tag_find("")->name, "");
	assert_int_equal(html_tag_find("nosuch")->flags, 0);
	assert_true((html_tag_find("br")->flags & HTML_TAG_VOID) != 0);
	assert_true((html_tag_find("div")->flags & HTML_TAG_BLOCK) != 0);
	assert_int_equal(html_tag_find("script")->role, HTML_TAG_SCRIPT);
}

static void
searches_stop_at_the_borders_of_tables_and_lists(void **state)
{
	(void)state;
	assert_true(html_tag_stops(html_tag_find("table"), HTML_TAG_GROUP_CELL));
	assert_false(html_tag_stops(html_tag_find("tr"), HTML_TAG_GROUP_CELL));
	assert_true(html_tag_stops(html_tag_find("ul"), HTML_TAG_GROUP_LI));
	assert_false(html_tag_stops(html_tag_find("ul"), HTML_TAG_GROUP_P));
	assert_true(html_tag_stops(html_tag_find("td"), HTML_TAG_GROUP_P));
	assert_true(html_tag_stops(html_tag_find("td"), HTML_TAG_GROUP_NONE));
	assert_false(html_tag_stops(html_tag_find("td"), HTML_TAG_GROUP_TABLE));
	assert_false(html_tag_stops(html_tag_find("div"), HTML_TAG_GROUP_A));
	assert_true(html_tag_stops(html_tag_find("select"), HTML_TAG_GROUP_OPTION));
	assert_true(html_tag_stops(html_tag_find("dl"), HTML_TAG_GROUP_DD));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_found_by_name),
		cmocka_unit_test(searches_stop_at_the_borders_of_tables_and_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
