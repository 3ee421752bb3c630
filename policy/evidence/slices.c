/* SPDX-License-Identifier: BSD-2-Clause */
/* slices - a walk over a table of the store in slices, so that no reader holds a transaction for
 * long. */
#include "config.h"

#include "policy/evidence/slices.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct slices *
slices_open(struct store *store, enum rows table)
{
	struct arena *arena = arena_new(), *own = arena_new();
	struct slices *walk = arena_zalloc(own, 1, sizeof(*walk));

	walk->own = own;
	walk->arena = arena;
	walk->store = store;
	walk->table = table;
	return walk;
}

void
slices_close(struct slices *walk)
{
	if (walk == NULL)
		return;
	arena_free(walk->arena);
	arena_free(walk->own);
}

void
slices_start(struct slices *walk, struct database_span key)
{
	assert(key.length <= SLICES_KEY_MOST);
	memcpy(walk->at, key.bytes, key.length);
	walk->at_length = key.length;
}

static struct database_span
copy_span(struct arena *arena, struct database_span span)
{
	return (struct database_span){arena_memdup(arena, span.bytes, span.length), span.length};
}

/* The next slice starts behind the last key of this one: the key and a zero byte. */
static void
move_on(struct slices *walk, struct database_span last)
{
	memcpy(walk->at, last.bytes, last.length);
	walk->at[last.length] = 0;
	walk->at_length = last.length + 1;
}

/* An index row stands for its hit. */
static struct database_span
value_of(struct database_txn *txn, const struct slices *walk, const struct database_cursor *cursor)
{
	const unsigned char *id = rows_key_id(cursor->key);
	struct database_span value = {"", 0};

	if (walk->table != ROWS_BY_IDENTITY && walk->table != ROWS_BY_CAMPAIGN)
		return cursor->value;
	if (id != NULL)
		(void)database_get(txn, ROWS_HITS, (struct database_span){id, ROWS_ID}, &value);
	return value;
}

static void
fill_slice(struct slices *walk, struct database_txn *txn)
{
	struct database_span from = {walk->at, walk->at_length};
	struct database_cursor cursor;

	database_cursor_open(txn, walk->table, from, &cursor);
	while (walk->count < SLICES_ROWS && database_cursor_next(&cursor)) {
		if (cursor.key.length > SLICES_KEY_MOST ||
		    !rows_has_prefix(cursor.key, walk->prefix))
			break;
		walk->keys[walk->count] = copy_span(walk->arena, cursor.key);
		walk->values[walk->count] = copy_span(walk->arena, value_of(txn, walk, &cursor));
		walk->count++;
	}
	database_cursor_close(&cursor);
}

int
slices_next(struct slices *walk, const char **why)
{
	struct database *database;
	struct database_txn txn;
	const char *problem;

	arena_reset(walk->arena);
	walk->count = 0;
	if (walk->ended)
		return 0;
	database = store_open_enter(walk->store, why);
	if (database == NULL)
		return -1;
	database_begin(database, false, &txn);
	fill_slice(walk, &txn);
	problem = database_error(&txn);
	database_end(&txn);
	store_open_leave(walk->store);
	if (problem != NULL) {
		*why = problem;
		return -1;
	}
	walk->ended = walk->count < SLICES_ROWS;
	if (walk->count != 0)
		move_on(walk, walk->keys[walk->count - 1]);
	return walk->count != 0;
}
