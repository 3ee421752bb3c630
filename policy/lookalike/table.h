/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - strings to numbers, several a string: filled once, then only read.
 *
 * Who owns: keys are the caller's and must outlive the table; memory is in the arena given.
 * Threads: any number of readers after the last table_add(). Fails: never.
 */
#ifndef POLICY_LOOKALIKE_TABLE_H
#define POLICY_LOOKALIKE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define TABLE_NONE UINT32_MAX

struct table_entry {
	const char *key;
	uint32_t length, hash, value, next;
};

struct table {
	struct table_entry *entries;
	size_t count, capacity;
	uint32_t *slots; /* first entry of a chain, or TABLE_NONE */
	size_t slot_count;
};

void table_add(struct arena *arena, struct table *table, const char *key, size_t length,
	       uint32_t value);
/* First entry of 'key', or TABLE_NONE; then table_next(). */
uint32_t table_first(const struct table *table, const char *key, size_t length);
uint32_t table_next(const struct table *table, uint32_t entry);
/* Value of the first entry, or TABLE_NONE. */
uint32_t table_value(const struct table *table, const char *key, size_t length);

#endif
