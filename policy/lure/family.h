/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * family - the file of one lure family: what is asked for, and the words that ask.
 *
 * One keyword and its value a line; '#' begins a comment line:
 *
 *	family    password-expiry
 *	sentence  says that a password expires and asks to keep or renew it
 *	impact    password
 *	weight    300            points of a full-strength hit, 1 to 500
 *	negation-costs 30        strength that one negation takes away, 0 to 100
 *	needs     time           a group that must be there besides object and action
 *	language  en             of the cues below
 *	object    your (mailbox |account )?password
 *	action    keep (your|my|the) (current|same) password
 *
 * Groups are object, action, time, authority, cta, negation and role. Three families hold cues for
 * other ends and no weight: "every" (its cues count in each family), "roles" (names that outside
 * senders give themselves) and "accounts" (what mail of account services speaks of).
 *
 * Who owns: everything is in the arena. Threads: any. Fails: -1 with *why "file:line: reason".
 */
#ifndef POLICY_LURE_FAMILY_H
#define POLICY_LURE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/lure/cue.h"
#include "policy/mail/finding.h"

#define FAMILY_FILE_MOST (256 * 1024)
#define FAMILY_CUES_MOST 2000

struct family_cue {
	enum cue_group group;
	const char *language;
	const char *phrase; /* as folded text */
	struct cue cue;
	unsigned line;
};

struct family {
	const char *file;
	const char *name, *sentence;
	enum impact impact;
	int weight;         /* 0 for the three helpers */
	int negation_costs; /* strength, of 100 */
	unsigned needs;     /* 1 << group */
	bool shared;        /* its cues count in every family */
	bool accounts;      /* its cues tell mail about accounts */
	struct family_cue *cues;
	size_t cue_count;
};

int family_parse(struct arena *arena, const char *file, const char *bytes, size_t length,
		 struct family *out, const char **why);

#endif
