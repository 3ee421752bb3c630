/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * multimap - strings to numbers, several a string: filled once, then only read.
 *
 * Who owns: keys are the caller's and must outlive the map; memory is in the arena given.
 * Threads: any number of readers after the last multimap_add(). Fails: never.
 */
#ifndef POLICY_LOOKALIKE_MULTIMAP_H
#define POLICY_LOOKALIKE_MULTIMAP_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define MULTIMAP_NONE UINT32_MAX

struct multimap_entry {
	const char *key;
	uint32_t length, hash, value, next;
};

struct multimap {
	struct multimap_entry *entries;
	size_t count, capacity;
	uint32_t *slots; /* first entry of a chain, or MULTIMAP_NONE */
	size_t slot_count;
};

void multimap_add(struct arena *arena, struct multimap *map, const char *key, size_t length,
		  uint32_t value);
/* First entry of 'key', or MULTIMAP_NONE; then multimap_next(). */
uint32_t multimap_first(const struct multimap *map, const char *key, size_t length);
uint32_t multimap_next(const struct multimap *map, uint32_t entry);
/* Value of the first entry, or MULTIMAP_NONE. */
uint32_t multimap_value(const struct multimap *map, const char *key, size_t length);

#endif
