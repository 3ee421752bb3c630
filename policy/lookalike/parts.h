/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts - protected names inside longer ones: embedded domains, brands among words of their trade
 * (detection.md 2.7).
 *
 * Private to policy/lookalike/. Who owns: strings are in the probe's arena or in the index.
 * Threads: one at a time for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_PARTS_H
#define POLICY_LOOKALIKE_PARTS_H

#include "policy/lookalike/probe.h"

/* 'body' is the host without its suffix, as written or as skeleton. */
void parts_check(struct probe *probe, const char *body);

#endif
