/* SPDX-License-Identifier: BSD-2-Clause */
/* test_host_punycode - labels come out as RFC 3492 says, and back. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/host_punycode.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
labels_are_encoded_and_decoded(void **state)
{
	static const char *const cases[][2] = {
		{"m\xC3\xBCller", "mller-kva"},
		{"\xD0\xB0\xD1\x80\xD1\x80\xD3\x8F\xD0\xB5", "80ak6aa92e"},
		{"b\xC3\xBC"
		 "cher",
		 "bcher-kva"},
		{"\xE6\x97\xA5\xE6\x9C\xAC", "wgv71a"},
		{"i\xE2\x9D\xA4", "i-7iq"},
		{"\xF4\x8F\xBF\xBF", "dn32g"},
		{"plain", "plain-"},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_string_equal(host_punycode_encode(arena, cases[i][0]), cases[i][1]);
		assert_string_equal(host_punycode_decode(arena, cases[i][1]), cases[i][0]);
	}
	arena_free(arena);
}

static void
what_is_no_punycode_is_refused(void **state)
{
	static const char *const cases[] = {"9999999999", "a-\xC3\xA9", "-=", "a-999999", "z"};
	struct arena *arena = arena_new();
	char label[400];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_null(host_punycode_decode(arena, cases[i]));
	memset(label, 'a', sizeof(label));
	label[sizeof(label) - 1] = '\0';
	assert_null(host_punycode_decode(arena, label));
	assert_null(host_punycode_encode(arena, label));
	assert_string_equal(host_punycode_decode(arena, ""), "");
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_encoded_and_decoded),
		cmocka_unit_test(what_is_no_punycode_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
