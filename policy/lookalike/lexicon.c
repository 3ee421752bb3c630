/* SPDX-License-Identifier: BSD-2-Clause */
/* lexicon - which of many words begin at a place of a text (detection.md 2.7). */
#include "config.h"

#include "policy/lookalike/lexicon.h"

#include <string.h>

static size_t
hash_pair(const char *at)
{
	return (((size_t)(unsigned char)at[0] << 6) ^ (unsigned char)at[1]) & (LEXICON_HEADS - 1);
}

static size_t
hash_triple(const char *at)
{
	uint32_t key = (uint32_t)(unsigned char)at[0] << 16 | (uint32_t)(unsigned char)at[1] << 8 |
		       (unsigned char)at[2];

	return key * 2654435761U >> 18;
}

static uint32_t *
new_heads(struct arena *arena)
{
	uint32_t *heads = arena_zalloc(arena, LEXICON_HEADS, sizeof(*heads));

	memset(heads, 0xFF, LEXICON_HEADS * sizeof(*heads));
	return heads;
}

void
lexicon_add(struct arena *arena, struct lexicon *lexicon, const char *bytes, size_t length,
	    uint32_t value)
{
	uint32_t *head;

	if (length < 2)
		return;
	if (lexicon->pairs == NULL) {
		lexicon->pairs = new_heads(arena);
		lexicon->triples = new_heads(arena);
	}
	head = length == 2 ? &lexicon->pairs[hash_pair(bytes)]
			   : &lexicon->triples[hash_triple(bytes)];
	lexicon->words = arena_grow(arena, lexicon->words, lexicon->count, &lexicon->capacity,
				    sizeof(*lexicon->words));
	lexicon->words[lexicon->count] = (struct lexicon_word){
		.bytes = bytes, .length = (uint32_t)length, .value = value, .next = *head};
	*head = (uint32_t)lexicon->count++;
}

struct lexicon_cursor
lexicon_at(const struct lexicon *lexicon, const char *at, size_t left)
{
	struct lexicon_cursor cursor = {at, left, LEXICON_NONE, LEXICON_NONE};

	if (lexicon->pairs == NULL)
		return cursor;
	if (left >= 2)
		cursor.pair = lexicon->pairs[hash_pair(at)];
	if (left >= 3)
		cursor.triple = lexicon->triples[hash_triple(at)];
	return cursor;
}

static const struct lexicon_word *
next_in(const struct lexicon *lexicon, const struct lexicon_cursor *cursor, uint32_t *from)
{
	while (*from != LEXICON_NONE) {
		const struct lexicon_word *word = &lexicon->words[*from];

		*from = word->next;
		if (word->length <= cursor->left &&
		    memcmp(word->bytes, cursor->at, word->length) == 0)
			return word;
	}
	return NULL;
}

const struct lexicon_word *
lexicon_next(const struct lexicon *lexicon, struct lexicon_cursor *cursor)
{
	const struct lexicon_word *word = next_in(lexicon, cursor, &cursor->triple);

	return word != NULL ? word : next_in(lexicon, cursor, &cursor->pair);
}
