/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slips - registrable names a slip of the finger or of the ear away from a protected one
 * (detection.md 2.6).
 *
 * Private to policy/lookalike/. Who owns: strings are in the probe's arena or in the index.
 * Threads: one at a time for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_SLIPS_H
#define POLICY_LOOKALIKE_SLIPS_H

#include "policy/lookalike/probe.h"

void slips_check(struct probe *probe);

#endif
