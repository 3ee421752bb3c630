/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replica - generations of identities in LMDB, as readers see them.
 *
 * Keys begin with the generation's number, which no other generation of any directory shares. One
 * row a directory tells which generation is in force; a reader sees, inside one transaction, one
 * generation from end to end.
 *
 * Who owns: rows that were read are in the arena. Threads: any. Fails: -1 with *why, or
 * ANSWER_DOWN.
 */
#ifndef POLICY_DIRECTORY_REPLICA_H
#define POLICY_DIRECTORY_REPLICA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/database.h"
#include "policy/directory/directory.h"

/* What is known about one directory, in force or failed. */
struct replica_status {
	const char *source;
	struct directory_sync_result counts;
	uint64_t owners[6]; /* by enum owner_state, of non-human identities */
	const char *last_error;
	int64_t last_error_ms;
};

/* The row that decides: which generation is in force. */
struct replica_force {
	uint64_t generation; /* 0: none yet */
	int64_t published_ms;
};

enum replica_table {
	REPLICA_TABLE_META,
	REPLICA_TABLE_IDENTITY,
	REPLICA_TABLE_ADDRESS,
	REPLICA_TABLE_DOMAIN,
	REPLICA_TABLE_NAME
};

#define REPLICA_KEY_MOST 511 /* of LMDB */
#define REPLICA_PREFIX   8   /* bytes of the generation before every key */

/* Rows of the meta table. */
#define REPLICA_FORCE      "force/"
#define REPLICA_STATUS     "status/"
#define REPLICA_GENERATION "generation"

struct replica_key {
	unsigned char bytes[REPLICA_KEY_MOST];
};

/* A key in 'key'; empty when the name is too long to be one. */
struct database_span replica_key(struct replica_key *key, uint64_t generation, const void *name,
				 size_t length);
struct database_span replica_meta_key(struct replica_key *key, const char *kind, const char *name);

int replica_open(struct arena *arena, const char *folder, bool writing, struct database **out,
		 const char **why);

/* Reading, inside a transaction of the caller. */
enum answer replica_in_force(struct database_txn *txn, const char *name, struct replica_force *out);
/* The id that an address leads to points into the map. */
enum answer replica_address(struct database_txn *txn, uint64_t generation, const char *address,
			    enum identity_via *via, struct database_span *id);
enum answer replica_identity(struct database_txn *txn, uint64_t generation, struct database_span id,
			     struct database_span *record);
/* Adds those who bear the name of 'key' (person.h) to '*out', as many as it has room for. */
enum answer replica_name(struct database_txn *txn, uint64_t generation, const char *key,
			 struct arena *arena, struct directory_person *out);
bool replica_has_domain(struct database_txn *txn, uint64_t generation, const char *domain);
void replica_domains(struct database_txn *txn, uint64_t generation, struct arena *arena,
		     struct conf_list *out, size_t *capacity);
bool replica_status(struct database_txn *txn, const char *name, struct arena *arena,
		    struct replica_status *out);

#endif
