/* SPDX-License-Identifier: BSD-2-Clause */
/* risk - findings and exposure to score, verdict and reviews: the judgement of one message. */
#include "config.h"

#include "policy/risk/risk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/risk/keys.h"

#define SCORE_MOST  1000
#define FLAG_LEAST  450 /* two keys agree: above every default threshold for a tag */
#define HELD_MOST   340 /* no second key: below every default threshold for a tag */
#define HELD_DOMAIN 260 /* ... but a lookalike of something protected is worth a record */
#define AGREEMENT   50  /* for each class of evidence after the first, once two keys agree */

#define CLASSES (FINDING_CLASS_SIGHT + 1)

static const int class_caps[CLASSES] = {
	[FINDING_CLASS_DOMAIN] = 600,    [FINDING_CLASS_CLAIM] = 350, [FINDING_CLASS_LURE] = 500,
	[FINDING_CLASS_STRUCTURE] = 350, [FINDING_CLASS_AUTH] = 200,  [FINDING_CLASS_HISTORY] = 60,
	[FINDING_CLASS_RECIPIENT] = 200, [FINDING_CLASS_SIGHT] = 60,
};

/* Evidence about the message that is independent of other evidence. */
#define NOT_EVIDENCE (1u << FINDING_CLASS_SIGHT | 1u << FINDING_CLASS_RECIPIENT)

/* The order in which impacts outrank one another, and the severity of a hit that is after it. */
static const double severities[IMPACTS] = {
	[IMPACT_NONE] = 0.3,   [IMPACT_PAYMENT] = 0.45, [IMPACT_PASSWORD] = 0.5,
	[IMPACT_MFA] = 0.7,    [IMPACT_SESSION] = 0.75, [IMPACT_OAUTH] = 0.8,
	[IMPACT_DEVICE] = 0.8, [IMPACT_SECRET] = 0.9,   [IMPACT_SIGNING_KEY] = 1.0,
};

double
risk_severity(enum impact impact)
{
	assert((unsigned)impact < IMPACTS);
	return severities[impact];
}

const char *
verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_NONE:
		return "none";
	case VERDICT_RECORD:
		return "record";
	case VERDICT_TAG:
		return "tag";
	case VERDICT_QUARANTINE:
		return "quarantine";
	case VERDICT_REJECT:
		return "reject";
	}
	abort();
}

/* A finding on its way to points. */
struct share {
	size_t index;
	int points;
	enum finding_class class;
};

static bool
is_damped(const struct finding *finding, enum finding_class class)
{
	if (finding->kind == FINDING_OAUTH_GRANT || finding->kind == FINDING_DEVICE_CODE)
		return false;
	return class == FINDING_CLASS_LURE || class == FINDING_CLASS_CLAIM ||
	       class == FINDING_CLASS_RECIPIENT;
}

static int
dampen(int weight, enum keys_trust trust)
{
	switch (trust) {
	case KEYS_TRUST_NONE:
		return weight;
	case KEYS_TRUST_PART:
		return weight / 2;
	case KEYS_TRUST_FULL:
		return weight / 4;
	}
	abort();
}

static int
heavier_first(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->points != y->points)
		return x->points < y->points ? 1 : -1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static struct share *
weigh(struct arena *arena, const struct risk_message *message, enum keys_trust trust)
{
	struct share *shares = arena_zalloc(arena, message->finding_count + 1, sizeof(*shares));
	size_t i;

	for (i = 0; i < message->finding_count; i++) {
		const struct finding *finding = &message->findings[i];
		enum finding_class class = finding_info(finding->kind)->class;
		int weight = keys_weight(finding);

		if (is_damped(finding, class))
			weight = dampen(weight, trust);
		shares[i] = (struct share){.index = i, .points = weight, .class = class};
	}
	qsort(shares, message->finding_count, sizeof(*shares), heavier_first);
	return shares;
}

/* Whether a heavier finding of the same family came before shares[at]. */
static bool
is_repeated(const struct risk_message *message, const struct share *shares, size_t at)
{
	const struct finding *finding = &message->findings[shares[at].index];
	size_t i;

	for (i = 0; i < at; i++) {
		const struct finding *other = &message->findings[shares[i].index];

		if (other->kind == finding->kind && other->recipient == finding->recipient &&
		    strcmp(other->family, finding->family) == 0)
			return true;
	}
	return false;
}

/* Fill the terms: the heaviest of a family counts once, a class up to its cap. The sum is without
 * what concerns one recipient alone; that has its cap for each of them. */
static int
add_up(const struct risk_message *message, const struct share *shares, struct risk_term *terms)
{
	int left[CLASSES], sum = 0;
	size_t i;

	memcpy(left, class_caps, sizeof(left));
	for (i = 0; i < message->finding_count; i++) {
		const struct finding *finding = &message->findings[shares[i].index];
		struct risk_term *term = &terms[shares[i].index];
		int points = shares[i].points;

		if (is_repeated(message, shares, i)) {
			*term = (struct risk_term){.why = "its family counted already"};
			continue;
		}
		if (points > left[shares[i].class])
			points = left[shares[i].class];
		if (finding->recipient == 0) {
			left[shares[i].class] -= points;
			sum += points;
		}
		*term = (struct risk_term){.points = points, .counted = points > 0};
		term->why = points > 0 ? "counted" : "its class has reached its cap";
		if (keys_excused(finding))
			term->why = finding->excused;
	}
	return sum;
}

static int
count_classes(const struct risk_message *message)
{
	unsigned seen = message->claim ? 1u << FINDING_CLASS_CLAIM : 0;
	int count = 0;
	size_t i;

	for (i = 0; i < message->finding_count; i++)
		if (!keys_excused(&message->findings[i]))
			seen |= 1u << finding_info(message->findings[i].kind)->class;
	seen &= ~NOT_EVIDENCE;
	for (; seen != 0; seen &= seen - 1)
		count++;
	return count;
}

static bool
has_protected_domain(const struct risk_message *message)
{
	size_t i;

	for (i = 0; i < message->finding_count; i++)
		if (finding_info(message->findings[i].kind)->class == FINDING_CLASS_DOMAIN &&
		    message->findings[i].tier <= 1 && !keys_excused(&message->findings[i]))
			return true;
	return false;
}

/* With a rule the sum and its agreement, at least a flag; without one never as much as a flag. */
static int
score_of(const struct risk_message *message, int sum, bool flagged, enum keys_trust trust)
{
	if (sum < HELD_DOMAIN && has_protected_domain(message))
		sum = HELD_DOMAIN;
	if (!flagged)
		return sum > HELD_MOST ? HELD_MOST : sum;
	sum += AGREEMENT * (count_classes(message) - 1);
	if (sum < FLAG_LEAST && trust != KEYS_TRUST_PART)
		sum = FLAG_LEAST;
	return sum > SCORE_MOST ? SCORE_MOST : sum;
}

static const struct conf_thresholds *
thresholds_of(const struct conf_policy *conf, enum identity_class class)
{
	switch (class) {
	case CLASS_STANDARD:
		return &conf->standard;
	case CLASS_PRIVILEGED:
		return &conf->privileged;
	case CLASS_SHARED:
		return &conf->shared;
	case CLASS_NHI:
		return &conf->nhi;
	}
	abort();
}

static bool
reaches(int score, int64_t threshold)
{
	return threshold != 0 && score >= threshold;
}

static enum verdict
verdict_for(const struct conf_thresholds *at, int score)
{
	if (reaches(score, at->reject))
		return VERDICT_REJECT;
	if (reaches(score, at->quarantine))
		return VERDICT_QUARANTINE;
	if (reaches(score, at->tag))
		return VERDICT_TAG;
	return VERDICT_RECORD;
}

static int
own_points(const struct risk_message *message, const struct risk_term *terms, size_t recipient)
{
	int sum = 0;
	size_t i;

	for (i = 0; i < message->finding_count; i++)
		if (message->findings[i].recipient == recipient)
			sum += terms[i].points;
	return sum > class_caps[FINDING_CLASS_RECIPIENT] ? class_caps[FINDING_CLASS_RECIPIENT]
							 : sum;
}

/* What all recipients have in common. */
struct basis {
	const struct conf_policy *conf;
	const struct risk_message *message;
	const struct risk_term *terms;
	enum keys_trust trust;
	unsigned keys;
	int sum;
};

/* For somebody of 'class', who adds 'keys' and 'points'. */
static struct risk_aim
decide(const struct basis *basis, enum identity_class class, unsigned keys, int points)
{
	const struct keys_rule *rule = keys_decide(basis->keys | keys);
	struct risk_aim aim = {.rule = rule == NULL ? "" : rule->name};

	aim.score = score_of(basis->message, basis->sum + points, rule != NULL, basis->trust);
	aim.verdict = rule == NULL ? VERDICT_RECORD
				   : verdict_for(thresholds_of(basis->conf, class), aim.score);
	if (aim.verdict == VERDICT_RECORD && aim.score < basis->conf->record_from)
		aim.verdict = VERDICT_NONE;
	return aim;
}

/* The gravest verdict and the highest score that any recipient makes of it. */
static void
aim(struct arena *arena, const struct basis *basis, struct risk_judgement *out)
{
	const struct risk_message *message = basis->message;
	struct risk_aim gravest = decide(basis, CLASS_STANDARD, 0, 0);
	size_t i;

	out->aims = arena_zalloc(arena, message->class_count + 1, sizeof(*out->aims));
	for (i = 0; i < message->class_count; i++) {
		out->aims[i] = decide(basis, message->classes[i], keys_of_recipient(message, i),
				      own_points(message, basis->terms, i + 1));
		if (i == 0 || out->aims[i].verdict > gravest.verdict)
			gravest = out->aims[i];
		if (out->aims[i].score > out->score)
			out->score = out->aims[i].score;
	}
	if (message->class_count == 0)
		out->score = gravest.score;
	out->verdict = gravest.verdict;
	out->rule = gravest.rule;
	out->two_keys = gravest.rule[0] != '\0';
}

static void
name_gravest(const struct risk_message *message, struct risk_judgement *out)
{
	int heaviest = 0;
	size_t i;

	for (i = 0; i < message->finding_count; i++) {
		const struct finding *finding = &message->findings[i];
		enum finding_class class = finding_info(finding->kind)->class;

		if (!out->terms[i].counted)
			continue;
		if (severities[finding->impact] > severities[out->impact])
			out->impact = finding->impact;
		if (class == FINDING_CLASS_LURE && out->terms[i].points > heaviest) {
			heaviest = out->terms[i].points;
			out->family = finding->family;
		}
	}
}

/* What the judgement did to each finding that counts, in words. */
static void
explain(struct arena *arena, const struct risk_message *message, enum keys_trust trust,
	struct risk_judgement *out)
{
	size_t i;

	for (i = 0; i < message->finding_count; i++) {
		const struct finding *finding = &message->findings[i];
		const char *rule = finding->recipient == 0 ? out->rule
							   : out->aims[finding->recipient - 1].rule;
		const char *held = "held: no second key";

		if (!out->terms[i].counted)
			continue;
		if (rule[0] != '\0')
			held = arena_printf(arena, "counted: %s", rule);
		out->terms[i].why = held;
		if (trust != KEYS_TRUST_NONE &&
		    is_damped(finding, finding_info(finding->kind)->class))
			out->terms[i].why =
				arena_printf(arena, "%s; damped: the sender is proven", held);
	}
}

void
risk_judge(struct arena *arena, const struct conf_policy *conf, const struct risk_message *message,
	   struct risk_judgement *out)
{
	struct basis basis = {.conf = conf,
			      .message = message,
			      .trust = keys_trust(message),
			      .keys = keys_of(message)};

	*out = (struct risk_judgement){.family = "", .rule = ""};
	out->terms = arena_zalloc(arena, message->finding_count + 1, sizeof(*out->terms));
	basis.terms = out->terms;
	basis.sum = add_up(message, weigh(arena, message, basis.trust), out->terms);
	aim(arena, &basis, out);
	name_gravest(message, out);
	explain(arena, message, basis.trust, out);
}
