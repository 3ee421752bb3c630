/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scan - which of many words begin at a place of a text (detection.md 2.7).
 *
 * Words are bytes, at least two long. A lookup hashes the first bytes at the place and compares the
 * few words that share them, so that a host is searched for thousands of brands in a microsecond.
 *
 * Who owns: words are the caller's and must outlive the set; memory is in the arena given. Threads:
 * any number of readers after the last scan_add(). Fails: never; a shorter word is not added.
 */
#ifndef POLICY_LOOKALIKE_SCAN_H
#define POLICY_LOOKALIKE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define SCAN_NONE  UINT32_MAX
#define SCAN_HEADS 16384

struct scan_word {
	const char *bytes;
	uint32_t length, value, next;
};

struct scan {
	struct scan_word *words;
	size_t count, capacity;
	uint32_t *pairs;   /* words of two bytes, by hash */
	uint32_t *triples; /* longer ones, by their first three bytes */
};

void scan_add(struct arena *arena, struct scan *scan, const char *bytes, size_t length,
	      uint32_t value);

/* A walk over the words that begin at one place. */
struct scan_cursor {
	const char *at;
	size_t left;
	uint32_t triple, pair;
};

struct scan_cursor scan_at(const struct scan *scan, const char *at, size_t left);
/* The next word, or NULL. */
const struct scan_word *scan_next(const struct scan *scan, struct scan_cursor *cursor);

#endif
