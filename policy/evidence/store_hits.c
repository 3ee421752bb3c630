/* SPDX-License-Identifier: BSD-2-Clause */
/* store_hits - the stored hits, oldest first, without holding a transaction over the caller. */
#include "config.h"

#include <string.h>

#include "policy/evidence/rows.h"
#include "policy/evidence/store.h"
#include "policy/evidence/slices.h"

#define CLOCK_SLACK (3600 * 1000) /* ids are of the commit, hits of the message */
#define DAMAGED_HIT "a stored hit is damaged; run lurewatch verify"

/* Where the walk of a query begins: its index, and the first id that may match. */
static void
start_query(struct slices *walk, struct arena *arena, const struct store_query *query)
{
	const char *name = query->identity != NULL ? query->identity : query->campaign;
	unsigned char first[ROWS_ID] = {0};

	if (query->since_ms > 0)
		rows_first_id(query->since_ms - CLOCK_SLACK, first);
	if (query->after != NULL)
		(void)rows_read_id(query->after, first);
	slices_start(walk, (struct database_span){first, ROWS_ID});
	if (name == NULL)
		return;
	walk->table = query->identity != NULL ? ROWS_BY_IDENTITY : ROWS_BY_CAMPAIGN;
	name = rows_name(arena, name);
	walk->prefix = rows_prefix(arena, name);
	slices_start(walk, rows_key(arena, name, first));
}

static bool
is_wanted(const struct store_query *query, const struct hit *hit)
{
	if (query->since_ms != 0 && hit->when_ms < query->since_ms)
		return false;
	if (query->until_ms != 0 && hit->when_ms >= query->until_ms)
		return false;
	if (query->after != NULL && strcmp(hit->id, query->after) <= 0)
		return false;
	if (query->campaign != NULL && strcmp(hit->campaign, query->campaign) != 0)
		return false;
	return query->queue_id == NULL || strcmp(hit->queue_id, query->queue_id) == 0;
}

static int
read_hit(struct arena *arena, struct database_span key, struct database_span frame, struct hit *out,
	 const char **why)
{
	unsigned char digest[DIGEST_BYTES];
	struct database_span bytes;

	if (!rows_unframe(frame, &bytes, digest) ||
	    hit_unpack(arena, bytes.bytes, bytes.length, out, why) != 0) {
		*why = DAMAGED_HIT;
		return -1;
	}
	out->id = digest_hex(arena, rows_key_id(key), ROWS_ID);
	return 0;
}

/* Hand a slice over: 1 to go on, 0 when the caller has enough, -1 with *why. */
static int
give_slice(struct slices *walk, const struct store_query *query, size_t *given,
	   bool (*each)(void *, const struct hit *), void *data)
{
	const char *why;
	size_t i;

	for (i = 0; i < walk->count; i++) {
		struct hit hit;

		if (walk->values[i].length == 0)
			continue; /* purged between index and hit */
		if (read_hit(walk->arena, walk->keys[i], walk->values[i], &hit, &why) != 0)
			return -1;
		if (!is_wanted(query, &hit))
			continue;
		(*given)++;
		if (!each(data, &hit) || (query->most != 0 && *given >= query->most))
			return 0;
	}
	return 1;
}

int
store_hits(struct store *store, const struct store_query *query,
	   bool (*each)(void *data, const struct hit *hit), void *data, const char **why)
{
	struct arena *arena = arena_new();
	struct slices *walk = slices_open(store, ROWS_HITS);
	size_t given = 0;
	int more;

	start_query(walk, arena, query);
	while ((more = slices_next(walk, why)) == 1) {
		more = give_slice(walk, query, &given, each, data);
		if (more < 0)
			*why = DAMAGED_HIT;
		if (more != 1)
			break;
	}
	slices_close(walk);
	arena_free(arena);
	return more < 0 ? -1 : 0;
}

enum answer
store_count_hits(struct store *store, const char *identity, int64_t since_ms, uint64_t *count,
		 const char **why)
{
	struct database *database = store_open_enter(store, why);
	struct database_cursor cursor;
	struct database_span prefix;
	unsigned char first[ROWS_ID];
	struct database_txn txn;
	const char *problem;
	struct arena *arena;
	uint64_t found = 0;

	if (database == NULL)
		return ANSWER_DOWN;
	arena = arena_new();
	prefix = rows_prefix(arena, rows_name(arena, identity));
	rows_first_id(since_ms, first);
	database_begin(database, false, &txn);
	database_cursor_open(&txn, ROWS_BY_IDENTITY,
			     rows_key(arena, rows_name(arena, identity), first), &cursor);
	while (database_cursor_next(&cursor) && rows_has_prefix(cursor.key, prefix))
		found++;
	database_cursor_close(&cursor);
	problem = database_error(&txn);
	database_end(&txn);
	store_open_leave(store);
	arena_free(arena);
	if (problem != NULL) {
		*why = problem;
		return ANSWER_DOWN;
	}
	*count = found;
	return found == 0 ? ANSWER_NONE : ANSWER_FOUND;
}
