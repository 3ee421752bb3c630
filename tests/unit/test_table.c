/* SPDX-License-Identifier: BSD-2-Clause */
/* test_table - columns line up whatever the letters are. */
#include "config.h"

#include "policy/cli/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
width_counts_columns_and_not_bytes(void **state)
{
	static const struct {
		const char *text;
		size_t expected;
		const char *why;
	} cases[] = {
		{"", 0, "nothing"},
		{"abc", 3, "ASCII"},
		{"caf\xC3\xA9", 4, "a two-byte letter"},
		{"e\xCC\x81", 1, "a combining mark"},
		{"\xE6\x97\xA5\xE6\x9C\xAC", 4, "wide letters"},
		{"\xFF", 1, "a bad byte shows as one replacement character"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (table_width(cases[i].text) != cases[i].expected)
			fail_msg("%s: %zu", cases[i].why, table_width(cases[i].text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(width_counts_columns_and_not_bytes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
