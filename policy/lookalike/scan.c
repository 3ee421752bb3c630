/* SPDX-License-Identifier: BSD-2-Clause */
/* scan - which of many words begin at a place of a text (detection.md 2.7). */
#include "config.h"

#include "policy/lookalike/scan.h"

#include <string.h>

static size_t
hash_pair(const char *at)
{
	return (((size_t)(unsigned char)at[0] << 6) ^ (unsigned char)at[1]) & (SCAN_HEADS - 1);
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
	uint32_t *heads = arena_zalloc(arena, SCAN_HEADS, sizeof(*heads));

	memset(heads, 0xFF, SCAN_HEADS * sizeof(*heads));
	return heads;
}

void
scan_add(struct arena *arena, struct scan *scan, const char *bytes, size_t length, uint32_t value)
{
	uint32_t *head;

	if (length < 2)
		return;
	if (scan->pairs == NULL) {
		scan->pairs = new_heads(arena);
		scan->triples = new_heads(arena);
	}
	head = length == 2 ? &scan->pairs[hash_pair(bytes)] : &scan->triples[hash_triple(bytes)];
	scan->words =
		arena_grow(arena, scan->words, scan->count, &scan->capacity, sizeof(*scan->words));
	scan->words[scan->count] = (struct scan_word){
		.bytes = bytes, .length = (uint32_t)length, .value = value, .next = *head};
	*head = (uint32_t)scan->count++;
}

struct scan_cursor
scan_at(const struct scan *scan, const char *at, size_t left)
{
	struct scan_cursor cursor = {at, left, SCAN_NONE, SCAN_NONE};

	if (scan->pairs == NULL)
		return cursor;
	if (left >= 2)
		cursor.pair = scan->pairs[hash_pair(at)];
	if (left >= 3)
		cursor.triple = scan->triples[hash_triple(at)];
	return cursor;
}

static const struct scan_word *
next_in(const struct scan *scan, const struct scan_cursor *cursor, uint32_t *from)
{
	while (*from != SCAN_NONE) {
		const struct scan_word *word = &scan->words[*from];

		*from = word->next;
		if (word->length <= cursor->left &&
		    memcmp(word->bytes, cursor->at, word->length) == 0)
			return word;
	}
	return NULL;
}

const struct scan_word *
scan_next(const struct scan *scan, struct scan_cursor *cursor)
{
	const struct scan_word *word = next_in(scan, cursor, &cursor->triple);

	return word != NULL ? word : next_in(scan, cursor, &cursor->pair);
}
