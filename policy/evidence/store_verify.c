/* SPDX-License-Identifier: BSD-2-Clause */
/* store_verify - whether the evidence is what was written: the chain against the hits. */
#include "config.h"

#include <string.h>

#include "policy/evidence/chain.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/store.h"
#include "policy/evidence/store_open.h"

#define SLICE   512
#define BUCKETS 4096

/* A hit that differs from its link: a later link must account for it. */
struct doubt {
	struct doubt *next;
	unsigned char id[ROWS_ID];
	uint64_t sequence;
	bool settled;
};

struct audit {
	struct store *store;
	struct arena *arena;
	struct doubt *doubts[BUCKETS];
	struct chain_head at;   /* how far the chain was read */
	struct chain_head head; /* as the store says */
	uint64_t recorded, purged, stored;
	const char *problem;
	const unsigned char *anchor; /* a hash to look for, or NULL */
	bool anchored;
};

static struct doubt **
bucket_of(struct audit *audit, const unsigned char *id)
{
	return &audit->doubts[(id[ROWS_ID - 1] | (unsigned)id[ROWS_ID - 2] << 8) % BUCKETS];
}

static struct doubt *
find_doubt(struct audit *audit, const unsigned char *id)
{
	struct doubt *doubt = *bucket_of(audit, id);

	while (doubt != NULL && memcmp(doubt->id, id, ROWS_ID) != 0)
		doubt = doubt->next;
	return doubt;
}

static void
raise_doubt(struct audit *audit, const unsigned char *id)
{
	struct doubt *doubt = find_doubt(audit, id);

	if (doubt == NULL) {
		doubt = arena_zalloc(audit->arena, 1, sizeof(*doubt));
		memcpy(doubt->id, id, ROWS_ID);
		doubt->next = *bucket_of(audit, id);
		*bucket_of(audit, id) = doubt;
	}
	doubt->sequence = audit->at.sequence;
	doubt->settled = false;
}

static void
settle(struct audit *audit, const unsigned char *id)
{
	struct doubt *doubt = find_doubt(audit, id);

	if (doubt != NULL)
		doubt->settled = true;
}

static bool
is_stored(struct database_txn *txn, const struct chain_link *link)
{
	unsigned char digest[DIGEST_BYTES];
	struct database_span frame, bytes;

	if (database_get(txn, ROWS_HITS, (struct database_span){link->id, ROWS_ID}, &frame) !=
	    ANSWER_FOUND)
		return false;
	return rows_unframe(frame, &bytes, digest) &&
	       memcmp(digest, link->digest, DIGEST_BYTES) == 0;
}

static void
check_link(struct audit *audit, struct database_txn *txn, const struct chain_link *link)
{
	struct database_span ignored;

	switch (link->act) {
	case CHAIN_RECORDED:
		audit->recorded++;
		break;
	case CHAIN_AMENDED:
		break;
	case CHAIN_PURGED:
		audit->purged++;
		if (database_get(txn, ROWS_HITS, (struct database_span){link->id, ROWS_ID},
				 &ignored) == ANSWER_FOUND)
			raise_doubt(audit, link->id);
		else
			settle(audit, link->id);
		return;
	}
	if (is_stored(txn, link))
		settle(audit, link->id);
	else
		raise_doubt(audit, link->id);
}

static void
check_anchor(struct audit *audit)
{
	if (audit->anchor != NULL && memcmp(audit->at.hash, audit->anchor, DIGEST_BYTES) == 0)
		audit->anchored = true;
}

/* One slice of the chain in one transaction; false when there is no more to read. */
static bool
check_slice(struct audit *audit, struct database_txn *txn)
{
	struct chain_link link;
	int i;

	if (!chain_head(txn, &audit->head)) {
		audit->problem = "the head of the chain is damaged";
		return false;
	}
	for (i = 0; i < SLICE && audit->at.sequence < audit->head.sequence; i++) {
		if (!chain_next(txn, &audit->at, &link)) {
			audit->problem = arena_printf(
				audit->arena, "link %llu of the chain is missing or was changed",
				(unsigned long long)audit->at.sequence + 1);
			return false;
		}
		check_link(audit, txn, &link);
		check_anchor(audit);
	}
	audit->stored = database_count(txn, ROWS_HITS);
	return i == SLICE;
}

/* Links behind the head: somebody wrote the head anew. */
static void
check_end(struct audit *audit, struct database_txn *txn)
{
	if (audit->problem != NULL)
		return;
	if (memcmp(audit->at.hash, audit->head.hash, DIGEST_BYTES) != 0)
		audit->problem = "the head of the chain does not fit its last link";
	else if (database_count(txn, ROWS_CHAIN) != audit->head.sequence)
		audit->problem = "the chain has links behind its head";
}

static void
find_problem(struct audit *audit)
{
	const struct doubt *first = NULL, *doubt;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (doubt = audit->doubts[i]; doubt != NULL; doubt = doubt->next)
			if (!doubt->settled && (first == NULL || doubt->sequence < first->sequence))
				first = doubt;
	if (first != NULL)
		audit->problem =
			arena_printf(audit->arena, "hit %s (link %llu) was changed or removed",
				     digest_hex(audit->arena, first->id, ROWS_ID),
				     (unsigned long long)first->sequence);
	else if (audit->recorded - audit->purged != audit->stored)
		audit->problem =
			arena_printf(audit->arena, "%llu hits are stored, but the chain knows %llu",
				     (unsigned long long)audit->stored,
				     (unsigned long long)(audit->recorded - audit->purged));
}

static int
read_chain(struct audit *audit, const char **why)
{
	bool more = true;

	while (more) {
		struct database *database = store_open_enter(audit->store, why);
		struct database_txn txn;
		const char *problem;

		if (database == NULL)
			return -1;
		database_begin(database, false, &txn);
		more = check_slice(audit, &txn);
		if (!more)
			check_end(audit, &txn);
		problem = database_error(&txn);
		database_end(&txn);
		store_open_leave(audit->store);
		if (problem != NULL) {
			*why = problem;
			return -1;
		}
	}
	return 0;
}

int
store_verify(struct store *store, struct arena *arena, struct store_verification *out,
	     const char **why)
{
	struct audit *audit = arena_zalloc(arena, 1, sizeof(*audit));

	audit->store = store;
	audit->arena = arena;
	if (read_chain(audit, why) != 0)
		return -1;
	if (audit->problem == NULL)
		find_problem(audit);
	*out = (struct store_verification){
		.hits = audit->stored,
		.purged = audit->purged,
		.head = digest_hex(arena, audit->head.hash, DIGEST_BYTES),
		.problem = audit->problem,
	};
	return 0;
}

enum answer
store_has_anchor(struct store *store, const char *anchor, const char **why)
{
	struct arena *arena = arena_new();
	struct audit *audit = arena_zalloc(arena, 1, sizeof(*audit));
	enum answer answer = ANSWER_DOWN;
	unsigned char wanted[DIGEST_BYTES];

	audit->store = store;
	audit->arena = arena;
	audit->anchor = digest_read_hex(anchor, wanted, DIGEST_BYTES) ? wanted : NULL;
	check_anchor(audit); /* an export of an empty store */
	if (read_chain(audit, why) == 0)
		answer = audit->anchored ? ANSWER_FOUND : ANSWER_NONE;
	arena_free(arena);
	return answer;
}
