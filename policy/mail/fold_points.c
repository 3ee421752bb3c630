/* SPDX-License-Identifier: BSD-2-Clause */
/* fold_points - what Unicode says of code points, in pieces of bounded size. */
#include "config.h"

#include "policy/mail/fold_points.h"

#include <assert.h>
#include <pthread.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utf16.h>
#include <unicode/uversion.h>

#include "policy/base/text.h"
#include "policy/mail/fold_letters.h"

#define LABEL_MOST 1024 /* bytes of a label that are looked at for mixed scripts */

struct tables {
	USpoofChecker *spoof;
	const UNormalizer2 *compose, *decompose; /* NFKC, NFD */
	const char *why;
};

/* Opened once a process and constant from then on; ICU's const functions may be called from any
 * thread. */
static struct tables tables;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void
open_tables(void)
{
	UErrorCode error = U_ZERO_ERROR;

	tables.spoof = uspoof_open(&error);
	uspoof_setRestrictionLevel(tables.spoof, USPOOF_HIGHLY_RESTRICTIVE);
	uspoof_setChecks(tables.spoof, USPOOF_RESTRICTION_LEVEL, &error);
	tables.compose = unorm2_getNFKCInstance(&error);
	tables.decompose = unorm2_getNFDInstance(&error);
	if (U_FAILURE(error))
		tables.why = u_errorName(error);
}

int
fold_points_open(const char **why)
{
	(void)pthread_once(&opened, open_tables);
	if (tables.why == NULL)
		return 0;
	*why = tables.why;
	return -1;
}

static const struct tables *
get_tables(void)
{
	(void)pthread_once(&opened, open_tables);
	assert(tables.why == NULL);
	return &tables;
}

void
fold_points_take(const char *utf8, size_t length, size_t *at, struct fold_points *points)
{
	points->count = 0;
	while (*at < length && points->count < FOLD_POINTS_TAKEN)
		points->items[points->count++] = text_next_point(utf8, length, at);
}

void
fold_points_drop_ignorables(struct fold_points *points)
{
	size_t from, to = 0;

	for (from = 0; from < points->count; from++)
		if (!fold_points_is_ignorable(points->items[from]))
			points->items[to++] = points->items[from];
	points->count = to;
}

/* What has no room for its normal form stays as it is. */
static void
normalise(const UNormalizer2 *form, struct fold_points *points)
{
	UChar in[FOLD_POINTS_ROOM], out[FOLD_POINTS_ROOM];
	UErrorCode error = U_ZERO_ERROR;
	int32_t length = 0, count, at = 0;
	size_t i;

	for (i = 0; i < points->count; i++) {
		if (length + 2 > FOLD_POINTS_ROOM)
			return;
		U16_APPEND_UNSAFE(in, length, points->items[i]);
	}
	count = unorm2_normalize(form, in, length, out, FOLD_POINTS_ROOM, &error);
	if (U_FAILURE(error))
		return;
	points->count = 0;
	while (at < count) {
		U16_NEXT(out, at, count, points->items[points->count]);
		points->count++;
	}
}

/* Letters of everyday text that NFKC leaves alone wherever they stand; no marks, no ignorables. */
static bool
is_settled(uint32_t point)
{
	return point < 0x7F || (point >= 0xC0 && point <= 0x131) ||
	       (point >= 0x141 && point <= 0x148) || (point >= 0x14A && point <= 0x17E) ||
	       (point >= 0x400 && point <= 0x482) || (point >= 0x48A && point <= 0x52F) ||
	       (point >= 0x4E00 && point <= 0x9FFF);
}

static bool
are_settled(const struct fold_points *points)
{
	size_t i;

	for (i = 0; i < points->count; i++)
		if (!is_settled(points->items[i]))
			return false;
	return true;
}

void
fold_points_compose(struct fold_points *points)
{
	if (are_settled(points))
		return;
	fold_points_drop_ignorables(points);
	normalise(get_tables()->compose, points);
	fold_points_drop_ignorables(points);
}

void
fold_points_decompose(struct fold_points *points)
{
	normalise(get_tables()->decompose, points);
}

bool
fold_points_is_ignorable(uint32_t point)
{
	return point >= 0xAD &&
	       u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool
fold_points_is_mark(uint32_t point)
{
	int8_t type = u_charType((UChar32)point);

	return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

bool
fold_points_is_letter(uint32_t point)
{
	return u_isalpha((UChar32)point);
}

bool
fold_points_is_blank(uint32_t point)
{
	/* U+2800 is the empty cell of Braille: seen as a blank. */
	return point <= ' ' || point == 0x2800 || u_isUWhiteSpace((UChar32)point);
}

uint32_t
fold_points_lower(uint32_t point)
{
	return (uint32_t)u_tolower((UChar32)point);
}

int
fold_points_script(uint32_t point)
{
	UErrorCode error = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)point, &error);

	if (script == USCRIPT_LATIN)
		return FOLD_POINTS_LATIN;
	if (script == USCRIPT_GREEK)
		return FOLD_POINTS_GREEK;
	if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED)
		return FOLD_POINTS_COMMON;
	return (int)script;
}

size_t
fold_points_prototype(uint32_t point, uint32_t out[32])
{
	UChar in[2], units[32];
	UErrorCode error = U_ZERO_ERROR;
	int32_t length = 0, count, at = 0;
	size_t points = 0;

	U16_APPEND_UNSAFE(in, length, point);
	count = uspoof_getSkeleton(get_tables()->spoof, 0, in, length, units, 32, &error);
	if (U_FAILURE(error)) {
		out[0] = point;
		return 1;
	}
	while (at < count) {
		U16_NEXT(units, at, count, out[points]);
		points++;
	}
	return points;
}

char
fold_points_look(uint32_t point)
{
	const char *like = fold_letters_like(point);
	uint32_t prototype[32], lower = fold_points_lower(point);
	size_t count, i = 0;

	if (like != NULL)
		return like[0];
	count = fold_points_prototype(point, prototype);
	while (i < count && fold_points_is_mark(prototype[i]))
		i++;
	if (i < count && prototype[i] < 0x80)
		/* The prototype of a capital I of any script is l. */
		return prototype[i] == 'l' && lower != point
			       ? 'i'
			       : fold_letters_ascii((char)prototype[i], false);
	like = fold_letters_like(lower);
	return like == NULL ? '\0' : like[0];
}

bool
fold_points_is_mixed(const char *utf8, size_t length)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t failed;

	failed =
		uspoof_check2UTF8(get_tables()->spoof, utf8,
				  length > LABEL_MOST ? LABEL_MOST : (int32_t)length, NULL, &error);
	return U_FAILURE(error) || (failed & USPOOF_RESTRICTION_LEVEL) != 0;
}

const char *
fold_points_version(void)
{
	return "icu " U_ICU_VERSION " unicode " U_UNICODE_VERSION;
}
