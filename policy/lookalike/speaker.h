/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * speaker - in whose name a message speaks, and whether that one sent it (detection.md 2.9).
 *
 * Private to policy/lookalike/. Who owns: results are in the sweep's arena. Threads: one at a time
 * for one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_SPEAKER_H
#define POLICY_LOOKALIKE_SPEAKER_H

#include "policy/lookalike/sweep.h"

/* Collect the claims and mentions of names, subject and texts near links. */
void speaker_read(struct sweep *sweep);
/* Compare the strong ones with the authenticated sender, one an owner. */
void speaker_judge(struct sweep *sweep, struct lookalike_claims *out);

#endif
