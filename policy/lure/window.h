/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window - how strongly a passage asks for one thing (detection.md 2.10).
 *
 * Cues of one family inside 200 code points, together with those of the subject, make a strength
 * from 0 to 100: what is asked for and what to do about it are needed, and a way to do it (link,
 * form, attachment, an answer); time pressure and authority add, negations take away. Object and
 * action must be of one language: words of one mean other things in another. Pure.
 *
 * Who owns: results point into what was given. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_WINDOW_H
#define POLICY_LURE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/lure/family.h"
#include "policy/lure/passage.h"

#define WINDOW_POINTS 200
#define WINDOW_CUES   12
#define WINDOW_FIRES  60 /* strength from which a lure is one */

struct window_hit {
	const struct family_cue *cue;
	unsigned index; /* of the cue: 0 to cue_count - 1 */
	const struct family *family;
	size_t at;         /* code points before its end */
	size_t start, end; /* bytes of 'text' */
	const char *text;
	bool head; /* in subject or display name */
};

struct window_question {
	const struct family *family;
	const struct window_hit *hits; /* of the head first, then of the passage in order */
	size_t hit_count;
	const struct passage *passage;
	size_t cue_count; /* of all families */
	bool attachment;  /* something is attached that opens as a page or document */
};

struct window_answer {
	int strength;    /* 0: an object, an action or a way is missing */
	size_t from, to; /* bytes of the passage; equal when all cues stand in the head */
	bool head;       /* cues of the head took part */
	bool near;       /* a link stands by */
	size_t link;     /* which, when 'near' */
	struct window_hit hits[WINDOW_CUES]; /* that counted */
	size_t hit_count;
};

void window_best(struct arena *arena, const struct window_question *question,
		 struct window_answer *out);

#endif
