/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mismatch - links whose text names one domain while they lead to another (detection.md 2.8).
 *
 * Looked at: every name anywhere in the text, the alternative text of pictures and the title (H6),
 * as written and as the eye reads it, and the texts of anchors that stand side by side without a
 * gap, taken together. Only a protected name matters: nobody is harmed by a shop's name over a
 * tracker. The same owner clears, and so does the owner himself as authenticated sender; known
 * wrappers are unwrapped first, unknown ones never clear (H4, H5). A text that is the name of a
 * file over a page of strangers is a mismatch of a weaker kind.
 *
 * Private to policy/lookalike/. Who owns: findings copy what they keep. Threads: one at a time for
 * one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_MISMATCH_H
#define POLICY_LOOKALIKE_MISMATCH_H

#include "policy/lookalike/sweep.h"
#include "policy/mail/message.h"

/* 'number' is the link's place in the message, 'target' where it leads without known wrappers. */
void mismatch_check(struct sweep *sweep, size_t number, const struct url *target);

#endif
