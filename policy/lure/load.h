/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load - the families and tables in force: shipped ones, an operator's own, without those off.
 *
 * Files of the drop-in folder end in .conf and are read in name order. A family of a name that is
 * there replaces it; helpers (enum family_use) add to the shipped cues.
 *
 * Who owns: everything is in the arena. Threads: any. Fails: -1 or NULL with *why in the arena.
 */
#ifndef POLICY_LURE_LOAD_H
#define POLICY_LURE_LOAD_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/lure/family.h"
#include "policy/lure/hosting.h"

#define LOAD_FAMILIES_MOST 200

struct load_set {
	struct family *families;
	size_t count, capacity;
	size_t helpers; /* of these: files that are no lures */
};

int load_families(struct arena *arena, const struct conf_lures *conf, struct load_set *out,
		  const char **why);
struct hosting *load_hosting(struct arena *arena, const char **why);

#endif
