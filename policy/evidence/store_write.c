/* SPDX-License-Identifier: BSD-2-Clause */
/* store_write - what a hit changes in the store: one transaction for everybody who waits. */
#include "config.h"

#include "policy/evidence/store_write.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/evidence/chain.h"
#include "policy/evidence/reviews.h"
#include "policy/evidence/state.h"

#define DOMAINS_MOST 20
#define GROWTHS_MOST 32
#define READERS_US   (60 * 1000000LL)

/* All that one commit shares. */
struct batch {
	struct store *store;
	struct arena *arena;
	struct database_txn txn;
	struct chain_head head;
	unsigned char last[ROWS_ID];
	int64_t now_ms;
};

static struct database_span
span_of(const void *bytes, size_t length)
{
	return (struct database_span){bytes, length};
}

/* False when the chain has a head that makes no sense: writing on would hide that. */
static bool
begin(struct batch *batch, struct store *store, struct database *database)
{
	struct database_cursor cursor;
	bool sound;

	arena_reset(store->batch);
	*batch = (struct batch){.store = store, .arena = store->batch, .now_ms = clock_now_ms()};
	database_begin(database, true, &batch->txn);
	sound = chain_head(&batch->txn, &batch->head);
	database_cursor_open_last(&batch->txn, ROWS_HITS, &cursor);
	if (database_cursor_next(&cursor) && cursor.key.length == ROWS_ID)
		memcpy(batch->last, cursor.key.bytes, ROWS_ID);
	database_cursor_close(&cursor);
	return sound || batch->txn.code != 0;
}

/* The state of an identity; all zero when there is none or it cannot be read: it is derived. */
static void
load_state(struct batch *batch, const char *name, struct state *state)
{
	struct database_span value;
	const char *why;

	*state = (struct state){0};
	if (database_get(&batch->txn, ROWS_IDENTITIES, DATABASE_STRING(name), &value) ==
		    ANSWER_FOUND &&
	    state_unpack(batch->arena, value.bytes, value.length, state, &why) != 0)
		*state = (struct state){0};
}

static void
save_state(struct batch *batch, const char *name, const struct state *state)
{
	unsigned char *bytes;
	size_t length;

	state_pack(batch->arena, state, &bytes, &length);
	database_put(&batch->txn, ROWS_IDENTITIES, DATABASE_STRING(name), span_of(bytes, length));
}

static void
review(struct batch *batch, const struct store_write_hit *item, const struct state *state)
{
	struct reviews_cause cause = {
		.conf = &batch->store->risk,
		.state = state,
		.identity = item->identity,
		.campaign = item->hit->campaign == NULL ? "" : item->hit->campaign,
		.hit = item->id,
		.now_ms = batch->now_ms,
	};

	reviews_open(&batch->txn, batch->arena, &cause);
}

static void
put_index(struct batch *batch, enum rows table, const char *name, const unsigned char *id)
{
	if (name == NULL || name[0] == '\0')
		return;
	database_put(&batch->txn, table, rows_key(batch->arena, rows_name(batch->arena, name), id),
		     span_of("", 0));
}

static void
add_hit(struct batch *batch, struct store_write_hit *item)
{
	const struct hit *hit = item->hit;
	struct state state;
	size_t i;

	rows_next_id(batch->last, batch->now_ms, item->id);
	memcpy(batch->last, item->id, ROWS_ID);
	item->fresh = true;
	database_put(&batch->txn, ROWS_HITS, span_of(item->id, ROWS_ID), item->frame);
	put_index(batch, ROWS_BY_IDENTITY, item->identity, item->id);
	put_index(batch, ROWS_BY_CAMPAIGN, hit->campaign, item->id);
	for (i = 0; i < hit->link_domain_count && i < DOMAINS_MOST; i++)
		put_index(batch, ROWS_BY_DOMAIN, hit->link_domains[i], item->id);
	if (item->has_content)
		database_put(&batch->txn, ROWS_BY_CONTENT, span_of(item->content, DIGEST_BYTES),
			     span_of(item->id, ROWS_ID));
	chain_add(&batch->txn, &batch->head, CHAIN_RECORDED, item->id, item->digest);
	load_state(batch, item->identity, &state);
	state_add(batch->arena, &state, hit, item->id, batch->store->risk.half_life_ms);
	save_state(batch, item->identity, &state);
	review(batch, item, &state);
}

/* A hit that is known: only a graver disposition changes it. */
static void
amend_hit(struct batch *batch, const struct store_write_hit *item, struct database_span stored)
{
	unsigned char digest[DIGEST_BYTES], *packed;
	struct database_span bytes, frame;
	const char *name, *why;
	struct state state;
	struct hit known;
	size_t length;

	if (!rows_unframe(stored, &bytes, digest) ||
	    hit_unpack(batch->arena, bytes.bytes, bytes.length, &known, &why) != 0)
		return; /* 'verify' tells; a damaged row is not written over */
	if (disposition_gravity(item->hit->disposition) <= disposition_gravity(known.disposition))
		return;
	known.disposition = item->hit->disposition;
	hit_pack(batch->arena, &known, &packed, &length);
	frame = rows_frame(batch->arena, packed, length, digest);
	database_put(&batch->txn, ROWS_HITS, span_of(item->id, ROWS_ID), frame);
	chain_add(&batch->txn, &batch->head, CHAIN_AMENDED, item->id, digest);
	name = rows_identity(batch->arena, &known.identity, known.recipient);
	load_state(batch, name, &state);
	state_amend(&state, item->id, known.disposition);
	save_state(batch, name, &state);
}

static void
record(struct batch *batch, struct store_write_hit *item)
{
	struct database_span id, stored;

	item->fresh = false;
	if (item->has_content &&
	    database_get(&batch->txn, ROWS_BY_CONTENT, span_of(item->content, DIGEST_BYTES), &id) ==
		    ANSWER_FOUND &&
	    id.length == ROWS_ID &&
	    database_get(&batch->txn, ROWS_HITS, id, &stored) == ANSWER_FOUND) {
		memcpy(item->id, id.bytes, ROWS_ID);
		amend_hit(batch, item, stored);
		return;
	}
	add_hit(batch, item);
}

static void
perform(struct batch *batch, const struct store_write_task *task)
{
	size_t i;

	for (i = 0; i < task->count; i++)
		record(batch, &task->hits[i]);
}

/* One try: 0, -1 with *why, or 1 when the map was full. */
static int
write_once(struct store *store, struct database *database, struct committer_job *jobs,
	   const char **why)
{
	struct committer_job *job;
	struct batch batch;

	if (!begin(&batch, store, database)) {
		database_end(&batch.txn);
		*why = "the evidence chain is damaged; run lurewatch verify";
		return -1;
	}
	for (job = jobs; job != NULL; job = job->next)
		perform(&batch, job->data);
	if (database_commit(&batch.txn, why) == 0)
		return 0;
	return database_is_full(&batch.txn) ? 1 : -1;
}

static int
write_all(struct store *store, struct committer_job *jobs, const char **why)
{
	struct database *database = store_open_enter(store, why);
	const char *ignored;
	int code = 1, growths;

	if (database == NULL)
		return -1;
	for (growths = 0; code == 1 && growths < GROWTHS_MOST; growths++) {
		code = write_once(store, database, jobs, why);
		if (code != 1)
			break;
		(void)database_check_readers(database); /* a dead one holds on to free pages */
		if (database_grow(database, &ignored) != 0) {
			*why = "the evidence store is full; raise evidence.size_most or purge";
			break;
		}
	}
	store_open_leave(store);
	return code;
}

/* Readers that died would keep old pages in use (reliability.md section 4, rule 5). */
static void
check_readers(struct store *store)
{
	int64_t now_us = clock_monotonic_us();

	if (store->database == NULL || now_us - store->readers_checked_us < READERS_US)
		return;
	store->readers_checked_us = now_us;
	(void)database_check_readers(store->database);
}

void
store_write(void *context, struct committer_job *jobs)
{
	struct store *store = context;
	const char *why = "not written";
	struct committer_job *job;
	int code = write_all(store, jobs, &why);

	check_readers(store);
	if (code < 0)
		store_open_again(store);
	for (job = jobs; job != NULL; job = job->next) {
		job->result = code == 0 ? 0 : -1;
		job->why = why;
	}
}
