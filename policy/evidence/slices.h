/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slices - a walk over a table of the store in slices, so that no reader holds a transaction for
 * long.
 *
 * A slice is copied inside one short transaction; what the caller does with it happens outside.
 * What is added or removed between two slices may or may not be seen. Walking an index gives the
 * hits that it points to.
 *
 * Who owns: the caller; a slice lives until the next one. Threads: one at a time for one walk.
 * Fails: slices_next() returns -1 with *why (static text).
 */
#ifndef POLICY_EVIDENCE_SLICES_H
#define POLICY_EVIDENCE_SLICES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/database.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/store_open.h"

#define SLICES_ROWS     256
#define SLICES_KEY_MOST (ROWS_NAME_MOST + 1 + ROWS_ID)

struct slices {
	struct store *store;
	enum rows table;
	struct database_span prefix;           /* only keys that begin so; empty: all */
	unsigned char at[SLICES_KEY_MOST + 1]; /* where the next slice begins */
	size_t at_length;
	struct arena *arena, *own; /* of the slice; of the walk */
	struct database_span keys[SLICES_ROWS], values[SLICES_ROWS];
	size_t count;
	bool ended;
};

struct slices *slices_open(struct store *store, enum rows table);
/* Takes NULL. */
void slices_close(struct slices *walk);
/* Begin at 'key' instead of at the first. */
void slices_start(struct slices *walk, struct database_span key);
/* Fill the next slice: 1 when there is one, 0 at the end, -1 with *why. */
int slices_next(struct slices *walk, const char **why);

#endif
