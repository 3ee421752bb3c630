/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outcome - a message that came to its end: inspected, recorded, and what is to be done with it.
 *
 * Evidence before verdict (design.md promise 1): an outcome other than DEFER exists only after the
 * hits are durable. Applying it is another matter (apply.h), and so is telling it (report.h).
 *
 * Who owns: everything is in the session's message arena. Threads: as the session. Fails: never; an
 * internal fault becomes the outcome that the settings want for it.
 */
#ifndef MILTER_OUTCOME_H
#define MILTER_OUTCOME_H

#include "milter/session.h"
#include "policy/inspect.h"

struct outcome {
	enum disposition disposition; /* as recorded, and as carried out */
	const struct inspection *inspection;
	size_t hits;       /* stored for this message */
	bool hit;          /* there are hits, stored or not */
	const char *fault; /* what went wrong inside, or NULL */
};

/* What the settings want done with a message that was judged so. */
enum disposition outcome_plan(const struct conf *conf, enum verdict verdict);

/* The MTA sent all of it and waits. */
void outcome_reach(struct session *session, struct outcome *out);
/* Somebody else ended it: what came so far is inspected and recorded all the same. */
void outcome_reach_aborted(struct session *session, struct outcome *out);
/* Carrying it out failed: what the settings want then. */
void outcome_fault(const struct conf *conf, struct outcome *outcome, const char *fault);

#endif
