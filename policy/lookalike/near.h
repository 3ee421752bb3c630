/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * near - which labels lie within two edits of a given one, without comparing with all of them.
 *
 * Symmetric deletion (detection.md 2.6): a label is stored under the hashes of itself and of what
 * is left when one or two letters are taken out; whatever is within two edits shares such a rest.
 * Long labels and those shorter than NEAR_TWICE are stored with one letter out only.
 *
 * Who owns: memory is in the arena given. Threads: any number of readers after near_freeze().
 * Fails: never; candidates must be verified, since hashes collide.
 */
#ifndef POLICY_LOOKALIKE_NEAR_H
#define POLICY_LOOKALIKE_NEAR_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define NEAR_SHORTEST   4
#define NEAR_LONGEST    63
#define NEAR_TWICE      8
#define NEAR_TWICE_MOST 24
#define NEAR_CANDIDATES 64

struct near_key {
	uint32_t hash, value;
};

struct near {
	struct near_key *keys; /* sorted by hash once frozen */
	size_t count, capacity;
	uint32_t *starts; /* first key of each hash prefix */
	uint64_t *filter; /* one bit a hash: most places are empty */
	unsigned filter_bits;
};

/* The label itself, then the label without each of its letters: their hashes. Images hold them too,
 * so that another way to hash makes another IMAGE_VERSION. Returns how many; 0 for a label that is
 * too long. */
#define NEAR_RESTS (1 + NEAR_LONGEST)
size_t near_rests(const char *label, size_t length, uint32_t out[NEAR_RESTS]);

void near_add(struct arena *arena, struct near *near, const char *label, size_t length,
	      uint32_t value);
void near_freeze(struct arena *arena, struct near *near);
/* Values of labels that may be within two edits, each once; at most NEAR_CANDIDATES. */
size_t near_find(const struct near *near, const char *label, size_t length,
		 uint32_t found[NEAR_CANDIDATES]);

#endif
