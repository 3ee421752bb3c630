/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reviews - the review queue: opened in the same commit as the hit that justifies them.
 *
 * One review for each identity, kind and campaign while it is open: more hits join it. A closed one
 * opens again when new hits arrive. A cap by class and day holds the noise down; what it held back
 * is counted.
 *
 * Who owns: results are in the arena given. Threads: whatever the transaction allows. Fails: the
 * transaction remembers; a damaged row is as if it were not there.
 */
#ifndef POLICY_EVIDENCE_REVIEWS_H
#define POLICY_EVIDENCE_REVIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/base/database.h"
#include "policy/evidence/state.h"
#include "policy/evidence/store.h"

/* What a new hit means for the queue. */
struct reviews_cause {
	const struct conf_risk *conf;
	const struct state *state;
	const char *identity; /* its name, as rows_identity() has it */
	const char *campaign;
	const unsigned char *hit; /* id */
	int64_t now_ms;
};

/* Open or extend what the risk of 'cause' justifies. */
void reviews_open(struct database_txn *txn, struct arena *arena, const struct reviews_cause *cause);

/* Read a row; false when it is damaged. */
bool reviews_read(struct arena *arena, struct database_span key, struct database_span value,
		  struct store_review *out);
/* How many reviews the caps held back, in all. */
uint64_t reviews_held_back(struct database_txn *txn);

#endif
