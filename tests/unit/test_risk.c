/* SPDX-License-Identifier: BSD-2-Clause */
/* test_risk - score and verdict of messages, risk of identities, reviews. */
#include "config.h"

#include "policy/risk/risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LURE(family_, impact_)                                                 \
	{                                                                      \
		.kind = FINDING_LURE, .family = (family_), .impact = (impact_) \
	}
#define KIND(kind_, tier_)                                     \
	{                                                      \
		.kind = (kind_), .family = "", .tier = (tier_) \
	}

static const struct conf_policy policy = {
	.standard = {.tag = 400},
	.privileged = {.tag = 350, .quarantine = 700},
	.shared = {.tag = 400},
	.nhi = {.tag = 350, .reject = 900},
	.record_from = 250,
};

static const struct conf_risk risk_conf = {
	.half_life_ms = 14 * CLOCK_DAY_MS,
	.low = 50,
	.medium = 200,
	.high = 450,
	.critical = 750,
	.review_standard = 300,
	.review_privileged = 150,
	.review_shared = 250,
	.review_nhi = 150,
};

static const struct risk_exposure standard = {
	.kind = IDENTITY_PERSON, .tier = TIER_STANDARD, .best_nhi_tier = 9};
static const struct risk_exposure admin = {
	.kind = IDENTITY_PERSON, .tier = TIER_CONTROL, .best_nhi_tier = 9};

static struct risk_judgement
judge(struct arena *arena, struct risk_message message)
{
	struct risk_judgement out;

	risk_judge(arena, &policy, &message, &out);
	return out;
}

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void
two_keys_flag_and_one_is_recorded(void **state)
{
	static const struct {
		struct finding findings[3];
		struct risk_message message;
		enum verdict expected;
		const char *why;
	} cases[] = {
		{{{0}}, {0}, VERDICT_NONE, "nothing found"},
		{{KIND(FINDING_HOMOGLYPH, 0)},
		 {.finding_count = 1},
		 VERDICT_TAG,
		 "homoglyph of ours"},
		{{KIND(FINDING_EMBEDDED, 1)}, {.finding_count = 1}, VERDICT_TAG, "embedded issuer"},
		{{KIND(FINDING_TYPO, 1)}, {.finding_count = 1}, VERDICT_RECORD, "typo alone"},
		{{KIND(FINDING_BITSQUAT, 1)},
		 {.finding_count = 1},
		 VERDICT_RECORD,
		 "bitsquat alone"},
		{{KIND(FINDING_TYPO, 1)},
		 {.finding_count = 1, .claim = true},
		 VERDICT_TAG,
		 "typo and the brand claimed"},
		{{KIND(FINDING_TYPO, 1), LURE("quota", IMPACT_PASSWORD)},
		 {.finding_count = 2},
		 VERDICT_TAG,
		 "typo and lure"},
		{{LURE("quota", IMPACT_PASSWORD)},
		 {.finding_count = 1},
		 VERDICT_RECORD,
		 "lure alone"},
		{{LURE("quota", IMPACT_PASSWORD)},
		 {.finding_count = 1, .claim = true},
		 VERDICT_TAG,
		 "lure and unproven claim"},
		{{LURE("quota", IMPACT_PASSWORD), KIND(FINDING_ROLE_CLAIM, 9)},
		 {.finding_count = 2},
		 VERDICT_TAG,
		 "lure and help desk from outside"},
		{{LURE("quota", IMPACT_PASSWORD), KIND(FINDING_FREE_HOSTING, 9)},
		 {.finding_count = 2},
		 VERDICT_TAG,
		 "lure and anonymous hosting"},
		{{LURE("quota", IMPACT_PASSWORD), LURE("mfa", IMPACT_MFA)},
		 {.finding_count = 2},
		 VERDICT_RECORD,
		 "two lures, and the link stays at home"},
		{{LURE("quota", IMPACT_PASSWORD), LURE("mfa", IMPACT_MFA)},
		 {.finding_count = 2, .link_foreign = true},
		 VERDICT_TAG,
		 "two lures and a foreign link"},
		{{LURE("quota", IMPACT_PASSWORD), LURE("mfa", IMPACT_MFA)},
		 {.finding_count = 2, .link_foreign = true, .sender_proven = true},
		 VERDICT_RECORD,
		 "a proven stranger's foreign link is a tracker as well"},
		{{LURE("quota", IMPACT_PASSWORD), KIND(FINDING_ROLE_CLAIM, 9)},
		 {.finding_count = 2, .list = true, .reply = true},
		 VERDICT_TAG,
		 "unauthenticated list headers clear nothing"},
		{{LURE("quota", IMPACT_PASSWORD), KIND(FINDING_ROLE_CLAIM, 9)},
		 {.finding_count = 2, .sender_proven = true, .sender_owned = true},
		 VERDICT_NONE,
		 "our own help desk"},
		{{KIND(FINDING_HOMOGLYPH, 0), LURE("quota", IMPACT_PASSWORD)},
		 {.finding_count = 2, .sender_proven = true, .sender_owned = true},
		 VERDICT_TAG,
		 "a homoglyph is never cleared"},
		{{KIND(FINDING_OAUTH_GRANT, 9), LURE("sign-in alert", IMPACT_SESSION)},
		 {.finding_count = 2,
		  .sender_proven = true,
		  .sender_issuer = true,
		  .claim_proven = true},
		 VERDICT_TAG,
		 "a code host's notification that asks for a grant"},
		{{KIND(FINDING_TRUNCATED, 9), KIND(FINDING_AMBIGUOUS, 9),
		  KIND(FINDING_OBSCURED, 9)},
		 {.finding_count = 3},
		 VERDICT_NONE,
		 "limits of sight never reach a tag"},
		{{KIND(FINDING_BRAND_CLAIM, 1)},
		 {.finding_count = 1, .claim = true},
		 VERDICT_NONE,
		 "a claim alone"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct risk_message message = cases[i].message;
		struct risk_judgement got;

		message.findings = cases[i].findings;
		got = judge(*state, message);
		if (got.verdict != cases[i].expected)
			fail_msg("%s: %s (%d)", cases[i].why, verdict_name(got.verdict), got.score);
	}
}

static void
the_most_exposed_recipient_decides(void **state)
{
	struct finding findings[] = {KIND(FINDING_HOMOGLYPH, 0), LURE("api-key", IMPACT_SECRET),
				     KIND(FINDING_PASSWORD_FORM, 9)};
	enum identity_class classes[] = {CLASS_STANDARD, CLASS_NHI, CLASS_PRIVILEGED};
	struct risk_message message = {
		.findings = findings, .finding_count = 3, .classes = classes, .class_count = 1};

	assert_int_equal(judge(*state, message).verdict, VERDICT_TAG);
	message.class_count = 2;
	assert_int_equal(judge(*state, message).verdict, VERDICT_REJECT);
	classes[1] = CLASS_SHARED;
	message.class_count = 3;
	assert_int_equal(judge(*state, message).verdict, VERDICT_QUARANTINE);
}

static void
a_threshold_of_zero_is_never(void **state)
{
	struct finding findings[] = {KIND(FINDING_HOMOGLYPH, 0)};
	struct conf_policy quiet = {.record_from = 250};
	struct risk_message message = {.findings = findings, .finding_count = 1};
	struct risk_judgement out;

	risk_judge(*state, &quiet, &message, &out);
	assert_int_equal(out.verdict, VERDICT_RECORD);
}

static void
caps_hold_and_terms_explain_the_sum(void **state)
{
	struct finding findings[FINDINGS_MOST];
	struct risk_message message = {.findings = findings, .finding_count = FINDINGS_MOST};
	struct risk_judgement got;
	size_t i;

	for (i = 0; i < FINDINGS_MOST; i++)
		findings[i] = (struct finding){.kind = (enum finding_kind)(i % FINDING_KINDS),
					       .family = "",
					       .weight = (int)(1 + i * 37 % 900)};
	got = judge(*state, message);
	assert_int_equal(got.score, 1000);
	for (i = 0; i < FINDINGS_MOST; i++) {
		assert_non_null(got.terms[i].why);
		assert_true(got.terms[i].points >= 0 && got.terms[i].points <= 600);
		assert_int_equal(got.terms[i].counted, got.terms[i].points > 0);
	}
}

static void
one_family_counts_once(void **state)
{
	struct finding findings[] = {LURE("quota", IMPACT_PASSWORD),
				     LURE("quota", IMPACT_PASSWORD)};
	struct risk_message message = {.findings = findings, .finding_count = 1};
	int once = judge(*state, message).score;

	message.finding_count = 2;
	assert_int_equal(judge(*state, message).score, once);
}

/* A small generator of our own, so that a failure repeats. */
static unsigned
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
}

static struct finding
random_finding(uint64_t *seed)
{
	static const char *const families[] = {"", "quota", "mfa", "payroll"};

	return (struct finding){.kind = (enum finding_kind)(next_random(seed) % FINDING_KINDS),
				.family = families[next_random(seed) % 4],
				.impact = (enum impact)(next_random(seed) % IMPACTS),
				.tier = next_random(seed) % 2 == 0 ? 1 : 9,
				.weight = (int)(next_random(seed) % 500)};
}

static struct risk_message
random_message(uint64_t *seed, struct finding *findings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		findings[i] = random_finding(seed);
	return (struct risk_message){.findings = findings,
				     .finding_count = count,
				     .claim = next_random(seed) % 4 == 0,
				     .claim_proven = next_random(seed) % 4 == 0,
				     .sender_proven = next_random(seed) % 2 == 0,
				     .sender_owned = next_random(seed) % 3 == 0,
				     .sender_issuer = next_random(seed) % 3 == 0,
				     .list = next_random(seed) % 3 == 0,
				     .link_foreign = next_random(seed) % 2 == 0};
}

static void
another_finding_never_lowers_a_score(void **state)
{
	struct arena *arena = *state;
	struct finding findings[12];
	uint64_t seed = 1;
	int round;

	for (round = 0; round < 20000; round++) {
		size_t count = 1 + next_random(&seed) % COUNT(findings);
		struct risk_message message = random_message(&seed, findings, count);
		struct risk_judgement all = judge(arena, message), fewer;

		message.finding_count--;
		fewer = judge(arena, message);
		if (fewer.score > all.score || fewer.verdict > all.verdict)
			fail_msg("round %d: %d became %d", round, fewer.score, all.score);
		arena_reset(arena);
	}
}

static void
the_order_of_findings_does_not_matter(void **state)
{
	struct arena *arena = *state;
	struct finding findings[10], turned[10];
	uint64_t seed = 2;
	int round;
	size_t i;

	for (round = 0; round < 5000; round++) {
		struct risk_message message = random_message(&seed, findings, 10);
		struct risk_judgement one = judge(arena, message), other;

		for (i = 0; i < 10; i++)
			turned[i] = findings[(i * 3 + 1) % 10];
		message.findings = turned;
		other = judge(arena, message);
		assert_int_equal(one.score, other.score);
		assert_int_equal(one.verdict, other.verdict);
		arena_reset(arena);
	}
}

static struct risk_event
random_event(uint64_t *seed, int64_t now_ms)
{
	static const char *const families[] = {"quota", "mfa", "payroll", "api-key", ""};

	return (struct risk_event){
		.when_ms = now_ms - (int64_t)(next_random(seed) % 60) * CLOCK_DAY_MS,
		.score = (int)(next_random(seed) % 1001),
		.impact = (enum impact)(next_random(seed) % IMPACTS),
		.disposition = (enum disposition)(next_random(seed) % DISPOSITIONS),
		.family = families[next_random(seed) % 5]};
}

static int
risk_now(struct arena *arena, const struct risk_event *events, size_t count,
	 const struct risk_exposure *exposure, int64_t now_ms)
{
	struct risk_identity out;

	risk_of_identity(arena, &risk_conf, events, count, exposure, now_ms, &out);
	assert_true(out.risk >= 0 && out.risk <= 1000);
	return out.risk;
}

static void
risk_grows_with_hits_fades_with_time_and_ignores_order(void **state)
{
	struct arena *arena = *state;
	int64_t now = 1000 * CLOCK_DAY_MS;
	struct risk_event events[9], turned[9];
	uint64_t seed = 3;
	int round;
	size_t i;

	for (round = 0; round < 10000; round++) {
		int risk;

		for (i = 0; i < 9; i++)
			events[i] = random_event(&seed, now);
		for (i = 0; i < 9; i++)
			turned[i] = events[(i * 4 + 2) % 9];
		risk = risk_now(arena, events, 9, &standard, now);
		assert_int_equal(risk, risk_now(arena, turned, 9, &standard, now));
		assert_true(risk >= risk_now(arena, events, 8, &standard, now));
		assert_true(risk >= risk_now(arena, events, 9, &standard, now + CLOCK_DAY_MS));
		assert_true(risk <= risk_now(arena, events, 9, &admin, now));
		arena_reset(arena);
	}
}

static void
one_half_life_halves_the_sum(void **state)
{
	struct risk_event event = {.when_ms = 0, .score = 800, .impact = IMPACT_MFA};
	struct risk_identity now, later;

	risk_of_identity(*state, &risk_conf, &event, 1, &standard, 0, &now);
	risk_of_identity(*state, &risk_conf, &event, 1, &standard, risk_conf.half_life_ms, &later);
	assert_true(fabs(now.sum / 2 - later.sum) < 1e-9);
	assert_true(fabs(now.terms[0] - now.sum) < 1e-9);
}

static void
a_few_grave_hits_outrank_a_flood_of_common_ones(void **state)
{
	struct risk_event flood[200], grave = {.score = 800, .impact = IMPACT_SIGNING_KEY};
	size_t i;

	grave.family = "signing-key";
	for (i = 0; i < COUNT(flood); i++)
		flood[i] = (struct risk_event){
			.score = 450, .impact = IMPACT_PASSWORD, .family = "quota"};
	assert_true(risk_now(*state, &grave, 1, &standard, 0) >
		    risk_now(*state, flood, COUNT(flood), &standard, 0));
	assert_true(risk_now(*state, flood, COUNT(flood), &standard, 0) <
		    risk_conf.review_standard);
}

static void
what_may_have_been_read_weighs_more(void **state)
{
	struct risk_event event = {.score = 700, .impact = IMPACT_PASSWORD};
	int read = risk_now(*state, &event, 1, &standard, 0);
	size_t i;

	for (i = DISPOSITION_QUARANTINED; i < DISPOSITIONS; i++) {
		event.disposition = (enum disposition)i;
		assert_true(risk_now(*state, &event, 1, &standard, 0) < read);
		assert_false(disposition_unblocked(event.disposition));
		assert_non_null(disposition_name(event.disposition));
		assert_true(disposition_gravity(event.disposition) <
			    disposition_gravity(DISPOSITION_TAGGED));
	}
}

static void
exposure_orders_identities_as_people_would(void **state)
{
	struct risk_exposure owner = standard, orphan = {.kind = IDENTITY_SERVICE,
							 .tier = TIER_PRIVILEGED,
							 .best_nhi_tier = 9,
							 .owner_state = OWNER_DANGLING};
	struct risk_exposure disabled = admin, unknown = {.kind = IDENTITY_UNKNOWN,
							  .tier = TIER_STANDARD,
							  .best_nhi_tier = 9};

	(void)state;
	owner.nhis = 2;
	owner.best_nhi_tier = 0;
	disabled.disabled = true;
	assert_true(fabs(risk_exposure_factor(&standard) - 1.0) < 1e-9);
	assert_true(risk_exposure_factor(&owner) > risk_exposure_factor(&standard));
	assert_true(risk_exposure_factor(&orphan) > risk_exposure_factor(&admin));
	assert_true(risk_exposure_factor(&disabled) < risk_exposure_factor(&standard));
	assert_true(risk_exposure_factor(&unknown) < risk_exposure_factor(&standard));
}

static void
exposure_counts_what_an_identity_owns(void **state)
{
	struct identity_ref nhis[] = {{.tier = 3}, {.tier = 1}};
	struct identity identity = {
		.kind = IDENTITY_PERSON, .tier = 2, .nhis = nhis, .nhi_count = 2};
	struct risk_exposure exposure = risk_exposure_of(&identity);

	(void)state;
	assert_int_equal(exposure.nhis, 2);
	assert_int_equal(exposure.best_nhi_tier, 1);
	identity.nhi_count = 0;
	assert_int_equal(risk_exposure_of(&identity).best_nhi_tier, 9);
}

static unsigned
reviews_of(struct arena *arena, const struct risk_exposure *exposure, enum identity_class class,
	   unsigned impacts, int risk, bool paired)
{
	struct risk_identity about = {.risk = risk, .level = risk >= 450 ? RISK_HIGH : RISK_LOW};
	struct risk_review *reviews;
	unsigned set = 0;
	size_t i, count;

	count = risk_reviews(arena, &risk_conf, exposure, class, &about, impacts, paired, &reviews);
	for (i = 0; i < count; i++) {
		assert_non_null(reviews[i].reason);
		set |= 1u << reviews[i].kind;
	}
	return set;
}

#define HAS(set, kind) (((set) >> (kind)&1) != 0)

static void
reviews_follow_impact_and_exposure(void **state)
{
	struct risk_exposure service = {.kind = IDENTITY_SERVICE,
					.tier = 2,
					.best_nhi_tier = 9,
					.stale = true,
					.owner_state = OWNER_MISSING};
	struct risk_exposure shared = {
		.kind = IDENTITY_SHARED, .tier = 3, .best_nhi_tier = 9, .delegates = 3};
	unsigned got;

	got = reviews_of(*state, &admin, CLASS_PRIVILEGED, 1u << IMPACT_MFA, 150, false);
	assert_true(HAS(got, REVIEW_ACCESS) && HAS(got, REVIEW_MFA_REREGISTER));
	assert_false(HAS(got, REVIEW_ROTATE_SECRET) || HAS(got, REVIEW_RESET_PASSWORD));
	got = reviews_of(*state, &service, CLASS_NHI, 1u << IMPACT_SECRET, 200, false);
	assert_true(HAS(got, REVIEW_ROTATE_SECRET) && HAS(got, REVIEW_ASSIGN_OWNER) &&
		    HAS(got, REVIEW_DISABLE_STALE));
	assert_false(HAS(got, REVIEW_RECOVERY_PATH));
	got = reviews_of(*state, &shared, CLASS_SHARED, 1u << IMPACT_PASSWORD, 250, false);
	assert_true(HAS(got, REVIEW_SHARED_MAILBOX) && HAS(got, REVIEW_WARN_DELEGATES));
	got = reviews_of(*state, &standard, CLASS_STANDARD, 1u << IMPACT_OAUTH, 300, false);
	assert_true(HAS(got, REVIEW_CONSENT));
}

static void
reviews_need_their_threshold_and_reset_needs_a_signal(void **state)
{
	struct risk_exposure external = {.kind = IDENTITY_EXTERNAL, .tier = 3, .best_nhi_tier = 9};
	unsigned all = (1u << IMPACTS) - 1, got;

	assert_int_equal(reviews_of(*state, &standard, CLASS_STANDARD, all, 299, true), 0);
	assert_int_equal(reviews_of(*state, &admin, CLASS_PRIVILEGED, all, 149, true), 0);
	assert_int_equal(reviews_of(*state, &external, CLASS_STANDARD, all, 1000, true), 0);
	got = reviews_of(*state, &standard, CLASS_STANDARD, all, 1000, false);
	assert_false(HAS(got, REVIEW_RESET_PASSWORD) || HAS(got, REVIEW_REVOKE_SESSIONS));
	got = reviews_of(*state, &standard, CLASS_STANDARD, all, 1000, true);
	assert_true(HAS(got, REVIEW_RESET_PASSWORD) && HAS(got, REVIEW_REVOKE_SESSIONS));
}

static void
every_name_is_there(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < REVIEW_KINDS; i++)
		assert_non_null(review_kind_name((enum review_kind)i));
	for (i = 0; i <= RISK_CRITICAL; i++)
		assert_non_null(risk_level_name((enum risk_level)i));
	for (i = 0; i < IMPACTS; i++)
		assert_true(risk_severity((enum impact)i) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_keys_flag_and_one_is_recorded),
		cmocka_unit_test(the_most_exposed_recipient_decides),
		cmocka_unit_test(a_threshold_of_zero_is_never),
		cmocka_unit_test(caps_hold_and_terms_explain_the_sum),
		cmocka_unit_test(one_family_counts_once),
		cmocka_unit_test(another_finding_never_lowers_a_score),
		cmocka_unit_test(the_order_of_findings_does_not_matter),
		cmocka_unit_test(risk_grows_with_hits_fades_with_time_and_ignores_order),
		cmocka_unit_test(one_half_life_halves_the_sum),
		cmocka_unit_test(a_few_grave_hits_outrank_a_flood_of_common_ones),
		cmocka_unit_test(what_may_have_been_read_weighs_more),
		cmocka_unit_test(exposure_orders_identities_as_people_would),
		cmocka_unit_test(exposure_counts_what_an_identity_owns),
		cmocka_unit_test(reviews_follow_impact_and_exposure),
		cmocka_unit_test(reviews_need_their_threshold_and_reset_needs_a_signal),
		cmocka_unit_test(every_name_is_there),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
