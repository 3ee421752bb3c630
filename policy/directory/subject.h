/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * subject - an entry as the mapping understands it, before and after its names are resolved.
 *
 * The mapping fills in the first part from the entry alone; census, closure and ownership fill in
 * the second part, once all entries are known.
 *
 * Who owns: everything is in the arena of the generation being built. Threads: one at a time.
 * Fails: never; plain data.
 */
#ifndef POLICY_DIRECTORY_SUBJECT_H
#define POLICY_DIRECTORY_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/directory/identity.h"

/* Names of other entries: DN keys, addresses or account names. */
struct subject_names {
	const char **items;
	size_t count, capacity;
};

struct subject_address {
	const char *key;
	enum identity_via via; /* VIA_DIRECT or VIA_ALIAS */
};

struct subject;

struct subject_set {
	struct subject **items;
	size_t count, capacity;
	size_t total; /* before the bound was applied */
};

struct subject {
	/* from the entry */
	const char *id, *dn, *dn_key, *account, *display, *mail;
	enum identity_kind kind;
	bool is_group, disabled, stale, vip;
	struct subject_address *addresses;
	size_t address_count, address_capacity;
	struct subject_names owner_names, delegate_names, member_names;
	struct subject_names recovery; /* values of recovery attributes */
	uint32_t sid_tail;             /* last part of objectSid, 0 without */
	uint32_t primary_group;        /* primaryGroupID of Active Directory, 0 without */

	/* from all entries together */
	int tier;
	const char *tier_via;
	bool weak_recovery;
	struct subject *owner;
	enum owner_state owner_state;
	struct subject_set nhis, delegates, members;
	uint32_t visited; /* the walk that was here last */
};

#endif
