/* SPDX-License-Identifier: BSD-2-Clause */
/* fold - text as the eye reads it (UTS 39 skeletons, detection.md 2.4). */
#include "config.h"

#include "policy/mail/fold.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold_letters.h"
#include "policy/mail/fold_points.h"

int
fold_open(const char **why)
{
	return fold_points_open(why);
}

/* Letters in lower case behind the prototype: 0 has O for one, and capitals have theirs. */
static void
add_prototype(struct text *text, uint32_t point)
{
	uint32_t prototype[32];
	size_t count = fold_points_prototype(point, prototype), i;

	for (i = 0; i < count; i++) {
		uint32_t lower = fold_points_lower(prototype[i]);
		const char *like = fold_letters_like(lower);

		if (fold_points_is_mark(lower) || fold_points_is_ignorable(lower))
			continue;
		if (like != NULL)
			text_add_string(text, like);
		else if (lower < 0x80)
			text_add_byte(text, fold_letters_ascii((char)lower, false));
		else
			text_add_point(text, lower);
	}
}

/* Each code point for itself: UTS 39 knows no context. */
static void
add_skeleton(struct text *text, uint32_t point, bool display)
{
	const char *like = fold_letters_like(point);

	if (point < 0x80)
		text_add_byte(text, fold_letters_ascii((char)point, display));
	else if (like != NULL)
		text_add_string(text, like);
	else
		add_prototype(text, point);
}

static void
add_all(struct text *text, const char *utf8, size_t length, bool display)
{
	struct fold_points points;
	size_t at = 0, i;

	while (at < length) {
		fold_points_take(utf8, length, &at, &points);
		fold_points_compose(&points);
		fold_points_decompose(&points);
		for (i = 0; i < points.count; i++)
			if (!fold_points_is_mark(points.items[i]))
				add_skeleton(text, points.items[i], display);
	}
}

static char *
make_skeleton(struct arena *arena, const char *utf8, enum fold_strength strength, bool display)
{
	struct text text = TEXT_IN(arena);
	size_t length = strlen(utf8), i;

	if (fold_letters_are_ascii(utf8, length)) {
		text.bytes = arena_memdup(arena, utf8, length);
		text.length = length;
		for (i = 0; i < length; i++)
			text.bytes[i] = fold_letters_ascii(utf8[i], display);
	} else {
		add_all(&text, utf8, length, display);
	}
	/* Nothing but marks and ignorables: still no empty answer (detection.md H1). */
	if (text.length == 0)
		return text_utf8(arena, utf8, length, length * 3);
	text.length = fold_letters_collapse(text.bytes, text.length, strength == FOLD_WEAK);
	text.bytes[text.length] = '\0';
	return text.bytes;
}

char *
fold_skeleton(struct arena *arena, const char *utf8, enum fold_strength strength)
{
	return make_skeleton(arena, utf8, strength, false);
}

/* 'utf8' with every 'point' in its other reading. */
static const char *
read_otherwise(struct arena *arena, const char *utf8, uint32_t point)
{
	struct text text = TEXT_IN(arena);
	size_t length = strlen(utf8), at = 0;

	while (at < length) {
		uint32_t next = text_next_point(utf8, length, &at);

		if (next == point)
			text_add_string(&text, fold_letters_other(point));
		else
			text_add_point(&text, next);
	}
	return text_string(&text);
}

size_t
fold_skeleton_variants(struct arena *arena, const char *utf8, const char *out[FOLD_VARIANTS])
{
	const char *spelled[FOLD_VARIANTS] = {utf8};
	size_t length = strlen(utf8), count = 1, at = 0, i;
	uint32_t first = 0;

	/* The first two glyphs that have another reading; more keep their usual one. */
	while (!fold_letters_are_ascii(utf8, length) && at < length && count < FOLD_VARIANTS) {
		uint32_t point = text_next_point(utf8, length, &at);

		if (point == first || fold_letters_other(point) == NULL)
			continue;
		for (i = 0; i < count; i++)
			spelled[count + i] = read_otherwise(arena, spelled[i], point);
		count *= 2;
		first = point;
	}
	for (i = 0; i < count; i++)
		out[i] = fold_skeleton(arena, spelled[i], FOLD_STRONG);
	return count;
}

char *
fold_skeleton_display(struct arena *arena, const char *utf8)
{
	return make_skeleton(arena, utf8, FOLD_STRONG, true);
}

bool
fold_is_ignorable(uint32_t point)
{
	return fold_points_is_ignorable(point);
}

/* One script other than Latin, two letters at least, all of which look Latin. */
static bool
is_whole_script(const char *label, size_t length)
{
	int script = FOLD_POINTS_COMMON;
	size_t at = 0, letters = 0;

	while (at < length) {
		uint32_t point = text_next_point(label, length, &at);
		int own = fold_points_script(point);

		if (!fold_points_is_letter(point))
			continue;
		if (own == FOLD_POINTS_LATIN || (letters != 0 && own != script) ||
		    fold_points_look(point) == '\0')
			return false;
		script = own;
		letters++;
	}
	return letters >= 2;
}

enum fold_script
fold_script_of(const char *utf8_label)
{
	size_t length = strlen(utf8_label);

	if (fold_letters_are_ascii(utf8_label, length))
		return FOLD_SCRIPT_PLAIN;
	if (fold_points_is_mixed(utf8_label, length))
		return FOLD_SCRIPT_MIXED;
	return is_whole_script(utf8_label, length) ? FOLD_SCRIPT_WHOLE : FOLD_SCRIPT_PLAIN;
}

const char *
fold_version(void)
{
	return fold_points_version();
}
