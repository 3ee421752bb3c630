/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mismatch - links whose text names one domain while they lead to another (detection.md 2.8).
 *
 * Only a protected name in the text matters: nobody is harmed by a shop's name over a tracker. The
 * same owner clears, and so does the owner himself as authenticated sender; known wrappers are
 * unwrapped first, unknown ones never clear (H4, H5, H6).
 *
 * Private to policy/lookalike/. Who owns: findings copy what they keep. Threads: one at a time for
 * one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_MISMATCH_H
#define POLICY_LOOKALIKE_MISMATCH_H

#include "policy/lookalike/sweep.h"
#include "policy/mail/message.h"

void mismatch_check(struct sweep *sweep, const struct message_link *link, const char *where,
		    bool prominent);

#endif
