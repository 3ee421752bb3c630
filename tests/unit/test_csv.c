/* SPDX-License-Identifier: BSD-2-Clause */
/* test_csv - what a stranger wrote stays inside its cell. */
#include "config.h"

#include "policy/export/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void
hostile_texts_become_cells(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{NULL, "", "nothing"},
		{"plain", "plain", "as it is"},
		{"=1+1", "'=1+1", "formula"},
		{"+1", "'+1", "formula"},
		{"-1", "'-1", "formula"},
		{"@SUM", "'@SUM", "formula"},
		{"\t=1", "' =1", "a tab before it"},
		{"\r\n=1", "'  =1", "line ends before it"},
		{"  =1", "'  =1", "blanks before it"},
		{"\xef\xbc\x9d"
		 "1",
		 "'\xef\xbc\x9d"
		 "1",
		 "full-width equals sign"},
		{"a=1", "a=1", "not at the beginning"},
		{"a\nb", "a b", "line feed"},
		{"a\\nb", "a\\5Cnb", "an escape for some readers"},
		{"a\xe2\x80\xae"
		 "b",
		 "a b", "direction override"},
		{"a\xe2\x80\x8b"
		 "b",
		 "a b", "zero width"},
		{"\xff", "\xef\xbf\xbd", "no UTF-8"},
		{"\"q\"", "\"q\"", "quotes are the row's affair"},
		{"# x", "# x", "a comment for some readers, but quoted"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = csv_cell(*state, cases[i].input, true);

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
	assert_string_equal(csv_cell(*state, "=1", false), "=1");
}

static void
names_keep_their_escapes_as_upper_case_hex(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{"cn=a,dc=b", "cn=a,dc=b", "plain"},
		{"cn=Smith\\, Anna", "cn=Smith\\2C Anna", "one character"},
		{"cn=a\\2cb", "cn=a\\2Cb", "a hex pair"},
		{"cn=a\\bb", "cn=a\\BB", "a hex pair that readers take for a backspace"},
		{"cn=a\\", "cn=a\\5C", "nothing behind it"},
		{"cn=a\nb", "cn=a\\0Ab", "a line feed"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = csv_dn(*state, cases[i].input, true);

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

static void
lists_are_joined_and_a_joint_in_a_value_is_none(void **state)
{
	static const char *const items[] = {"a", "b;c", "d"};

	assert_string_equal(csv_list(*state, items, 3, true), "a;b,c;d");
	assert_string_equal(csv_list(*state, NULL, 0, true), "");
	assert_string_equal(csv_list(*state, (const char *const[]){"=x"}, 1, true), "'=x");
}

static void
a_row_is_quoted_and_ends_in_crlf(void **state)
{
	struct text out = TEXT_IN(*state);

	csv_row(&out, (const char *const[]){"a", "b\"c", NULL}, 3);
	assert_string_equal(text_string(&out), "\"a\",\"b\"\"c\",\"\"\r\n");
}

static void
every_byte_in_every_place_comes_back(void **state)
{
	struct arena *arena = *state;
	int byte, place;

	for (byte = 1; byte < 256; byte++)
		for (place = 0; place < 3; place++) {
			char raw[4] = "xyz";
			struct text out = TEXT_IN(arena);
			struct csv_record record;
			const char *cell, *why = NULL;
			size_t at = 0;

			raw[place] = (char)byte;
			cell = csv_cell(arena, raw, true);
			assert_true(text_is_utf8(cell, strlen(cell)));
			assert_null(strpbrk(cell, "\r\n\t\a\b\x7f"));
			assert_null(strchr("=+-@", cell[0]));
			csv_row(&out, (const char *const[]){cell, "next"}, 2);
			assert_int_equal(csv_read(arena, &out, &at, &record, &why), 1);
			assert_int_equal(record.count, 2);
			assert_string_equal(record.fields[0], cell);
			assert_string_equal(record.fields[1], "next");
			assert_int_equal(at, out.length);
			assert_int_equal(csv_read(arena, &out, &at, &record, &why), 0);
		}
}

static void
what_we_do_not_write_is_not_read(void **state)
{
	static const char *const wrong[] = {"a,b\r\n",    "\"a\"",      "\"a\"\n", "\"a\r\n",
					    "\"a\"b\r\n", "\"a\",\r\n", "\r\n",    "\"a\",\"b"};
	struct csv_record record;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct text from = TEXT_IN(*state);
		const char *why = NULL;
		size_t at = 0;

		text_add_string(&from, wrong[i]);
		if (csv_read(*state, &from, &at, &record, &why) != -1 || why == NULL)
			fail_msg("read: %s", wrong[i]);
	}
}

static void
a_cell_is_bounded(void **state)
{
	char *longer = arena_zalloc(*state, 100001, 1);

	memset(longer, '=', 100000);
	assert_in_range(strlen(csv_cell(*state, longer, true)), 1000, CSV_CELL_MOST + 10);
	assert_in_range(strlen(csv_dn(*state, longer, true)), 1000, CSV_CELL_MOST + 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_texts_become_cells),
		cmocka_unit_test(names_keep_their_escapes_as_upper_case_hex),
		cmocka_unit_test(lists_are_joined_and_a_joint_in_a_value_is_none),
		cmocka_unit_test(a_row_is_quoted_and_ends_in_crlf),
		cmocka_unit_test(every_byte_in_every_place_comes_back),
		cmocka_unit_test(what_we_do_not_write_is_not_read),
		cmocka_unit_test(a_cell_is_bounded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
