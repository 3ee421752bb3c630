/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * state - what is known of one identity, folded from its hits into one row.
 *
 * Risk, reviews and exports read this row and not the hits, so that an identity with a hundred
 * thousand hits costs what one with ten does. All hits fade at the same speed, so the order of
 * their weights never changes: the heaviest of each family are kept, and what is dropped would have
 * counted for less than a hundredth of its family.
 *
 * Who owns: everything is in the arena given. Threads: any. Fails: state_unpack() returns -1 with
 * *why for bytes that are no state.
 */
#ifndef POLICY_EVIDENCE_STATE_H
#define POLICY_EVIDENCE_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/evidence/hit.h"
#include "policy/evidence/rows.h"
#include "policy/risk/risk.h"

#define STATE_FAMILY_EVENTS 8 /* the ninth of a family weighs 2^-8 */
#define STATE_EVENTS_MOST   128
#define STATE_NAMES_MOST    20

struct state_event {
	unsigned char hit[ROWS_ID];
	struct risk_event event;
	const char *campaign;
};

/* A list of the newest distinct names, newest last. */
struct state_names {
	const char **items;
	size_t count;
};

struct state {
	struct identity identity; /* as of the newest hit */
	int64_t first_ms, last_ms;
	uint64_t hits;
	struct state_event *events;
	size_t event_count;
	struct state_names families, brands, lookalikes, techniques, campaigns, hit_ids;
};

int state_unpack(struct arena *arena, const void *bytes, size_t length, struct state *out,
		 const char **why);
void state_pack(struct arena *arena, const struct state *state, unsigned char **bytes,
		size_t *length);

/* Fold a new hit in. 'state' may be all zero. */
void state_add(struct arena *arena, struct state *state, const struct hit *hit,
	       const unsigned char id[ROWS_ID], int64_t half_life_ms);
/* A hit that is known turned out graver. */
void state_amend(struct state *state, const unsigned char id[ROWS_ID],
		 enum disposition disposition);

/* The risk today, and the impacts of the hits that still weigh (at most four half-lives old). */
void state_risk(struct arena *arena, const struct state *state, const struct conf_risk *conf,
		int64_t now_ms, struct risk_identity *out, unsigned *impacts);

#endif
