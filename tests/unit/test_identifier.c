/* SPDX-License-Identifier: BSD-2-Clause */
/* test_identifier - stable ids of entries as text. */
#include "config.h"

#include "policy/directory/identifier.h"

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
ids_become_text(void **state)
{
	static const struct {
		const char *attribute, *bytes;
		size_t length;
		const char *expected;
	} cases[] = {
		{"entryuuid", "0190C0DE-0014-7000-8000-4E5700015554", 36,
		 "0190c0de-0014-7000-8000-4e5700015554"},
		{"objectguid", "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
		 16, "00112233-4455-6677-8899-aabbccddeeff"},
		{"other", "\x00\xff", 2, "00ff"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(identifier_text(*state, cases[i].attribute, cases[i].bytes,
						    cases[i].length),
				    cases[i].expected);
	assert_null(identifier_text(*state, "entryuuid", "", 0));
}

static void
the_tail_of_a_sid_is_its_last_number(void **state)
{
	/* S-1-5-21-1-2-3-512: domain administrators. */
	static const char sid[] = "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00\x01\x00\x00\x00"
				  "\x02\x00\x00\x00\x03\x00\x00\x00\x00\x02\x00\x00";
	size_t length;

	(void)state;
	assert_int_equal(identifier_sid_tail(sid, 28), 512);
	for (length = 0; length < 28; length++)
		assert_int_equal(identifier_sid_tail(sid, length), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ids_become_text, begin, end),
		cmocka_unit_test_setup_teardown(the_tail_of_a_sid_is_its_last_number, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
