/* SPDX-License-Identifier: BSD-2-Clause */
/* store_identities - identities by risk, and the review queue. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/evidence/reviews.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/state.h"
#include "policy/evidence/store.h"
#include "policy/evidence/slices.h"

static void
copy_events(struct arena *arena, const struct state *state, struct store_identity *out)
{
	size_t i;

	out->event_count = state->event_count;
	out->events = arena_zalloc(arena, state->event_count + 1, sizeof(*out->events));
	for (i = 0; i < state->event_count; i++)
		out->events[i] = state->events[i].event;
}

static void
fill_identity(struct arena *arena, const struct conf_risk *conf, const struct state *state,
	      int64_t now_ms, struct store_identity *out)
{
	struct risk_exposure exposure = risk_exposure_of(&state->identity);

	*out = (struct store_identity){
		.identity = state->identity,
		.first_ms = state->first_ms,
		.last_ms = state->last_ms,
		.families = state->families.items,
		.family_count = state->families.count,
		.brands = state->brands.items,
		.brand_count = state->brands.count,
		.lookalikes = state->lookalikes.items,
		.lookalike_count = state->lookalikes.count,
		.techniques = state->techniques.items,
		.technique_count = state->techniques.count,
		.hit_ids = state->hit_ids.items,
		.hit_id_count = state->hit_ids.count,
		.campaigns = state->campaigns.items,
		.campaign_count = state->campaigns.count,
		.hits = state->hits,
	};
	copy_events(arena, state, out);
	state_risk(arena, state, conf, now_ms, &out->risk, &out->impacts);
	out->review_count =
		risk_reviews(arena, conf, &exposure, identity_class_of(&state->identity),
			     &out->risk, out->impacts, false, &out->reviews);
}

/* The bytes of one row, copied. */
static enum answer
get_row(struct store *store, struct arena *arena, enum rows table, const char *name,
	struct database_span *out, const char **why)
{
	struct database *database = store_open_enter(store, why);
	struct database_span value;
	struct database_txn txn;
	enum answer answer;

	if (database == NULL)
		return ANSWER_DOWN;
	database_begin(database, false, &txn);
	answer = database_get(&txn, table, DATABASE_STRING(name), &value);
	if (answer == ANSWER_FOUND)
		*out = (struct database_span){arena_memdup(arena, value.bytes, value.length),
					      value.length};
	if (answer == ANSWER_DOWN)
		*why = database_error(&txn);
	database_end(&txn);
	store_open_leave(store);
	return answer;
}

enum answer
store_identity(struct store *store, struct arena *arena, const char *id, int64_t now_ms,
	       struct store_identity *out, const char **why)
{
	const char *name = rows_name(arena, id);
	struct database_span row;
	struct state state;
	enum answer answer = get_row(store, arena, ROWS_IDENTITIES, name, &row, why);

	if (answer == ANSWER_NONE && strchr(name, '@') != NULL) {
		name = text_lower(arena, name);
		answer = get_row(store, arena, ROWS_IDENTITIES, name, &row, why);
	}
	if (answer != ANSWER_FOUND)
		return answer;
	if (state_unpack(arena, row.bytes, row.length, &state, why) != 0)
		return ANSWER_DOWN;
	fill_identity(arena, &store->risk, &state, now_ms, out);
	out->name = name;
	return ANSWER_FOUND;
}

/* Enough of an identity to sort by. */
struct ranking {
	const char *name;
	int risk;
	int64_t last_ms;
};

static int
riskiest_first(const void *a, const void *b)
{
	const struct ranking *x = a, *y = b;

	if (x->risk != y->risk)
		return x->risk < y->risk ? 1 : -1;
	if (x->last_ms != y->last_ms)
		return x->last_ms < y->last_ms ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int
rank_slice(struct arena *arena, const struct slices *walk, int64_t now_ms, struct ranking *out,
	   const char **why)
{
	size_t i;

	for (i = 0; i < walk->count; i++) {
		struct risk_identity risk;
		struct state state;
		unsigned impacts;

		if (state_unpack(walk->arena, walk->values[i].bytes, walk->values[i].length, &state,
				 why) != 0)
			return -1;
		state_risk(walk->arena, &state, &walk->store->risk, now_ms, &risk, &impacts);
		out[i] = (struct ranking){.risk = risk.risk, .last_ms = state.last_ms};
		out[i].name = arena_memdup(arena, walk->keys[i].bytes, walk->keys[i].length);
	}
	return 0;
}

/* All identities, riskiest first. */
static int
rank_all(struct store *store, struct arena *arena, int64_t now_ms, struct ranking **out,
	 size_t *count, const char **why)
{
	struct slices *walk = slices_open(store, ROWS_IDENTITIES);
	struct ranking *all = NULL;
	size_t capacity = 0, used = 0;
	int more;

	while ((more = slices_next(walk, why)) == 1) {
		while (capacity < used + walk->count)
			all = arena_grow(arena, all, capacity, &capacity, sizeof(*all));
		more = rank_slice(arena, walk, now_ms, all + used, why);
		if (more != 0)
			break;
		used += walk->count;
	}
	slices_close(walk);
	if (more < 0)
		return -1;
	if (used != 0)
		qsort(all, used, sizeof(*all), riskiest_first);
	*out = all;
	*count = used;
	return 0;
}

int
store_top(struct store *store, struct arena *arena, int64_t now_ms, size_t most,
	  struct store_identity **out, size_t *count, const char **why)
{
	struct store_identity *list;
	struct ranking *ranking;
	size_t i, all, used = 0;

	if (rank_all(store, arena, now_ms, &ranking, &all, why) != 0)
		return -1;
	if (most != 0 && all > most)
		all = most;
	list = arena_zalloc(arena, all + 1, sizeof(*list));
	for (i = 0; i < all; i++)
		switch (store_identity(store, arena, ranking[i].name, now_ms, &list[used], why)) {
		case ANSWER_FOUND:
			used++;
			break;
		case ANSWER_NONE: /* erased meanwhile */
			break;
		case ANSWER_DOWN:
			return -1;
		}
	*out = list;
	*count = used;
	return 0;
}

static int
oldest_first(const void *a, const void *b)
{
	const struct store_review *x = a, *y = b;

	if (x->opened_ms != y->opened_ms)
		return x->opened_ms < y->opened_ms ? -1 : 1;
	return strcmp(x->id, y->id);
}

static int
count_held_back(struct store *store, uint64_t *held_back, const char **why)
{
	struct database *database = store_open_enter(store, why);
	struct database_txn txn;
	const char *problem;
	uint64_t held;

	if (database == NULL)
		return -1;
	database_begin(database, false, &txn);
	held = reviews_held_back(&txn);
	problem = database_error(&txn);
	database_end(&txn);
	store_open_leave(store);
	if (problem != NULL) {
		*why = problem;
		return -1;
	}
	*held_back = held;
	return 0;
}

int
store_reviews(struct store *store, struct arena *arena, bool open_only, struct store_review **out,
	      size_t *count, uint64_t *held_back, const char **why)
{
	struct slices *walk = slices_open(store, ROWS_REVIEWS);
	struct store_review *list = NULL;
	size_t capacity = 0, used = 0, i;
	int more;

	while ((more = slices_next(walk, why)) == 1)
		for (i = 0; i < walk->count; i++) {
			struct database_span row = {
				arena_memdup(arena, walk->values[i].bytes, walk->values[i].length),
				walk->values[i].length};

			list = arena_grow(arena, list, used, &capacity, sizeof(*list));
			if (reviews_read(arena, walk->keys[i], row, &list[used]) &&
			    (!open_only || list[used].state == REVIEW_OPEN))
				used++;
		}
	slices_close(walk);
	if (more < 0 || (held_back != NULL && count_held_back(store, held_back, why) != 0))
		return -1;
	if (used != 0)
		qsort(list, used, sizeof(*list), oldest_first);
	*out = list;
	*count = used;
	return 0;
}
