/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * identity - whom a recipient address stands for, and what that one can unlock (design.md section
 * 8).
 *
 * Plain data, the same whether it came from LDAP, LDIF or a stored hit.
 *
 * Who owns: whoever filled it in, usually an arena. Threads: any. Fails: never.
 */
#ifndef POLICY_DIRECTORY_IDENTITY_H
#define POLICY_DIRECTORY_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum identity_kind {
	IDENTITY_PERSON,
	IDENTITY_SHARED,  /* shared mailbox */
	IDENTITY_SERVICE, /* NHI: service account, automation */
	IDENTITY_ROLE,    /* role or help desk */
	IDENTITY_GROUP,
	IDENTITY_EXTERNAL,
	IDENTITY_UNKNOWN,    /* the directory says: no such address */
	IDENTITY_UNRESOLVED, /* the directory could not say */
	IDENTITY_KINDS
};

enum owner_state {
	OWNER_NONE_NEEDED,
	OWNER_OK,
	OWNER_MISSING,
	OWNER_DANGLING,
	OWNER_DISABLED,
	OWNER_GROUP
};

/* How an address became this identity. */
enum identity_via { VIA_DIRECT, VIA_ALIAS, VIA_PLUS, VIA_GROUP };

#define TIER_CONTROL    0 /* who can change who can do what */
#define TIER_PRIVILEGED 1
#define TIER_SECRETS    2 /* developers, platform engineers, owners of NHIs */
#define TIER_STANDARD   3

/* A reference to another identity: an owned NHI, a delegate, a member. */
struct identity_ref {
	const char *id, *name, *mail;
	int tier;
	enum owner_state owner_state; /* of an NHI */
};

struct identity {
	const char *id;        /* stable, e.g. an entryUUID in text */
	const char *directory; /* [directory NAME] */
	enum identity_kind kind;
	int tier;
	const char *tier_via; /* why: "cn=domain admins", "owns 2 NHIs", "" */
	const char *account, *display, *mail, *dn;
	bool disabled, stale;
	bool weak_recovery; /* known to lack or share a recovery path */
	const char *owner_id, *owner_mail;
	enum owner_state owner_state;
	struct identity_ref *nhis; /* NHIs it owns */
	size_t nhi_count;
	struct identity_ref *delegates; /* who can act on this mailbox */
	size_t delegate_count;
	struct identity_ref *members; /* of a group, bounded */
	size_t member_count;
	size_t member_total; /* before the bound */
};

const char *identity_kind_name(
	enum identity_kind kind); /* "person", "shared-mailbox", "service-account", "role", "group",
				     "external", "unknown", "unresolved" */
const char *identity_via_name(enum identity_via via); /* "direct", "alias", "plus", "group" */
const char *
owner_state_name(enum owner_state state); /* "", "ok", "missing", "dangling", "disabled", "group" */
const char *identity_tier_name(int tier); /* "tier 0 control", ... */

/* The class that thresholds differ by (design.md section 0, question 9). */
enum identity_class { CLASS_STANDARD, CLASS_PRIVILEGED, CLASS_SHARED, CLASS_NHI };
/* NHI for a service account or an owner of NHIs at tier 2 and up; PRIVILEGED for tier 0 and 1. */
enum identity_class identity_class_of(const struct identity *identity);
const char *identity_class_name(enum identity_class class);

#endif
