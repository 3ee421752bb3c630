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
 *	rank      5              1 general to 9 special: what names a lure (choice.h)
 *	most      290            points together with families that give way: after money alone
 *	negation-costs 30        strength that one negation takes away, 0 to 100
 *	needs     time           a group that must be there besides object and action
 *	wants     answer         a secret shall come as an answer: SECRET_ASKED
 *	own       action         a group in which cues of "every" do not count
 *	language  en             of the cues below
 *	object    your (mailbox |account )?password
 *	action    keep (your|my|the) (current|same) password
 *
 * Groups are object, action, time, authority, cta, negation and role. Four families of fixed names
 * are helpers (enum family_use).
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

/* Helpers hold cues for other ends and have no weight. */
enum family_use {
	FAMILY_LURE,
	FAMILY_EVERY,    /* "every": its cues count in each family */
	FAMILY_ROLES,    /* "roles": names that outside senders give themselves */
	FAMILY_ACCOUNTS, /* "accounts": what mail of account services speaks of */
	FAMILY_NOTICES,  /* "notices": what subjects of notifications speak of */
	FAMILY_PROMPTS   /* "prompts": what is said to filters where nobody sees it */
};

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
	int weight;         /* 0 for helpers */
	int negation_costs; /* strength, of 100 */
	unsigned needs;     /* 1 << group */
	unsigned own;       /* the same */
	bool wants_answer;  /* a secret shall come as an answer */
	enum family_use use;
	int rank; /* 1 general to 9 special (choice.h) */
	int most; /* 0: no limit of its own */
	struct family_cue *cues;
	size_t cue_count;
};

int family_parse(struct arena *arena, const char *file, const char *bytes, size_t length,
		 struct family *out, const char **why);

#endif
