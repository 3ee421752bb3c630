/* SPDX-License-Identifier: BSD-2-Clause */
/* qr_glyph - QR codes that are drawn with letters: blocks, half blocks, squares and blanks. */
#include "config.h"

#include "policy/mail/qr_glyph.h"

#include <string.h>

#include "policy/base/text.h"

#define LINES_LEAST   10 /* of half blocks, two modules each */
#define COLUMNS_LEAST 20
#define CELLS_MOST    40000
#define CELL          4 /* dots of a cell's width */

/* Quarters of a letter that are inked. */
enum {
	NONE = 0,
	UPPER_LEFT = 1,
	UPPER_RIGHT = 2,
	LOWER_LEFT = 4,
	LOWER_RIGHT = 8,
	UPPER = UPPER_LEFT | UPPER_RIGHT,
	LOWER = LOWER_LEFT | LOWER_RIGHT,
	FULL = UPPER | LOWER,
	FOREIGN = 16 /* no letter of a drawing */
};

/* U+2580 to U+259F in turn; less than half of a letter is none of it. */
static const unsigned char blocks[32] = {
	UPPER,
	NONE,
	NONE,
	NONE,
	LOWER,
	LOWER,
	FULL,
	FULL,
	FULL,
	FULL,
	FULL,
	FULL,
	UPPER_LEFT | LOWER_LEFT,
	NONE,
	NONE,
	NONE,
	UPPER_RIGHT | LOWER_RIGHT,
	NONE,
	FULL,
	FULL,
	NONE,
	NONE,
	LOWER_LEFT,
	LOWER_RIGHT,
	UPPER_LEFT,
	UPPER_LEFT | LOWER,
	UPPER_LEFT | LOWER_RIGHT,
	UPPER | LOWER_LEFT,
	UPPER | LOWER_RIGHT,
	UPPER_RIGHT,
	UPPER_RIGHT | LOWER_LEFT,
	UPPER_RIGHT | LOWER,
};

static unsigned
ink_of(uint32_t point)
{
	switch (point) {
	case ' ':
	case 0xA0:
	case 0x2002:
	case 0x2003:
	case 0x2007:
	case 0x3000:
	case 0x25A1: /* white squares */
	case 0x25FB:
	case 0x2B1C:
		return NONE;
	case 0x25A0: /* black squares */
	case 0x25FC:
	case 0x2B1B:
		return FULL;
	default:
		return point >= 0x2580 && point <= 0x259F ? blocks[point - 0x2580] : FOREIGN;
	}
}

/* The cells of the line at 'at', and how many are inked; 0 when it is no line of a drawing. */
static size_t
measure_line(const char *text, size_t length, size_t *at, size_t *inked)
{
	size_t cells = 0;
	bool foreign = false;

	*inked = 0;
	while (*at < length && text[*at] != '\n') {
		uint32_t point = text_next_point(text, length, at);
		unsigned ink = ink_of(point);

		if (point == '\r' || point == 0xFE0E || point == 0xFE0F) /* how squares look */
			continue;
		foreign |= ink == FOREIGN;
		*inked += ink != NONE;
		cells++;
	}
	if (*at < length)
		++*at;
	return foreign || *inked == 0 ? 0 : cells;
}

bool
qr_glyph_next(const char *text, size_t length, size_t *at, struct qr_glyph_block *out)
{
	while (*at < length) {
		size_t next = *at, inked, cells;

		*out = (struct qr_glyph_block){.bytes = text + *at};
		while (next < length && (cells = measure_line(text, length, &next, &inked)) != 0) {
			out->lines++;
			out->columns = cells > out->columns ? cells : out->columns;
			out->length = next - *at;
		}
		*at = next;
		if (out->lines >= LINES_LEAST && out->columns >= COLUMNS_LEAST &&
		    out->columns <= CELLS_MOST / out->lines)
			return true;
	}
	return false;
}

static void
draw_cell(struct qr_picture *out, unsigned char *dots, size_t high, unsigned ink)
{
	size_t x, y;

	for (y = 0; y < high; y++)
		for (x = 0; x < CELL; x++) {
			unsigned quarter = (y < high / 2 ? UPPER_LEFT : LOWER_LEFT)
					   << (x < CELL / 2 ? 0 : 1);

			dots[y * out->width + x] = (ink & quarter) != 0;
		}
}

void
qr_glyph_draw(struct arena *arena, const struct qr_glyph_block *block, bool square,
	      struct qr_picture *out)
{
	size_t high = square ? CELL : 2 * CELL, at = 0, line = 0, column = 0;
	unsigned char *dots;

	*out = (struct qr_picture){.width = block->columns * CELL, .height = block->lines * high};
	dots = arena_zalloc(arena, out->height, out->width);
	out->dark = dots;
	while (at < block->length && line < block->lines) {
		uint32_t point = text_next_point(block->bytes, block->length, &at);

		if (point == '\n') {
			line++;
			column = 0;
		} else if (ink_of(point) != FOREIGN && column < block->columns) {
			draw_cell(out, dots + line * high * out->width + column * CELL, high,
				  ink_of(point));
			column++;
		}
	}
}
