/* SPDX-License-Identifier: BSD-2-Clause */
/* risk_identity - the risk of one identity from its hits, and the reviews that it justifies. */
#include "config.h"

#include "policy/risk/risk.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKED        0.5 /* what a blocked hit weighs beside one that may have been read */
#define REPEAT         0.5 /* each further hit of a family weighs half of the one before */
#define DIVERSITY      0.2 /* what each further living family adds */
#define DIVERSITY_MOST 2.0
#define SATURATION     2.0 /* the sum at which risk is 1000 * (1 - 1/e) */

const char *
disposition_name(enum disposition disposition)
{
	static const char *const names[DISPOSITIONS] = {
		[DISPOSITION_PASSED] = "passed",
		[DISPOSITION_TAGGED] = "tagged",
		[DISPOSITION_QUARANTINED] = "quarantined",
		[DISPOSITION_REJECTED] = "rejected",
		[DISPOSITION_DEFERRED] = "deferred",
		[DISPOSITION_RECIPIENT_REFUSED] = "recipient-refused",
		[DISPOSITION_ABORTED] = "aborted",
		[DISPOSITION_IMPORTED] = "imported",
	};

	assert((unsigned)disposition < DISPOSITIONS);
	return names[disposition];
}

bool
disposition_unblocked(enum disposition disposition)
{
	switch (disposition) {
	case DISPOSITION_PASSED:
	case DISPOSITION_TAGGED:
		return true;
	case DISPOSITION_QUARANTINED:
	case DISPOSITION_REJECTED:
	case DISPOSITION_DEFERRED:
	case DISPOSITION_RECIPIENT_REFUSED:
	case DISPOSITION_ABORTED:
	case DISPOSITION_IMPORTED: /* quarantined elsewhere */
	case DISPOSITIONS:
		break;
	}
	return false;
}

int
disposition_gravity(enum disposition disposition)
{
	static const int gravities[DISPOSITIONS] = {
		[DISPOSITION_PASSED] = 7,      [DISPOSITION_TAGGED] = 6,
		[DISPOSITION_QUARANTINED] = 5, [DISPOSITION_IMPORTED] = 4,
		[DISPOSITION_DEFERRED] = 3,    [DISPOSITION_ABORTED] = 2,
		[DISPOSITION_REJECTED] = 1,    [DISPOSITION_RECIPIENT_REFUSED] = 0,
	};

	assert((unsigned)disposition < DISPOSITIONS);
	return gravities[disposition];
}

const char *
risk_level_name(enum risk_level level)
{
	switch (level) {
	case RISK_NONE:
		return "none";
	case RISK_LOW:
		return "low";
	case RISK_MEDIUM:
		return "medium";
	case RISK_HIGH:
		return "high";
	case RISK_CRITICAL:
		return "critical";
	}
	abort();
}

struct risk_exposure
risk_exposure_of(const struct identity *identity)
{
	struct risk_exposure exposure = {
		.kind = identity->kind,
		.tier = identity->tier,
		.nhis = identity->nhi_count,
		.delegates = identity->delegate_count,
		.best_nhi_tier = 9,
		.disabled = identity->disabled,
		.stale = identity->stale,
		.weak_recovery = identity->weak_recovery,
		.owner_state = identity->owner_state,
	};
	size_t i;

	for (i = 0; i < identity->nhi_count; i++)
		if (identity->nhis[i].tier < exposure.best_nhi_tier)
			exposure.best_nhi_tier = identity->nhis[i].tier;
	return exposure;
}

static double
tier_factor(int tier)
{
	static const double factors[] = {2.5, 2.0, 1.5, 1.0};

	return tier >= 0 && tier < TIER_STANDARD ? factors[tier] : 1.0;
}

static double
owned_factor(const struct risk_exposure *exposure)
{
	static const double best[] = {0.5, 0.3, 0.15};
	double factor = 0.1 * (double)exposure->nhis;

	if (factor > 0.5)
		factor = 0.5;
	if (exposure->best_nhi_tier >= 0 && exposure->best_nhi_tier < TIER_STANDARD)
		factor += best[exposure->best_nhi_tier];
	return factor;
}

static double
mailbox_factor(const struct risk_exposure *exposure)
{
	double factor = 0.05 * (double)exposure->delegates;

	if (factor > 0.3)
		factor = 0.3;
	switch (exposure->kind) {
	case IDENTITY_SERVICE:
		return factor + 0.5;
	case IDENTITY_SHARED:
		return factor + 0.3;
	case IDENTITY_ROLE:
		return factor + 0.2;
	case IDENTITY_PERSON:
	case IDENTITY_GROUP:
	case IDENTITY_EXTERNAL:
	case IDENTITY_UNKNOWN:
	case IDENTITY_UNRESOLVED:
	case IDENTITY_KINDS:
		break;
	}
	return factor;
}

static double
owner_factor(enum owner_state state)
{
	switch (state) {
	case OWNER_MISSING:
	case OWNER_DANGLING:
	case OWNER_DISABLED:
		return 0.4;
	case OWNER_GROUP:
		return 0.1;
	case OWNER_NONE_NEEDED:
	case OWNER_OK:
		break;
	}
	return 0;
}

double
risk_exposure_factor(const struct risk_exposure *exposure)
{
	double factor = tier_factor(exposure->tier) + owned_factor(exposure) +
			mailbox_factor(exposure) + owner_factor(exposure->owner_state);

	if (exposure->weak_recovery)
		factor += 0.3;
	if (exposure->stale)
		factor += 0.2;
	if (exposure->disabled)
		factor *= 0.3; /* it cannot sign in, but may be enabled again or forward its mail */
	if (exposure->kind == IDENTITY_EXTERNAL || exposure->kind == IDENTITY_UNKNOWN)
		factor *= 0.5;
	return factor;
}

/* An event with its faded severity, ready to be ranked inside its family. */
struct ranked {
	size_t index;
	const char *family;
	double severity, fade;
};

/* Families together; inside one the gravest first. Equal ones are interchangeable. */
static int
family_then_gravest(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = strcmp(x->family, y->family);

	if (order != 0)
		return order;
	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static double
fade_of(const struct conf_risk *conf, int64_t when_ms, int64_t now_ms)
{
	double age = (double)(now_ms - when_ms);

	if (age < 0 || conf->half_life_ms <= 0) /* a clock that was set back adds nothing */
		return 1;
	return exp2(-age / (double)conf->half_life_ms);
}

static struct ranked
rank(const struct conf_risk *conf, const struct risk_event *event, int64_t now_ms, size_t index)
{
	double share = (double)(event->score < 0 ? 0 : event->score) / 1000;
	double fade = fade_of(conf, event->when_ms, now_ms);
	double seen = disposition_unblocked(event->disposition) ? 1 : BLOCKED;

	return (struct ranked){.index = index,
			       .family = event->family == NULL ? "" : event->family,
			       .fade = fade,
			       .severity = risk_severity(event->impact) * share * sqrt(share) *
					   seen * fade};
}

/* 1 and a share of each living family after the liveliest. */
static double
diversity_of(const struct ranked *ranked, size_t count)
{
	double all = 0, most = 0, family = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (ranked[i].fade > family)
			family = ranked[i].fade;
		if (i + 1 < count && strcmp(ranked[i].family, ranked[i + 1].family) == 0)
			continue;
		all += family;
		most = family > most ? family : most;
		family = 0;
	}
	all = 1 + DIVERSITY * (all - most);
	return all > DIVERSITY_MOST ? DIVERSITY_MOST : all;
}

static enum risk_level
level_of(const struct conf_risk *conf, int risk)
{
	if (risk >= conf->critical)
		return RISK_CRITICAL;
	if (risk >= conf->high)
		return RISK_HIGH;
	if (risk >= conf->medium)
		return RISK_MEDIUM;
	return risk >= conf->low ? RISK_LOW : RISK_NONE;
}

void
risk_of_identity(struct arena *arena, const struct conf_risk *conf, const struct risk_event *events,
		 size_t event_count, const struct risk_exposure *exposure, int64_t now_ms,
		 struct risk_identity *out)
{
	struct ranked *ranked = arena_zalloc(arena, event_count + 1, sizeof(*ranked));
	double repeat = 1;
	size_t i;

	for (i = 0; i < event_count; i++)
		ranked[i] = rank(conf, &events[i], now_ms, i);
	qsort(ranked, event_count, sizeof(*ranked), family_then_gravest);
	*out = (struct risk_identity){.exposure_factor = risk_exposure_factor(exposure),
				      .diversity = diversity_of(ranked, event_count)};
	out->terms = arena_zalloc(arena, event_count + 1, sizeof(*out->terms));
	for (i = 0; i < event_count; i++) {
		repeat = i > 0 && strcmp(ranked[i].family, ranked[i - 1].family) == 0
				 ? repeat * REPEAT
				 : 1;
		out->terms[ranked[i].index] =
			ranked[i].severity * repeat * out->exposure_factor * out->diversity;
		out->sum += out->terms[ranked[i].index];
	}
	out->risk = (int)lround(1000 * (1 - exp(-out->sum / SATURATION)));
	out->level = level_of(conf, out->risk);
}
