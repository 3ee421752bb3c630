/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_filter - the filters of a PDF's streams undone, one at a time (ISO 32000-2 section 7.4). */
#include "config.h"

#include "policy/mail/pdf_filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/inflate.h"

/* The PNG predictor of three neighbours (PNG section 9.4). */
static unsigned char
paeth(int left, int above, int corner)
{
	int guess = left + above - corner;
	int a = abs(guess - left), b = abs(guess - above), c = abs(guess - corner);

	if (a <= b && a <= c)
		return (unsigned char)left;
	return (unsigned char)(b <= c ? above : corner);
}

static void
undo_row(unsigned char *row, const unsigned char *above, size_t length, size_t dot, unsigned kind)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char left = i < dot ? 0 : row[i - dot], up = above == NULL ? 0 : above[i];
		unsigned char corner = i < dot || above == NULL ? 0 : above[i - dot];

		if (kind == 1)
			row[i] = (unsigned char)(row[i] + left);
		else if (kind == 2)
			row[i] = (unsigned char)(row[i] + up);
		else if (kind == 3)
			row[i] = (unsigned char)(row[i] + (left + up) / 2);
		else if (kind == 4)
			row[i] = (unsigned char)(row[i] + paeth(left, up, corner));
	}
}

/* Rows of bytes, each with its kind in front: as tables and pictures are packed. */
static void
undo_predictor(struct arena *arena, struct pdf_filter *filter)
{
	size_t width, rows, i;
	unsigned char *out;

	/* A row may also be no number: so many columns of no bits. */
	if (filter->predictor < 10 || !(filter->row >= 1) || filter->dot < 1 ||
	    filter->row >= (double)filter->in_length || filter->dot > filter->row)
		return;
	width = (size_t)filter->row;
	rows = filter->in_length / (width + 1);
	out = arena_zalloc(arena, rows * width + 1, 1);
	for (i = 0; i < rows; i++) {
		const char *in = filter->in + i * (width + 1);

		memcpy(out + i * width, in + 1, width);
		undo_row(out + i * width, i == 0 ? NULL : out + (i - 1) * width, width,
			 (size_t)filter->dot, (unsigned char)*in);
	}
	filter->in = (const char *)out;
	filter->in_length = rows * width;
}

static void
undo_flate(struct arena *arena, struct pdf_filter *filter)
{
	struct inflate_text text;

	inflate_bytes(arena, INFLATE_ZLIB, filter->in, filter->in_length, filter->most, &text);
	filter->in = text.bytes;
	filter->in_length = text.length;
	filter->truncated = text.truncated;
	undo_predictor(arena, filter);
}

static void
undo_hex(struct arena *arena, struct pdf_filter *filter)
{
	struct pdf_token token = {.bytes = filter->in, .length = filter->in_length, .hex = true};
	const char *end = memchr(filter->in, '>', filter->in_length);

	if (end != NULL)
		token.length = (size_t)(end - filter->in);
	filter->in = pdf_token_string(arena, &token, &filter->in_length);
}

static void
add_group(struct text *text, uint32_t value, unsigned count)
{
	unsigned i;

	for (i = 0; i + 1 < count; i++)
		text_add_byte(text, (char)(value >> (24 - 8 * i) & 0xFF));
}

/* Five letters are four bytes; "z" is four zeros (section 7.4.3). */
static void
undo_ascii85(struct arena *arena, struct pdf_filter *filter)
{
	struct text text = TEXT_IN(arena);
	uint32_t value = 0;
	unsigned count = 0;
	size_t i;

	for (i = 0; i < filter->in_length && filter->in[i] != '~' && text.length < filter->most;
	     i++) {
		char byte = filter->in[i];

		if (byte == 'z' && count == 0) {
			text_add(&text, "\0\0\0\0", 4);
			continue;
		}
		if (byte < '!' || byte > 'u')
			continue;
		value = value * 85 + (uint32_t)(byte - '!');
		if (++count == 5) {
			add_group(&text, value, 5);
			value = count = 0;
		}
	}
	for (i = count; count != 0 && i < 5; i++)
		value = value * 85 + 84;
	if (count != 0)
		add_group(&text, value, count);
	filter->in = text_string(&text);
	filter->in_length = text.length;
}

static void
undo_runs(struct arena *arena, struct pdf_filter *filter)
{
	struct text text = TEXT_IN(arena);
	size_t at = 0;

	while (at + 1 < filter->in_length && text.length < filter->most) {
		unsigned length = (unsigned char)filter->in[at++];

		if (length == 128)
			break;
		if (length < 128) {
			size_t left = filter->in_length - at;

			length = length + 1 < left ? length + 1 : (unsigned)left;
			text_add(&text, filter->in + at, length);
			at += length;
			continue;
		}
		for (; length < 257; length++)
			text_add_byte(&text, filter->in[at]);
		at++;
	}
	filter->in = text_string(&text);
	filter->in_length = text.length;
}

/* clang-format off */
static const struct {
	const char *name, *brief;
	void (*undo)(struct arena *arena, struct pdf_filter *filter);
} filters[] = {
	{"FlateDecode", "Fl", undo_flate},
	{"ASCIIHexDecode", "AHx", undo_hex},
	{"ASCII85Decode", "A85", undo_ascii85},
	{"RunLengthDecode", "RL", undo_runs},
};
/* clang-format on */

void
pdf_filter_undo(struct arena *arena, const struct pdf_token *name, struct pdf_filter *filter)
{
	size_t i;

	for (i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (pdf_token_is(name, PDF_TOKEN_NAME, filters[i].name) ||
		    pdf_token_is(name, PDF_TOKEN_NAME, filters[i].brief)) {
			filters[i].undo(arena, filter);
			return;
		}
	if (pdf_token_is(name, PDF_TOKEN_NAME, "DCTDecode"))
		return;
	filter->in = NULL;
	filter->in_length = 0;
	filter->unknown = true;
}
