/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect_person - the name of somebody of the directory above a stranger's address (detection.md
 * 2.9).
 *
 * Quiet about an address that the directory knows as that person's, about mail to oneself, about
 * our own domains (authentication speaks of those), and about what a service that is proven to send
 * it writes in people's names: invitations, shares, automatic answers. A header that anybody can
 * write excuses nothing (H13).
 *
 * Who owns: findings copy what they keep. Threads: any. Fails: never; a directory that cannot
 * answer finds nothing.
 */
#ifndef POLICY_INSPECT_PERSON_H
#define POLICY_INSPECT_PERSON_H

#include "policy/base/arena.h"
#include "policy/inspect.h"

/* Message and recipients are known; findings are added. 'directory' may be NULL. */
void inspect_person_find(struct directory *directory, const struct lookalike *lookalike,
			 struct arena *arena, struct inspection *inspection);

#endif
