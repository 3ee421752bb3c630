/* SPDX-License-Identifier: BSD-2-Clause */
/* test_fold_points - pieces of code points stay inside of their room. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/fold_points.h"

static struct fold_points
take(const char *utf8)
{
	struct fold_points points;
	size_t at = 0;

	fold_points_take(utf8, strlen(utf8), &at, &points);
	return points;
}

static void
long_text_is_taken_in_pieces(void **state)
{
	struct fold_points points;
	char text[300];
	size_t at = 0;

	(void)state;
	memset(text, 'a', sizeof(text));
	fold_points_take(text, sizeof(text), &at, &points);
	assert_int_equal(points.count, FOLD_POINTS_TAKEN);
	fold_points_take(text, sizeof(text), &at, &points);
	fold_points_take(text, sizeof(text), &at, &points);
	assert_int_equal(at, sizeof(text));
	assert_int_equal(points.count, sizeof(text) - 2 * FOLD_POINTS_TAKEN);
}

static void
longest_expansion_fits(void **state)
{
	struct fold_points points = {.count = FOLD_POINTS_TAKEN};
	size_t i;

	(void)state;
	for (i = 0; i < points.count; i++)
		points.items[i] = 0xFDFA; /* becomes 18 code points */
	fold_points_compose(&points);
	assert_int_equal(points.count, 18 * FOLD_POINTS_TAKEN);
	fold_points_decompose(&points);
	assert_in_range(points.count, 18 * FOLD_POINTS_TAKEN, FOLD_POINTS_ROOM);
}

static void
forms_compose_and_decompose(void **state)
{
	struct fold_points points = take("e\xCC\x81\xE2\x80\x8B");

	(void)state;
	assert_int_equal(points.count, 3);
	fold_points_compose(&points);
	assert_int_equal(points.count, 1);
	assert_int_equal(points.items[0], 0xE9);
	fold_points_decompose(&points);
	assert_int_equal(points.count, 2);
	assert_true(fold_points_is_mark(points.items[1]));
}

/* What compose() takes for settled must be what ICU leaves alone. */
static void
settled_letters_are_those_icu_leaves_alone(void **state)
{
	uint32_t point;

	(void)state;
	for (point = 0x21; point < 0xA000; point++) {
		struct fold_points alone = {.items = {point}, .count = 1};
		/* U+00AA is not settled: with it ICU is asked. */
		struct fold_points asked = {.items = {point, 0xAA}, .count = 2};

		fold_points_compose(&alone);
		fold_points_compose(&asked);
		assert_int_equal(alone.count + 1, asked.count);
		if (alone.count != 0)
			assert_int_equal(alone.items[0], asked.items[0]);
	}
}

static void
looks_are_lower_case_letters(void **state)
{
	static const struct {
		uint32_t point;
		char look;
	} cases[] = {
		{0x430, 'a'}, {0x410, 'a'}, {0x41C, 'm'}, {0x411, 'b'}, {0x406, 'i'},
		{0x4CF, 'l'}, {0x3BF, 'o'}, {0x44F, 0},   {0x5D0, 0},   {0x4E00, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(fold_points_look(cases[i].point), cases[i].look);
}

static void
properties_are_those_of_unicode(void **state)
{
	(void)state;
	assert_true(fold_points_is_ignorable(0x200B));
	assert_true(fold_points_is_ignorable(0xE0041));
	assert_false(fold_points_is_ignorable('a'));
	assert_true(fold_points_is_blank(0xA0));
	assert_true(fold_points_is_blank(0x2800));
	assert_false(fold_points_is_blank(0x200B));
	assert_int_equal(fold_points_script('a'), FOLD_POINTS_LATIN);
	assert_int_equal(fold_points_script(0x3B1), FOLD_POINTS_GREEK);
	assert_int_equal(fold_points_script('1'), FOLD_POINTS_COMMON);
	assert_true(fold_points_script(0x430) > 0);
	assert_true(strncmp(fold_points_version(), "icu ", 4) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_text_is_taken_in_pieces),
		cmocka_unit_test(longest_expansion_fits),
		cmocka_unit_test(forms_compose_and_decompose),
		cmocka_unit_test(settled_letters_are_those_icu_leaves_alone),
		cmocka_unit_test(looks_are_lower_case_letters),
		cmocka_unit_test(properties_are_those_of_unicode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
