/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_qr - any text as a drawing, any bytes as dots and as modules: never more than the bounds. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/mail/qr_glyph.h"
#include "tests/fuzz/fuzz.h"

static void
must(int promise)
{
	if (!promise)
		abort();
}

static void
try_text(struct arena *arena, const char *text, size_t length)
{
	struct qr_codes codes = {.count = 0};
	struct qr_glyph_block block;
	size_t at = 0, before = 0;

	while (qr_glyph_next(text, length, &at, &block)) {
		struct qr_picture picture;

		must(at > before && at <= length && block.bytes + block.length <= text + length);
		before = at;
		qr_glyph_draw(arena, &block, block.lines % 2 == 0, &picture);
		qr_read(arena, &picture, clock_monotonic_us() + 1000000, &codes);
	}
	must(codes.count <= QR_CODES_MOST);
}

static void
try_dots(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct qr_picture picture = {.width = (size_t)bytes[0] + 1};
	unsigned char *dots = arena_zalloc(arena, length, 8);
	struct qr_codes codes = {.count = 0};
	size_t i;

	for (i = 0; i < 8 * (length - 1); i++)
		dots[i] = bytes[1 + i / 8] >> (i % 8) & 1;
	picture.dark = dots;
	picture.height = 8 * (length - 1) / picture.width;
	qr_read(arena, &picture, clock_monotonic_us() + 1000000, &codes);
	must(codes.count <= QR_CODES_MOST);
}

static void
try_modules(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct qr_matrix *matrix = arena_zalloc(arena, 1, sizeof(*matrix));
	struct qr_matrix_text text;
	size_t i;

	matrix->size = QR_MATRIX_LEAST + 4 * (size_t)(bytes[0] % 40);
	for (i = 0; i < matrix->size * matrix->size && i < 8 * (length - 1); i++)
		matrix->dark[i] = bytes[1 + i / 8] >> (i % 8) & 1;
	if (qr_matrix_read(arena, matrix, &text))
		must(text.length != 0 && text.bytes != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();

	try_text(arena, (const char *)bytes, length);
	if (length > 1) {
		try_dots(arena, bytes, length);
		try_modules(arena, bytes, length);
	}
	arena_free(arena);
	return 0;
}
