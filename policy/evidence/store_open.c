/* SPDX-License-Identifier: BSD-2-Clause */
/* store_open - the evidence environment: opened, checked, reopened after a fault, made to grow. */
#include "config.h"

#include "policy/evidence/store_open.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/file.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/store_write.h"

#define MAP_FIRST   (64ULL * 1024 * 1024)
#define SCHEMA_NAME "schema"

/* LMDB needs locks and a page cache that are shared: not on a network (lmdb.h caveats). */
static int
check_filesystem(struct arena *arena, const char *folder, const char **why)
{
	if (!file_is_remote(folder))
		return 0;
	*why = arena_printf(arena, "%s: the evidence store must be on a local disk", folder);
	return -1;
}

static int
open_database(struct arena *arena, const struct store *store, struct database **out,
	      const char **why)
{
	struct database_settings settings = {.folder = store->folder,
					     .tables = rows_tables,
					     .map_bytes = MAP_FIRST,
					     .most_bytes = store->size_most,
					     .read_only = store->mode == STORE_READ,
					     .synced = true};

	if (settings.map_bytes > settings.most_bytes)
		settings.map_bytes = settings.most_bytes;
	return database_open(arena, &settings, out, why);
}

/* 0 when the schema is ours, 1 when there is none yet. */
static int
read_schema(struct arena *arena, struct store *store, const char **why)
{
	struct database_span value = {"", 0};
	struct database_txn txn;
	enum answer answer;
	long schema = 0;

	database_begin(store->database, false, &txn);
	answer = database_get(&txn, ROWS_META, DATABASE_STRING(SCHEMA_NAME), &value);
	if (answer == ANSWER_FOUND)
		schema = strtol(arena_memdup(arena, value.bytes, value.length), NULL, 10);
	if (answer == ANSWER_DOWN)
		*why = arena_printf(arena, "%s: %s", store->folder, database_error(&txn));
	database_end(&txn);
	if (answer == ANSWER_DOWN)
		return -1;
	if (schema > STORE_SCHEMA) {
		*why = arena_printf(arena,
				    "%s: written by a newer lurewatch (schema %ld, this one knows "
				    "%d); use that version",
				    store->folder, schema, STORE_SCHEMA);
		return -1;
	}
	return schema == STORE_SCHEMA ? 0 : 1;
}

static int
write_schema(struct arena *arena, struct store *store, const char **why)
{
	char *schema = arena_printf(arena, "%d", STORE_SCHEMA);
	struct database_txn txn;

	database_begin(store->database, true, &txn);
	database_put(&txn, ROWS_META, DATABASE_STRING(SCHEMA_NAME), DATABASE_STRING(schema));
	return database_commit(&txn, why);
}

static int
check_schema(struct arena *arena, struct store *store, const char **why)
{
	int absent = read_schema(arena, store, why);

	if (absent <= 0)
		return absent;
	if (store->mode == STORE_WRITE)
		return write_schema(arena, store, why);
	*why = arena_printf(arena, "%s: not an evidence store", store->folder);
	return -1;
}

static int
open_folder(struct arena *arena, struct store *store, const char *state, const char **why)
{
	if (store->mode == STORE_WRITE) {
		if (file_make_folder(arena, state, 0700, why) != 0)
			return -1;
	} else if (access(store->folder, F_OK) != 0 && errno == ENOENT) {
		*why = arena_printf(arena,
				    "%s: no evidence yet; the daemon or scan --record makes it",
				    store->folder);
		return -1;
	}
	if (check_filesystem(arena, state, why) != 0 ||
	    open_database(arena, store, &store->database, why) != 0)
		return -1;
	if (store->mode == STORE_WRITE && (file_sync_folder(arena, store->folder, why) != 0 ||
					   file_sync_folder(arena, state, why) != 0))
		return -1;
	return check_schema(arena, store, why);
}

struct store *
store_open(struct arena *arena, const char *state, const struct conf *conf, enum store_mode mode,
	   const char **why)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL) {
		*why = "no memory";
		return NULL;
	}
	(void)pthread_rwlock_init(&store->gate, NULL);
	store->batch = arena_new();
	store->mode = mode;
	store->risk = conf->risk;
	store->size_most = (uint64_t)conf->evidence.size_most;
	store->folder = strdup(arena_printf(arena, "%s/evidence", state));
	if (store->folder == NULL || open_folder(arena, store, state, why) != 0) {
		store_close(store);
		return NULL;
	}
	if (mode == STORE_WRITE)
		store->committer =
			committer_open(store_write, store, (size_t)conf->evidence.queue_most, why);
	if (mode == STORE_WRITE && store->committer == NULL) {
		store_close(store);
		return NULL;
	}
	return store;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	committer_close(store->committer);
	database_close(store->database);
	arena_free(store->batch);
	(void)pthread_rwlock_destroy(&store->gate);
	free(store->folder);
	free(store);
}

void
store_follow(struct store *store, const struct conf_risk *risk)
{
	(void)pthread_rwlock_wrlock(&store->gate);
	store->risk = *risk;
	(void)pthread_rwlock_unlock(&store->gate);
}

struct database *
store_open_enter(struct store *store, const char **why)
{
	(void)pthread_rwlock_rdlock(&store->gate);
	if (store->database != NULL)
		return store->database;
	(void)pthread_rwlock_unlock(&store->gate);
	*why = "the evidence store is closed after a fault; see the log";
	return NULL;
}

void
store_open_leave(struct store *store)
{
	(void)pthread_rwlock_unlock(&store->gate);
}

void
store_open_again(struct store *store)
{
	struct arena *arena = arena_new();
	struct database *fresh = NULL;
	const char *ignored;

	(void)pthread_rwlock_wrlock(&store->gate);
	database_close(store->database);
	store->database = NULL;
	if (open_database(arena, store, &fresh, &ignored) == 0)
		store->database = fresh;
	(void)pthread_rwlock_unlock(&store->gate);
	arena_free(arena);
}
