/* SPDX-License-Identifier: BSD-2-Clause */
/* test_script - pages and addresses come out of the strings that hide them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/mail/script.h"

static const char *
told(struct arena *arena, const struct script *script)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < script->count; i++)
		text_printf(&text, "%s%s[%s]", script->found[i].page ? "page" : "address",
			    script->found[i].plain ? " plain" : "", script->found[i].bytes);
	return text_string(&text);
}

static void
hidden_strings_come_out(void **state)
{
	static const struct {
		const char *script, *expected, *why;
	} cases[] = {
		{"document.write(unescape('%3Cform action%3Dx%3E'))", "page[<form action=x>]",
		 "percent signs"},
		{"unescape('%u003Cform%u003E')", "page[<form>]", "wide percent signs"},
		{"atob('PGZvcm0+eDwvZm9ybT4=')", "page[<form>x</form>]", "base64"},
		{"atob('PGZvcm0+' + \"eDwvZm9ybT4=\")", "page[<form>x</form>]", "in two strings"},
		{"atob(['PGZvcm0+', 'eDwvZm9ybT4='].join(''))", "page[<form>x</form>]",
		 "in a list"},
		{"atob('PGZvcm0+'.concat('eDwvZm9ybT4='))", "page[<form>x</form>]", "by concat"},
		{"atob('aHR0cHM6Ly9ldmlsLmV4YW1wbGUv')", "address[https://evil.example/]",
		 "an address"},
		{"unescape(atob('JTNDZm9ybSUzRXglM0MvZm9ybSUzRQ=='))", "",
		 "two rounds are one too many"},
		{"atob(unescape('%50GZvcm0%2BeDwvZm9ybT4%3D'))", "page[<form>x</form>]",
		 "percent signs around base64"},
		{"String.fromCharCode(60, 102,111,114,109,62,0x78,0x3c)", "page[<form>x<]",
		 "codes"},
		{"'3c666f726d3e783c2f666f726d3e'", "page[<form>x</form>]", "hexadecimal"},
		{"'>mrof/<x>mrof<'", "page[<form>x</form>]", "a page backwards"},
		{"'/elpmaxe.live//:sptth'.split('').reverse()", "address[https://evil.example/]",
		 "backwards"},
		{"'\\x3cform x\\x3e'", "page[<form x>]", "escapes"},
		{"'htt' + 'ps://evil.example/'", "address[https://evil.example/]",
		 "a broken address"},
		{"location = 'https://evil.example/'", "", "a plain address is no secret"},
		{"x.innerHTML = '<b>hello</b>'", "page plain[<b>hello</b>]", "plain tags"},
		{"// it's\natob('PGZvcm0+eDwvZm9ybT4=')", "page[<form>x</form>]", "a comment"},
		{"a = /'/; atob('PGZvcm0+eDwvZm9ybT4=')", "page[<form>x</form>]", "a pattern"},
		{"'just some words of a text'", "", "words"},
		{"f(1,2,3,4,5,6,7,8,9)", "", "numbers"},
		{"'unterminated", "", "no end"},
	};
	struct arena *arena = arena_new();
	struct script out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		script_read(arena, cases[i].script, strlen(cases[i].script), 1000, &out);
		if (strcmp(told(arena, &out), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, told(arena, &out));
	}
	arena_free(arena);
}

static void
smuggling_is_decoding_into_a_page(void **state)
{
	static const struct {
		const char *script;
		bool expected;
	} cases[] = {
		{"var b = new Blob([atob(d)]); a.href = URL.createObjectURL(b)", true},
		{"window['at' + 'ob'](d); window['eval' + '('](d)", true},
		{"document.write(x)", false},
		{"atob(x)", false},
		{"", false},
	};
	struct arena *arena = arena_new();
	struct script out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		script_read(arena, cases[i].script, strlen(cases[i].script), 1000, &out);
		if (out.smuggling != cases[i].expected)
			fail_msg("%s", cases[i].script);
	}
	arena_free(arena);
}

static void
bounds_are_told(void **state)
{
	struct arena *arena = arena_new();
	struct text text = TEXT_IN(arena);
	struct script out;
	unsigned i;

	(void)state;
	for (i = 0; i <= SCRIPT_FOUND_MOST; i++)
		text_printf(&text, "'\\x3cform %u\\x3e';", i);
	script_read(arena, text_string(&text), text.length, 100000, &out);
	assert_int_equal(out.count, SCRIPT_FOUND_MOST);
	assert_true(out.truncated);
	script_read(arena, text_string(&text), text.length, 10, &out);
	assert_int_equal(out.count, 1);
	assert_true(out.truncated);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_strings_come_out),
		cmocka_unit_test(smuggling_is_decoding_into_a_page),
		cmocka_unit_test(bounds_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
