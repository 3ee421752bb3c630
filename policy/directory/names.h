/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names - a table from strings to numbers, for joining entries while a generation is built.
 *
 * Who owns: the arena holds the slots; keys are the caller's and must live as long. Threads: one at
 * a time. Fails: never.
 */
#ifndef POLICY_DIRECTORY_NAMES_H
#define POLICY_DIRECTORY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

struct names_slot {
	const char *key; /* NULL: free */
	uint64_t hash;
	uint32_t value;
};

struct names {
	struct arena *arena;
	struct names_slot *slots;
	size_t size, count;
};

/* False when the key was there; its number stays. */
bool names_add(struct names *names, const char *key, uint32_t value);
/* The number of 'key', which the caller may change until the next names_add(), or NULL. */
uint32_t *names_find(const struct names *names, const char *key);

#endif
