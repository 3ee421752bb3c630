/* SPDX-License-Identifier: BSD-2-Clause */
/* database - one LMDB environment and its transactions: the only place that knows lmdb.h. */
#include "config.h"

#include "policy/base/database.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lmdb.h>

#include "policy/base/file.h"

#define READERS_MOST 2048

struct database {
	MDB_env *env;
	MDB_dbi tables[DATABASE_TABLES_MOST];
	uint64_t most_bytes;
	/* Read-held by every transaction: the map is moved only while none is open (lmdb.h). */
	pthread_rwlock_t gate;
};

/* A cursor starts at a key, at the end, or is already moving. */
enum cursor_state { CURSOR_AT, CURSOR_LAST, CURSOR_FORWARD, CURSOR_BACKWARD };

struct walk {
	MDB_cursor *cursor;
	enum cursor_state state;
};

static MDB_val
to_val(struct database_span span)
{
	union {
		const void *constant;
		void *plain;
	} bytes = {.constant =
			   span.bytes}; /* LMDB's API is not const-correct; it never writes here */

	return (MDB_val){.mv_size = span.length, .mv_data = bytes.plain};
}

static struct database_span
to_span(MDB_val val)
{
	return (struct database_span){.bytes = val.mv_data, .length = val.mv_size};
}

static void
remember(struct database_txn *txn, int code)
{
	if (txn->code == 0)
		txn->code = code;
}

static int
open_tables(struct database *database, const struct database_settings *settings)
{
	unsigned flags = settings->read_only ? 0 : MDB_CREATE;
	MDB_txn *txn = NULL;
	size_t i;
	int code;

	code = mdb_txn_begin(database->env, NULL, settings->read_only ? MDB_RDONLY : 0, &txn);
	if (code != 0)
		return code;
	for (i = 0; code == 0 && settings->tables[i] != NULL; i++)
		code = mdb_dbi_open(txn, settings->tables[i], flags, &database->tables[i]);
	if (code != 0) {
		mdb_txn_abort(txn);
		return code;
	}
	return mdb_txn_commit(txn);
}

/* 0.9.24 opens data.mdb without O_CLOEXEC. */
static void
close_on_exec(MDB_env *env)
{
	int fd;

	if (mdb_env_get_fd(env, &fd) == 0)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int
open_env(struct database *database, const struct database_settings *settings)
{
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
	int code;

	if (settings->read_only)
		flags |= MDB_RDONLY;
	if (!settings->synced)
		flags |= MDB_NOSYNC;
	code = mdb_env_create(&database->env);
	if (code == 0)
		code = mdb_env_set_maxdbs(database->env, DATABASE_TABLES_MOST);
	if (code == 0)
		code = mdb_env_set_maxreaders(database->env, READERS_MOST);
	if (code == 0)
		code = mdb_env_set_mapsize(database->env, settings->map_bytes);
	if (code == 0)
		code = mdb_env_open(database->env, settings->folder, flags, 0600);
	if (code == 0)
		close_on_exec(database->env);
	return code;
}

int
database_open(struct arena *arena, const struct database_settings *settings, struct database **out,
	      const char **why)
{
	struct database *database;
	int code, dead;

	if (!settings->read_only && file_make_folder(arena, settings->folder, 0700, why) != 0)
		return -1;
	database = calloc(1, sizeof(*database));
	if (database == NULL) {
		*why = "no memory";
		return -1;
	}
	database->most_bytes = settings->most_bytes;
	(void)pthread_rwlock_init(&database->gate, NULL);
	code = open_env(database, settings);
	if (code == 0)
		code = open_tables(database, settings);
	if (code != 0) {
		*why = arena_printf(arena, "%s: %s", settings->folder, mdb_strerror(code));
		database_close(database);
		return -1;
	}
	(void)mdb_reader_check(database->env, &dead);
	*out = database;
	return 0;
}

void
database_close(struct database *database)
{
	if (database == NULL)
		return;
	if (database->env != NULL)
		mdb_env_close(database->env);
	(void)pthread_rwlock_destroy(&database->gate);
	free(database);
}

static int
resize(struct database *database, uint64_t bytes)
{
	int code;

	(void)pthread_rwlock_wrlock(&database->gate);
	code = mdb_env_set_mapsize(database->env, bytes);
	(void)pthread_rwlock_unlock(&database->gate);
	return code;
}

static int
enter(struct database *database, unsigned flags, MDB_txn **handle)
{
	int code;

	(void)pthread_rwlock_rdlock(&database->gate);
	code = mdb_txn_begin(database->env, NULL, flags, handle);
	if (code != 0)
		(void)pthread_rwlock_unlock(&database->gate);
	return code;
}

void
database_begin(struct database *database, bool writing, struct database_txn *txn)
{
	unsigned flags = writing ? 0 : MDB_RDONLY;
	MDB_txn *handle = NULL;
	int code = enter(database, flags, &handle);

	if (code == MDB_MAP_RESIZED) { /* another process grew the map */
		(void)resize(database, 0);
		code = enter(database, flags, &handle);
	}
	*txn = (struct database_txn){.database = database,
				     .handle = code == 0 ? handle : NULL,
				     .code = code,
				     .writing = writing};
}

int
database_commit(struct database_txn *txn, const char **why)
{
	if (txn->code == 0) {
		txn->code = mdb_txn_commit(txn->handle);
		txn->handle = NULL;
		(void)pthread_rwlock_unlock(&txn->database->gate);
	}
	database_end(txn);
	if (txn->code == 0)
		return 0;
	*why = mdb_strerror(txn->code);
	return -1;
}

void
database_end(struct database_txn *txn)
{
	if (txn->handle == NULL)
		return;
	mdb_txn_abort(txn->handle);
	txn->handle = NULL;
	(void)pthread_rwlock_unlock(&txn->database->gate);
}

const char *
database_error(const struct database_txn *txn)
{
	return txn->code == 0 ? NULL : mdb_strerror(txn->code);
}

bool
database_is_full(const struct database_txn *txn)
{
	return txn->code == MDB_MAP_FULL;
}

int
database_grow(struct database *database, const char **why)
{
	uint64_t used, map, wanted;
	int code;

	database_size(database, &used, &map);
	wanted = map > database->most_bytes / 2 ? database->most_bytes : map * 2;
	if (wanted <= map) {
		*why = "the store has reached its largest size";
		return -1;
	}
	code = resize(database, wanted);
	if (code != 0)
		*why = mdb_strerror(code);
	return code == 0 ? 0 : -1;
}

enum answer
database_get(struct database_txn *txn, unsigned table, struct database_span key,
	     struct database_span *value)
{
	MDB_val wanted = to_val(key), got;
	int code;

	if (txn->code != 0)
		return ANSWER_DOWN;
	if (key.length == 0 || key.length > 511)
		return ANSWER_NONE;
	code = mdb_get(txn->handle, txn->database->tables[table], &wanted, &got);
	if (code == MDB_NOTFOUND)
		return ANSWER_NONE;
	remember(txn, code);
	if (code != 0)
		return ANSWER_DOWN;
	*value = to_span(got);
	return ANSWER_FOUND;
}

void
database_put(struct database_txn *txn, unsigned table, struct database_span key,
	     struct database_span value)
{
	MDB_val name = to_val(key), data = to_val(value);

	if (txn->code == 0)
		remember(txn, mdb_put(txn->handle, txn->database->tables[table], &name, &data, 0));
}

void
database_delete(struct database_txn *txn, unsigned table, struct database_span key)
{
	MDB_val name = to_val(key);
	int code;

	if (txn->code != 0)
		return;
	code = mdb_del(txn->handle, txn->database->tables[table], &name, NULL);
	remember(txn, code == MDB_NOTFOUND ? 0 : code);
}

uint64_t
database_count(struct database_txn *txn, unsigned table)
{
	MDB_stat about = {0};

	if (txn->code == 0)
		remember(txn, mdb_stat(txn->handle, txn->database->tables[table], &about));
	return about.ms_entries;
}

static void
open_walk(struct database_txn *txn, unsigned table, enum cursor_state state,
	  struct database_cursor *cursor)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	int code = walk == NULL ? ENOMEM : txn->code;

	*cursor = (struct database_cursor){.txn = txn, .handle = walk};
	if (code == 0)
		code = mdb_cursor_open(txn->handle, txn->database->tables[table], &walk->cursor);
	if (walk != NULL)
		walk->state = state;
	remember(txn, code);
}

void
database_cursor_open(struct database_txn *txn, unsigned table, struct database_span from,
		     struct database_cursor *cursor)
{
	open_walk(txn, table, CURSOR_AT, cursor);
	cursor->key = from;
}

void
database_cursor_open_last(struct database_txn *txn, unsigned table, struct database_cursor *cursor)
{
	open_walk(txn, table, CURSOR_LAST, cursor);
}

static MDB_cursor_op
step(struct walk *walk, const struct database_cursor *cursor)
{
	switch (walk->state) {
	case CURSOR_AT:
		walk->state = CURSOR_FORWARD;
		return cursor->key.length == 0 ? MDB_FIRST : MDB_SET_RANGE;
	case CURSOR_LAST:
		walk->state = CURSOR_BACKWARD;
		return MDB_LAST;
	case CURSOR_FORWARD:
		return MDB_NEXT;
	case CURSOR_BACKWARD:
		return MDB_PREV;
	}
	abort();
}

bool
database_cursor_next(struct database_cursor *cursor)
{
	struct walk *walk = cursor->handle;
	MDB_val key = to_val(cursor->key), value;
	int code;

	if (cursor->txn->code != 0)
		return false;
	code = mdb_cursor_get(walk->cursor, &key, &value, step(walk, cursor));
	if (code != 0) {
		remember(cursor->txn, code == MDB_NOTFOUND ? 0 : code);
		return false;
	}
	cursor->key = to_span(key);
	cursor->value = to_span(value);
	return true;
}

void
database_cursor_delete(struct database_cursor *cursor)
{
	struct walk *walk = cursor->handle;

	if (cursor->txn->code == 0)
		remember(cursor->txn, mdb_cursor_del(walk->cursor, 0));
}

void
database_cursor_close(struct database_cursor *cursor)
{
	struct walk *walk = cursor->handle;

	if (walk != NULL && walk->cursor != NULL)
		mdb_cursor_close(walk->cursor);
	free(walk);
	cursor->handle = NULL;
}

int
database_sync(struct database *database, const char **why)
{
	int code = mdb_env_sync(database->env, 1);

	if (code != 0)
		*why = mdb_strerror(code);
	return code == 0 ? 0 : -1;
}

int
database_check_readers(struct database *database)
{
	int dead = 0;

	(void)mdb_reader_check(database->env, &dead);
	return dead;
}

void
database_size(struct database *database, uint64_t *used, uint64_t *map)
{
	MDB_envinfo info = {0};
	MDB_stat about = {0};

	/* Both read the map, which another thread may be moving. */
	(void)pthread_rwlock_rdlock(&database->gate);
	(void)mdb_env_info(database->env, &info);
	(void)mdb_env_stat(database->env, &about);
	(void)pthread_rwlock_unlock(&database->gate);
	*used = ((uint64_t)info.me_last_pgno + 1) * about.ms_psize;
	*map = info.me_mapsize;
}
