/* SPDX-License-Identifier: BSD-2-Clause */
/* test_inflate - packed bytes come out within bounds, and damage is told. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/inflate.h"

/* "hello hello hello hello" in three wrappings. */
#define RAW "\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x27\x01"

static void
each_format_is_undone(void **state)
{
	static const struct {
		enum inflate_format format;
		const char *bytes;
		size_t length, most;
		const char *expected;
		bool truncated, broken;
		const char *why;
	} cases[] = {
		{INFLATE_RAW, RAW, 10, 100, "hello hello hello hello", false, false, "raw"},
		{INFLATE_ZLIB, "\x78\xDA" RAW "\x68\x03\x08\xB1", 16, 100,
		 "hello hello hello hello", false, false, "zlib"},
		{INFLATE_RAW, RAW, 10, 5, "hello", true, false, "a bound"},
		{INFLATE_RAW, RAW, 7, 100, "hello ", false, true, "an early end keeps what came"},
		{INFLATE_ZLIB, "junk", 4, 100, "", false, true, "no such data"},
		{INFLATE_GZIP, "", 0, 100, "", false, true, "nothing"},
	};
	struct arena *arena = arena_new();
	struct inflate_text out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		inflate_bytes(arena, cases[i].format, cases[i].bytes, cases[i].length,
			      cases[i].most, &out);
		if (strncmp(out.bytes, cases[i].expected, strlen(cases[i].expected)) != 0 ||
		    out.truncated != cases[i].truncated || out.broken != cases[i].broken)
			fail_msg("%s: '%s' %d %d", cases[i].why, out.bytes, out.truncated,
				 out.broken);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_format_is_undone)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
