/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * redirect - respected hosts that a link uses as a door to somebody else's page.
 *
 * A link of an owned or critical host whose query or path carries an address of other people is
 * evidence beside a lure (weight below REDIRECT_KEY), more so when it leads to rented space or was
 * wrapped again and again. Addresses inside any link are judged like links; none of them clears
 * anything (H5).
 *
 * Private to policy/lookalike/. Who owns: findings copy what they keep. Threads: one at a time for
 * one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_REDIRECT_H
#define POLICY_LOOKALIKE_REDIRECT_H

#include "policy/lookalike/rewriter.h"
#include "policy/lookalike/sweep.h"
#include "policy/mail/message.h"

void redirect_check(struct sweep *sweep, const struct message_link *link,
		    const struct rewriter_result *unwrapped, const char *where);

#endif
