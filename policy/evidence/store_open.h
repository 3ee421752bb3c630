/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store_open - the evidence environment: opened, checked, reopened after a fault, made to grow.
 *
 * Everybody who reads or writes goes through store_open_enter() and store_open_leave(), so that the
 * environment can be swapped while nobody is inside (LMDB wants that after an I/O error).
 *
 * Who owns: struct store is store_open()'s. Threads: any; one reopens. Fails: -1 with *why.
 */
#ifndef POLICY_EVIDENCE_STORE_OPEN_H
#define POLICY_EVIDENCE_STORE_OPEN_H

#include <pthread.h>

#include "policy/base/database.h"
#include "policy/evidence/committer.h"
#include "policy/evidence/store.h"

#define STORE_SCHEMA 1

struct store {
	char *folder;
	enum store_mode mode;
	uint64_t size_most;
	struct conf_risk risk;
	struct committer *committer; /* NULL when reading only */
	struct arena *batch;         /* the writer's, like the next one */
	int64_t readers_checked_us;
	pthread_rwlock_t gate;     /* read-held while 'database' is in use */
	struct database *database; /* NULL after a fault that reopening did not cure */
};

/* The database, or NULL with *why; then nothing needs to be left. */
struct database *store_open_enter(struct store *store, const char **why);
void store_open_leave(struct store *store);
/* Close and open the environment: what cures LMDB after a write that failed half-way. */
void store_open_again(struct store *store);

#endif
