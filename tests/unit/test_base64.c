/* SPDX-License-Identifier: BSD-2-Clause */
/* test_base64 - whole, padded groups are read, everything else is refused. */
#include "config.h"

#include "policy/directory/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"

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
only_whole_groups_are_read(void **state)
{
	static const struct {
		const char *text, *expected; /* NULL: refused */
	} cases[] = {
		{"", ""},           {"Zg==", "f"},        {"Zm8=", "fo"},
		{"Zm9v", "foo"},    {"Zm9vYg==", "foob"}, {"Zg", NULL},
		{"Zg=", NULL},      {"Z===", NULL},       {"====", NULL},
		{"Zg==Zg==", NULL}, {"Zm 9v", NULL},      {"Zm9-", NULL},
		{"=m9v", NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char untouched = 'u', *bytes = &untouched;
		size_t count = 99;
		int result =
			base64_read(*state, cases[i].text, strlen(cases[i].text), &bytes, &count);

		if ((result == 0) != (cases[i].expected != NULL))
			fail_msg("'%s' gives %d", cases[i].text, result);
		if (result != 0) {
			assert_ptr_equal(bytes, &untouched);
			assert_int_equal(count, 99);
			continue;
		}
		assert_int_equal(count, strlen(cases[i].expected));
		assert_string_equal(bytes, cases[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_whole_groups_are_read, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
