/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matcher - all cues of all families in one pass over a text.
 *
 * The anchors of all cues are one Hyperscan database of literals; where one is found, the cues that
 * name it are tried around it. A scan needs scratch space of its own: it is taken from a free list
 * that a lock guards, so that any number of threads may scan and a quiet process holds no more than
 * it once used at a time. What one text can cost is bounded.
 *
 * The home of Hyperscan. Who owns: the caller closes; the cues must outlive the matcher; hits are
 * in the arena. Threads: any. Fails: matcher_open() returns NULL with *why.
 */
#ifndef POLICY_LURE_MATCHER_H
#define POLICY_LURE_MATCHER_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/lure/cue.h"

#define MATCHER_CUE_HITS 64      /* of one cue in one text; more say nothing new */
#define MATCHER_TRIES    1000000 /* places at which cues are tried in one text */

struct matcher;

struct matcher_hit {
	unsigned cue; /* as numbered in matcher_open() */
	size_t start, end;
};

struct matcher_hits {
	struct matcher_hit *items; /* in order of 'end' */
	size_t count;
	bool capped; /* part of the text was not looked at */
};

struct matcher *matcher_open(struct arena *arena, const struct cue *const *cues, size_t count,
			     const char **why);
/* Takes NULL. */
void matcher_close(struct matcher *matcher);

/* 'text' is levelled (cue.h). */
void matcher_scan(struct matcher *matcher, struct arena *arena, const char *text, size_t length,
		  struct matcher_hits *out);
/* "5.4.0" */
const char *matcher_version(const struct matcher *matcher);

#endif
