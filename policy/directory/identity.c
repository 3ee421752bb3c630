/* SPDX-License-Identifier: BSD-2-Clause */
/* identity - whom a recipient address stands for, and what that one can unlock. */
#include "config.h"

#include "policy/directory/identity.h"

#include <stdlib.h>

const char *
identity_kind_name(enum identity_kind kind)
{
	switch (kind) {
	case IDENTITY_PERSON:
		return "person";
	case IDENTITY_SHARED:
		return "shared-mailbox";
	case IDENTITY_SERVICE:
		return "service-account";
	case IDENTITY_ROLE:
		return "role";
	case IDENTITY_GROUP:
		return "group";
	case IDENTITY_EXTERNAL:
		return "external";
	case IDENTITY_UNKNOWN:
		return "unknown";
	case IDENTITY_UNRESOLVED:
		return "unresolved";
	case IDENTITY_KINDS:
		break;
	}
	abort();
}

const char *
identity_via_name(enum identity_via via)
{
	switch (via) {
	case VIA_DIRECT:
		return "direct";
	case VIA_ALIAS:
		return "alias";
	case VIA_PLUS:
		return "plus";
	case VIA_GROUP:
		return "group";
	}
	abort();
}

const char *
owner_state_name(enum owner_state state)
{
	switch (state) {
	case OWNER_NONE_NEEDED:
		return "";
	case OWNER_OK:
		return "ok";
	case OWNER_MISSING:
		return "missing";
	case OWNER_DANGLING:
		return "dangling";
	case OWNER_DISABLED:
		return "disabled";
	case OWNER_GROUP:
		return "group";
	}
	abort();
}

const char *
identity_tier_name(int tier)
{
	switch (tier) {
	case TIER_CONTROL:
		return "tier 0 control";
	case TIER_PRIVILEGED:
		return "tier 1 privileged";
	case TIER_SECRETS:
		return "tier 2 secrets";
	default:
		return "tier 3 standard";
	}
}

enum identity_class
identity_class_of(const struct identity *identity)
{
	if (identity->kind == IDENTITY_SERVICE)
		return CLASS_NHI;
	if (identity->tier <= TIER_PRIVILEGED)
		return CLASS_PRIVILEGED;
	if (identity->nhi_count != 0)
		return CLASS_NHI;
	return identity->kind == IDENTITY_SHARED ? CLASS_SHARED : CLASS_STANDARD;
}

const char *identity_class_name(enum identity_class class)
{
	switch (class) {
	case CLASS_STANDARD:
		return "standard";
	case CLASS_PRIVILEGED:
		return "privileged";
	case CLASS_SHARED:
		return "shared-mailbox";
	case CLASS_NHI:
		return "nhi";
	}
	abort();
}
