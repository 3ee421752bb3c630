/* SPDX-License-Identifier: BSD-2-Clause */
/* test_headertext - encoded words come out as people see them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/headertext.h"

static void
fields_read_as_people_see_them(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{" plain text ", "plain text", "trimmed"},
		{" folded\r\n\tline", "folded line", "the fold goes, its blank stays"},
		{"folded\n line", "folded line", "milters see LF"},
		{"=?utf-8?Q?caf=C3=A9?=", "caf\xC3\xA9", "Q"},
		{"=?UTF-8?b?Y2Fmw6k=?=", "caf\xC3\xA9", "B"},
		{"=?utf-8?B?w6k?=", "\xC3\xA9", "padding missing"},
		{"=?utf-8?Q?a=C3?= =?utf-8?Q?=A9b?=",
		 "a\xC3\xA9"
		 "b",
		 "a letter split between words"},
		{"=?utf-8?B?w6?=\r\n =?utf-8?B?nDqQ==?=", "\xC3\xA9\xC3\xA9",
		 "base64 split at any digit"},
		{"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c", "blanks beside plain text stay"},
		{"\"=?utf-8?Q?in_quotes?=\"", "\"in quotes\"", "inside quotes"},
		{"x=?utf-8?Q?y?=z", "xyz", "inside words"},
		{"=?utf-8?Q?a b?=", "a b", "blanks inside"},
		{"=?utf-8*en?Q?hi?=", "hi", "with a language"},
		{"=?no-such?Q?caf=E9?=", "caf\xC3\xA9", "unknown charset"},
		{"=?utf-8?X?abc?=", "=?utf-8?X?abc?=", "no such encoding"},
		{"=?utf-8?Q?open", "=?utf-8?Q?open", "not closed"},
		{"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=", "=?utf-8?Q?x?=", "decoded once"},
		{"=?utf-8?Q?a=00=0Ab?=", "a  b", "controls become blanks"},
		{"caf\xE9", "caf\xC3\xA9", "raw Latin-1"},
		{"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xE6\x97\xA5\xE6\x9C\xAC", "escapes"},
		{"=?utf-8?Q?"
		 "?=",
		 "", "empty"},
		{"", "", "nothing"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *out =
			headertext_decode(*state, cases[i].input, strlen(cases[i].input), 500);

		if (strcmp(out, cases[i].expected) != 0)
			fail_msg("%s: got [%s]", cases[i].why, out);
	}
}

static void
long_fields_are_bounded(void **state)
{
	struct text text = TEXT_IN(*state);
	const char *out;
	size_t i;

	for (i = 0; i < 5000; i++)
		text_add_string(&text, "=?utf-8?Q?=C3=A9?= ");
	out = headertext_decode(*state, text.bytes, text.length, 101);
	assert_int_equal(strlen(out), 100);
	assert_true(text_is_utf8(out, strlen(out)));
}

static void
words_are_measured(void **state)
{
	(void)state;
	assert_int_equal(headertext_word("=?utf-8?Q?a,b?= <x>", 19), 15);
	assert_int_equal(headertext_word("=?utf-8?Q?", 10), 0);
	assert_int_equal(headertext_word("abc", 3), 0);
	assert_int_equal(headertext_word("", 0), 0);
}

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_read_as_people_see_them, begin, end),
		cmocka_unit_test_setup_teardown(long_fields_are_bounded, begin, end),
		cmocka_unit_test(words_are_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
