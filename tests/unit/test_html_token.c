/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_token - a page is cut as browsers cut it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/html_token.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
describe(struct text *text, const struct html_token *token)
{
	static const char marks[] = "T<>!";
	size_t i;

	text_add_byte(text, marks[token->kind]);
	if (token->kind == HTML_TOKEN_TEXT || token->kind == HTML_TOKEN_COMMENT) {
		text_add(text, token->bytes, token->length);
	} else {
		text_add_string(text, token->name);
		for (i = 0; i < token->attribute_count; i++)
			text_printf(text, " %s=%s", token->attributes[i].name,
				    token->attributes[i].value);
		text_add_string(text, token->closed ? "/" : "");
	}
	text_add_byte(text, '|');
}

/* Every token as a mark and its text: T text, < begin, > end, ! comment. */
static const char *
cut(struct arena *arena, const char *page, bool foreign)
{
	struct html_tokens tokens = html_token_begin(arena, page, strlen(page));
	struct html_token token;
	struct text text = TEXT_IN(arena);

	tokens.foreign = foreign;
	while (html_token_next(&tokens, &token)) {
		describe(&text, &token);
		if (token.kind == HTML_TOKEN_BEGIN && strcmp(token.name, "script") == 0)
			html_token_swallow(&tokens, "script");
	}
	assert_int_equal(tokens.at, strlen(page));
	return text_string(&text);
}

struct cutting {
	const char *page, *expected, *why;
};

static void
check(const struct cutting *cases, size_t count, bool foreign)
{
	struct arena *arena = arena_new();
	size_t i;

	for (i = 0; i < count; i++) {
		const char *got = cut(arena, cases[i].page, foreign);

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: got \"%s\"", cases[i].why, got);
	}
	arena_free(arena);
}

static void
tags_and_attributes_are_read(void **state)
{
	static const struct cutting cases[] = {
		{"a<B>c</b >d", "Ta|<b|Tc|>b|Td|", "plain"},
		{"<a href=\"x\" title='y' id=z>", "<a href=x title=y id=z|", "three quotings"},
		{"<a/href=x>", "<a href=x|", "slash for a blank"},
		{"<a/href=x/>", "<a href=x/|", "an unquoted value takes slashes"},
		{"<br/>", "<br/|", "closed"},
		{"<a\thref\n=\r x >", "<a href=x|", "blanks everywhere"},
		{"<a class=\"x\"href=y>", "<a class=x href=y|", "no blank between"},
		{"<a HREF=x href=y>", "<a href=x|", "the first one counts"},
		{"<a junk=1 onclick=f data-x=2 href=y>", "<a onclick=f href=y|", "junk is dropped"},
		{"<a \"x\" href=y>", "<a href=y|", "a quote for a name"},
		{"<a =x href=y>", "<a href=y|", "an equals sign for a name"},
		{"<a <b href=y>", "<a href=y|", "a tag inside a tag"},
		{"<a href='x>y'>", "<a href=x>y|", "a bracket in a value"},
		{"<a hidden>", "<a hidden=|", "no value"},
		{"<a href=>", "<a href=|", "an empty value"},
		{"<a l:href=x>", "<a xlink:href=x|", "any prefix"},
		{"<a href=&#104;ttp&colon;//x&ampy=1>", "<a href=http://x&ampy=1|", "references"},
		{"</a href=x>", ">a href=x|", "attributes of an end tag"},
	};

	(void)state;
	check(cases, COUNT(cases), false);
}

static void
unfinished_tags_count(void **state)
{
	static const struct cutting cases[] = {
		{"<a href=x", "<a href=x|", "the end in a value"},
		{"<a href", "<a href=|", "the end in a name"},
		{"<a", "<a|", "the end in the tag's name"},
		{"<a href=\"x>b", "<a href=x|Tb|", "a quote that is never closed"},
		{"<a href=\"x", "<a href=x|", "and nothing behind it"},
		{"<a href='x>b<a href='y", "<a href=x>b<a href=|", "closed by the next one"},
		{"<", "T<|", "a bracket at the end"},
		{"</", "!|", "and a slash"},
		{"x <", "Tx <|", "text before it"},
	};

	(void)state;
	check(cases, COUNT(cases), false);
}

static void
text_and_references_are_text(void **state)
{
	static const struct cutting cases[] = {
		{"1 < 2 <3 <\xC3\xA9", "T1 < 2 <3 <\xC3\xA9|", "brackets before no letter"},
		{"a&amp;b", "Ta|T&|Tb|", "a reference"},
		{"a&b;&", "Ta|T&b;|T&|", "no reference"},
		{"&&#97;", "T&|Ta|", "one behind another"},
	};

	(void)state;
	check(cases, COUNT(cases), false);
}

static void
comments_end_where_browsers_end_them(void **state)
{
	static const struct cutting cases[] = {
		{"a<!-- b -->c", "Ta|! b |Tc|", "plain"},
		{"a<!-->c", "Ta|!|Tc|", "abrupt"},
		{"a<!--->c", "Ta|!|Tc|", "abrupt with a hyphen"},
		{"a<!---->c", "Ta|!|Tc|", "empty"},
		{"a<!--b--!>c", "Ta|!b|Tc|", "ended by a bang"},
		{"a<!--b--c-->d", "Ta|!b--c|Td|", "hyphens inside"},
		{"a<!--b--->c", "Ta|!b-|Tc|", "three hyphens"},
		{"a<!--b", "Ta|!b|", "never ended"},
		{"a<!x>b", "Ta|!x|Tb|", "a declaration"},
		{"a<?x?>b", "Ta|!x?|Tb|", "an instruction"},
		{"a</ x>b", "Ta|! x|Tb|", "an end tag without a name"},
		{"a<![CDATA[x]]>b", "Ta|![CDATA[x]]|Tb|", "CDATA of HTML"},
		{"a<!x", "Ta|!x|", "a declaration never ended"},
	};

	(void)state;
	check(cases, COUNT(cases), false);
}

static void
scripts_run_to_their_end_tag(void **state)
{
	static const struct cutting cases[] = {
		{"<script>a<b>&amp;</script>c", "<script|Ta<b>&amp;|>script|Tc|", "plain"},
		{"<script>a</SCRIPT >b", "<script|Ta|>script|Tb|", "any case"},
		{"<script>a</scripts></script>b", "<script|Ta</scripts>|>script|Tb|",
		 "a longer name"},
		{"<script></script>b", "<script|>script|Tb|", "empty"},
		{"<script>a", "<script|Ta|", "never ended"},
		{"<script>a</script", "<script|Ta|>script|", "end tag cut"},
	};
	static const struct cutting foreign[] = {
		{"<![CDATA[a<b>]]>c", "Ta<b>|Tc|", "CDATA of SVG"},
		{"<![CDATA[a", "Ta|", "CDATA never ended"},
	};

	(void)state;
	check(cases, COUNT(cases), false);
	check(foreign, COUNT(foreign), true);
}

static void
attributes_beyond_the_bound_are_told(void **state)
{
	struct arena *arena = arena_new();
	struct text page = TEXT_IN(arena);
	struct html_tokens tokens;
	struct html_token token;
	int i;

	(void)state;
	text_add_string(&page, "<a");
	for (i = 0; i < 1000; i++)
		text_printf(&page, " on%d=x junk%d=y", i, i);
	text_add_string(&page, " href=z>");
	tokens = html_token_begin(arena, page.bytes, page.length);
	assert_true(html_token_next(&tokens, &token));
	assert_true(tokens.truncated);
	assert_string_equal(html_token_attribute(&token, "href"), "z");
	assert_string_equal(html_token_attribute(&token, "on0"), "x");
	assert_null(html_token_attribute(&token, "src"));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_and_attributes_are_read),
		cmocka_unit_test(unfinished_tags_count),
		cmocka_unit_test(text_and_references_are_text),
		cmocka_unit_test(comments_end_where_browsers_end_them),
		cmocka_unit_test(scripts_run_to_their_end_tag),
		cmocka_unit_test(attributes_beyond_the_bound_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
