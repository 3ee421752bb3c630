/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * closure - groups inside groups: who is privileged, and who stands behind a group.
 *
 * Walks downwards from the groups that settings call privileged, each subject once a walk, so that
 * diamonds and cycles end; depth and work are bounded. Nobody's memberOf is believed.
 *
 * Who owns: sets are in the arena of the census. Threads: one at a time. Fails: never; a bound that
 * was reached is told.
 */
#ifndef POLICY_DIRECTORY_CLOSURE_H
#define POLICY_DIRECTORY_CLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/conf/conf.h"
#include "policy/directory/census.h"

#define CLOSURE_STEPS_MOST 50000000 /* of one generation */

struct closure {
	struct census *census;
	size_t depth_most;
	uint64_t steps; /* members looked at so far */
	bool cut;       /* a bound was reached */
	struct subject **queue;
	size_t queue_capacity;
};

void closure_begin(struct closure *closure, struct census *census, size_t depth_most);
/* Give 'tier' to the groups that 'groups' names (DN or name) and to all below them, unless they
 * have a more privileged one. */
void closure_mark(struct closure *closure, const struct conf_list *groups, int tier);
/* Everybody but groups below 'group', each once, the most privileged first, at most 'most'. */
void closure_leaves(struct closure *closure, struct subject *group, size_t most,
		    struct subject_set *out);
/* Make members of those whose group is only named on themselves (Active Directory's
 * primaryGroupID). */
void closure_primary_groups(struct census *census);

#endif
