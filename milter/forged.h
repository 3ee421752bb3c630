/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forged - header fields of a stranger that claim to be ours.
 *
 * An X-Lurewatch field that comes in was not written here, nor was an Authentication-Results field
 * under our own authserv-id (RFC 8601 section 5). Both are noted while the fields pass by, also
 * those behind the bounds of what is kept, with the index by which the MTA knows them.
 *
 * Who owns: indices are in the arena of the message. Threads: one at a time. Fails: never.
 */
#ifndef MILTER_FORGED_H
#define MILTER_FORGED_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define FORGED_TAG     "X-Lurewatch"
#define FORGED_RESULTS "Authentication-Results"

/* Nobody sends so many in good faith; removing each costs the MTA a walk over the header. */
#define FORGED_MOST 1000

struct forged {
	const char *results_id; /* our authserv-id; NULL leaves Authentication-Results alone */
	bool results_shared;    /* filters before us write under the same id above Received */
	bool below_received;
	size_t tags;         /* how many X-Lurewatch fields; their indices are 1..tags */
	size_t results_seen; /* Authentication-Results fields so far, of any id */
	size_t *results;     /* 1-based indices of those that claim our id */
	size_t results_count, results_capacity;
};

/* Another field passes by. */
void forged_note(struct forged *forged, struct arena *arena, const char *name, const char *value);
/* Too many to take out one by one. */
bool forged_too_many(const struct forged *forged);

#endif
