/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_bound - ordinary pages pass untouched, floods of attributes are cut. */
#include "config.h"

#include "policy/mail/html_bound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"

static void
ordinary_pages_pass_without_a_copy(void **state)
{
	static const char page[] = "<p class=\"a b\" id='c'>text > more < less <b>x</b> \"<\"</p>";
	struct arena *arena = arena_new();
	size_t length = strlen(page);
	bool cut = false;

	(void)state;
	assert_ptr_equal(html_bound(arena, page, &length, &cut), page);
	assert_false(cut);
	arena_free(arena);
}

static void
zero_bytes_are_left_out(void **state)
{
	static const char page[] = "pa\0ss<a\0 href=x>";
	struct arena *arena = arena_new();
	size_t length = sizeof(page) - 1;
	bool cut = false;

	(void)state;
	assert_string_equal(html_bound(arena, page, &length, &cut), "pass<a href=x>");
	assert_int_equal(length, strlen("pass<a href=x>"));
	assert_false(cut);
	arena_free(arena);
}

static void
a_flood_of_attributes_is_closed_early_and_the_rest_follows(void **state)
{
	struct arena *arena = arena_new();
	struct text page = TEXT_IN(arena);
	bool cut = false;
	const char *out;
	size_t length;
	int i;

	(void)state;
	text_add_string(&page, "<p ");
	for (i = 0; i < 5000; i++)
		text_printf(&page, "a%d=\"> \" ", i);
	text_add_string(&page, "><a href=x>y</a>");
	length = page.length;
	out = html_bound(arena, page.bytes, &length, &cut);
	assert_true(cut);
	assert_true(length < 3000);
	assert_int_equal(strlen(out), length);
	assert_non_null(strstr(out, "><a href=x>y</a>"));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_pages_pass_without_a_copy),
		cmocka_unit_test(zero_bytes_are_left_out),
		cmocka_unit_test(a_flood_of_attributes_is_closed_early_and_the_rest_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
