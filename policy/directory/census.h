/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * census - all subjects of a generation, and who is meant by a name.
 *
 * Subjects are added as they come, then sealed: put into the order of their DNs, so that the result
 * does not depend on the order of the source, freed of duplicates and indexed.
 *
 * Who owns: everything is in the arena given. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_DIRECTORY_CENSUS_H
#define POLICY_DIRECTORY_CENSUS_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/directory/names.h"
#include "policy/directory/subject.h"

struct census {
	struct arena *arena;
	struct subject **subjects;
	size_t count, capacity;
	struct names by_dn, by_id, by_account, by_address;
	uint64_t same_id; /* left out, since another entry has their id */
	uint32_t walk;
};

/* What an address leads to; the caller sorts out addresses that several subjects have. */
struct census_address {
	const char *key;
	enum identity_via via;
	struct subject *subject;
};

void census_begin(struct census *census, struct arena *arena);
void census_add(struct census *census, const struct subject *subject);
void census_seal(struct census *census);
/* By DN key, address or account name; NULL when there is none. */
struct subject *census_find(const struct census *census, const char *name);
/*
 * Every address once, in order. Of several subjects with one address the direct one wins, then the
 * enabled, the more privileged, the lower id; '*shared' counts such addresses.
 */
struct census_address *census_addresses(const struct census *census, size_t *count,
					uint64_t *shared);

/* Add to a set, unless it holds 'most' already; counts in any case. */
void census_set_add(struct arena *arena, struct subject_set *set, struct subject *subject,
		    size_t most);
/* The most privileged first, then by id; cut to 'most'. */
void census_set_order(struct subject_set *set, size_t most);

#endif
