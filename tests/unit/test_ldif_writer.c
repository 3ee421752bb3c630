/* SPDX-License-Identifier: BSD-2-Clause */
/* test_ldif_writer - no value begins a line, a record or a file name. */
#include "config.h"

#include "policy/export/ldif_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/directory/base64.h"

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
values_are_written_as_rfc_2849_wants(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{"plain", "x: plain\n", "safe"},
		{"", "x:\n", "empty"},
		{" a", "x:: IGE=\n", "a blank at the beginning"},
		{"a ", "x:: YSA=\n", "a blank at the end"},
		{":a", "x:: OmE=\n", "a colon"},
		{"< file:///etc/passwd", "x:: PCBmaWxlOi8vL2V0Yy9wYXNzd2Q=\n", "a file to read"},
		{"a\nchangetype: delete", "x:: YQpjaGFuZ2V0eXBlOiBkZWxldGU=\n", "a line"},
		{"\xc3\xa4", "x:: w6Q=\n", "not ASCII"},
		{"a\x1b[31m", "x:: YRtbMzFt\n", "a terminal's escape"},
		{"a:b<c", "x: a:b<c\n", "only the beginning counts"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text out = TEXT_IN(*state);

		ldif_writer_line(&out, "x", cases[i].input, strlen(cases[i].input));
		if (strcmp(text_string(&out), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, text_string(&out));
	}
}

/* Unfold, split at the colon, decode: what a reader does. */
static void
read_back(struct arena *arena, const struct text *written, char **value, size_t *length)
{
	struct text line = TEXT_IN(arena);
	size_t i;

	for (i = 0; i + 1 < written->length; i++) {
		assert_true((unsigned char)written->bytes[i] < 0x80);
		if (written->bytes[i] == '\n') {
			assert_int_equal(written->bytes[i + 1], ' ');
			i++;
			continue;
		}
		text_add_byte(&line, written->bytes[i]);
	}
	assert_memory_equal(line.bytes, "name:", 5);
	if (line.bytes[5] == ':') {
		assert_int_equal(base64_read(arena, line.bytes + 7, line.length - 7, value, length),
				 0);
		return;
	}
	*length = line.length > 6 ? line.length - 6 : 0;
	*value = arena_memdup(arena, line.length > 6 ? line.bytes + 6 : "", *length);
}

static void
every_byte_in_every_place_and_length_comes_back(void **state)
{
	struct arena *arena = *state;
	int byte;
	size_t length, place, got;

	for (byte = 0; byte < 256; byte++)
		for (length = 1; length <= 200; length += length < 4 ? 1 : 49)
			for (place = 0; place < length; place += length < 4 ? 1 : 24) {
				struct text out = TEXT_IN(arena);
				char raw[200], *value;

				memset(raw, 'v', sizeof(raw));
				raw[place] = (char)byte;
				ldif_writer_line(&out, "name", raw, length);
				read_back(arena, &out, &value, &got);
				assert_int_equal(got, length);
				assert_memory_equal(value, raw, length);
			}
}

static void
lines_are_folded_at_the_same_column(void **state)
{
	struct text out = TEXT_IN(*state);
	char value[300];
	const char *line, *end;

	memset(value, 'v', sizeof(value));
	ldif_writer_line(&out, "x", value, sizeof(value));
	for (line = text_string(&out); *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_true(end - line <= LDIF_WRITER_COLUMNS);
	}
}

static void
a_change_record_replaces_or_clears(void **state)
{
	static const char *const values[] = {"a", "b"};
	struct text out = TEXT_IN(*state);

	ldif_writer_begin(&out);
	ldif_writer_record(&out, "cn=\xc3\xa4", "modify");
	ldif_writer_replace(&out, "x", values, 2);
	ldif_writer_replace(&out, "y", NULL, 0);
	ldif_writer_end(&out);
	assert_string_equal(text_string(&out), "version: 1\n\ndn:: Y249w6Q=\nchangetype: modify\n"
					       "replace: x\nx: a\nx: b\n-\nreplace: y\n-\n\n");
}

static void
a_name_is_escaped_as_rfc_4514_wants(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{"plain", "a=plain", "as it is"},
		{"x,dc=evil", "a=x\\2Cdc\\3Devil", "another part"},
		{" x ", "a=\\20x\\20", "blanks at the ends"},
		{"#x", "a=\\23x", "a hash at the beginning"},
		{"a+b\"<>;\\", "a=a\\2Bb\\22\\3C\\3E\\3B\\5C", "all specials"},
		{"\xc3\xa4\n", "a=\\C3\\A4\\0A", "not ASCII, control"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = ldif_writer_rdn(*state, "a", cases[i].input);

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_written_as_rfc_2849_wants),
		cmocka_unit_test(every_byte_in_every_place_and_length_comes_back),
		cmocka_unit_test(lines_are_folded_at_the_same_column),
		cmocka_unit_test(a_change_record_replaces_or_clears),
		cmocka_unit_test(a_name_is_escaped_as_rfc_4514_wants),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
