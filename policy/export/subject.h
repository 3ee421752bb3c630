/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * subject - one identity as IAM gets it: the columns of identities-full.csv, in their frozen order.
 *
 * Risk comes from the evidence, attributes from the directory as it is now and, where it no longer
 * knows the identity, from the newest hit. The score is given in steps of SUBJECT_STEP, so that
 * fading does not change every row every night.
 *
 * Who owns: the arena given. Threads: any. Fails: never.
 */
#ifndef POLICY_EXPORT_SUBJECT_H
#define POLICY_EXPORT_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/evidence/store.h"

#define SUBJECT_STEP 50 /* every level begins at a multiple unless settings say otherwise */

enum subject_column {
	SUBJECT_ID,
	SUBJECT_ID_TYPE,
	SUBJECT_DIRECTORY,
	SUBJECT_KIND,
	SUBJECT_ACCOUNT,
	SUBJECT_MAIL,
	SUBJECT_DN,
	SUBJECT_STATUS,
	SUBJECT_TIER,
	SUBJECT_TIER_VIA,
	SUBJECT_OWNER_ID,
	SUBJECT_OWNER_MAIL,
	SUBJECT_OWNER_STATE,
	SUBJECT_DELEGATES,
	SUBJECT_LEVEL,
	SUBJECT_SCORE,
	SUBJECT_HITS_30D,
	SUBJECT_FIRST_SEEN,
	SUBJECT_LAST_SEEN,
	SUBJECT_REASONS,
	SUBJECT_LOOKALIKES,
	SUBJECT_IMPERSONATED,
	SUBJECT_TECHNIQUES,
	SUBJECT_NHI_RISKS,
	SUBJECT_ACTIONS,
	SUBJECT_EVIDENCE,
	SUBJECT_CHANGED, /* last, for a row is compared without it */
	SUBJECT_COLUMNS
};
/* Names as in the head of the file; SUBJECT_COLUMNS of them. */
extern const char *const subject_names[];

/* What is known of an identity, before it becomes cells. */
struct subject_facts {
	const struct store_identity *evidence;
	struct identity identity; /* as of now, or of its newest hit */
	bool gone;                /* the directory no longer knows it */
	bool by_address;          /* filed under an address: the directory never knew it */
	uint64_t hits_30d;
};

struct subject {
	struct subject_facts facts;
	int score;
	const char **nhi_risks; /* OWASP NHI Top 10 */
	size_t nhi_risk_count;
	const char **actions;
	size_t action_count;
	int64_t changed_ms;
	const char *cells[SUBJECT_COLUMNS];
	bool changed; /* against the run before */
	bool cleared; /* its level became none since */
};

/* The cell of column SUBJECT_ID. */
const char *subject_key(struct arena *arena, const struct store_identity *evidence, bool guard);
void subject_fill(struct arena *arena, const struct subject_facts *facts, bool guard,
		  struct subject *out);
/* Set what depends on when its state last changed. */
void subject_stamp(struct arena *arena, struct subject *subject, int64_t changed_ms);

#endif
