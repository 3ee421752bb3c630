/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store_write - what a hit changes in the store: one transaction for everybody who waits.
 *
 * Submitters pack and digest their hits themselves; the writer only files them. A failed commit
 * stored nothing and fails every job of the batch; a full map grows and the batch is written again.
 *
 * Who owns: jobs are their submitters'. Threads: the committer's alone. Fails: each job gets its
 * result.
 */
#ifndef POLICY_EVIDENCE_STORE_WRITE_H
#define POLICY_EVIDENCE_STORE_WRITE_H

#include "policy/evidence/committer.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/store_open.h"

/* One hit on its way to disk. */
struct store_write_hit {
	const struct hit *hit;
	struct database_span frame;
	unsigned char digest[DIGEST_BYTES];
	unsigned char content[DIGEST_BYTES];
	bool has_content; /* false: the message has no content key, so it is always new */
	const char *identity;
	unsigned char id[ROWS_ID]; /* set by the writer */
	bool fresh;                /* set by the writer */
};

/* The data of a committer_job. */
struct store_write_task {
	struct store_write_hit *hits;
	size_t count;
};

/* A committer_write; 'context' is the store. */
void store_write(void *context, struct committer_job *jobs);

#endif
