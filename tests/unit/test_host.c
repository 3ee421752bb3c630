/* SPDX-License-Identifier: BSD-2-Clause */
/* test_host - every spelling of a host has one canonical form, and oddities are told. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/fold.h"
#include "policy/mail/host.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

static struct host
read_host(struct arena *arena, const char *typed)
{
	struct host host = {0};
	const char *why = NULL;

	assert_int_equal(host_canonical(arena, typed, strlen(typed), &host, &why), 0);
	return host;
}

static const struct {
	const char *typed, *ascii;
	unsigned flags;
	const char *why;
} spellings[] = {
	{"www.example.com", "www.example.com", 0, "plain"},
	{"WWW.Example.COM", "www.example.com", 0, "case"},
	{"example.com.", "example.com", 0, "trailing dot"},
	{" example.com\t", "example.com", 0, "blanks around"},
	{"my_host.example.com", "my_host.example.com", HOST_NONSTD3, "underscore"},
	{"ex ample.com", "ex-ample.com", HOST_NONSTD3, "blank inside"},
	{"a..example.com", "a.example.com", HOST_NONSTD3, "empty label"},
	{"m\xC3\xBCller.de", "xn--mller-kva.de", 0, "U-label"},
	{"M\xC3\x9CLLER.de", "xn--mller-kva.de", 0, "U-label in capitals"},
	{"fa\xC3\x9F.de", "xn--fa-hia.de", 0, "nontransitional"},
	{"p\xD0\xB0ypal.com", "xn--pypal-4ve.com", HOST_MIXED_SCRIPT, "Cyrillic a"},
	{"xn--pypal-4ve.com", "xn--pypal-4ve.com", HOST_MIXED_SCRIPT, "the same, encoded"},
	{"XN--PYPAL-4VE.com", "xn--pypal-4ve.com", HOST_MIXED_SCRIPT, "encoded, capitals"},
	{"xn--80ak6aa92e.com", "xn--80ak6aa92e.com", HOST_WHOLE_SCRIPT, "all Cyrillic"},
	{"xn--80ak6aa92e.ru", "xn--80ak6aa92e.ru", 0, "all Cyrillic at home"},
	{"\xD1\x8F\xD0\xBD\xD0\xB4\xD0\xB5\xD0\xBA\xD1\x81.\xD1\x80\xD1\x84",
	 "xn--d1acpjx3f.xn--p1ai", 0, "a Russian name"},
	{"xn--google-.com", "xn--google-.com", HOST_BAD_PUNYCODE, "Punycode of ASCII"},
	{"xn--99999999.com", "xn--99999999.com", HOST_BAD_PUNYCODE, "no Punycode"},
	{"xn--.com", "xn--.com", HOST_BAD_PUNYCODE, "nothing encoded"},
	{"\xEF\xBD\x87oogle.com", "google.com", 0, "fullwidth letter"},
	{"\xE2\x93\x96oogle.com", "google.com", 0, "circled letter"},
	{"example\xE3\x80\x82"
	 "com",
	 "example.com", HOST_ODD_DOT, "ideographic dot"},
	{"example\xEF\xBC\x8E"
	 "com",
	 "example.com", HOST_ODD_DOT, "fullwidth dot"},
	{"example\xEF\xBD\xA1"
	 "com",
	 "example.com", HOST_ODD_DOT, "halfwidth ideographic dot"},
	{"example\xE2\x80\xA4"
	 "com",
	 "example.com", HOST_ODD_DOT, "one dot leader"},
	{"example%2ecom", "example.com", HOST_ENCODED | HOST_ODD_DOT, "encoded dot"},
	{"%65xample.com", "example.com", HOST_ENCODED, "encoded letter"},
	{"a%2561.com", "a-61.com", HOST_ENCODED | HOST_TWICE_ENCODED | HOST_NONSTD3,
	 "encoded twice"},
	{"good.com%40evil.com", "good.com-evil.com", HOST_ENCODED | HOST_NONSTD3,
	 "encoded at sign"},
	{"good.com%2Fx.evil.com", "good.com-x.evil.com", HOST_ENCODED | HOST_NONSTD3,
	 "encoded slash"},
	{"good.com%5Cx.evil.com", "good.com-x.evil.com", HOST_ENCODED | HOST_NONSTD3,
	 "encoded backslash"},
	{"good.com%00.evil.com", "good.com-.evil.com", HOST_ENCODED | HOST_NONSTD3,
	 "encoded zero byte"},
	{"50%.com", "50-.com", HOST_NONSTD3, "a percent sign alone"},
	{"paypal.com\xE2\x81\x84login.evil.com", "paypal.xn--comlogin-g03d.evil.com",
	 HOST_SLASHLIKE | HOST_NONSTD3, "fraction slash"},
	{"paypal.com\xE2\x88\x95login.evil.com", "paypal.xn--comlogin-0f7d.evil.com",
	 HOST_SLASHLIKE | HOST_NONSTD3, "division slash"},
	{"paypal.com\xEF\xBC\x8Flogin.evil.com", "paypal.comlogin.evil.com",
	 HOST_SLASHLIKE | HOST_NONSTD3, "fullwidth slash"},
	{"pay\xC2\xADpal.com", "paypal.com", HOST_INVISIBLE, "soft hyphen"},
	{"pay\xE2\x81\xA0pal.com", "paypal.com", HOST_INVISIBLE, "word joiner"},
	{"pay\xE2\x80\x8Cpal.com", "paypal.com", HOST_INVISIBLE | HOST_NONSTD3,
	 "a joiner that IDNA forbids"},
	{"pay\xE2\x80\xAEpal.com", "paypal.com", HOST_INVISIBLE | HOST_BIDI, "override"},
	{"i\xE2\x9D\xA4.ws", "xn--i-7iq.ws", HOST_NONSTD3, "a heart"},
	{"localhost", "localhost", HOST_SINGLE_LABEL, "one label"},
	{"a\xFF.com", "xn--a-q10i.com", HOST_NONSTD3, "no UTF-8"},
	{"192.0.2.1", "192.0.2.1", HOST_NUMERIC, "dotted quad"},
	{"0300.0.2.1", "192.0.2.1", HOST_NUMERIC | HOST_ODD_NUMERIC, "octal"},
	{"3221225985", "192.0.2.1", HOST_NUMERIC | HOST_ODD_NUMERIC, "one number"},
	{"0xC0000201", "192.0.2.1", HOST_NUMERIC | HOST_ODD_NUMERIC, "hexadecimal"},
	{"\xEF\xBC\x91"
	 "92.0.2.1",
	 "192.0.2.1", HOST_NUMERIC, "fullwidth digit"},
	{"[::ffff:192.0.2.1]", "192.0.2.1", HOST_NUMERIC | HOST_ODD_NUMERIC, "mapped"},
	{"[2001:DB8::1]", "2001:db8::1", HOST_NUMERIC, "IPv6"},
	{"10.0.0.1", "10.0.0.1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS, "private"},
	{"1.2.3.400", "1.2.3.400", HOST_ODD_NUMERIC | HOST_NONSTD3, "no address"},
};

static void
spellings_of_a_host_have_one_form(void **state)
{
	size_t i;

	for (i = 0; i < COUNT(spellings); i++) {
		struct host host = read_host(*state, spellings[i].typed);

		assert_string_equal(host.ascii, spellings[i].ascii);
		if (host.flags != spellings[i].flags)
			fail_msg("%s: flags %x, expected %x", spellings[i].why, host.flags,
				 spellings[i].flags);
	}
}

static void
unicode_form_shows_what_is_read(void **state)
{
	static const struct {
		const char *typed, *unicode, *label;
	} cases[] = {
		{"xn--pypal-4ve.com", "p\xD0\xB0ypal.com", "p\xD0\xB0ypal"},
		{"www.m\xC3\x9Cller.co.uk", "www.m\xC3\xBCller.co.uk", "m\xC3\xBCller"},
		{"xn--google-.com", "google.com", "google"},
		{"xn--99999999.com", "xn--99999999.com", "xn--99999999"},
		{"192.0.2.1", "192.0.2.1", "192.0.2.1"},
		{"Example.COM", "example.com", "example"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct host host = read_host(*state, cases[i].typed);

		assert_string_equal(host.unicode, cases[i].unicode);
		assert_string_equal(host.label, cases[i].label);
	}
}

static void
what_is_no_host_has_a_reason(void **state)
{
	static const char *const typed[] = {"", ".", "...", " ", "\xE2\x80\x8B", "\xE3\x80\x82"};
	size_t i;

	for (i = 0; i < COUNT(typed); i++) {
		struct host host = {.ascii = "untouched"};
		const char *why = NULL;

		assert_int_equal(host_canonical(*state, typed[i], strlen(typed[i]), &host, &why),
				 -1);
		assert_non_null(why);
		assert_string_equal(host.ascii, "untouched");
	}
}

static void
names_beyond_the_limits_of_dns_are_told_and_keep_their_end(void **state)
{
	struct text text = TEXT_IN(*state);
	struct host host;
	int i;

	for (i = 0; i < 64; i++)
		text_add_byte(&text, 'a');
	text_add_string(&text, ".example.com");
	host = read_host(*state, text.bytes);
	assert_int_equal(host.flags, HOST_TOO_LONG);
	assert_string_equal(host.registrable, "example.com");
	text.length = 0;
	for (i = 0; i < 3000; i++)
		text_add_string(&text, "ab.");
	text_add_string(&text, "example.com");
	host = read_host(*state, text.bytes);
	assert_int_equal(host.flags, HOST_TOO_LONG);
	assert_string_equal(host.registrable, "example.com");
	assert_true(strlen(host.ascii) <= 253);
	text.length = 0;
	for (i = 0; i < 5000; i++)
		text_add_string(&text, "\xC3\xA9");
	host = read_host(*state, text.bytes);
	assert_true((host.flags & HOST_TOO_LONG) != 0);
	assert_true(strlen(host.ascii) <= 253);
	host = read_host(*state, "microsoft-account-password-verification-security.com");
	assert_int_equal(host.flags, 0);
}

static void
known_suffixes_are_told_from_file_names(void **state)
{
	(void)state;
	assert_true(host_has_known_suffix("example.com"));
	assert_true(host_has_known_suffix("example.co.uk"));
	assert_true(host_has_known_suffix("x.xn--p1ai"));
	assert_true(host_has_known_suffix("alice.github.io"));
	assert_false(host_has_known_suffix("invoice.pdf"));
	assert_false(host_has_known_suffix("node.js"));
	assert_false(host_has_known_suffix("com"));
	assert_false(host_has_known_suffix("example."));
	assert_false(host_has_known_suffix(""));
	assert_non_null(host_version());
}

/* Canonicalising the answer again changes nothing, for every pair of odd characters. */
static void
canonical_form_is_stable(void **state)
{
	static const char *const pieces[] = {
		"a",
		"-",
		"_",
		"%",
		"xn--",
		"1",
		"0x",
		"\xC3\x9F",
		"%41",
		"\xD0\x9C",
		"[",
		"]",
		":",
		"\xE2\x81\x84",
		"\xE3\x80\x82",
		"\xEF\xBC\x8F",
		"\xE2\x92\x88",
		"\xF0\x9F\x98\x80",
		"\xE2\x80\x8D",
		"\xCC\x81",
		"@",
	};
	size_t i, j, k;

	for (i = 0; i < COUNT(pieces); i++)
		for (j = 0; j < COUNT(pieces); j++)
			for (k = 0; k < 2; k++) {
				const char *why = NULL;
				struct host first, second;
				char typed[64];

				(void)snprintf(typed, sizeof(typed), "%s%s%s.%s", pieces[i],
					       pieces[j], pieces[i], k == 0 ? "com" : pieces[j]);
				if (host_canonical(*state, typed, strlen(typed), &first, &why) != 0)
					continue;
				second = read_host(*state, first.ascii);
				assert_string_equal(first.ascii, second.ascii);
				assert_true(text_is_utf8(first.unicode, strlen(first.unicode)));
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_a_host_have_one_form),
		cmocka_unit_test(unicode_form_shows_what_is_read),
		cmocka_unit_test(what_is_no_host_has_a_reason),
		cmocka_unit_test(names_beyond_the_limits_of_dns_are_told_and_keep_their_end),
		cmocka_unit_test(known_suffixes_are_told_from_file_names),
		cmocka_unit_test(canonical_form_is_stable),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
