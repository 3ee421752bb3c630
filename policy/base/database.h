/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * database - one LMDB environment and its transactions: the only place that knows lmdb.h.
 *
 * A transaction remembers its first error and does nothing after it, so that a change reads as a
 * column of plain statements with one check at database_commit() or database_end(). Readers copy
 * what they keep; pointers from database_get() and cursors die with the transaction. Rules obeyed
 * (LMDB 0.9 lmdb.h caveats): MDB_NOTLS, no NOSYNC, no WRITEMAP, no DUPSORT, one environment a
 * process and path, close-on-exec.
 *
 * Who owns: the caller; close after the last transaction ended. Threads: any number of readers;
 * writers queue up; one transaction is used by one thread at a time. Fails: -1 with *why set.
 */
#ifndef POLICY_BASE_DATABASE_H
#define POLICY_BASE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"

#define DATABASE_TABLES_MOST 32

struct database;

struct database_settings {
	const char *folder;        /* made (0700) unless it is there */
	const char *const *tables; /* names, NULL-terminated, at most DATABASE_TABLES_MOST */
	uint64_t map_bytes;        /* size to begin with */
	uint64_t most_bytes;       /* the map doubles up to this when it is full */
	bool read_only;            /* a tool: no folder is made, tables must exist */
	bool synced;               /* false only for what may be rebuilt at any time */
};

/* A span of bytes that belongs to the caller, or, out of a transaction, to the map until it ends.
 */
struct database_span {
	const void *bytes;
	size_t length;
};

struct database_txn {
	struct database *database;
	void *handle;
	int code; /* the first error, 0 while all is well */
	bool writing;
};

/* A walk over one table in key order; valid inside its transaction. */
struct database_cursor {
	struct database_txn *txn;
	void *handle;
	struct database_span key, value;
};

int database_open(struct arena *arena, const struct database_settings *settings,
		  struct database **out, const char **why);
/* Takes NULL. */
void database_close(struct database *database);

/* Begin a reading or writing transaction; on failure the transaction remembers it. */
void database_begin(struct database *database, bool writing, struct database_txn *txn);
/* Commit; 0, or -1 with *why (static text) and nothing stored. Ends the transaction in any case. */
int database_commit(struct database_txn *txn, const char **why);
/* Give up (or finish reading). Safe after database_commit(). */
void database_end(struct database_txn *txn);
/* Why the transaction failed (static text), or NULL. */
const char *database_error(const struct database_txn *txn);
/* True when the failure was a full map; database_grow() may then help. It waits for the
 * transactions of other threads; the caller has none open. */
bool database_is_full(const struct database_txn *txn);
int database_grow(struct database *database, const char **why);

/* ANSWER_FOUND sets *value, ANSWER_NONE, or ANSWER_DOWN after an error. 'table' is an index into
 * tables. */
enum answer database_get(struct database_txn *txn, unsigned table, struct database_span key,
			 struct database_span *value);
void database_put(struct database_txn *txn, unsigned table, struct database_span key,
		  struct database_span value);
/* Absent keys are no error. */
void database_delete(struct database_txn *txn, unsigned table, struct database_span key);
uint64_t database_count(struct database_txn *txn, unsigned table);

/* Start at the first key >= 'from' (NULL bytes: the first). Use: open, while (next) ..., close. */
void database_cursor_open(struct database_txn *txn, unsigned table, struct database_span from,
			  struct database_cursor *cursor);
/* From the last key backwards. */
void database_cursor_open_last(struct database_txn *txn, unsigned table,
			       struct database_cursor *cursor);
bool database_cursor_next(struct database_cursor *cursor);
/* Remove the row the cursor stands on. */
void database_cursor_delete(struct database_cursor *cursor);
void database_cursor_close(struct database_cursor *cursor);

/* Everything committed so far to the disk, also when the database is not synced. */
int database_sync(struct database *database, const char **why);
/* Free slots of readers that died; returns how many. */
int database_check_readers(struct database *database);
/* Bytes in use and the present size of the map. */
void database_size(struct database *database, uint64_t *used, uint64_t *map);

#define DATABASE_STRING(string) ((struct database_span){(string), strlen(string)})

#endif
