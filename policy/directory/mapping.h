/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mapping - what the entries of one directory mean, by its settings (directory.md section 3.1).
 *
 * Kinds are decided by rules in a fixed order: service, shared, role, external; then whatever has
 * members is a group and the rest are persons.
 *
 * Who owns: the mapping is in the arena given; subjects are in the arena given for them. Threads:
 * one at a time. Fails: mapping_open() returns NULL with *why for a rule that cannot be read.
 */
#ifndef POLICY_DIRECTORY_MAPPING_H
#define POLICY_DIRECTORY_MAPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/conf/conf.h"
#include "policy/directory/entry.h"
#include "policy/directory/subject.h"

#define MAPPING_ID_BYTES      128
#define MAPPING_ADDRESSES     512  /* of one entry */
#define MAPPING_NAMES_MOST    1000 /* owners or delegates of one entry */
#define MAPPING_DISPLAY_BYTES 256

/* What was left out, for people. */
struct mapping_losses {
	uint64_t bad_addresses, surplus_addresses, without_id;
};

struct mapping;

/* 'now_ms' decides who is stale. */
struct mapping *mapping_open(struct arena *arena, const struct conf_directory *conf, int64_t now_ms,
			     const char **why);
/* What a feed has to deliver. */
const struct entry_attributes *mapping_attributes(const struct mapping *mapping);
/* False for an entry that is no identity: a folder of others, or outside the base. */
bool mapping_subject(const struct mapping *mapping, struct arena *arena, const struct entry *entry,
		     struct mapping_losses *losses, struct subject *out);
/* Whether recovery attributes are configured. */
bool mapping_knows_recovery(const struct mapping *mapping);

#endif
