/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chain - each stored hit is tied to the one before it, so that change and removal are evident.
 *
 * A link says what was done (recorded, amended, purged) to which hit, holds the salted digest of
 * what was stored, and the hash of the link before it and itself. A purge removes a hit and adds a
 * link; a removal behind our back leaves a link without a hit. Cutting off the end and the head
 * together is told only by an anchor kept elsewhere (the manifest of an export). This makes
 * tampering evident, not impossible: who owns the machine can write a new chain.
 *
 * Who owns: nothing is kept. Threads: whatever the transaction allows. Fails: the transaction
 * remembers; chain_head() answers false for a head that makes no sense.
 */
#ifndef POLICY_EVIDENCE_CHAIN_H
#define POLICY_EVIDENCE_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/base/database.h"
#include "policy/base/digest.h"
#include "policy/evidence/rows.h"

enum chain_act { CHAIN_RECORDED = 1, CHAIN_AMENDED = 2, CHAIN_PURGED = 3 };

struct chain_head {
	uint64_t sequence; /* links so far */
	unsigned char hash[DIGEST_BYTES];
};

struct chain_link {
	enum chain_act act;
	unsigned char id[ROWS_ID];
	unsigned char digest[DIGEST_BYTES]; /* of the hit's frame; zero for a purge */
	unsigned char hash[DIGEST_BYTES];
};

/* The head as stored; an empty store has sequence 0 and a zero hash. */
bool chain_head(struct database_txn *txn, struct chain_head *out);
/* Add a link behind 'head', move 'head', write both. */
void chain_add(struct database_txn *txn, struct chain_head *head, enum chain_act act,
	       const unsigned char id[ROWS_ID], const unsigned char digest[DIGEST_BYTES]);
/* Read the link after 'head' and move 'head' onto it; false when it is missing or does not fit. */
bool chain_next(struct database_txn *txn, struct chain_head *head, struct chain_link *out);

#endif
