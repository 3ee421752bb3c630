/* SPDX-License-Identifier: BSD-2-Clause */
/* test_qr - codes are read as drawings, dots and modules, turned, mirrored, damaged. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/mail/qr_glyph.h"

#define ADDRESS "https://evil.example/qr"

static const char *
first_code(struct arena *arena, const struct qr_picture *picture)
{
	struct qr_codes codes = {.count = 0};

	qr_read(arena, picture, clock_monotonic_us() + 60000000, &codes);
	return codes.count == 0 ? ""
				: arena_memdup(arena, codes.items[0].bytes, codes.items[0].length);
}

static void
read_seed(struct arena *arena, const char *name, struct qr_glyph_block *out)
{
	const char *path =
		arena_printf(arena, "%s/tests/fuzz/seeds/qr/%s", getenv("top_srcdir"), name);
	const char *why;
	size_t length, at = 0;
	char *bytes;

	assert_int_equal(file_read(arena, path, 65536, &bytes, &length, &why), 0);
	assert_true(qr_glyph_next(bytes, length, &at, out));
}

static void
drawings_are_read(void **state)
{
	static const struct {
		const char *seed;
		bool square;
	} cases[] = {
		{"half-light.txt", false}, {"half-dark.txt", false}, {"full-light.txt", false},
		{"full-dark.txt", false},  {"squares.txt", true},
	};
	struct arena *arena = arena_new();
	struct qr_glyph_block block;
	struct qr_picture picture;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_seed(arena, cases[i].seed, &block);
		qr_glyph_draw(arena, &block, cases[i].square, &picture);
		if (strcmp(first_code(arena, &picture), ADDRESS) != 0)
			fail_msg("%s: '%s'", cases[i].seed, first_code(arena, &picture));
	}
	arena_free(arena);
}

/* Each dot of the new picture is one of the old: turned by a quarter, mirrored, light on dark. */
static void
turn(struct arena *arena, const struct qr_picture *from, int way, struct qr_picture *to)
{
	unsigned char *dots = arena_zalloc(arena, from->width, from->height);
	size_t x, y;

	*to = (struct qr_picture){.dark = dots, .width = from->height, .height = from->width};
	for (y = 0; y < from->height; y++)
		for (x = 0; x < from->width; x++) {
			unsigned char dot = from->dark[y * from->width + x];
			size_t row = way == 0 ? x : from->width - 1 - x;

			dots[row * to->width + y] = way == 2 ? !dot : dot;
		}
}

static void
codes_are_read_whichever_way_they_lie(void **state)
{
	struct arena *arena = arena_new();
	struct qr_picture picture, turned;
	struct qr_glyph_block block;
	int way;

	(void)state;
	read_seed(arena, "half-dark.txt", &block);
	qr_glyph_draw(arena, &block, false, &picture);
	for (way = 0; way < 3; way++) {
		turn(arena, &picture, way, &turned);
		assert_string_equal(first_code(arena, &turned), ADDRESS);
		picture = turned;
	}
	arena_free(arena);
}

/* The modules of a drawing whose letters are one module wide; lines without ink are no part of it.
 */
static void
modules_of(struct arena *arena, const char *seed, struct qr_matrix *out)
{
	struct qr_glyph_block block;
	struct qr_picture picture;
	size_t i;

	read_seed(arena, seed, &block);
	qr_glyph_draw(arena, &block, true, &picture);
	out->size = picture.width / 4 - 2;
	for (i = 0; i < out->size * out->size; i++)
		out->dark[i] =
			picture.dark[(i / out->size * 4) * picture.width + (i % out->size + 1) * 4];
}

static void
damage_is_mended_or_told(void **state)
{
	struct arena *arena = arena_new();
	struct qr_matrix *matrix = arena_zalloc(arena, 1, sizeof(*matrix));
	struct qr_matrix_text text;
	size_t i;

	(void)state;
	modules_of(arena, "squares.txt", matrix);
	assert_true(qr_matrix_read(arena, matrix, &text));
	assert_int_equal(text.length, strlen(ADDRESS));
	for (i = 0; i < 3; i++)
		matrix->dark[(matrix->size - 2 - i) * matrix->size + matrix->size - 2] ^= 1;
	assert_true(qr_matrix_read(arena, matrix, &text));
	assert_memory_equal(text.bytes, ADDRESS, strlen(ADDRESS));
	for (i = 10; i < matrix->size; i++)
		memset(matrix->dark + i * matrix->size + 9, 1, matrix->size - 9);
	assert_false(qr_matrix_read(arena, matrix, &text));
	matrix->size = 22;
	assert_false(qr_matrix_read(arena, matrix, &text));
	arena_free(arena);
}

/* Marks all over the picture: three of them give no code, all of them are too many. */
static void
a_crowd_of_marks_is_told(void **state)
{
	static const char *const mark[] = {"1111111", "1000001", "1011101", "1011101",
					   "1011101", "1000001", "1111111"};
	struct arena *arena = arena_new();
	struct qr_picture picture = {.width = 300, .height = 300};
	unsigned char *dots = arena_zalloc(arena, 300, 300);
	struct qr_codes codes = {.count = 0};
	size_t x, y;

	(void)state;
	for (y = 0; y < 297; y++)
		for (x = 0; x < 297; x++)
			if (x / 3 % 11 < 7 && y / 3 % 11 < 7)
				dots[y * 300 + x] = mark[y / 3 % 11][x / 3 % 11] == '1';
	picture.dark = dots;
	qr_read(arena, &picture, clock_monotonic_us() + 60000000, &codes);
	assert_int_equal(codes.count, 0);
	assert_true(codes.truncated);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drawings_are_read),
		cmocka_unit_test(codes_are_read_whichever_way_they_lie),
		cmocka_unit_test(damage_is_mended_or_told),
		cmocka_unit_test(a_crowd_of_marks_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
