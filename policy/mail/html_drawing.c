/* SPDX-License-Identifier: BSD-2-Clause */
/* html_drawing - what a page draws with letters and with cells of tables, line by line. */
#include "config.h"

#include "policy/mail/html_drawing.h"

#include <string.h>

#include "policy/mail/html_colour.h"

#define BLACK "\xE2\xAC\x9B"
#define WHITE "\xE2\xAC\x9C"
#define DARK  100 /* of 255 */

void
html_drawing_add_text(struct html_reader *reader, const char *bytes, size_t length)
{
	struct text *drawing = &reader->drawing;

	/* Blocks of U+2580 begin so, and squares. */
	if (drawing->length + length > (size_t)reader->bounds->text_bytes ||
	    (memmem(bytes, length, "\xE2\x96", 2) == NULL &&
	     memmem(bytes, length, BLACK, 3) == NULL))
		return;
	text_add(drawing, bytes, length);
	reader->in_cells = false;
}

static bool
is_dark(int colour)
{
	unsigned rgb = colour < 0 ? 0xFFFFFF : (unsigned)colour;

	return ((rgb >> 16 & 0xFF) * 299 + (rgb >> 8 & 0xFF) * 587 + (rgb & 0xFF) * 114) / 1000 <
	       DARK;
}

void
html_drawing_add_cell(struct html_reader *reader, int colour)
{
	if (reader->drawing.length + 3 <= (size_t)reader->bounds->text_bytes)
		text_add(&reader->drawing, is_dark(colour) ? BLACK : WHITE, 3);
	reader->in_cells = true;
}

void
html_drawing_end_line(struct html_reader *reader, bool row)
{
	const struct text *drawing = &reader->drawing;

	if (reader->in_cells == row && drawing->length != 0 &&
	    drawing->bytes[drawing->length - 1] != '\n')
		text_add_byte(&reader->drawing, '\n');
}
