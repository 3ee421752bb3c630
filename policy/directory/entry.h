/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entry - one directory entry as a feed delivers it, reduced to the attributes that are wanted.
 *
 * The mapping says once which attributes it reads; a feed hands over everything it meets and the
 * rest is dropped at the door, so a photograph costs nothing. Values are found by number, not by
 * name.
 *
 * Who owns: values are in the arena of the entry. Threads: one at a time. Fails: entry_add()
 * returns false when an entry grows past its bounds.
 */
#ifndef POLICY_DIRECTORY_ENTRY_H
#define POLICY_DIRECTORY_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define ENTRY_ATTRIBUTES_MOST 128
#define ENTRY_VALUES_MOST     2000000 /* of one entry: the members of a very large group */
#define ENTRY_VALUE_BYTES     8192    /* longer values are dropped */
#define ENTRY_BYTES_MOST      (256 * 1024 * 1024)
#define ENTRY_DN_BYTES        8192

struct entry_value {
	const char *bytes; /* a NUL stands behind them, there may be others inside */
	size_t length;
};

struct entry_values {
	struct entry_value *items;
	size_t count, capacity;
};

/* What is wanted; names in lower case, NULL behind the last. Begin with all zero but the arena. */
struct entry_attributes {
	struct arena *arena;
	const char *names[ENTRY_ATTRIBUTES_MOST + 1];
	size_t count;
};

struct entry {
	struct arena *arena;
	const struct entry_attributes *attributes;
	const char *dn;
	struct entry_values *values; /* by number of attribute */
	size_t total, bytes;         /* values kept, and what they hold */
};

/* The number of an attribute, which is then wanted; -1 when there are too many. */
int entry_want(struct entry_attributes *attributes, const char *name);

void entry_begin(struct entry *entry, struct arena *arena,
		 const struct entry_attributes *attributes, const char *dn);
/* 'name' may have options behind a semicolon, which are ignored. */
bool entry_add(struct entry *entry, const char *name, const void *bytes, size_t length);
/* The first value as a string, or NULL. A negative number has no values. */
const char *entry_text(const struct entry *entry, int attribute);
const struct entry_values *entry_all(const struct entry *entry, int attribute);

#endif
