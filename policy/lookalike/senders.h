/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * senders - what the fields of a sender say about one another (detection.md 2.9).
 *
 * Our own domain without proof, an address of somebody else in the display name, answers that go to
 * a free mailbox or a look-alike, several mailboxes in From. Lists, relays and services of people's
 * names are believed only as far as they are proven: a header that anybody can write excuses
 * nothing (H13).
 *
 * Private to policy/lookalike/. Who owns: findings copy what they keep. Threads: one at a time for
 * one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_SENDERS_H
#define POLICY_LOOKALIKE_SENDERS_H

#include "policy/lookalike/sweep.h"

void senders_check(struct sweep *sweep);

#endif
