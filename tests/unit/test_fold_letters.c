/* SPDX-License-Identifier: BSD-2-Clause */
/* test_fold_letters - the tables of look-alikes are sorted, sane and complete where it matters. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/fold_letters.h"

static void
every_look_alike_is_found_and_is_ascii(void **state)
{
	size_t found = 0;
	uint32_t point;

	(void)state;
	for (point = 0; point < 0x20000; point++) {
		const char *like = fold_letters_like(point);

		if (like == NULL)
			continue;
		found++;
		assert_true(point >= 0x80);
		assert_true(strlen(like) >= 1 && strlen(like) <= 2);
		assert_true(fold_letters_are_ascii(like, strlen(like)));
	}
	assert_in_range(found, 250, 400);
	assert_string_equal(fold_letters_like(0x00D0), "d");
	assert_string_equal(fold_letters_like(0xA7AF), "q");
	assert_string_equal(fold_letters_like(0x0153), "oe");
	assert_string_equal(fold_letters_like(0x1F170), "a");
	assert_string_equal(fold_letters_like(0x1F189), "z");
	assert_null(fold_letters_like(0x10FFFF));
}

static void
ascii_is_told_at_any_length(void **state)
{
	char bytes[40];
	size_t i;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_true(fold_letters_are_ascii(bytes, 0));
	assert_true(fold_letters_are_ascii(bytes, sizeof(bytes)));
	for (i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (char)0x80;
		assert_false(fold_letters_are_ascii(bytes, sizeof(bytes)));
		assert_true(fold_letters_are_ascii(bytes, i));
		bytes[i] = 'x';
	}
}

static void
bytes_fold_by_what_they_look_like(void **state)
{
	(void)state;
	assert_int_equal(fold_letters_ascii('A', false), 'a');
	assert_int_equal(fold_letters_ascii('I', false), 'i');
	assert_int_equal(fold_letters_ascii('I', true), 'l');
	assert_int_equal(fold_letters_ascii('0', false), 'o');
	assert_int_equal(fold_letters_ascii('1', true), 'l');
	assert_int_equal(fold_letters_ascii('|', false), 'l');
	assert_int_equal(fold_letters_ascii('-', false), '-');
}

static void
pairs_collapse_from_the_left(void **state)
{
	static const struct {
		const char *from, *strong, *weak;
	} cases[] = {
		{"rn", "m", "m"},  {"rrn", "rm", "rm"}, {"vvv", "wv", "wu"},
		{"cl", "cl", "d"}, {"nn", "nn", "m"},   {"r", "r", "r"},
		{"", "", ""},      {"rnn", "mn", "mn"}, {"235", "235", "zes"},
		{"j", "j", "i"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char bytes[8] = "";
		size_t length = strlen(cases[i].from);

		memcpy(bytes, cases[i].from, length);
		bytes[fold_letters_collapse(bytes, length, false)] = '\0';
		assert_string_equal(bytes, cases[i].strong);
		memcpy(bytes, cases[i].from, length);
		bytes[fold_letters_collapse(bytes, length, true)] = '\0';
		assert_string_equal(bytes, cases[i].weak);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_look_alike_is_found_and_is_ascii),
		cmocka_unit_test(ascii_is_told_at_any_length),
		cmocka_unit_test(bytes_fold_by_what_they_look_like),
		cmocka_unit_test(pairs_collapse_from_the_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
