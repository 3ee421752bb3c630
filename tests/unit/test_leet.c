/* SPDX-License-Identifier: BSD-2-Clause */
/* test_leet - look-alikes between letters are read as letters, and nothing else is. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/leet.h"

static void
look_alikes_between_letters_are_letters(void **state)
{
	static const struct {
		const char *text, *undone;
	} cases[] = {
		{"your passw0rd", "your password"},
		{"p4ssword p@ssword pa$$word", "password password password"},
		{"ver1fy, c1ick, s3cure", "verify, click, secure"},
		{"set up 2fa for o365", "set up 2fa for o365"},
		{"jo@corp.example and a$5 note", "jo@corp.example and a$5 note"},
		{"p@ssword. next", "password. next"},
		{"b00000k", "b00000k"},
		{"0", "0"},
		{"", ""},
		{"a0", "a0"},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(leet_undo(arena, cases[i].text, strlen(cases[i].text)),
				    cases[i].undone);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(look_alikes_between_letters_are_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
