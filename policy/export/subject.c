/* SPDX-License-Identifier: BSD-2-Clause */
/* subject - one identity as IAM gets it: the columns of identities-full.csv. */
#include "config.h"

#include "policy/export/subject.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/export/csv.h"

#define NHI_RISKS_MOST 4
#define SECRETS        (1u << IMPACT_SECRET | 1u << IMPACT_SIGNING_KEY)

const char *const subject_names[] = {
	[SUBJECT_ID] = "subject_id",
	[SUBJECT_ID_TYPE] = "subject_id_type",
	[SUBJECT_DIRECTORY] = "directory",
	[SUBJECT_KIND] = "identity_kind",
	[SUBJECT_ACCOUNT] = "account_name",
	[SUBJECT_MAIL] = "primary_mail",
	[SUBJECT_DN] = "dn",
	[SUBJECT_STATUS] = "account_status",
	[SUBJECT_TIER] = "privilege_tier",
	[SUBJECT_TIER_VIA] = "privilege_via",
	[SUBJECT_OWNER_ID] = "owner_id",
	[SUBJECT_OWNER_MAIL] = "owner_mail",
	[SUBJECT_OWNER_STATE] = "owner_state",
	[SUBJECT_DELEGATES] = "delegate_ids",
	[SUBJECT_LEVEL] = "risk_level",
	[SUBJECT_SCORE] = "risk_score",
	[SUBJECT_HITS_30D] = "hits_30d",
	[SUBJECT_FIRST_SEEN] = "first_seen",
	[SUBJECT_LAST_SEEN] = "last_seen",
	[SUBJECT_REASONS] = "reasons",
	[SUBJECT_LOOKALIKES] = "lookalike_domains",
	[SUBJECT_IMPERSONATED] = "impersonated",
	[SUBJECT_TECHNIQUES] = "attack_techniques",
	[SUBJECT_NHI_RISKS] = "nhi_risks",
	[SUBJECT_ACTIONS] = "recommended_actions",
	[SUBJECT_EVIDENCE] = "evidence_ids",
	[SUBJECT_CHANGED] = "state_changed",
};
_Static_assert(sizeof(subject_names) / sizeof(subject_names[0]) == SUBJECT_COLUMNS, "all named");

static const char *
status_of(const struct subject_facts *facts)
{
	if (facts->gone)
		return "gone";
	if (facts->by_address)
		return "";
	if (facts->identity.disabled)
		return "disabled";
	return facts->identity.stale ? "stale" : "active";
}

static bool
is_orphan(enum owner_state state)
{
	return state == OWNER_MISSING || state == OWNER_DANGLING || state == OWNER_DISABLED;
}

static bool
has_orphans(const struct identity *identity)
{
	size_t i;

	if (identity->kind == IDENTITY_SERVICE && is_orphan(identity->owner_state))
		return true;
	for (i = 0; i < identity->nhi_count; i++)
		if (is_orphan(identity->nhis[i].owner_state))
			return true;
	return false;
}

/* The risks of OWASP's list that mail and directory together can honestly tell. */
static void
list_nhi_risks(struct arena *arena, struct subject *out)
{
	const struct identity *identity = &out->facts.identity;
	bool service = identity->kind == IDENTITY_SERVICE;

	out->nhi_risks = arena_zalloc(arena, NHI_RISKS_MOST, sizeof(*out->nhi_risks));
	if (has_orphans(identity))
		out->nhi_risks[out->nhi_risk_count++] = "NHI1";
	if ((service || identity->nhi_count != 0) && (out->facts.evidence->impacts & SECRETS) != 0)
		out->nhi_risks[out->nhi_risk_count++] = "NHI2";
	if (service && identity->tier <= TIER_PRIVILEGED)
		out->nhi_risks[out->nhi_risk_count++] = "NHI5";
	if (service)
		out->nhi_risks[out->nhi_risk_count++] = "NHI10";
}

static void
list_actions(struct arena *arena, struct subject *out)
{
	const struct store_identity *evidence = out->facts.evidence;
	size_t i;

	out->actions = arena_zalloc(arena, REVIEW_KINDS, sizeof(*out->actions));
	for (i = 0; i < evidence->review_count; i++)
		out->actions[out->action_count++] = review_kind_name(evidence->reviews[i].kind);
}

const char *
subject_key(struct arena *arena, const struct store_identity *evidence, bool guard)
{
	bool by_address = evidence->identity.id == NULL || evidence->identity.id[0] == '\0';

	/* The key of a directory is never touched; an address may be a stranger's work. */
	return csv_cell(arena, evidence->name, guard && by_address);
}

static const char *
delegates_of(struct arena *arena, const struct identity *identity, bool guard)
{
	const char **ids = arena_zalloc(arena, identity->delegate_count + 1, sizeof(*ids));
	size_t i;

	for (i = 0; i < identity->delegate_count; i++)
		ids[i] = identity->delegates[i].id;
	return csv_list(arena, ids, identity->delegate_count, guard);
}

static void
fill_identity(struct arena *arena, bool guard, struct subject *out)
{
	const struct identity *identity = &out->facts.identity;
	const char **cells = out->cells;

	cells[SUBJECT_ID] = subject_key(arena, out->facts.evidence, guard);
	cells[SUBJECT_ID_TYPE] = out->facts.by_address ? "address" : "directory";
	cells[SUBJECT_DIRECTORY] = csv_cell(arena, identity->directory, guard);
	cells[SUBJECT_KIND] = identity_kind_name(identity->kind);
	cells[SUBJECT_ACCOUNT] = csv_cell(arena, identity->account, guard);
	cells[SUBJECT_MAIL] = csv_cell(arena, identity->mail, guard);
	cells[SUBJECT_DN] = csv_dn(arena, identity->dn, guard);
	cells[SUBJECT_STATUS] = status_of(&out->facts);
	cells[SUBJECT_TIER] = arena_printf(arena, "%d", identity->tier);
	cells[SUBJECT_TIER_VIA] = csv_cell(arena, identity->tier_via, guard);
	cells[SUBJECT_OWNER_ID] = csv_cell(arena, identity->owner_id, guard);
	cells[SUBJECT_OWNER_MAIL] = csv_cell(arena, identity->owner_mail, guard);
	cells[SUBJECT_OWNER_STATE] = owner_state_name(identity->owner_state);
	cells[SUBJECT_DELEGATES] = delegates_of(arena, identity, guard);
}

static void
fill_evidence(struct arena *arena, bool guard, struct subject *out)
{
	const struct store_identity *evidence = out->facts.evidence;
	const char **cells = out->cells;

	cells[SUBJECT_LEVEL] = risk_level_name(evidence->risk.level);
	cells[SUBJECT_SCORE] = arena_printf(arena, "%d", out->score);
	cells[SUBJECT_HITS_30D] =
		arena_printf(arena, "%llu", (unsigned long long)out->facts.hits_30d);
	cells[SUBJECT_FIRST_SEEN] = clock_rfc3339(arena, evidence->first_ms, 1);
	cells[SUBJECT_LAST_SEEN] = clock_rfc3339(arena, evidence->last_ms, 1);
	cells[SUBJECT_REASONS] = csv_list(arena, evidence->families, evidence->family_count, guard);
	cells[SUBJECT_LOOKALIKES] =
		csv_list(arena, evidence->lookalikes, evidence->lookalike_count, guard);
	cells[SUBJECT_IMPERSONATED] =
		csv_list(arena, evidence->brands, evidence->brand_count, guard);
	cells[SUBJECT_TECHNIQUES] =
		csv_list(arena, evidence->techniques, evidence->technique_count, guard);
	cells[SUBJECT_NHI_RISKS] = csv_list(arena, out->nhi_risks, out->nhi_risk_count, guard);
	cells[SUBJECT_ACTIONS] = csv_list(arena, out->actions, out->action_count, guard);
	cells[SUBJECT_EVIDENCE] = csv_list(arena, evidence->hit_ids, evidence->hit_id_count, guard);
}

void
subject_fill(struct arena *arena, const struct subject_facts *facts, bool guard,
	     struct subject *out)
{
	*out = (struct subject){.facts = *facts};
	out->score = facts->evidence->risk.risk / SUBJECT_STEP * SUBJECT_STEP;
	list_nhi_risks(arena, out);
	list_actions(arena, out);
	fill_identity(arena, guard, out);
	fill_evidence(arena, guard, out);
	subject_stamp(arena, out, facts->evidence->last_ms);
}

void
subject_stamp(struct arena *arena, struct subject *subject, int64_t changed_ms)
{
	subject->changed_ms = changed_ms;
	subject->cells[SUBJECT_CHANGED] = clock_rfc3339(arena, changed_ms, 1);
}
