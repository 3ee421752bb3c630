/* SPDX-License-Identifier: BSD-2-Clause */
/* risk_review - which reviews an identity's risk justifies: one table, recommended, never done. */
#include "config.h"

#include "policy/risk/risk.h"

#include <assert.h>
#include <stdlib.h>

#define BIT(impact) (1u << (impact))
#define FACTORS     (BIT(IMPACT_MFA) | BIT(IMPACT_SESSION))
#define GRANTS      (BIT(IMPACT_OAUTH) | BIT(IMPACT_DEVICE))
#define SECRETS     (BIT(IMPACT_SECRET) | BIT(IMPACT_SIGNING_KEY))

/* All that a review may depend on. */
struct facts {
	const struct risk_exposure *exposure;
	const struct risk_identity *risk;
	unsigned impacts;
	bool paired;
};

const char *
review_kind_name(enum review_kind kind)
{
	static const char *const names[REVIEW_KINDS] = {
		[REVIEW_ACCESS] = "access-review",
		[REVIEW_RECOVERY_PATH] = "recovery-path-check",
		[REVIEW_MFA_REREGISTER] = "mfa-reregister",
		[REVIEW_ROTATE_SECRET] = "rotate-secret",
		[REVIEW_SHARED_MAILBOX] = "shared-mailbox-review",
		[REVIEW_ASSIGN_OWNER] = "assign-owner",
		[REVIEW_DISABLE_STALE] = "disable-stale",
		[REVIEW_WARN_DELEGATES] = "warn-delegates",
		[REVIEW_CONSENT] = "consent-review",
		[REVIEW_RESET_PASSWORD] = "reset-password",
		[REVIEW_REVOKE_SESSIONS] = "revoke-sessions",
	};

	assert((unsigned)kind < REVIEW_KINDS);
	return names[kind];
}

static const char *
why_access(const struct facts *facts)
{
	if (facts->exposure->tier <= TIER_PRIVILEGED)
		return "a privileged identity was targeted: check that its access is still needed";
	if (facts->exposure->nhis != 0)
		return "an owner of non-human identities was targeted: check what it can reach";
	if (facts->risk->level >= RISK_HIGH)
		return "grave or repeated attempts: check what this identity can reach";
	return NULL;
}

static const char *
why_recovery(const struct facts *facts)
{
	if (facts->exposure->kind == IDENTITY_SERVICE ||
	    (facts->impacts & (BIT(IMPACT_PASSWORD) | FACTORS)) == 0)
		return NULL;
	return facts->exposure->weak_recovery
		       ? "its recovery path is weak and its credentials were asked for"
		       : "its credentials were asked for: check recovery addresses and numbers";
}

static const char *
why_factors(const struct facts *facts)
{
	return (facts->impacts & FACTORS) == 0
		       ? NULL
		       : "a factor or session was asked for: MFA fatigue or session theft may "
			 "follow";
}

static const char *
why_rotate(const struct facts *facts)
{
	bool holds = facts->exposure->kind == IDENTITY_SERVICE || facts->exposure->nhis != 0 ||
		     facts->exposure->tier <= TIER_SECRETS;

	if (holds && (facts->impacts & SECRETS) != 0)
		return "a key or token was asked for from an identity that holds some";
	if (facts->exposure->kind == IDENTITY_SERVICE && facts->impacts != 0)
		return "the mailbox of a non-human identity received a credential lure";
	return NULL;
}

static const char *
why_shared(const struct facts *facts)
{
	bool shared =
		facts->exposure->kind == IDENTITY_SHARED || facts->exposure->kind == IDENTITY_ROLE;

	return shared ? "many people read this mailbox: check who does and with what rights" : NULL;
}

static const char *
why_owner(const struct facts *facts)
{
	if (facts->exposure->kind != IDENTITY_SERVICE)
		return NULL;
	switch (facts->exposure->owner_state) {
	case OWNER_MISSING:
		return "nobody owns this non-human identity";
	case OWNER_DANGLING:
		return "the owner of this non-human identity no longer exists";
	case OWNER_DISABLED:
		return "the owner of this non-human identity is disabled";
	case OWNER_NONE_NEEDED:
	case OWNER_OK:
	case OWNER_GROUP:
		break;
	}
	return NULL;
}

static const char *
why_stale(const struct facts *facts)
{
	if (!facts->exposure->stale || facts->exposure->disabled)
		return NULL;
	return "it has not signed in for long, yet could";
}

static const char *
why_delegates(const struct facts *facts)
{
	return facts->exposure->delegates == 0 ? NULL
					       : "delegates can open and act on what arrived";
}

static const char *
why_consent(const struct facts *facts)
{
	return (facts->impacts & GRANTS) == 0
		       ? NULL
		       : "a grant was asked for: check applications and devices it consented to";
}

static const char *
why_reset(const struct facts *facts)
{
	bool asked = (facts->impacts & (BIT(IMPACT_PASSWORD) | BIT(IMPACT_MFA))) != 0;

	return facts->paired && asked ? "an anomalous sign-in followed a password lure" : NULL;
}

static const char *
why_revoke(const struct facts *facts)
{
	bool asked = (facts->impacts & (FACTORS | GRANTS)) != 0;

	return facts->paired && asked ? "an anomalous sign-in followed a session or grant lure"
				      : NULL;
}

static int64_t
threshold_of(const struct conf_risk *conf, enum identity_class class)
{
	switch (class) {
	case CLASS_STANDARD:
		return conf->review_standard;
	case CLASS_PRIVILEGED:
		return conf->review_privileged;
	case CLASS_SHARED:
		return conf->review_shared;
	case CLASS_NHI:
		return conf->review_nhi;
	}
	abort();
}

/* Nobody to review: not ours, not there, or not known yet. */
static bool
is_reviewable(enum identity_kind kind)
{
	return kind != IDENTITY_EXTERNAL && kind != IDENTITY_UNKNOWN && kind != IDENTITY_UNRESOLVED;
}

size_t
risk_reviews(struct arena *arena, const struct conf_risk *conf,
	     const struct risk_exposure *exposure, enum identity_class class,
	     const struct risk_identity *risk, unsigned impacts, bool paired,
	     struct risk_review **out)
{
	static const char *(*const reasons[REVIEW_KINDS])(const struct facts *) = {
		[REVIEW_ACCESS] = why_access,          [REVIEW_RECOVERY_PATH] = why_recovery,
		[REVIEW_MFA_REREGISTER] = why_factors, [REVIEW_ROTATE_SECRET] = why_rotate,
		[REVIEW_SHARED_MAILBOX] = why_shared,  [REVIEW_ASSIGN_OWNER] = why_owner,
		[REVIEW_DISABLE_STALE] = why_stale,    [REVIEW_WARN_DELEGATES] = why_delegates,
		[REVIEW_CONSENT] = why_consent,        [REVIEW_RESET_PASSWORD] = why_reset,
		[REVIEW_REVOKE_SESSIONS] = why_revoke,
	};
	struct facts facts = {.exposure = exposure,
			      .risk = risk,
			      .impacts = impacts & ~BIT(IMPACT_NONE),
			      .paired = paired};
	size_t count = 0, kind;

	*out = arena_zalloc(arena, REVIEW_KINDS, sizeof(**out));
	if (risk->risk < threshold_of(conf, class) || !is_reviewable(exposure->kind))
		return 0;
	for (kind = 0; kind < REVIEW_KINDS; kind++) {
		const char *reason = reasons[kind](&facts);

		if (reason != NULL)
			(*out)[count++] = (struct risk_review){.kind = (enum review_kind)kind,
							       .reason = reason};
	}
	return count;
}
