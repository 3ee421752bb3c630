/* SPDX-License-Identifier: BSD-2-Clause */
/* picture_gif - the first picture of a GIF (GIF89a). */
#include "config.h"

#include "policy/mail/picture_format.h"

#include <string.h>

#define CODES     4096
#define NO_CODE   CODES
#define CODE_BITS 12

/* Codes of growing length, from blocks of up to 255 bytes each. */
struct codes {
	struct picture_format_job *job;
	unsigned block, bits, bit_count;
};

/* Each code is another one and a byte behind it. */
struct words {
	unsigned short before[CODES];
	unsigned char last[CODES], stack[CODES];
	unsigned count, clear; /* how many; the first that is no byte */
};

/* Where dots go: rows of the frame, in order or interlaced. */
struct rows {
	size_t width, height, x, y, step, pass, done;
	bool interlaced;
	struct picture *out;
	const unsigned char *greys;
};

static int
next_byte(struct picture_format_job *job)
{
	return job->at < job->length ? job->bytes[job->at++] : -1;
}

static unsigned
next_pair(struct picture_format_job *job)
{
	unsigned low = (unsigned)next_byte(job) & 0xFF;

	return low | ((unsigned)next_byte(job) & 0xFF) << 8;
}

static unsigned
next_code(struct codes *codes, unsigned length)
{
	unsigned code;

	while (codes->bit_count < length) {
		int byte;

		if (codes->block == 0) {
			byte = next_byte(codes->job);
			if (byte <= 0)
				return NO_CODE;
			codes->block = (unsigned)byte;
		}
		byte = next_byte(codes->job);
		if (byte < 0)
			return NO_CODE;
		codes->block--;
		codes->bits |= (unsigned)byte << codes->bit_count;
		codes->bit_count += 8;
	}
	code = codes->bits & ((1U << length) - 1);
	codes->bits >>= length;
	codes->bit_count -= length;
	return code;
}

static void
skip_blocks(struct picture_format_job *job)
{
	int length;

	while ((length = next_byte(job)) > 0)
		job->at += (size_t)length < job->length - job->at ? (size_t)length
								  : job->length - job->at;
}

/* Colours as grey; what is not there is white. */
static void
read_colours(struct picture_format_job *job, unsigned flags, unsigned char *greys)
{
	size_t count = (size_t)2 << (flags & 7), i;

	for (i = 0; i < count && job->length - job->at >= 3; i++, job->at += 3) {
		const unsigned char *colour = job->bytes + job->at;

		greys[i] = (unsigned char)((colour[0] * 299 + colour[1] * 587 + colour[2] * 114) /
					   1000);
	}
}

static void
next_row(struct rows *rows)
{
	static const size_t starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};

	rows->x = 0;
	rows->done++;
	rows->y += rows->step;
	while (rows->interlaced && rows->y >= rows->height && rows->pass < 3) {
		rows->pass++;
		rows->y = starts[rows->pass];
		rows->step = steps[rows->pass];
	}
}

/* False when the picture is full. */
static bool
put_dot(struct rows *rows, unsigned char byte)
{
	if (rows->y >= rows->height)
		return false;
	rows->out->grey[rows->y * rows->out->width + rows->x] = rows->greys[byte];
	if (++rows->x == rows->width)
		next_row(rows);
	return true;
}

/* The bytes of a code come last first. */
static bool
put_word(struct words *words, unsigned code, struct rows *rows)
{
	size_t depth = 0;

	while (code >= words->clear && depth < CODES - 1) {
		words->stack[depth++] = words->last[code];
		code = words->before[code];
	}
	words->stack[depth++] = (unsigned char)code;
	while (depth != 0)
		if (!put_dot(rows, words->stack[--depth]))
			return false;
	return true;
}

static unsigned char
first_of(const struct words *words, unsigned code)
{
	unsigned hops;

	for (hops = 0; code >= words->clear && hops < CODES; hops++)
		code = words->before[code];
	return (unsigned char)code;
}

/* LZW (appendix F). */
static enum picture_answer
read_dots(struct picture_format_job *job, struct rows *rows)
{
	struct words *words = arena_zalloc(job->arena, 1, sizeof(*words));
	struct codes codes = {.job = job};
	unsigned least = (unsigned)next_byte(job), clear, length, before = NO_CODE, code;
	size_t looked = 0;

	if (least < 2 || least > 8)
		return PICTURE_BROKEN;
	clear = words->clear = 1U << least;
	words->count = clear + 2;
	length = least + 1;
	while ((code = next_code(&codes, length)) != NO_CODE && code != clear + 1) {
		if (rows->done >= looked + PICTURE_FORMAT_ROWS) {
			looked = rows->done;
			if (picture_format_is_late(job))
				return PICTURE_LARGE;
		}
		if (code == clear) {
			words->count = clear + 2;
			length = least + 1;
			before = NO_CODE;
			continue;
		}
		if (code > words->count || (code == words->count && before == NO_CODE))
			break;
		if (before != NO_CODE && words->count < CODES) {
			words->before[words->count] = (unsigned short)before;
			words->last[words->count] =
				first_of(words, code == words->count ? before : code);
			words->count++;
		}
		if (!put_word(words, code, rows))
			break;
		before = code;
		if (words->count == 1U << length && length < CODE_BITS)
			length++;
	}
	return rows->done == 0 ? PICTURE_BROKEN : PICTURE_READ;
}

static enum picture_answer
read_frame(struct picture_format_job *job, unsigned char *greys)
{
	struct rows rows = {.out = job->out, .greys = greys};
	enum picture_answer answer;
	unsigned flags;

	job->at += 4; /* where it stands in the whole */
	if (job->at + 5 > job->length)
		return PICTURE_BROKEN;
	rows.width = next_pair(job);
	rows.height = next_pair(job);
	flags = (unsigned)next_byte(job);
	if ((flags & 0x80) != 0)
		read_colours(job, flags, greys);
	answer = picture_format_fits(job, rows.width, rows.height);
	if (answer != PICTURE_READ)
		return answer;
	rows.interlaced = (flags & 0x40) != 0;
	rows.step = rows.interlaced ? 8 : 1;
	picture_format_make_room(job, rows.width, rows.height);
	memset(job->out->grey, 0xFF, rows.width * rows.height);
	return read_dots(job, &rows);
}

enum picture_answer
picture_format_gif(struct picture_format_job *job)
{
	unsigned char greys[256];
	int kind;

	memset(greys, 0xFF, sizeof(greys));
	if (job->length < 13)
		return PICTURE_BROKEN;
	job->at = 13;
	if ((job->bytes[10] & 0x80) != 0)
		read_colours(job, job->bytes[10], greys);
	while ((kind = next_byte(job)) >= 0) {
		if (kind == ',')
			return read_frame(job, greys);
		if (kind != '!')
			break;
		(void)next_byte(job);
		skip_blocks(job);
	}
	return PICTURE_BROKEN;
}
