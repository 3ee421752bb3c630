/* SPDX-License-Identifier: BSD-2-Clause */
/* leet - digits and signs that stand for letters inside a word: passw0rd, p@ssword, ver1fy. */
#include "config.h"

#include "policy/lure/leet.h"

#include <stdbool.h>
#include <string.h>

#define RUN_MOST 3 /* look-alikes in a row: pa$$word */

static const char letters[128] = {
	['0'] = 'o', ['1'] = 'l', ['3'] = 'e', ['4'] = 'a',
	['5'] = 's', ['7'] = 't', ['@'] = 'a', ['$'] = 's',
};

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

static bool
is_vowel(char byte)
{
	return byte != '\0' && strchr("aeiou", byte) != NULL;
}

/* How many look-alikes stand at 'at' between two letters; 0 when it is not so. */
static size_t
run_at(const char *text, size_t length, size_t at)
{
	size_t end = at;

	if (at == 0 || !is_letter(text[at - 1]))
		return 0;
	while (end < length && end - at <= RUN_MOST && (unsigned char)text[end] < 128 &&
	       letters[(unsigned char)text[end]] != '\0')
		end++;
	return end - at <= RUN_MOST && end < length && is_letter(text[end]) ? end - at : 0;
}

/* Whether an @ at 'at' is one of an address: a name with a full stop follows. */
static bool
is_address(const char *text, size_t length, size_t at)
{
	for (at++; at < length &&
		   (is_letter(text[at]) || (text[at] >= '0' && text[at] <= '9') || text[at] == '-');
	     at++)
		;
	return at + 1 < length && text[at] == '.' && is_letter(text[at + 1]);
}

/* A 1 is an l before a vowel (c1ick) and an i before others (ver1fy). */
static char
letter_of(char byte, char behind)
{
	return byte == '1' && !is_vowel(behind) ? 'i' : letters[(unsigned char)byte];
}

const char *
leet_undo(struct arena *arena, const char *text, size_t length)
{
	char *undone = NULL;
	size_t at, i, run;

	for (at = 1; at < length; at++) {
		if ((unsigned char)text[at] >= 128 || letters[(unsigned char)text[at]] == '\0')
			continue;
		run = run_at(text, length, at);
		if (run == 0 || (text[at] == '@' && is_address(text, length, at)))
			continue;
		if (undone == NULL)
			undone = arena_memdup(arena, text, length);
		for (i = at; i < at + run; i++)
			undone[i] = letter_of(text[i], text[at + run]);
		at += run;
	}
	return undone == NULL ? text : undone;
}
