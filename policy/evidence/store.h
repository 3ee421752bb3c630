/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store - the evidence: hits, the risk of identities, reviews, cursors. The truth, synced on every
 * commit.
 *
 * One writer thread does all writing of a process and commits everybody who waits at once;
 * store_record() returns when the hits are on disk (design.md promise 1). A message seen twice is
 * one hit by its content key and recipient. Each hit carries the hash of the one before it.
 *
 * Who owns: results are in the arena given. Threads: any. Fails: -1 with *why (in the arena or
 * static).
 */
#ifndef POLICY_EVIDENCE_STORE_H
#define POLICY_EVIDENCE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/conf/conf.h"
#include "policy/evidence/hit.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/* 'state' is the state folder; the store lives in state/evidence. STORE_WRITE starts the writer
 * thread. */
struct store *store_open(struct arena *arena, const char *state, const struct conf *conf,
			 enum store_mode mode, const char **why);
/* Hits of 'identity' since 'since_ms'; NONE sets *count to 0. */
enum answer store_count_hits(struct store *store, const char *identity, int64_t since_ms,
			     uint64_t *count, const char **why);
/* Stops the writer after what waits was committed. Takes NULL. */
void store_close(struct store *store);
/* Reviews of hits recorded from now on follow 'risk': settings were reloaded. For the process that
 * writes; what reads meanwhile may see either. */
void store_follow(struct store *store, const struct conf_risk *risk);

/*
 * Record the hits of one message and wait until they are durable. Sets each hit's id; '*fresh' (may
 * be NULL) is how many were new: a hit whose content key and recipient are known is not stored
 * again, but a graver disposition is kept.
 */
int store_record(struct store *store, struct hit *hits, size_t count, size_t *fresh,
		 const char **why);

/*
 * How long the writer has been at its present commit, in microseconds; 0 when it rests. A watchdog
 * asks it: a disk that does not come back holds up every hit.
 */
int64_t store_busy_us(struct store *store);

struct store_query {
	int64_t since_ms, until_ms;                 /* 0: open */
	const char *identity, *campaign, *queue_id; /* NULL: any */
	size_t most;                                /* 0: all */
	const char *after; /* only hits recorded after the one of this id; NULL: from the first */
};
/* Calls 'each' for every hit, oldest first, outside any transaction; stops when it returns false.
 */
int store_hits(struct store *store, const struct store_query *query,
	       bool (*each)(void *data, const struct hit *hit), void *data, const char **why);

struct store_identity {
	struct identity identity; /* as of its newest hit */
	struct risk_identity risk;
	struct risk_event *events;
	size_t event_count;
	int64_t first_ms, last_ms;
	unsigned impacts;
	const char **families;
	size_t family_count;
	const char **brands, **lookalikes, **techniques, **hit_ids, **campaigns;
	size_t brand_count, lookalike_count, technique_count, hit_id_count, campaign_count;
	struct risk_review *reviews;
	size_t review_count;
	const char *name; /* what it is filed under: its id, or its address */
	uint64_t hits;    /* in all; events are those that still weigh, hit_ids the newest */
};
/* One identity with its risk at 'now_ms'; ANSWER_NONE when it has no hit. 'id' is an identity id,
 * or an address for unknown ones. */
enum answer store_identity(struct store *store, struct arena *arena, const char *id, int64_t now_ms,
			   struct store_identity *out, const char **why);
/* All identities with hits, highest risk first; 'most' 0 is all. */
int store_top(struct store *store, struct arena *arena, int64_t now_ms, size_t most,
	      struct store_identity **out, size_t *count, const char **why);

enum review_state { REVIEW_OPEN, REVIEW_ACKNOWLEDGED, REVIEW_CLOSED };
struct store_review {
	const char *id; /* stable: identity, kind, campaign */
	const char *identity_id, *identity_mail, *campaign;
	enum identity_class class;
	enum review_kind kind;
	enum review_state state;
	int64_t opened_ms, changed_ms;
	int risk;
	const char *reason;
	const char **hit_ids;
	size_t hit_id_count;
};
int store_reviews(struct store *store, struct arena *arena, bool open_only,
		  struct store_review **out, size_t *count, uint64_t *held_back, const char **why);

struct store_verification {
	uint64_t hits, purged;
	const char *head;    /* hex of the chain head */
	const char *problem; /* NULL: all is well */
};
int store_verify(struct store *store, struct arena *arena, struct store_verification *out,
		 const char **why);
/* Whether the chain holds 'anchor', a head that was noted elsewhere (in a manifest): NONE tells
 * that the end was cut off or written anew since. */
enum answer store_has_anchor(struct store *store, const char *anchor, const char **why);

#endif
