/* SPDX-License-Identifier: BSD-2-Clause */
/* test_html_entity - references stand for what browsers show. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/data/data.h"
#include "policy/mail/html_entity.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
references_are_read_as_browsers_read_them(void **state)
{
	static const struct {
		const char *bytes;
		bool in_attribute;
		size_t used;
		const char *expected;
	} cases[] = {
		{"&amp;x", false, 5, "&"},
		{"&ampx", false, 4, "&"},
		{"&ampx", true, 0, ""},
		{"&amp=", true, 0, ""},
		{"&amp ", true, 4, "&"},
		{"&AMP", false, 4, "&"},
		{"&period;", false, 8, "."},
		{"&period", false, 0, ""},
		{"&colon;", true, 7, ":"},
		{"&sol;", true, 5, "/"},
		{"&commat;", true, 8, "@"},
		{"&Tab;", true, 5, "\t"},
		{"&NewLine;", true, 9, "\n"},
		{"&notit;", false, 4, "\xC2\xAC"},
		{"&NotEqualTilde;", false, 15, "\xE2\x89\x82\xCC\xB8"},
		{"&CounterClockwiseContourIntegral;", false, 33, "\xE2\x88\xB3"},
		{"&ZeroWidthSpace;", false, 16, "\xE2\x80\x8B"},
		{"&zwnj;", false, 6, "\xE2\x80\x8C"},
		{"&shy", false, 4, "\xC2\xAD"},
		{"&bne;", false, 5, "=\xE2\x83\xA5"},
		{"&AElig;", false, 7, "\xC3\x86"},
		{"&zwj;", false, 5, "\xE2\x80\x8D"},
		{"&#97;", false, 5, "a"},
		{"&#97", false, 4, "a"},
		{"&#0000097;", false, 10, "a"},
		{"&#x61;", false, 6, "a"},
		{"&#X61g", false, 5, "a"},
		{"&#0;", false, 4, "\xEF\xBF\xBD"},
		{"&#xD800;", false, 8, "\xEF\xBF\xBD"},
		{"&#x110000;", false, 10, "\xEF\xBF\xBD"},
		{"&#99999999999999999999;", false, 23, "\xEF\xBF\xBD"},
		{"&#128;", false, 6, "\xE2\x82\xAC"},
		{"&#150;", false, 6, "\xE2\x80\x93"},
		{"&#;", false, 0, ""},
		{"&;", false, 0, ""},
		{"& x", false, 0, ""},
		{"&nosuch;", false, 0, ""},
		{"&#", false, 0, ""},
		{"&", false, 0, ""},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct text out = TEXT_IN(arena);
		size_t used = html_entity_read(cases[i].bytes, strlen(cases[i].bytes),
					       cases[i].in_attribute, &out);

		if (used != cases[i].used || strcmp(text_string(&out), cases[i].expected) != 0)
			fail_msg("%s: %zu \"%s\"", cases[i].bytes, used, text_string(&out));
	}
	arena_free(arena);
}

static void
every_name_of_the_table_is_found(void **state)
{
	const struct data_file *table = data_find("entities.txt");
	struct arena *arena = arena_new();
	const char *line;
	size_t names = 0;

	(void)state;
	assert_non_null(table);
	for (line = table->bytes; *line != '\0'; line += strcspn(line, "\n") + 1) {
		struct text reference = TEXT_IN(arena), out = TEXT_IN(arena);

		if (*line == '#')
			continue;
		text_add_byte(&reference, '&');
		text_add(&reference, line, strcspn(line, " "));
		text_add_byte(&reference, ';');
		assert_int_equal(html_entity_read(reference.bytes, reference.length, true, &out),
				 reference.length);
		assert_in_range(out.length, 1, 8);
		names++;
	}
	assert_int_equal(names, 2125);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_are_read_as_browsers_read_them),
		cmocka_unit_test(every_name_of_the_table_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
