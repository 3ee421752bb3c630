/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thread - replies: whether somebody takes a participant's place, whether there is a thread at all
 * (detection.md 2.9).
 *
 * Participants are the other addresses in To and Cc and those that the text quotes. A sender whose
 * domain looks like, or is a slip of the finger away from, that of a participant took over the
 * conversation. A subject or a quoted head that says reply without References or In-Reply-To is
 * weak evidence: some programs drop them.
 *
 * Private to policy/lookalike/. Who owns: findings copy what they keep. Threads: one at a time for
 * one sweep. Fails: never; so many bytes of text and so many participants are looked at.
 */
#ifndef POLICY_LOOKALIKE_THREAD_H
#define POLICY_LOOKALIKE_THREAD_H

#include "policy/lookalike/sweep.h"

#define THREAD_TEXT         32768
#define THREAD_PARTICIPANTS 16 /* domains */

void thread_check(struct sweep *sweep);
/* How 'seen' imitates the name of 'other', in words, or NULL. The same name under another suffix,
 * with a hyphen or in the plural is a daughter's. */
const char *thread_imitates(const struct sweep *sweep, const struct host *seen,
			    const struct host *other);

#endif
