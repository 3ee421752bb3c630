/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * probe - one host under the look-alike checks, and what it is charged with so far.
 *
 * Private to policy/lookalike/. Who owns: strings are in the arena given or in the index. Threads:
 * one at a time for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_PROBE_H
#define POLICY_LOOKALIKE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/lookalike/claims.h"
#include "policy/lookalike/index.h"

#define PROBE_SHORT       4   /* a label this short accuses only with a claim */
#define PROBE_SUFFIX_COST 0.4 /* the label typed wrong and another suffix: costs add up (H16) */

struct probe {
	const struct index *index;
	struct arena *arena;
	const struct host *host;
	struct claims *claims; /* of the message; NULL: any brand may be claimed */
	struct index_place place;
	const char *label;  /* of the registrable name, Unicode */
	const char *strong; /* its skeleton */
	const char *suffix;
	bool ascii;
	struct lookalike_match *out;
};

struct probe_charge {
	enum finding_kind kind;
	const struct index_label *label;
	const char *target; /* NULL: the label's own */
	double cost;
	bool needs_claim;
	bool loose; /* so weak that a mention of the brand is no claim */
	const char *why;
};

/* Whether a charge that needs a claim for 'label' has it. */
bool probe_is_claimed(const struct probe *probe, const struct index_label *label, bool loose);
/* The first charge that stands alone wins. One that needs a claim gives way to it, and to one that
 * imitates the organisation itself; without the claim it is none. */
void probe_accuse(struct probe *probe, const struct probe_charge *charge);
/* A charge stands that needs no claim. */
bool probe_is_settled(const struct probe *probe);
/* Whether the owner holds 'label' under 'suffix'. */
bool probe_holds_suffix(const struct index_label *label, const char *suffix);

#endif
