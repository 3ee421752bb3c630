/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_sheet - simple rules count in full, all others only in favour of being seen. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/html_sheet.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Whether <p class="a B" id=i> is hidden by the sheet. */
static bool
hides(const char *css, size_t length)
{
	struct arena *arena = arena_new();
	struct html_sheet sheet = {.arena = arena};
	struct html_style_block block = {0};
	struct html_style_look look = html_style_initial();

	html_sheet_read(&sheet, css, length);
	html_sheet_sort(&sheet);
	html_sheet_apply(&sheet, "p", "a B", "i", &block);
	html_style_merge(&block.normal, &block.important);
	html_style_apply(&look, &block.normal, true);
	arena_free(arena);
	return html_style_is_hidden(&look);
}

static void
simple_rules_hide(void **state)
{
	static const char *const sheets[] = {
		".a{display:none}",
		".B { display : none }",
		"p{display:none}",
		"P{display:none}",
		"#i{display:none}",
		"p.a{display:none}",
		"*{display:none}",
		"h1,.x , .a{display:none}",
		"/* c */.a{/* ; */display:none}",
		"<!-- .a{display:none} -->",
		"@import url(x);.a{display:none}",
		"@font-face{font-family:x}.a{display:none}",
		"@media print{.x{y:z}}.a{display:none}",
		".a:hover{display:block}.a{display:none}",
		".a{display:none}.a:hover{display:block}",
		".a{display:block}.B{display:none}",
		".B{display:block}.a{display:none}",
		"#i{display:none}.a{display:block}",
		".a{display:none}p{display:block}",
		".a{display:none!important}#i{display:block}",
		".a{display:none",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sheets); i++)
		if (!hides(sheets[i], strlen(sheets[i])))
			fail_msg("%s", sheets[i]);
}

static void
what_might_be_seen_is_not_hidden(void **state)
{
	static const char *const sheets[] = {
		"",
		".x{display:none}",
		".b{display:none}",
		"div.a{display:none}",
		".x .a{display:none}",
		".x>.a{display:none}",
		".a.B{display:none}",
		".a[x]{display:none}",
		".a:not(.x){display:none}",
		"@media print{.a{display:none}}",
		"@media screen{@media print{.a{display:none}}}",
		"@supports (x:y){.a{display:none}}",
		".a{display:none}.B{display:block}",
		".a{display:none}#i{display:block}",
		".a{display:none}.a{display:block}",
		".a{display:none}.x .a{display:block}",
		".a{display:none}@media screen{.a{display:block}}",
		".a{display:none}.x .a.y{display:block}",
		".a{display:none}p{display:block!important}",
		".a{display:none}.A{display:block}",
		".a{display:none}.\\61{display:block}",
		".a{display:none}[class]{display:block}",
		".a{display:none} x *{display:block}",
		".a{color:#fff}table .a{background:#000}",
		".a{font-size:0}.x .a{font-size:16px}",
		".x{content:'}.a{display:none}'}",
		"@keyframes x{from{a:b}to{c:d}}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sheets); i++)
		if (hides(sheets[i], strlen(sheets[i])))
			fail_msg("%s", sheets[i]);
}

static void
rules_beyond_the_bound_hide_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct html_sheet sheet = {.arena = arena};
	struct html_style_block block = {0};
	struct html_style_look look = html_style_initial();
	struct text css = TEXT_IN(arena);
	int i;

	(void)state;
	text_add_string(&css, ".a{display:none}");
	for (i = 0; i < HTML_SHEET_RULES; i++)
		text_printf(&css, ".x%d{display:none}", i);
	text_add_string(&css, ".a{display:block}");
	html_sheet_read(&sheet, css.bytes, css.length);
	html_sheet_sort(&sheet);
	assert_true(sheet.full);
	html_sheet_apply(&sheet, "p", "a", NULL, &block);
	html_style_merge(&block.normal, &block.important);
	html_style_apply(&look, &block.normal, true);
	assert_false(html_style_is_hidden(&look));
	arena_free(arena);
}

static void
many_matches_hide_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct text css = TEXT_IN(arena);
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		text_add_string(&css, ".a{display:none}");
	assert_false(hides(css.bytes, css.length));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simple_rules_hide),
		cmocka_unit_test(what_might_be_seen_is_not_hidden),
		cmocka_unit_test(rules_beyond_the_bound_hide_nothing),
		cmocka_unit_test(many_matches_hide_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
