/* SPDX-License-Identifier: BSD-2-Clause */
/* qr_matrix - what the dark and light modules of a QR code say (ISO/IEC 18004). */
#include "config.h"

#include "policy/mail/qr_matrix.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/qr_correct.h"

#define BYTES_MOST   3706 /* codewords of version 40 */
#define TIMING_RIGHT 80   /* percent */
#define FORMAT_MASK  0x5412
#define FORMAT_CODE  0x537
#define FORMAT_BITS  15
#define FORMAT_ODD   3 /* bits that may be wrong */

/* Annex, table 9: check bytes of a block, and blocks, by level (L, M, Q, H) and version. */
/* clang-format off */
static const unsigned char check_bytes[4][40] = {
	{7,10,15,20,26,18,20,24,30,18,20,24,26,30,22,24,28,30,28,28,28,28,30,30,26,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30},
	{10,16,26,18,24,16,18,22,22,26,30,22,22,24,24,28,28,26,26,26,26,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28},
	{13,22,18,26,18,24,18,22,20,24,28,26,24,20,30,24,28,28,26,30,28,30,30,30,30,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30},
	{17,28,22,16,22,28,26,26,24,28,24,28,22,24,24,30,28,28,26,28,30,24,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30},
};
static const unsigned char block_counts[4][40] = {
	{1,1,1,1,1,2,2,2,2,4,4,4,4,4,6,6,6,6,7,8,8,9,9,10,12,12,12,13,14,15,16,17,18,19,19,20,21,22,24,25},
	{1,1,1,2,2,4,4,4,5,5,5,8,9,9,10,10,11,13,14,16,17,17,18,20,21,23,25,26,28,29,31,33,35,37,38,40,43,45,47,49},
	{1,1,2,2,4,4,6,6,8,8,8,10,12,16,12,17,16,18,21,20,23,23,25,27,29,34,34,35,38,40,43,45,48,51,53,56,59,62,65,68},
	{1,1,2,4,4,4,5,6,8,8,11,11,16,16,18,16,19,21,25,25,25,34,30,32,35,37,40,42,45,48,51,54,57,60,63,66,70,74,77,81},
};
/* clang-format on */

/* What is known of a code besides its bytes. */
struct code {
	const struct qr_matrix *matrix;
	size_t size, version;
	unsigned level, mask;
	size_t lines[7], line_count; /* of alignment patterns */
};

static unsigned
module_at(const struct code *code, size_t x, size_t y)
{
	return code->matrix->dark[y * code->size + x];
}

/* ---- format ---------------------------------------------------------------------------------- */

static unsigned
format_word(unsigned data)
{
	unsigned rest = data, i;

	for (i = 0; i < 10; i++)
		rest = rest << 1 ^ (rest >> 9 & 1 ? FORMAT_CODE : 0);
	return (data << 10 | (rest & 0x3FF)) ^ FORMAT_MASK;
}

/* The two copies, least bit first (section 7.9). */
static unsigned
read_format(const struct code *code, bool second)
{
	size_t last = code->size - 1;
	unsigned bits = 0, i;

	for (i = 0; i < FORMAT_BITS; i++) {
		size_t x = 8, y = i + (i > 5);

		if (second && i < 8) {
			x = last - i;
			y = 8;
		} else if (second) {
			y = code->size - FORMAT_BITS + i;
		} else if (i >= 8) {
			x = i == 8 ? 7 : 14 - i;
			y = 8;
		}
		bits |= module_at(code, x, y) << i;
	}
	return bits;
}

static bool
find_format(struct code *code)
{
	static const unsigned levels[] = {1, 0, 3, 2}; /* 0 means M, 1 L, 2 H, 3 Q */
	unsigned best = FORMAT_ODD + 1, data, copy;

	for (copy = 0; copy < 2; copy++) {
		unsigned bits = read_format(code, copy == 1);

		for (data = 0; data < 32; data++) {
			unsigned odd = (unsigned)__builtin_popcount(bits ^ format_word(data));

			if (odd >= best)
				continue;
			best = odd;
			code->level = levels[data >> 3];
			code->mask = data & 7;
		}
	}
	return best <= FORMAT_ODD;
}

/* ---- modules --------------------------------------------------------------------------------- */

/* Annex E: the lines that alignment patterns stand on. */
static void
find_lines(struct code *code)
{
	size_t count = code->version / 7 + 2, place = code->size - 7, step, i;

	if (code->version == 1)
		return;
	step = code->version == 32 ? 26 : (code->version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
	code->line_count = count;
	for (i = count; i-- > 1; place -= step)
		code->lines[i] = place;
	code->lines[0] = 6;
}

/* The line that is at most two modules away, or 'line_count'. */
static size_t
line_near(const struct code *code, size_t place)
{
	size_t i;

	for (i = 0; i < code->line_count; i++)
		if (place + 2 >= code->lines[i] && place <= code->lines[i] + 2)
			return i;
	return code->line_count;
}

/* There is none where a corner mark is. */
static bool
is_alignment(const struct code *code, size_t x, size_t y)
{
	size_t i = line_near(code, x), j = line_near(code, y), last = code->line_count - 1;

	if (i == code->line_count || j == code->line_count)
		return false;
	return !(i == 0 && (j == 0 || j == last)) && !(i == last && j == 0);
}

/* Modules that say how to read, not what. */
static bool
is_function(const struct code *code, size_t x, size_t y)
{
	size_t size = code->size;

	if (x == 6 || y == 6 || (x < 9 && (y < 9 || y + 8 >= size)) || (x + 8 >= size && y < 9))
		return true;
	if (code->version >= 7 && ((x < 6 && y + 11 >= size) || (y < 6 && x + 11 >= size)))
		return true;
	return is_alignment(code, x, y);
}

/* Table 10. */
static bool
is_masked(unsigned mask, size_t x, size_t y)
{
	switch (mask) {
	case 0:
		return (x + y) % 2 == 0;
	case 1:
		return y % 2 == 0;
	case 2:
		return x % 3 == 0;
	case 3:
		return (x + y) % 3 == 0;
	case 4:
		return (x / 3 + y / 2) % 2 == 0;
	case 5:
		return x * y % 2 + x * y % 3 == 0;
	case 6:
		return (x * y % 2 + x * y % 3) % 2 == 0;
	default:
		return ((x + y) % 2 + x * y % 3) % 2 == 0;
	}
}

/* Two columns at a time, up and down, from the right (section 7.7.3). */
static size_t
read_bytes(const struct code *code, unsigned char *bytes)
{
	size_t bits = 0, right, step, side;

	for (right = code->size - 1; right < code->size; right -= 2) {
		if (right == 6)
			right = 5;
		for (step = 0; step < code->size; step++)
			for (side = 0; side < 2; side++) {
				size_t x = right - side;
				size_t y = ((right + 1) & 2) == 0 ? code->size - 1 - step : step;
				unsigned dark;

				if (is_function(code, x, y) || bits / 8 >= BYTES_MOST)
					continue;
				dark = module_at(code, x, y) ^ is_masked(code->mask, x, y);
				bytes[bits / 8] = (unsigned char)(bytes[bits / 8] << 1 | dark);
				bits++;
			}
		if (right == 1)
			break;
	}
	return bits / 8;
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* Bytes of all blocks are dealt out in turn, data first; mended data come back in order. */
static bool
join_blocks(const struct code *code, const unsigned char *bytes, size_t count, unsigned char *data,
	    size_t *data_length)
{
	size_t check = check_bytes[code->level][code->version - 1];
	size_t blocks = block_counts[code->level][code->version - 1];
	size_t each = count / blocks, brief = blocks - count % blocks;
	size_t all_data = count - blocks * check, i, j;
	unsigned char block[QR_CORRECT_MOST];

	*data_length = 0;
	for (i = 0; i < blocks; i++) {
		size_t length = each - check + (i >= brief);

		if (length + check > sizeof(block))
			return false;
		for (j = 0; j < each - check; j++)
			block[j] = bytes[j * blocks + i];
		if (i >= brief)
			block[j] = bytes[j * blocks + i - brief];
		for (j = 0; j < check; j++)
			block[length + j] = bytes[all_data + j * blocks + i];
		if (!qr_correct_block(block, length + check, check))
			return false;
		memcpy(data + *data_length, block, length);
		*data_length += length;
	}
	return true;
}

/* ---- segments -------------------------------------------------------------------------------- */

struct bits {
	const unsigned char *bytes;
	size_t count, at;
};

static unsigned
take(struct bits *bits, unsigned count)
{
	unsigned value = 0;

	for (; count != 0; count--, bits->at++)
		value = value << 1 | (bits->at < bits->count
					      ? bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1
					      : 0);
	return value;
}

static void
read_digits(struct bits *bits, unsigned count, struct text *out)
{
	for (; count >= 3 && bits->at < bits->count; count -= 3)
		text_printf(out, "%03u", take(bits, 10));
	if (count == 2)
		text_printf(out, "%02u", take(bits, 7));
	else if (count == 1)
		text_printf(out, "%u", take(bits, 4));
}

static void
read_letters(struct bits *bits, unsigned count, struct text *out)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	unsigned pair;

	for (; count >= 2 && bits->at < bits->count; count -= 2) {
		pair = take(bits, 11);
		text_add_byte(out, letters[pair / 45 % 45]);
		text_add_byte(out, letters[pair % 45]);
	}
	if (count == 1)
		text_add_byte(out, letters[take(bits, 6) % 45]);
}

static void
read_raw(struct bits *bits, unsigned count, struct text *out)
{
	for (; count != 0 && bits->at < bits->count; count--)
		text_add_byte(out, (char)take(bits, 8));
}

/* Which character set follows: one to three bytes, the first bits say how many. */
static void
skip_charset(struct bits *bits)
{
	unsigned first = take(bits, 8);

	if ((first & 0xC0) == 0x80)
		(void)take(bits, 8);
	else if ((first & 0xE0) == 0xC0)
		(void)take(bits, 16);
}

/* Section 7.4: mode, count, data, and so on. False at the end. */
static bool
read_segment(struct bits *bits, size_t version, struct text *out)
{
	unsigned wide = version >= 27 ? 2 : version >= 10 ? 1 : 0;
	unsigned mode = take(bits, 4);

	switch (mode) {
	case 1:
		read_digits(bits, take(bits, 10 + 2 * wide), out);
		return true;
	case 2:
		read_letters(bits, take(bits, 9 + 2 * wide), out);
		return true;
	case 3: /* one of several codes */
		(void)take(bits, 16);
		return true;
	case 4:
		read_raw(bits, take(bits, wide == 0 ? 8 : 16), out);
		return true;
	case 5:
		return true;
	case 7:
		skip_charset(bits);
		return true;
	case 8: /* kanji: no part of an address */
		bits->at += 13 * (size_t)take(bits, 8 + 2 * wide);
		text_add_string(out, "\xEF\xBF\xBD");
		return true;
	case 9:
		(void)take(bits, 8);
		return true;
	default:
		return false;
	}
}

/* Between the corner marks dark and light modules take turns (section 6.3.5). */
static bool
has_timing(const struct code *code)
{
	size_t right = 0, total = 2 * (code->size - 16), i;

	for (i = 8; i < code->size - 8; i++)
		right += (module_at(code, i, 6) == (i % 2 == 0)) +
			 (module_at(code, 6, i) == (i % 2 == 0));
	return right * 100 >= total * TIMING_RIGHT;
}

bool
qr_matrix_read(struct arena *arena, const struct qr_matrix *matrix, struct qr_matrix_text *out)
{
	struct code code = {.matrix = matrix, .size = matrix->size};
	struct text text = TEXT_IN(arena);
	unsigned char *bytes;
	struct bits bits = {0};
	size_t count, length;

	if (matrix->size < QR_MATRIX_LEAST || matrix->size > QR_MATRIX_MOST ||
	    matrix->size % 4 != 1)
		return false;
	code.version = (matrix->size - 17) / 4;
	if (!has_timing(&code) || !find_format(&code))
		return false;
	find_lines(&code);
	bytes = arena_zalloc(arena, 2, BYTES_MOST);
	bits.bytes = bytes + BYTES_MOST;
	count = read_bytes(&code, bytes);
	if (!join_blocks(&code, bytes, count, bytes + BYTES_MOST, &length))
		return false;
	bits.count = length * 8;
	while (bits.at + 4 <= bits.count && read_segment(&bits, code.version, &text))
		continue;
	out->bytes = text_string(&text);
	out->length = text.length;
	return text.length != 0;
}
