/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lexicon - which of many words begin at a place of a text (detection.md 2.7).
 *
 * Words are bytes, at least two long. A lookup hashes the first bytes at the place and compares the
 * few words that share them, so that a host is searched for thousands of brands in a microsecond.
 *
 * Who owns: words are the caller's and must outlive the set; memory is in the arena given. Threads:
 * any number of readers after the last lexicon_add(). Fails: never; a shorter word is not added.
 */
#ifndef POLICY_LOOKALIKE_LEXICON_H
#define POLICY_LOOKALIKE_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define LEXICON_NONE  UINT32_MAX
#define LEXICON_HEADS 16384

struct lexicon_word {
	const char *bytes;
	uint32_t length, value, next;
};

struct lexicon {
	struct lexicon_word *words;
	size_t count, capacity;
	uint32_t *pairs;   /* words of two bytes, by hash */
	uint32_t *triples; /* longer ones, by their first three bytes */
};

void lexicon_add(struct arena *arena, struct lexicon *lexicon, const char *bytes, size_t length,
		 uint32_t value);

/* A walk over the words that begin at one place. */
struct lexicon_cursor {
	const char *at;
	size_t left;
	uint32_t triple, pair;
};

struct lexicon_cursor lexicon_at(const struct lexicon *lexicon, const char *at, size_t left);
/* The next word, or NULL. */
const struct lexicon_word *lexicon_next(const struct lexicon *lexicon,
					struct lexicon_cursor *cursor);

#endif
