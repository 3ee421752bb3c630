/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * swap - a protected label under a suffix where its owner is not known to be (detection.md H9).
 *
 * Private to policy/lookalike/. Who owns: strings are in the probe's arena or in the index.
 * Threads: one at a time for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_SWAP_H
#define POLICY_LOOKALIKE_SWAP_H

#include "policy/lookalike/probe.h"

/* Whether the owner may well hold names under the probe's suffix that nobody has listed. */
bool swap_is_usual(const struct probe *probe, const struct index_label *label);
/* The probe's label is 'label' itself. */
void swap_check(struct probe *probe, const struct index_label *label);

#endif
