/* SPDX-License-Identifier: BSD-2-Clause */
/* target - what a message means for one recipient. */
#include "config.h"

#include "policy/risk/target.h"

#include <string.h>

#include "policy/risk/keys.h"

#define WEIGHT_SHARED 60 /* below KEYS_MAILBOX */

static bool
is_lure(const struct finding *finding)
{
	if (finding->kind == FINDING_LURE)
		return keys_weight(finding) >= KEYS_LURE;
	return !keys_excused(finding) &&
	       (finding->kind == FINDING_OAUTH_GRANT || finding->kind == FINDING_DEVICE_CODE ||
		finding->kind == FINDING_PASSWORD_FORM);
}

/* Payments are the business of many a shared mailbox; a salary is one person's. */
static bool
is_payroll(const struct finding *finding)
{
	return strncmp(finding->family, "payroll", strlen("payroll")) == 0;
}

/* What only a person does: sign in, approve, enter a code, have a salary. */
static bool
is_interactive(const struct finding *finding)
{
	switch (finding->impact) {
	case IMPACT_PASSWORD:
	case IMPACT_MFA:
	case IMPACT_SESSION:
	case IMPACT_OAUTH:
	case IMPACT_DEVICE:
		return true;
	case IMPACT_PAYMENT:
		return is_payroll(finding);
	case IMPACT_NONE:
	case IMPACT_SECRET:
	case IMPACT_SIGNING_KEY:
	case IMPACTS:
		break;
	}
	return finding->kind == FINDING_PASSWORD_FORM;
}

/* The console of a cloud is where the keys of what runs in it are made. */
static bool
is_for_secret(const struct finding *finding)
{
	return finding->impact == IMPACT_SECRET || finding->impact == IMPACT_SIGNING_KEY ||
	       strcmp(finding->family, "cloud-console") == 0;
}

/* The heaviest lure of a sort, or NULL. */
static const struct finding *
heaviest(const struct finding_list *findings, bool (*is_sort)(const struct finding *))
{
	const struct finding *found = NULL;
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (is_lure(finding) && is_sort(finding) &&
		    (found == NULL || keys_weight(finding) > keys_weight(found)))
			found = finding;
	}
	return found;
}

static bool
is_mailbox(const struct identity *identity)
{
	return identity->kind == IDENTITY_SERVICE || identity->kind == IDENTITY_SHARED ||
	       identity->kind == IDENTITY_ROLE;
}

static struct finding
lured_mailbox(struct arena *arena, const struct finding *lure, const struct identity *identity)
{
	return (struct finding){
		.kind = FINDING_MAILBOX_LURED,
		.family = "",
		.impact = lure->impact,
		.tier = 9,
		.weight = identity->kind == IDENTITY_SERVICE ? 0 : WEIGHT_SHARED,
		.why = arena_printf(arena, "a lure (%s) for %s reached a %s", lure->family,
				    is_interactive(lure) ? "a person to follow" : "a secret",
				    identity_kind_name(identity->kind))};
}

static struct finding
lured_owner(struct arena *arena, const struct finding *lure, const struct identity *identity)
{
	return (struct finding){
		.kind = FINDING_OWNER_LURED,
		.family = "",
		.impact = lure->impact,
		.tier = 9,
		.why = arena_printf(arena,
				    "a lure for a secret (%s) reached the owner of %zu non-human "
				    "identit%s",
				    lure->family, identity->nhi_count,
				    identity->nhi_count == 1 ? "y" : "ies")};
}

size_t
target_find(struct arena *arena, const struct finding_list *findings,
	    const struct identity *identity, struct finding out[TARGET_MOST])
{
	const struct finding *lure;
	size_t count = 0;

	if (is_mailbox(identity)) {
		lure = heaviest(findings, is_interactive);
		if (lure == NULL && identity->kind == IDENTITY_SERVICE)
			lure = heaviest(findings, is_for_secret);
		if (lure != NULL)
			out[count++] = lured_mailbox(arena, lure, identity);
	}
	if (identity->nhi_count != 0) {
		lure = heaviest(findings, is_for_secret);
		if (lure != NULL)
			out[count++] = lured_owner(arena, lure, identity);
	}
	return count;
}
