/* SPDX-License-Identifier: BSD-2-Clause */
/* test_url - links are split as browsers split them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/fold.h"
#include "policy/mail/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST         2048

static int
begin(void **state)
{
	const char *why = NULL;

	assert_int_equal(fold_open(&why), 0);
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static struct url
parse(struct arena *arena, const char *typed, const struct url *base)
{
	struct url url = {0};
	const char *why = NULL;

	if (url_parse(arena, typed, strlen(typed), MOST, base, &url, &why) != 0)
		fail_msg("%s: %s", typed, why);
	return url;
}

static void
host_is_the_one_a_browser_would_open(void **state)
{
	static const struct {
		const char *typed, *host;
		const char *why;
	} cases[] = {
		{"https://example.com/", "example.com", "plain"},
		{"hTTPs://EXAMPLE.com", "example.com", "case"},
		{"  https://example.com\n", "example.com", "blanks around"},
		{"\x01\x1Fhttps://example.com", "example.com", "leading controls"},
		{"\xE2\x80\x8Ehttps://example.com\xE2\x80\x8E", "example.com", "marks around"},
		{"ht\ntps://exa\tmple.c\rom/", "example.com", "tabs and line ends inside"},
		{"https:\\\\example.com\\x", "example.com", "backslashes"},
		{"https:/\\example.com", "example.com", "slashes of both kinds"},
		{"https:example.com", "example.com", "no slash"},
		{"https:/example.com", "example.com", "one slash"},
		{"https://////example.com", "example.com", "many slashes"},
		{"//example.com/x", "example.com", "no scheme"},
		{"\\\\example.com\\x", "example.com", "no scheme, backslashes"},
		{":///example.com", "example.com", "half a scheme"},
		{"https://good.com@example.com/", "example.com", "userinfo"},
		{"https://good.com@also.good@example.com/", "example.com", "several at signs"},
		{"https://good.com:443@example.com/", "example.com", "userinfo like a port"},
		{"https://example.com\\@good.com/", "example.com", "backslash ends the authority"},
		{"https://example.com?@good.com/", "example.com", "query ends the authority"},
		{"https://example.com#@good.com/", "example.com", "fragment ends the authority"},
		{"https://good%2ecom.example.com/", "good.com.example.com", "encoded dot"},
		{"https://good.com%40example.com/", "good.com-example.com", "encoded at sign"},
		{"https://example.com:8443/x", "example.com", "port"},
		{"https://example.com:/x", "example.com", "empty port"},
		{"https://3221225985/", "192.0.2.1", "number"},
		{"https://[::ffff:192.0.2.1]:8080/", "192.0.2.1", "address in brackets"},
		{"https://[2001:db8::1]/", "2001:db8::1", "IPv6"},
		{"https://p\xD0\xB0ypal.com", "xn--pypal-4ve.com", "homograph"},
		{"https://example\xE3\x80\x82"
		 "com",
		 "example.com", "ideographic dot"},
		{"www.example.com/login", "www.example.com", "completed"},
		{"example.com/login", "example.com", "completed, known suffix"},
		{"example.com:8080/login", "example.com", "completed, with a port"},
		{"192.0.2.1/login", "192.0.2.1", "completed address"},
		{"view-source:https://example.com", "example.com", "wrapped"},
		{"blob:https://example.com/uuid", "example.com", "wrapped"},
		{"ftp://example.com/x", "example.com", "ftp"},
		{"file://example.com/share", "example.com", "a share"},
		{"ms-thing://example.com/x", "example.com", "an application's scheme"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		assert_string_equal(parse(*state, cases[i].typed, NULL).host.ascii, cases[i].host);
}

static void
parts_are_split_and_text_is_normal(void **state)
{
	struct url url = parse(*state,
			       "HTTPS://us%65r:pw@Example.com:0443\\a/./b/../c%2F"
			       "d?q=1&r=<b>#frag?#",
			       NULL);

	assert_string_equal(url.scheme, "https");
	assert_string_equal(url.userinfo, "us%65r:pw");
	assert_string_equal(url.port, "");
	assert_string_equal(url.path, "/a/c%2Fd");
	assert_string_equal(url.query, "q=1&r=%3Cb%3E");
	assert_string_equal(url.fragment, "frag?#");
	assert_string_equal(url.text, "https://us%65r:pw@example.com/a/c%2Fd?q=1&r=%3Cb%3E#frag?#");
	url = parse(*state, "http://example.com:8080", NULL);
	assert_string_equal(url.port, "8080");
	assert_string_equal(url.path, "/");
	assert_string_equal(url.text, "http://example.com:8080/");
	assert_string_equal(parse(*state, "http://[2001:DB8::1]:81/", NULL).text,
			    "http://[2001:db8::1]:81/");
	assert_string_equal(parse(*state, "http://example.com:x/", NULL).port, "");
}

static void
dot_segments_are_resolved(void **state)
{
	static const struct {
		const char *typed, *path;
	} cases[] = {
		{"http://e.com/a/b/../../c", "/c"}, {"http://e.com/../../c", "/c"},
		{"http://e.com/a/%2e%2E/c", "/c"},  {"http://e.com/a/.", "/a/"},
		{"http://e.com/a/b/..", "/a/"},     {"http://e.com/a/...", "/a/..."},
		{"http://e.com/a//b", "/a//b"},     {"http://e.com/..", "/"},
		{"http://e.com/%2ea", "/%2ea"},     {"http://e.com/.%2", "/.%2"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		assert_string_equal(parse(*state, cases[i].typed, NULL).path, cases[i].path);
}

static void
other_schemes_have_no_host(void **state)
{
	static const struct {
		const char *typed, *scheme, *path;
	} cases[] = {
		{"mailto:ann@example.com?subject=x", "mailto", "ann@example.com"},
		{"ann@example.com", "mailto", "ann@example.com"},
		{"JavaScript:alert(1)", "javascript", "alert(1)"},
		{"java\nscript:alert(1)", "javascript", "alert(1)"},
		{"data:text/html;base64,PGI+", "data", "text/html;base64,PGI+"},
		{"tel:+123", "tel", "+123"},
		{"cid:part1@example.com", "cid", "part1@example.com"},
		{"about:blank", "about", "blank"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct url url = parse(*state, cases[i].typed, NULL);

		assert_string_equal(url.scheme, cases[i].scheme);
		assert_string_equal(url.path, cases[i].path);
		assert_string_equal(url.host.ascii, "");
		assert_string_equal(url.userinfo, "");
	}
}

static void
relative_links_stand_beside_their_base(void **state)
{
	static const struct {
		const char *typed, *text;
	} cases[] = {
		{"x", "https://example.com/a/x"},
		{"/x", "https://example.com/x"},
		{"\\x", "https://example.com/x"},
		{"../x?q", "https://example.com/x?q"},
		{"?q", "https://example.com/a/b?q"},
		{"#f", "https://example.com/a/b?old#f"},
		{"//other.example/x", "https://other.example/x"},
		{"http:other.example", "http://other.example/"},
		{"www.other.example/x", "https://example.com/a/www.other.example/x"},
	};
	struct url base = parse(*state, "https://example.com/a/b?old", NULL);
	struct url opaque = parse(*state, "data:x", NULL), out = {.text = "untouched"};
	const char *why = NULL;
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		assert_string_equal(parse(*state, cases[i].typed, &base).text, cases[i].text);
	assert_int_equal(url_parse(*state, "x", 1, MOST, &opaque, &out, &why), -1);
	assert_string_equal(out.text, "untouched");
}

static void
what_is_no_link_has_a_reason(void **state)
{
	static const char *const cases[] = {
		"",         " \t",       "#top",      "/path", "folder/file", "https:",
		"https://", "https:///", "http://@/", "?q",    "http://...",  "invoice.pdf"};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct url out = {.text = "untouched"};
		const char *why = NULL;

		if (url_parse(*state, cases[i], strlen(cases[i]), MOST, NULL, &out, &why) == 0)
			fail_msg("%s became %s", cases[i], out.text);
		assert_non_null(why);
		assert_string_equal(out.text, "untouched");
	}
}

static void
long_links_are_cut(void **state)
{
	struct text text = TEXT_IN(*state);
	struct url url;
	const char *why;
	int i;

	text_add_string(&text, "https://example.com/");
	for (i = 0; i < 100000; i++)
		text_add_string(&text, "\xC3\xA9");
	assert_int_equal(url_parse(*state, text.bytes, text.length, 100, NULL, &url, &why), 0);
	assert_in_range(strlen(url.text), 100, 104);
	assert_true(text_is_utf8(url.text, strlen(url.text)));
	text.length = 0;
	for (i = 0; i < 5000; i++)
		text_add_string(&text, " ");
	text_add_string(&text, "https://example.com/");
	assert_int_equal(url_parse(*state, text.bytes, text.length, 100, NULL, &url, &why), 0);
	assert_string_equal(url.host.ascii, "example.com");
}

static void
parameters_are_decoded(void **state)
{
	struct url url =
		parse(*state, "https://e.com/?a=1&b=x%20y+z&c&d%65=%C3%A9&e=%00&f=%FF&a=2", NULL);

	assert_string_equal(url_parameter(*state, &url, "a"), "1");
	assert_string_equal(url_parameter(*state, &url, "b"), "x y z");
	assert_string_equal(url_parameter(*state, &url, "c"), "");
	assert_string_equal(url_parameter(*state, &url, "de"), "\xC3\xA9");
	assert_string_equal(url_parameter(*state, &url, "e"), "%00");
	assert_string_equal(url_parameter(*state, &url, "f"), "\xEF\xBF\xBD");
	assert_null(url_parameter(*state, &url, "g"));
	assert_string_equal(url_decode(*state, "a%2Bb+c%"), "a+b+c%");
	assert_string_equal(url_decode(*state, "%2"), "%2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_is_the_one_a_browser_would_open),
		cmocka_unit_test(parts_are_split_and_text_is_normal),
		cmocka_unit_test(dot_segments_are_resolved),
		cmocka_unit_test(other_schemes_have_no_host),
		cmocka_unit_test(relative_links_stand_beside_their_base),
		cmocka_unit_test(what_is_no_link_has_a_reason),
		cmocka_unit_test(long_links_are_cut),
		cmocka_unit_test(parameters_are_decoded),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
