/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generation - writing a new generation of the replica and putting it in force.
 *
 * A new generation is written in bounded transactions that nobody looks at, then one transaction
 * makes it the one in force; what is in force for no directory is swept away.
 *
 * Who owns: the caller, who ends or aborts. Threads: one writer a replica, over all processes.
 * Fails: -1 with *why (static text); what is in force stays in force.
 */
#ifndef POLICY_DIRECTORY_GENERATION_H
#define POLICY_DIRECTORY_GENERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/database.h"
#include "policy/directory/replica.h"

#define GENERATION_DIRECTORIES_MOST 256

struct generation {
	struct database *database;
	struct database_txn txn;
	uint64_t number;
	size_t pending; /* rows since the last commit */
	bool begun;
};

/* Begin, put in any order, end; only then publish. Commits by itself now and then. */
int generation_begin(struct database *database, struct generation *out, const char **why);
int generation_put_identity(struct generation *new, const char *id, const char *record,
			    size_t length, const char **why);
int generation_put_address(struct generation *new, const char *address, enum identity_via via,
			   const char *id, const char **why);
/* 'who' is what replica_name() reads. */
int generation_put_name(struct generation *new, const char *key, const struct directory_person *who,
			const char **why);
int generation_put_domain(struct generation *new, const char *domain, const char **why);
int generation_end(struct generation *new, const char **why);
/* After a failure. */
void generation_abort(struct generation *new);

int generation_publish(struct database *database, const char *name,
		       const struct replica_force *force, const struct replica_status *status,
		       const char **why);
/* Leaves what is in force; only keeps what went wrong. */
int generation_note_failure(struct database *database, const char *name, const char *error,
			    int64_t when_ms, const char **why);
/* Remove the rows of generations that no directory has in force. */
int generation_sweep(struct database *database, const char **why);

#endif
