/* SPDX-License-Identifier: BSD-2-Clause */
/* fold_text - running text folded for matching words. */
#include "config.h"

#include "policy/mail/fold.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold_points.h"

#define LOOKS         256
#define FIRST_FOREIGN 0x250 /* Latin letters of living languages stand before it */
#define ONES          0x0101010101010101ULL
#define TOPS          (ONES * 0x80)

struct folding {
	struct text text;
	bool blank; /* the last byte written is a blank */
	bool ignorables, mixed;
	struct {
		uint32_t point;
		char look;
	} looks[LOOKS]; /* words of mixed letters ask for the same few again and again */
};

/* ---- ASCII ------------------------------------------------------------------------------------
 */

/* A top bit for every byte of 'eight' that is a blank; the bytes are ASCII. */
static uint64_t
find_blanks(uint64_t eight)
{
	uint64_t zeroes = eight ^ ONES * ' ';

	return ~((zeroes & ONES * 0x7F) + ONES * 0x7F) & TOPS;
}

/* Eight bytes in lower case, or false when a blank or control among them has to go. */
static bool
lower_eight(const char *from, char *to)
{
	uint64_t eight, blanks, upper;

	memcpy(&eight, from, 8);
	blanks = find_blanks(eight);
	if (((eight + ONES * 0x60) & TOPS) != TOPS || (blanks & blanks << 8) != 0)
		return false;
	upper = (eight + ONES * 0x3F) & ~(eight + ONES * 0x25) & TOPS;
	eight |= upper >> 2;
	memcpy(to, &eight, 8);
	return true;
}

/* Lower case, runs of blanks as one, eight bytes at a time where nothing is to be dropped. */
static size_t
copy_ascii(const char *from, size_t length, char *to, bool *blank)
{
	size_t i = 0, count = 0;

	while (i < length) {
		unsigned char byte = (unsigned char)from[i];

		if (i + 8 <= length && !(*blank && byte == ' ') &&
		    lower_eight(from + i, to + count)) {
			*blank = from[i + 7] == ' ';
			count += 8;
			i += 8;
			continue;
		}
		if (byte > ' ')
			to[count++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
		else if (!*blank)
			to[count++] = ' ';
		*blank = byte <= ' ';
		i++;
	}
	return count;
}

static void
add_ascii(struct folding *to, const char *bytes, size_t length)
{
	char piece[4096];

	while (length != 0) {
		size_t count = length < sizeof(piece) ? length : sizeof(piece);

		text_add(&to->text, piece, copy_ascii(bytes, count, piece, &to->blank));
		bytes += count;
		length -= count;
	}
}

/* ---- capital I where an l is meant --------------------------------------------------------------
 */

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_word_byte(char c)
{
	return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

/* Behind a small letter it is one, but for names joined of words: "LinkedIn", "OpenId". */
static bool
is_l_inside(const char *text, size_t length, size_t at)
{
	char next = at + 1 < length ? text[at + 1] : ' ';

	if (at == 0 || !is_lower(text[at - 1]))
		return false;
	return !is_word_byte(next) || next == 'I' || (is_lower(next) && !strchr("ndstmcr", next));
}

/* In front, where no word begins so but one with l: "Iog in", "Iink". */
static bool
is_l_in_front(const char *text, size_t length, size_t at)
{
	static const char *const rests[] = {"og",   "ink",  "ock",   "oad",  "imit",  "icen",
					    "ost ", "ast ", "edger", "abel", "etter", "egal"};
	size_t i, rest;

	if (at != 0 && is_word_byte(text[at - 1]))
		return false;
	for (i = 0; i < sizeof(rests) / sizeof(rests[0]); i++) {
		rest = strlen(rests[i]);
		if (length - at - 1 >= rest && memcmp(text + at + 1, rests[i], rest) == 0)
			return true;
	}
	return false;
}

/* 'utf8' with such letters as l; itself when there are none. */
static const char *
mend_capitals(struct arena *arena, const char *utf8, size_t length)
{
	const char *at = memchr(utf8, 'I', length);
	char *copy = NULL;

	while (at != NULL) {
		size_t place = (size_t)(at - utf8);
		const char *text = copy == NULL ? utf8 : copy;

		if (is_l_inside(text, length, place) || is_l_in_front(text, length, place)) {
			if (copy == NULL)
				copy = arena_memdup(arena, utf8, length);
			copy[place] = 'l';
		}
		at = memchr(at + 1, 'I', length - place - 1);
	}
	return copy == NULL ? utf8 : copy;
}

/* ---- everything else --------------------------------------------------------------------------
 */

static char
recall_look(struct folding *to, uint32_t point)
{
	size_t slot = point % LOOKS;

	if (to->looks[slot].point != point) {
		to->looks[slot].point = point;
		to->looks[slot].look = fold_points_look(point);
	}
	return to->looks[slot].look;
}

/* Ignorable characters between two letters hide a word from a reader of bytes. A soft hyphen is
 * meant to stand there, but not around a single letter; joiners belong into scripts of India and
 * Arabia. */
static void
note_ignorables(struct folding *to, const struct fold_points *points)
{
	bool letter = false, hidden = false, soft = false;
	size_t since_soft = 0, i;

	for (i = 0; i < points->count; i++) {
		uint32_t point = points->items[i];

		if (point == 0xAD) {
			to->ignorables |= soft && since_soft == 1;
			soft = letter;
			since_soft = 0;
		} else if (fold_points_is_ignorable(point)) {
			hidden |= letter;
		} else {
			letter = fold_points_is_letter(point) && (point < 0x590 || point >= 0x1E00);
			to->ignorables |= letter && hidden;
			hidden = false;
			since_soft++;
		}
	}
}

/* Small capitals and letters of phonetics, which no language writes words with. */
static bool
is_phonetic(uint32_t point)
{
	return point >= FIRST_FOREIGN && (point < 0x1E00 || point > 0x1EFF) &&
	       fold_points_script(point) == FOLD_POINTS_LATIN;
}

/* Units of measure (kΩ, μm) are Greek by right. */
static bool
is_unit(const uint32_t *word, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (fold_points_script(word[i]) == FOLD_POINTS_GREEK)
			return count <= 3;
	return false;
}

/* Letters of another script inside a word of Latin letters become the Latin ones they imitate. */
static void
latinise(struct folding *to, uint32_t *word, size_t count)
{
	size_t latin = 0, foreign = 0, strange = 0, i;

	for (i = 0; i < count && word[i] < FIRST_FOREIGN;)
		i++;
	if (i == count)
		return;
	for (i = 0; i < count; i++) {
		if (is_phonetic(word[i]) && recall_look(to, word[i]) != 0)
			word[i] = (unsigned char)recall_look(to, word[i]);
		if (!fold_points_is_letter(word[i]))
			continue;
		if (word[i] < FIRST_FOREIGN || fold_points_script(word[i]) == FOLD_POINTS_LATIN) {
			latin++;
		} else {
			foreign++;
			strange += recall_look(to, word[i]) == 0;
		}
	}
	if (latin == 0 || foreign == 0 || (strange != 0 && latin <= foreign) ||
	    is_unit(word, count))
		return;
	for (i = 0; i < count; i++)
		if (word[i] >= FIRST_FOREIGN && fold_points_is_letter(word[i]) &&
		    fold_points_script(word[i]) != FOLD_POINTS_LATIN &&
		    recall_look(to, word[i]) != 0) {
			word[i] = (unsigned char)recall_look(to, word[i]);
			to->mixed = true;
		}
}

/* A mark that makes no letter with the Latin one before it is there to break the word. */
static void
drop_marks(struct folding *to, struct fold_points *points)
{
	bool latin = false;
	size_t from, kept = 0;

	for (from = 0; from < points->count; from++) {
		uint32_t point = points->items[from];

		if (latin && point >= 0x300 && fold_points_is_mark(point)) {
			to->ignorables |= point > 0x36F;
			continue;
		}
		latin = fold_points_is_letter(point) &&
			(point < FIRST_FOREIGN || fold_points_script(point) == FOLD_POINTS_LATIN);
		points->items[kept++] = point;
	}
	points->count = kept;
}

static bool
is_word(uint32_t point)
{
	return (point >= '0' && point <= '9') || fold_points_is_letter(point) ||
	       fold_points_is_mark(point);
}

static void
add_points(struct folding *to, struct fold_points *points)
{
	size_t start = 0, i;

	note_ignorables(to, points);
	fold_points_compose(points);
	drop_marks(to, points);
	for (i = 0; i <= points->count; i++) {
		if (i < points->count && is_word(points->items[i]))
			continue;
		latinise(to, points->items + start, i - start);
		start = i + 1;
	}
	for (i = 0; i < points->count; i++) {
		bool blank = fold_points_is_blank(points->items[i]);

		if (!blank)
			text_add_point(&to->text, fold_points_lower(points->items[i]));
		else if (!to->blank)
			text_add_byte(&to->text, ' ');
		to->blank = blank;
	}
}

/* First byte at or behind 'at' that is not ASCII. */
static size_t
find_foreign(const char *utf8, size_t length, size_t at)
{
	uint64_t eight;

	for (; at + 8 <= length; at += 8) {
		memcpy(&eight, utf8 + at, 8);
		if ((eight & TOPS) != 0)
			break;
	}
	while (at < length && (unsigned char)utf8[at] < 0x80)
		at++;
	return at;
}

void
fold_text(struct arena *arena, const char *utf8, size_t length, struct folded *out)
{
	struct folding to = {.text = TEXT_IN(arena)};
	struct fold_points points;
	size_t at = 0;

	utf8 = mend_capitals(arena, utf8, length);
	to.text.bytes = arena_zalloc(arena, length + 1, 1);
	to.text.capacity = length + 1;
	while (at < length) {
		size_t foreign = find_foreign(utf8, length, at), start = foreign, end = foreign;

		/* A word that is ASCII in part is looked at whole. */
		while (foreign < length && start > at && (unsigned char)utf8[start - 1] > ' ')
			start--;
		add_ascii(&to, utf8 + at, start - at);
		while (end < length && (unsigned char)utf8[end] > ' ')
			end++;
		for (at = start; at < end;) {
			fold_points_take(utf8, end, &at, &points);
			add_points(&to, &points);
		}
	}
	*out = (struct folded){.text = to.text.bytes,
			       .length = to.text.length,
			       .ignorables = to.ignorables,
			       .mixed_script = to.mixed};
}

char *
fold_compatible(struct arena *arena, const char *utf8)
{
	struct text text = TEXT_IN(arena);
	size_t length = strlen(utf8), at = 0, i;
	struct fold_points points;

	while (at < length) {
		fold_points_take(utf8, length, &at, &points);
		fold_points_compose(&points);
		for (i = 0; i < points.count; i++)
			points.items[i] = fold_points_lower(points.items[i]);
		fold_points_compose(&points);
		for (i = 0; i < points.count; i++)
			text_add_point(&text, points.items[i]);
	}
	return text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
}
