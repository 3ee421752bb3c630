/* SPDX-License-Identifier: BSD-2-Clause */
/* distance - what it costs to misread or mistype one label as another (detection.md 2.6). */
#include "config.h"

#include "policy/lookalike/distance.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define EDITS_MOST 2

struct edit_info {
	double cost;
	const char *sentence;
};

/* Costs as detection.md 2.6 proposes them. */
static const struct edit_info edits[DISTANCE_EDITS] = {
	[DISTANCE_NONE] = {0, "no letter differs"},
	[DISTANCE_WEAK] = {0.3, "a letter is replaced by one that looks alike"},
	[DISTANCE_TRANSPOSE] = {0.3, "two letters are swapped"},
	[DISTANCE_DOUBLE] = {0.3, "a letter is doubled or halved"},
	[DISTANCE_KEYBOARD] = {0.5, "a letter is its neighbour on the keyboard"},
	[DISTANCE_VOWEL] = {0.6, "a vowel is another vowel"},
	[DISTANCE_BIT] = {0.6, "a letter differs in one bit"},
	[DISTANCE_HYPHEN] = {0.7, "a hyphen is added or missing"},
	[DISTANCE_PLURAL] = {0.8, "a plural ending is added or missing"},
	[DISTANCE_INSERT] = {0.7, "a letter is added"},
	[DISTANCE_DELETE] = {0.7, "a letter is missing"},
	[DISTANCE_REPLACE] = {0.8, "a letter is another"},
	[DISTANCE_FIRST] = {1.2, "the first letter is another, missing or added"},
	[DISTANCE_DIGITS] = {1.2, "only digits are added at the end"},
};

/* Neighbours on qwerty, qwertz and azerty boards, by letter from a to z. */
static const char *const neighbours[26] = {
	"qwszp",  "vghn",  "xdfv", "serfcx", "wsdr",  "drtgvc", "ftyhbvz", "gyujnbz",  "ujko",
	"huikmn", "jiolm", "kopm", "njklp",  "bhjm",  "iklp",   "olam",    "waas",     "edft",
	"awedxz", "rfgyz", "yhji", "cfgb",   "qaesx", "zsdcyw", "tghuxas", "asxtughy",
};

static bool
are_neighbours(char a, char b)
{
	if (!islower((unsigned char)a) || !islower((unsigned char)b))
		return false;
	return strchr(neighbours[a - 'a'], b) != NULL || strchr(neighbours[b - 'a'], a) != NULL;
}

static bool
are_alike(char a, char b)
{
	static const char *const alike[] = {"il", "ij", "uv", "5s", "3e", "8b", "9g", "2z",
					    "4a", "6b", "7t", "lj", "ce", "gq", "un"};
	size_t i;

	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		if ((alike[i][0] == a && alike[i][1] == b) ||
		    (alike[i][0] == b && alike[i][1] == a))
			return true;
	return false;
}

static bool
is_vowel(char c)
{
	return c != '\0' && strchr("aeiouy", c) != NULL;
}

static bool
is_bit_flip(char a, char b)
{
	unsigned bits = (unsigned char)a ^ (unsigned char)b;

	return bits != 0 && (bits & (bits - 1)) == 0;
}

static enum distance_edit
edit_of_replacing(char seen, char target, size_t at)
{
	if (seen == target)
		return DISTANCE_NONE;
	/* At the front the eye looks twice, but for "lnstagram". */
	if (at == 0 && !((seen == 'l' && target == 'i') || (seen == 'i' && target == 'l')))
		return DISTANCE_FIRST;
	if (are_alike(seen, target))
		return DISTANCE_WEAK;
	if (are_neighbours(seen, target))
		return DISTANCE_KEYBOARD;
	if (is_vowel(seen) && is_vowel(target))
		return DISTANCE_VOWEL;
	return is_bit_flip(seen, target) ? DISTANCE_BIT : DISTANCE_REPLACE;
}

/* Letter 'at' of 'text' is there and not in the other one; 'added' is its side. */
static enum distance_edit
edit_of_adding(const char *text, size_t length, size_t at, bool added)
{
	char c = text[at];

	if (c == '-')
		return DISTANCE_HYPHEN;
	if ((at > 0 && text[at - 1] == c) || (at + 1 < length && text[at + 1] == c))
		return DISTANCE_DOUBLE;
	if (at == 0)
		return DISTANCE_FIRST;
	if (at + 1 == length && c == 's')
		return DISTANCE_PLURAL;
	if (at + 1 == length && isdigit((unsigned char)c))
		return DISTANCE_DIGITS;
	if (added && (are_neighbours(c, text[at - 1]) ||
		      (at + 1 < length && are_neighbours(c, text[at + 1]))))
		return DISTANCE_KEYBOARD;
	return added ? DISTANCE_INSERT : DISTANCE_DELETE;
}

static void
take_cheaper(struct distance *best, const struct distance *from, enum distance_edit edit)
{
	double cost = from->cost + edits[edit].cost;

	if (cost >= best->cost)
		return;
	best->cost = cost;
	best->edits = from->edits + (edit != DISTANCE_NONE);
	best->edit = edits[edit].cost > edits[from->edit].cost ? edit : from->edit;
}

struct distance
distance_of(const char *seen, size_t seen_length, const char *target, size_t target_length)
{
	struct distance rows[3][DISTANCE_LENGTH + 1], best;
	const struct distance far = {DISTANCE_FAR, DISTANCE_NONE, 0};
	size_t i, j;

	if (seen_length > DISTANCE_LENGTH || target_length > DISTANCE_LENGTH ||
	    seen_length > target_length + EDITS_MOST || target_length > seen_length + EDITS_MOST)
		return far;
	for (i = 0; i <= seen_length; i++) {
		struct distance *row = rows[i % 3], *above = rows[(i + 2) % 3];

		for (j = 0; j <= target_length; j++) {
			row[j] = far;
			if (i + j == 0)
				row[j] = (struct distance){0};
			if (i > j + EDITS_MOST || j > i + EDITS_MOST)
				continue;
			if (i > 0)
				take_cheaper(&row[j], &above[j],
					     edit_of_adding(seen, seen_length, i - 1, true));
			if (j > 0)
				take_cheaper(&row[j], &row[j - 1],
					     edit_of_adding(target, target_length, j - 1, false));
			if (i > 0 && j > 0)
				take_cheaper(&row[j], &above[j - 1],
					     edit_of_replacing(seen[i - 1], target[j - 1], i - 1));
			if (i > 1 && j > 1 && seen[i - 1] == target[j - 2] &&
			    seen[i - 2] == target[j - 1] && seen[i - 1] != seen[i - 2])
				take_cheaper(&row[j], &rows[(i + 1) % 3][j - 2],
					     DISTANCE_TRANSPOSE);
		}
	}
	best = rows[seen_length % 3][target_length];
	return best.edits > EDITS_MOST ? far : best;
}

double
distance_limit(size_t target_length)
{
	if (target_length < 4)
		return 0;
	if (target_length == 4)
		return 0.3;
	if (target_length <= 7)
		return 0.7;
	return target_length <= 11 ? 1.0 : 1.4;
}

const char *
distance_sentence(enum distance_edit edit)
{
	return edits[edit].sentence;
}
