/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tiers - a host against the names of the image: partners and popular ones (detection.md 2.5).
 *
 * Asked when neither the organisation nor an issuer is imitated. Looked for are the same skeleton,
 * a whole domain inside the name, and one edit. Among so many names some likeness is chance: what
 * is not plain needs the message to speak of the target.
 *
 * Private to policy/lookalike/. Who owns: strings are in the probe's arena. Threads: one at a time
 * for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_TIERS_H
#define POLICY_LOOKALIKE_TIERS_H

#include "policy/lookalike/probe.h"

/* The tier of a registered domain, or LOOKALIKE_NONE. Whoever is partner or popular is never
 * accused. */
enum lookalike_tier tiers_of(const struct index *index, const char *registrable);

/* "partner", "popular", "unknown" */
const char *tiers_role(enum lookalike_tier tier);

/* 'body' is the host without its suffix. */
void tiers_check(struct probe *probe, const char *body);

#endif
