/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html - what a person sees, what is hidden, and where links lead. */
#include "config.h"

#include "policy/mail/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"

static const struct conf_message bounds = {.html_nodes_most = 50000,
					   .links_most = 500,
					   .url_bytes = 2048,
					   .text_bytes = 1048576,
					   .budget_ms = 5000};

static int
set_up(void **state)
{
	const char *why = NULL;

	*state = arena_new();
	return message_setup(&why);
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static struct html
read_page(void **state, const char *page)
{
	struct html out;

	html_read(*state, &bounds, page, strlen(page), &out);
	return out;
}

static void
visible_text_is_what_a_person_reads(void **state)
{
	static const struct {
		const char *page, *expected, *why;
	} cases[] = {
		{"<p>a <b>b</b> c</p>", "a b c", "inline elements do not break"},
		{"a<br>b<div>c</div>d", "a\nb\nc\nd", "blocks break"},
		{"pass<!-- x -->word", "password", "comments split no word"},
		{"pass<font></font>wo<wbr>rd", "password", "empty tags split no word"},
		{"pass<!-->word<!-- -->", "password", "an abrupt comment hides nothing"},
		{"pass<!--x--!>word", "password", "a comment that ends wrongly hides nothing"},
		{"p&#97;ss&#x77;or&#100", "password", "entities, also without semicolon"},
		{"a  \t\n b", "a b", "white space is one blank"},
		{"<title>t</title><script>s</script><style>x</style>v", "v", "never on the page"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", "a b", "cells are apart"},
		{"<noscript>a</noscript><textarea>b</textarea>", "ab", "mail runs no script"},
		{"<P>A</P><DIV>B</DIV>", "A\nB", "case does not matter"},
		{"<!--[if mso]><p>for outlook</p><![endif]-->", "for outlook",
		 "conditional comments are read"},
		{"<img alt=\"Sign in\">", "Sign in", "alternative text is shown"},
		{"pay&period;pal", "pay.pal", "every named reference"},
		{"pass<b>w</b><i></i>ord", "password", "one letter an element"},
		{"<plaintext><b>a</b>", "a", "what mail clients drop swallows nothing"},
		{"<input type=submit value='Sign in'>", "Sign in", "buttons are labelled"},
		{"<input placeholder=Password>", "Password", "empty fields are labelled"},
		{"<p>a<p>b<li>c<li>d", "a\nb\nc\nd", "end tags may be left out"},
		{"a<!--x><b>b</b>", "a", "a comment that never ends"},
		{"pass<x:y>word", "password", "unknown elements split no word"},
		{"pa\xC2\xADss", "pa\xC2\xADss", "ignorable characters stay for the folding"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct html out = read_page(state, cases[i].page);
		size_t length = out.visible_length;
		const char *text = text_trim(out.visible, &length);

		if (length != strlen(cases[i].expected) ||
		    memcmp(text, cases[i].expected, length) != 0)
			fail_msg("%s: got \"%s\"", cases[i].why, out.visible);
	}
}

static void
hidden_text_is_kept_apart(void **state)
{
	static const char *const ways[] = {
		"<p style=\"display:none\">secret</p>",
		"<p style=\"DISPLAY : NONE !important\">secret</p>",
		"<p style='visibility:hidden'>secret</p>",
		"<p style=\"opacity:0.01\">secret</p>",
		"<p style=\"font-size:0\">secret</p>",
		"<p style=\"font-size:1px;color:#333\">secret</p>",
		"<p style=\"max-height:0;overflow:hidden\">secret</p>",
		"<p style=\"text-indent:-9999px\">secret</p>",
		"<p style=\"position:absolute;left:-5000px\">secret</p>",
		"<p style=\"color:#ffffff\">secret</p>",
		"<p style=\"color:#fefefe;background:#fff\">secret</p>",
		"<font color=white>secret</font>",
		"<table bgcolor=\"#123456\"><tr><td "
		"style=\"color:rgb(18,52,87)\">secret</td></tr></table>",
		"<p hidden>secret</p>",
		"<style>.x{display:none}</style><p class=\"y x\">secret</p>",
		"<style>/* a */ p.x , #z {font-size:0}</style><p class=x>secret</p>",
		"<style>#z{opacity:0}</style><p id=z>secret</p>",
		"<div style=\"display:none\"><p style=\"display:block\">secret</p></div>",
		"<p class=x>secret</p><style>.x{display:none}</style>",
		"<template>secret</template>",
		"<span style=\"display:none\"><div></span>secret</div>",
		"<div style=\"display:none\"><table><tr><td></div>secret</table></div>",
	};
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct html out = read_page(state, ways[i]);

		if (strstr(out.visible, "secret") != NULL || strstr(out.hidden, "secret") == NULL)
			fail_msg("%s: visible \"%s\" hidden \"%s\"", ways[i], out.visible,
				 out.hidden);
	}
}

static void
what_can_be_seen_is_not_called_hidden(void **state)
{
	static const char *const ways[] = {
		"<td style=\"font-size:0\"><span style=\"font-size:14px\">open</span></td>",
		"<style>@media (max-width:600px){.m{display:none}}</style><p class=m>open</p>",
		"<p style=\"color:#fff;background:#000\">open</p>",
		"<table bgcolor=#000000><tr><td><font color=#ffffff>open</font></td></tr></table>",
		"<p style=\"color:white;background:url(x.png)\">open</p>",
		"<p style=\"display:none-such\">open</p>",
		"<p style=\"line-height:0\">open</p>",
		"<p style=\"height:0\">open</p>",
		"<p style=\"color:inherit\">open</p>",
		"<p aria-hidden=true>open</p>",
		"<p style=\"mso-hide:all\">open</p>",
		"<style>.x{display:none}</style><p class=x style=\"display:block\">open</p>",
		"<p hidden style=\"display:block\">open</p>",
		"<html style=\"display:none\"><body style=\"display:none\">open</body></html>",
		"<p style=\"display:none\">x</p>open",
		"<p style=\"display:none\">x<p>open",
		"<span style=\"display:none\">x</span>open",
		"<b style=\"display:none\">x</b>open",
		"<td style=\"display:none\">x<td>open",
		"<br style=\"display:none\">open",
		"<xmp><p style=\"display:none\">x</xmp>open",
		"<body text=white bgcolor=black>open",
		"<style>.x .y{display:none}</style><p class=y>open</p>",
	};
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct html out = read_page(state, ways[i]);

		if (strstr(out.visible, "open") == NULL)
			fail_msg("%s: hidden \"%s\"", ways[i], out.hidden);
	}
}

static void
links_are_found_wherever_they_stand(void **state)
{
	static const struct {
		const char *page;
		enum link_kind kind;
		const char *host, *text;
	} cases[] = {
		{"<a href=\"https://evil.example/x\">Bank</a>", LINK_ANCHOR, "evil.example",
		 "Bank"},
		{"<A HREF=https://evil.example>x</A>", LINK_ANCHOR, "evil.example", "x"},
		{"<a/href='https://evil.example'>x</a>", LINK_ANCHOR, "evil.example", "x"},
		{"<a href=\"https://evil.example\">b<b>o</b>th", LINK_ANCHOR, "evil.example",
		 "both"},
		{"<a href='https://evil.example'><img alt='Sign in'></a>", LINK_ANCHOR,
		 "evil.example", "Sign in"},
		{"<a href='https://evil.example' title='Go'></a>", LINK_ANCHOR, "evil.example",
		 "Go"},
		{"<base href='https://evil.example/'><a href='x'>t</a>", LINK_ANCHOR,
		 "evil.example", "t"},
		{"<map><area href='//evil.example' alt='m'></map>", LINK_ANCHOR, "evil.example",
		 "m"},
		{"<form action='https://evil.example/p'><input type=PASSWORD></form>", LINK_FORM,
		 "evil.example", ""},
		{"<button formaction='https://evil.example'>b</button>", LINK_FORM, "evil.example",
		 "b"},
		{"<meta http-equiv=Refresh content=\"0; URL='https://evil.example/'\">",
		 LINK_REFRESH, "evil.example", ""},
		{"<iframe src='https://evil.example'></iframe>", LINK_FRAME, "evil.example", ""},
		{"<iframe srcdoc='<a href=https://evil.example>n</a>'></iframe>", LINK_ANCHOR,
		 "evil.example", "n"},
		{"<svg><a xlink:href='https://evil.example'><text>s</text></a></svg>", LINK_SVG,
		 "evil.example", "s"},
		{"<v:roundrect href='https://evil.example'>v</v:roundrect>", LINK_ANCHOR,
		 "evil.example", "v"},
		{"<p onclick=\"location='https://evil.example/x'\">c</p>", LINK_REFRESH,
		 "evil.example", ""},
		{"<script>window.location=\"https://evil.example/x\"</script>", LINK_REFRESH,
		 "evil.example", ""},
		{"<img src='https://evil.example/p.gif'>", LINK_IMAGE, "evil.example", ""},
		{"<!--[if mso]><a href='https://evil.example'>o</a><![endif]-->", LINK_ANCHOR,
		 "evil.example", "o"},
		{"<a href=\"ht\ntps://ev\til.example\">w</a>", LINK_ANCHOR, "evil.example", "w"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct html out = read_page(state, cases[i].page);

		if (out.link_count != 1)
			fail_msg("%s: %zu links", cases[i].page, out.link_count);
		if (out.links[0].kind != cases[i].kind)
			fail_msg("%s: kind %d", cases[i].page, (int)out.links[0].kind);
		assert_string_equal(out.links[0].url.host.ascii, cases[i].host);
		assert_string_equal(out.links[0].text, cases[i].text);
	}
}

/* What cleaners, old parsers or a hurried eye have missed: each has one link to evil.example. */
static void
evasions_hide_no_link(void **state)
{
	static const char *const pages[] = {
		"<a/href=https://evil.example>x</a>",
		"<a junk=\"x\"href=\"https://evil.example\">x</a>",
		"<a\thref\n=\r'https://evil.example'>x</a>",
		"<a href=https&colon;&sol;&sol;evil&period;example>x</a>",
		"<a href=&#104;&#x74;tps://evil.example>x</a>",
		"<a href=\"\x01 https://evil.example\">x</a>",
		"<a href=https:evil.example>x</a>",
		"<a href=/\\evil.example>x</a>",
		"<a href=\"https://good.example@evil.example\">x</a>",
		"<!--><a href=https://evil.example>x</a><!-- -->",
		"<!-- --!><a href=https://evil.example>x</a>",
		"<?x ><a href=https://evil.example>x</a>",
		"</ x><a href=https://evil.example>x</a>",
		"<title>x</title><a href=https://evil.example>x</a>",
		"<plaintext><a href=https://evil.example>x",
		"<noscript><a href=https://evil.example>x</a></noscript>",
		"<textarea><a href=https://evil.example>x</a>",
		"<template><a href=https://evil.example>x</a></template>",
		"<svg><style><a xlink:href=https://evil.example>x</a></style></svg>",
		"<svg xmlns:l='x'><a l:href='https://evil.example'/></svg>",
		"<a href='https://evil.example",
		"<a href=\"https://evil.example>x</a>",
		"<x:any href='https://evil.example'>x</x:any>",
		"<base href='https://evil.example/\xE2\x80\x8E'><a href=/login>x</a>",
		"<base href=//evil.example><base href=//good.example><a href=x>x</a>",
		"<meta http-equiv=refresh content='0;https://evil.example'>",
		"<meta http-equiv=refresh content='0, url = \"https://evil.example\"'>",
		"<iframe srcdoc='&lt;a href=https://evil.example&gt;x'></iframe>",
		"<button formaction=//evil.example>x</button>",
		"<input type=image formaction=//evil.example>",
		"<object data=//evil.example></object>",
		"<embed src=//evil.example>",
		"<!--[if gte mso 9]><v:rect href='//evil.example'/><![endif]-->",
	};
	size_t i, j, found;

	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct html out = read_page(state, pages[i]);

		for (j = found = 0; j < out.link_count; j++)
			if (!out.links[j].obscured)
				found += strcmp(out.links[j].url.host.ascii, "evil.example") == 0;
		if (found != 1 || out.link_count != 1)
			fail_msg("%s: %zu of %zu", pages[i], found, out.link_count);
	}
}

static void
pages_inside_of_addresses_are_read(void **state)
{
	struct html out = read_page(state, "<iframe src='data:text/html;base64,"
					   "PGEgaHJlZj1odHRwczovL2V2aWwuZXhhbXBsZT54PC9hPg=='>");

	assert_int_equal(out.link_count, 2);
	assert_string_equal(out.links[0].url.scheme, "data");
	assert_string_equal(out.links[1].url.host.ascii, "evil.example");
	out = read_page(state, "<a href='data:text/html,%3Cinput type=password%3E'>x</a>");
	assert_true(out.password_field);
}

static void
a_link_knows_what_stands_before_it(void **state)
{
	struct html out =
		read_page(state, "<p>Please confirm at <a href='https://evil.example'>x</a></p>");

	assert_string_equal(out.links[0].before, "Please confirm at");
	assert_int_equal(out.links[0].text_offset, strlen("Please confirm at "));
}

static void
links_that_nobody_follows_are_left_out_or_marked(void **state)
{
	struct html out =
		read_page(state, "<a href='#top'>t</a><a href=''>e</a><a href='p.html'>r</a>");

	assert_int_equal(out.link_count, 0);
	out = read_page(state, "<a href='https://evil.example' style='display:none'>h</a>");
	assert_true(out.links[0].hidden);
	out = read_page(state, "<a href='mailto:a@b.example'>m</a>");
	assert_int_equal(out.links[0].kind, LINK_MAILTO);
}

static void
forms_and_scripts_are_told(void **state)
{
	struct html out = read_page(
		state,
		"<form action='https://x.example'><input name=u><input type='password'></form>");

	assert_true(out.form && out.password_field && out.links[0].password);
	assert_false(out.script || out.smuggling || out.svg_active);
	out = read_page(state, "<script>var b=new Blob([atob('eA==')]);</script>");
	assert_true(out.script && out.smuggling && !out.svg_active);
	out = read_page(state, "<svg onload='x()'></svg>");
	assert_true(out.svg_active);
	out = read_page(state, "<svg><script>x</script></svg>");
	assert_true(out.svg_active);
	out = read_page(state, "<script>var gtag=1;</script>");
	assert_true(out.script && !out.smuggling);
}

/* What a hostile page may repeat, and a bound on what reading it may take. */
static void
hostile_pages_take_bounded_time(void **state)
{
	static const struct {
		const char *piece, *end;
	} cases[] = {
		{"<b>", "</i>"},
		{"<div>", ""},
		{"<a x", ""},
		{"<", ""},
		{"<!--", ""},
		{"<a href=x>", ""},
		{"&#", ""},
		{"</p>", ""},
		{"<a b='>' ", ""},
		{"<style>p{color:red}", ""},
		{"<script>location", "</script>"},
		{"<![CDATA[", ""},
		{"<form><input type=password>", ""},
		{"a=b ", ">"},
	};
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text page = TEXT_IN(*state);
		int64_t began;
		struct html out;

		if (strcmp(cases[i].piece, "a=b ") == 0)
			text_add_string(&page, "<p ");
		while (page.length < 500000)
			text_add_string(&page, cases[i].piece);
		for (n = 0; n < 100000; n++)
			text_add_string(&page, cases[i].end);
		began = clock_monotonic_us();
		html_read(*state, &bounds, page.bytes, page.length, &out);
		if (clock_monotonic_us() - began > 4000000)
			fail_msg("%s took %lld us", cases[i].piece,
				 (long long)(clock_monotonic_us() - began));
	}
}

static void
a_reached_bound_is_told(void **state)
{
	struct conf_message small = bounds;
	struct html out;

	small.links_most = 1;
	html_read(*state, &small,
		  "<a href='http://a.example'>a</a><a href='http://b.example'>b</a>", 64, &out);
	assert_true(out.truncated);
	assert_int_equal(out.link_count, 1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(visible_text_is_what_a_person_reads),
		TEST(hidden_text_is_kept_apart),
		TEST(what_can_be_seen_is_not_called_hidden),
		TEST(links_are_found_wherever_they_stand),
		TEST(evasions_hide_no_link),
		TEST(pages_inside_of_addresses_are_read),
		TEST(a_link_knows_what_stands_before_it),
		TEST(links_that_nobody_follows_are_left_out_or_marked),
		TEST(forms_and_scripts_are_told),
		TEST(hostile_pages_take_bounded_time),
		TEST(a_reached_bound_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
