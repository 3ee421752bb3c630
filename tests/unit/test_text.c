/* SPDX-License-Identifier: BSD-2-Clause */
/* test_text - bytes of strangers come out harmless, whatever they were. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"

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

static void
building_appends_and_always_ends_with_a_zero_byte(void **state)
{
	struct text text = TEXT_IN(*state);
	int i;

	assert_string_equal(text_string(&text), "");
	text_add(&text, "", 0);
	assert_string_equal(text_string(&text), "");
	for (i = 0; i < 1000; i++)
		text_add_string(&text, "0123456789");
	text_add_byte(&text, '!');
	text_printf(&text, "%d%%", 7);
	assert_int_equal(text.length, 10003);
	assert_int_equal(strlen(text_string(&text)), 10003);
	assert_string_equal(text_string(&text) + 9998, "89!7%");
}

static void
points_are_encoded_and_what_is_none_becomes_a_replacement(void **state)
{
	static const struct {
		uint32_t point;
		const char *expected;
		const char *why;
	} cases[] = {
		{'a', "a", "one byte"},
		{0xE9, "\xC3\xA9", "two bytes"},
		{0x20AC, "\xE2\x82\xAC", "three bytes"},
		{0x1F600, "\xF0\x9F\x98\x80", "four bytes"},
		{0x10FFFF, "\xF4\x8F\xBF\xBF", "the last one"},
		{0xD800, "\xEF\xBF\xBD", "a surrogate"},
		{0x110000, "\xEF\xBF\xBD", "beyond Unicode"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = TEXT_IN(*state);

		text_add_point(&text, cases[i].point);
		assert_string_equal(text_string(&text), cases[i].expected);
	}
}

static void
malformed_bytes_are_one_replacement_each_and_reading_always_moves_on(void **state)
{
	static const struct {
		const char *bytes;
		size_t points, replaced;
		const char *why;
	} cases[] = {
		{"plain", 5, 0, "ASCII"},
		{"\xC3\xA9", 1, 0, "two bytes"},
		{"\xC3", 1, 1, "cut short"},
		{"\xE2\x82", 2, 2, "cut short after two"},
		{"\xC0\xAF", 2, 2, "overlong slash"},
		{"\xE0\x80\xAF", 3, 3, "overlong slash in three"},
		{"\xED\xA0\x80", 3, 3, "surrogate"},
		{"\xF4\x90\x80\x80", 4, 4, "beyond Unicode"},
		{"\xF5\x80\x80\x80", 4, 4, "lead byte that never occurs"},
		{"\x80\xBF", 2, 2, "continuations alone"},
		{"\xFF\xFE"
		 "a",
		 3, 2, "a byte order mark of another encoding"},
		{"\xE2\x28\xA1", 3, 2, "broken in the middle"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t at = 0, points = 0, replaced = 0;
		size_t length = strlen(cases[i].bytes);

		while (at < length) {
			size_t before = at;

			replaced += text_next_point(cases[i].bytes, length, &at) == 0xFFFD;
			points++;
			assert_true(at > before && at <= length);
		}
		assert_int_equal(points, cases[i].points);
		assert_int_equal(replaced, cases[i].replaced);
		assert_int_equal(text_is_utf8(cases[i].bytes, length), replaced == 0);
	}
}

static void
utf8_copies_are_well_formed_and_bounded(void **state)
{
	static const struct {
		const char *bytes;
		size_t most;
		const char *expected;
	} cases[] = {
		{"plain", 100, "plain"},
		{"plain", 3, "pla"},
		{"a\xC3\xA9", 2, "a"},
		{"a\xC3\xA9", 3, "a\xC3\xA9"},
		{"a\xFFz", 100, "a\xEF\xBF\xBDz"},
		{"\xFF\xFF", 5, "\xEF\xBF\xBD"},
		{"", 10, ""},
		{"x", 0, ""},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
			text_utf8(*state, cases[i].bytes, strlen(cases[i].bytes), cases[i].most),
			cases[i].expected);
}

static void
printable_leaves_nothing_that_steers_a_terminal_or_a_reader(void **state)
{
	static const struct {
		const char *string;
		size_t most;
		const char *expected;
		const char *why;
	} cases[] = {
		{NULL, 10, "-", "nothing"},
		{"", 10, "", "empty"},
		{"plain", 10, "plain", "ASCII"},
		{"caf\xC3\xA9", 10, "caf\xC3\xA9", "letters stay"},
		{"a\nb\rc\td", 100, "a\\x0Ab\\x0Dc\\x09d", "line ends"},
		{"\x1B[2J", 100, "\\x1B[2J", "escape sequence"},
		{"\xC2\x9B[2J", 100, "\\x9B[2J", "eight bit escape"},
		{"\x7F", 100, "\\x7F", "DEL"},
		{"\xE2\x80\xAE"
		 "gpj.exe",
		 100, "\\u{202E}gpj.exe", "bidi override"},
		{"\xE2\x80\x8B", 100, "\\u{200B}", "zero width"},
		{"\xC2\xAD", 100, "\\xAD", "soft hyphen"},
		{"\xF3\xA0\x81\x81", 100, "\\u{E0041}", "tag letters"},
		{"\xFF", 100, "\\xFF", "bad byte"},
		{"\\x1B", 100, "\\\\x1B", "backslash cannot forge an escape"},
		{"0123456789", 4, "0123...", "cut"},
		{"012\xC3\xA9", 4, "012...", "cut at a code point"},
		{"012\n", 4, "012...", "cut before an escape"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(text_printable(*state, cases[i].string, cases[i].most),
				    cases[i].expected);
}

static void
printable_is_harmless_for_every_byte_pair(void **state)
{
	unsigned a, b;

	for (a = 1; a < 256; a++)
		for (b = 1; b < 256; b += 3) {
			char pair[3] = {(char)a, (char)b, '\0'};
			const char *out = text_printable(*state, pair, 64);

			assert_true(text_is_utf8(out, strlen(out)));
			for (; *out != '\0'; out++)
				assert_true((unsigned char)*out >= 0x20 && *out != 0x7F);
		}
}

static void
folding_is_ascii_only(void **state)
{
	(void)state;
	assert_true(text_equal_fold("Example.ORG", "eXAMPLE.org"));
	assert_false(text_equal_fold("example", "example."));
	assert_false(text_equal_fold("example.", "example"));
	assert_false(text_equal_fold("\xC3\x89", "\xC3\xA9"));
	assert_true(text_equal_fold("", ""));
	assert_true(text_ends_fold("mail.EXAMPLE.org", ".example.ORG"));
	assert_true(text_ends_fold("x", ""));
	assert_false(text_ends_fold("org", "example.org"));
	assert_string_equal(text_lower(*state, "AbZ\xC3\x89@["), "abz\xC3\x89@[");
}

static void
hash_is_the_published_fnv(void **state)
{
	(void)state;
	assert_true(text_hash("", 0) == 0xCBF29CE484222325ULL);
	assert_true(text_hash("a", 1) == 0xAF63DC4C8601EC8CULL);
	assert_true(text_hash("foobar", 6) == 0x85944171F73967E8ULL);
}

static void
trim_cuts_blanks_at_both_ends_only(void **state)
{
	static const struct {
		const char *bytes, *expected;
	} cases[] = {
		{"  a b\t\r\n", "a b"}, {"a", "a"}, {" \t\n", ""}, {"", ""}, {"\va ", "\va"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t length = strlen(cases[i].bytes);
		const char *first = text_trim(cases[i].bytes, &length);

		assert_int_equal(length, strlen(cases[i].expected));
		assert_memory_equal(first, cases[i].expected, length);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(building_appends_and_always_ends_with_a_zero_byte,
						begin, end),
		cmocka_unit_test_setup_teardown(
			points_are_encoded_and_what_is_none_becomes_a_replacement, begin, end),
		cmocka_unit_test(
			malformed_bytes_are_one_replacement_each_and_reading_always_moves_on),
		cmocka_unit_test_setup_teardown(utf8_copies_are_well_formed_and_bounded, begin,
						end),
		cmocka_unit_test_setup_teardown(
			printable_leaves_nothing_that_steers_a_terminal_or_a_reader, begin, end),
		cmocka_unit_test_setup_teardown(printable_is_harmless_for_every_byte_pair, begin,
						end),
		cmocka_unit_test_setup_teardown(folding_is_ascii_only, begin, end),
		cmocka_unit_test(hash_is_the_published_fnv),
		cmocka_unit_test(trim_cuts_blanks_at_both_ends_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
