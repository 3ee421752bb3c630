/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ownership - who owns which non-human identity, who can act on which mailbox, whose recovery is
 * weak.
 *
 * Who owns: sets are in the arena of the census. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_DIRECTORY_OWNERSHIP_H
#define POLICY_DIRECTORY_OWNERSHIP_H

#include <stdbool.h>

#include "policy/directory/closure.h"

#define OWNERSHIP_NHIS_MOST      1000
#define OWNERSHIP_DELEGATES_MOST 1000
#define OWNERSHIP_MEMBERS_MOST   1000

/* Needs tiers; owners of non-human identities get at least tier 2. Owning through a group counts
 * for its members. */
void ownership_resolve(struct closure *closure);
/* A person without any recovery value, or with one that others share, is weak; unless nobody has
 * one, for then the directory does not keep them. */
void ownership_recovery(struct census *census);

#endif
