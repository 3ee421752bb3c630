/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gather - what messages teach, on its way from many threads to one, without a lock.
 *
 * A ring of fixed size (after D. Vyukov's bounded queue): each slot has a turn, an atomic number
 * that says whose it is. A message that finds the ring full leaves its fact behind, which is
 * counted; nobody ever waits, not for the taker and not for each other.
 *
 * Who owns: facts are copied in and out. Threads: any number may put, one at a time takes. Fails:
 * gather_put() returns false when the fact was lost.
 */
#ifndef POLICY_DIRECTORY_GATHER_H
#define POLICY_DIRECTORY_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define GATHER_BYTES 1200 /* two addresses and two domains as long as they may be */

/* One mail between one of us and one of them: one way. */
struct gather_fact {
	const char *own, *own_domain;         /* address, and its registrable domain */
	const char *foreign, *foreign_domain; /* the same of the other side */
	int64_t when_ms;
	bool out; /* we wrote */
};

struct gather;

/* Room for 'slots' facts, a power of two; in the arena. */
struct gather *gather_new(struct arena *arena, size_t slots);
bool gather_put(struct gather *gather, const struct gather_fact *fact);
/* The oldest fact, its strings in 'bytes'; false when there is none. */
bool gather_take(struct gather *gather, char bytes[GATHER_BYTES], struct gather_fact *fact);
/* How many facts are in the ring, for the one who takes. */
size_t gather_waiting(const struct gather *gather);
/* How many facts were lost so far. */
uint64_t gather_lost(const struct gather *gather);

#endif
