/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_style - declarations hide what browsers hide, and nothing else. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/html_style.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct html_style_look
look_at(const char *style, bool is_box)
{
	struct html_style_look look = html_style_initial();
	struct html_style_block block = {0};

	html_style_read(style, strlen(style), &block);
	html_style_merge(&block.normal, &block.important);
	html_style_apply(&look, &block.normal, is_box);
	return look;
}

static bool
hides(const char *style)
{
	struct html_style_look look = look_at(style, true);

	return html_style_is_hidden(&look);
}

static void
hiding_declarations_hide(void **state)
{
	static const char *const styles[] = {
		"display:none",
		"DISPLAY : NONE ! important",
		"display:none;x:y",
		"x;display:none",
		"display:/**/none",
		"visibility:hidden",
		"opacity:0",
		"opacity:.05",
		"font-size:0",
		"font-size:1px",
		"font:0/0 a",
		"color:#fff",
		"color:transparent",
		"color:rgba(0,0,0,0)",
		"max-height:0;overflow:hidden",
		"overflow:hidden;height:1px",
		"width:0;overflow:hidden",
		"text-indent:-9999px",
		"margin-left:-99em",
		"position:absolute;left:-5000px",
		"position:absolute;clip:rect(0 0 0 0)",
		"display:block;display:none",
		"display:none!important;display:block",
		"background:#000;color:black",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(styles); i++)
		if (!hides(styles[i]))
			fail_msg("%s", styles[i]);
}

static void
what_browsers_show_is_not_called_hidden(void **state)
{
	static const char *const styles[] = {
		"",
		"display:none;display:block",
		"display:none;display:block!important",
		"display:none;d\\69splay:block",
		"display:none;all:unset",
		"x:';display:none;'",
		"background:url(a;display:none;)",
		"visibility:hidden;visibility:visible",
		"opacity:0;opacity:1",
		"font-size:0;font-size:14px",
		"font-size:0;font:bold 14px/20px Arial",
		"font-size:calc(1px + 1em)",
		"font-size:-1px",
		"color:#fff;background:#000",
		"color:#fff;background:url(x.png)",
		"color:#fff;background:linear-gradient(#000,#000)",
		"color:#fff;text-shadow:0 0 0 #000",
		"color:#fff;-webkit-text-fill-color:#000",
		"max-height:0",
		"max-height:0;overflow:hidden;overflow:visible",
		"height:0;min-height:99px;overflow:hidden",
		"left:-5000px",
		"clip:rect(0 0 0 0)",
		"text-indent:-20px",
		"line-height:0",
		"mso-hide:all",
		"display:none-such",
		"display:",
		":none",
		"color:inherit",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(styles); i++)
		if (hides(styles[i]))
			fail_msg("%s", styles[i]);
}

static void
sizes_count_for_boxes_only(void **state)
{
	static const char flat[] = "width:0;overflow:hidden";
	static const char box[] = "width:0;overflow:hidden;display:inline-block";
	struct html_style_look look = look_at(flat, false);

	(void)state;
	assert_false(html_style_is_hidden(&look));
	look = look_at(box, false);
	assert_true(html_style_is_hidden(&look));
}

static void
looks_are_inherited_as_in_css(void **state)
{
	struct html_style_look look = look_at("font-size:50%;visibility:hidden", true), child;
	struct html_style_block block = {0};

	(void)state;
	assert_true(look.font_px > 7.9F && look.font_px < 8.1F);
	html_style_read("visibility:visible;font-size:2em", 32, &block);
	child = look;
	html_style_apply(&child, &block.normal, true);
	assert_false(html_style_is_hidden(&child));
	assert_true(child.font_px > 15.9F && child.font_px < 16.1F);
	look = look_at("opacity:0", true);
	block = (struct html_style_block){0};
	html_style_read("opacity:1;display:block", 23, &block);
	html_style_apply(&look, &block.normal, true);
	assert_true(html_style_is_hidden(&look));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hiding_declarations_hide),
		cmocka_unit_test(what_browsers_show_is_not_called_hidden),
		cmocka_unit_test(sizes_count_for_boxes_only),
		cmocka_unit_test(looks_are_inherited_as_in_css),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
