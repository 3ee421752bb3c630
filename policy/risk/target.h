/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target - what a message means for one recipient (detection.md section 3, "Interactive lure to a
 * non-human mailbox").
 *
 * A service account signs in nowhere by hand, and a shared mailbox has no factor, salary or device:
 * a lure that asks it for one was sent by somebody who does not know whom he writes to, and whoever
 * reads the mailbox may obey. A lure for a secret weighs more for one who owns what has secrets.
 * Role mailboxes get everybody's spam, so for shared ones it is points only, no key (keys.h).
 *
 * Pure. Who owns: findings point to static text and to what was given. Threads: any. Fails: never.
 */
#ifndef POLICY_RISK_TARGET_H
#define POLICY_RISK_TARGET_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/directory/identity.h"
#include "policy/mail/finding.h"

#define TARGET_MOST 2 /* findings of one recipient */

/* What the findings of a message mean for 'identity'; returns how many, in 'out'. Where, observed
 * and recipient are left to the caller. Findings that an operator's rule excuses count nothing. */
size_t target_find(struct arena *arena, const struct finding_list *findings,
		   const struct identity *identity, struct finding out[TARGET_MOST]);

#endif
