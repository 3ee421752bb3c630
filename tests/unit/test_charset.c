/* SPDX-License-Identifier: BSD-2-Clause */
/* test_charset - labels of mail, real and false, all end in well-formed UTF-8. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/charset.h"

#define MOST 1000

static void
labels_are_read_as_mail_programs_read_them(void **state)
{
	static const struct {
		const char *label, *input, *expected, *why;
	} cases[] = {
		{"utf-8", "caf\xC3\xA9", "caf\xC3\xA9", "as it is"},
		{"\"UTF-8\"", "x", "x", "quotes and case do not matter"},
		{"iso-8859-1", "\x93hi\x94 \x80", "\xE2\x80\x9Chi\xE2\x80\x9D \xE2\x82\xAC",
		 "Latin-1 is windows-1252"},
		{"us-ascii", "caf\xE9", "caf\xC3\xA9", "raw bytes fall back to windows-1252"},
		{"us-ascii", "caf\xC3\xA9", "caf\xC3\xA9", "or to UTF-8 where it is well-formed"},
		{NULL, "caf\xC3\xA9", "caf\xC3\xA9", "no label"},
		{"x-no-such-thing", "caf\xE9", "caf\xC3\xA9", "unknown label"},
		{"../../etc/passwd", "a", "a", "a label is never a path"},
		{"utf-7", "+AHA-aypal", "paypal", "UTF-7"},
		{"iso-2022-jp", "\x1B$BF|K\\\x1B(B.", "\xE6\x97\xA5\xE6\x9C\xAC.", "escapes"},
		{"shift_jis", "\x93\xFA\x96\x7B", "\xE6\x97\xA5\xE6\x9C\xAC", "Japanese"},
		{"gb2312", "\xC4\xE3", "\xE4\xBD\xA0", "Chinese"},
		{"koi8-r", "\xD0\xC1", "\xD0\xBF\xD0\xB0", "Russian"},
		{"windows-1251", "\xEF\xE0", "\xD0\xBF\xD0\xB0", "numbered family"},
		{"iso-8859-2", "\xB1", "\xC4\x85", "numbered family"},
		{"iso-8859-99", "\xE9", "\xC3\xA9", "no such member"},
		{"utf-8", "\xEF\xBB\xBFx", "x", "a byte order mark is not text"},
		{"utf-8",
		 "a\xC0\x80"
		 "b",
		 "a\xEF\xBF\xBD\xEF\xBF\xBD"
		 "b",
		 "overlong"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct charset_text out;

		charset_to_utf8(*state, cases[i].label, cases[i].input, strlen(cases[i].input),
				MOST, &out);
		if (out.length != strlen(cases[i].expected) ||
		    memcmp(out.bytes, cases[i].expected, out.length) != 0)
			fail_msg("%s: %.*s", cases[i].why, (int)out.length, out.bytes);
	}
}

static void
utf16_needs_no_mark(void **state)
{
	static const char little[] = "p\0a\0y\0", big[] = "\0p\0a\0y",
			  marked[] = "\xFF\xFEp\0a\0y\0";
	struct charset_text out;

	charset_to_utf8(*state, "utf-16", little, 6, MOST, &out);
	assert_int_equal(out.length, 3);
	assert_memory_equal(out.bytes, "pay", 3);
	charset_to_utf8(*state, "utf-16", big, 6, MOST, &out);
	assert_memory_equal(out.bytes, "pay", 3);
	charset_to_utf8(*state, "us-ascii", marked, 8, MOST, &out);
	assert_int_equal(out.length, 3);
	assert_memory_equal(out.bytes, "pay", 3);
}

static void
text_behind_a_nul_and_bad_bytes_is_kept(void **state)
{
	struct charset_text out;

	charset_to_utf8(*state, "utf-8",
			"a\0b\xFF"
			"c",
			5, MOST, &out);
	assert_true(out.bad);
	assert_int_equal(out.length, 7);
	assert_memory_equal(out.bytes,
			    "a\0b\xEF\xBF\xBD"
			    "c",
			    7);
}

static void
long_text_is_cut_at_a_code_point(void **state)
{
	static const char *const labels[] = {"utf-8", "utf-7", "koi8-r", "iso-8859-1", NULL};
	char input[4001];
	size_t i, most;

	for (i = 0; i < 4000; i += 2)
		memcpy(input + i, "\xC3\xA9", 2);
	for (i = 0; labels[i] != NULL; i++)
		for (most = 20; most < 32; most++) {
			struct charset_text out;

			charset_to_utf8(*state, labels[i], input, 4000, most, &out);
			assert_true(out.truncated);
			assert_in_range(out.length, 1, most + 2);
			assert_true(text_is_utf8(out.bytes, out.length));
		}
}

static void
treacherous_labels_are_told(void **state)
{
	(void)state;
	assert_true(charset_is_treacherous("UTF-7"));
	assert_true(charset_is_treacherous("utf-16le"));
	assert_true(charset_is_treacherous("ISO-2022-JP"));
	assert_false(charset_is_treacherous("utf-8"));
	assert_false(charset_is_treacherous(""));
	assert_true(charset_is_known("Windows-1257"));
	assert_false(charset_is_known("klingon"));
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
		cmocka_unit_test_setup_teardown(labels_are_read_as_mail_programs_read_them, begin,
						end),
		cmocka_unit_test_setup_teardown(utf16_needs_no_mark, begin, end),
		cmocka_unit_test_setup_teardown(text_behind_a_nul_and_bad_bytes_is_kept, begin,
						end),
		cmocka_unit_test_setup_teardown(long_text_is_cut_at_a_code_point, begin, end),
		cmocka_unit_test(treacherous_labels_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
