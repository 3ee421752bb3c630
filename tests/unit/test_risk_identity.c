/* SPDX-License-Identifier: BSD-2-Clause */
/* test_risk_identity - risk of identities, and the reviews that are recommended. */
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

static unsigned
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
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
