/* SPDX-License-Identifier: BSD-2-Clause */
/* test_risk - two keys, score and verdict of messages. */
#include "config.h"

#include "policy/risk/risk.h"

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

/* The same words, the same link: what differs is who reads them. */
static void
privilege_and_ownership_decide(void **state)
{
	struct finding findings[] = {
		LURE("api-secret", IMPACT_SECRET),
		{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 2},
	};
	static const struct {
		enum identity_class classes[2];
		size_t finding_count;
		bool foreign, proven;
		enum verdict expected;
		const char *rule, *why;
	} cases[] = {
		{{CLASS_STANDARD, CLASS_STANDARD}, 1, true, false, VERDICT_RECORD, "", "two users"},
		{{CLASS_STANDARD, CLASS_NHI},
		 2,
		 true,
		 false,
		 VERDICT_TAG,
		 "lure for what the recipient holds and a foreign link",
		 "an owner"},
		{{CLASS_STANDARD, CLASS_PRIVILEGED},
		 1,
		 true,
		 false,
		 VERDICT_TAG,
		 "lure and a foreign link to a privileged identity",
		 "an administrator"},
		{{CLASS_STANDARD, CLASS_PRIVILEGED},
		 1,
		 false,
		 false,
		 VERDICT_RECORD,
		 "",
		 "no link leads away"},
		{{CLASS_STANDARD, CLASS_NHI},
		 2,
		 true,
		 true,
		 VERDICT_RECORD,
		 "",
		 "the sender is proven"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct risk_message message = {.findings = findings,
					       .finding_count = cases[i].finding_count,
					       .link_foreign = cases[i].foreign,
					       .sender_proven = cases[i].proven,
					       .classes = cases[i].classes,
					       .class_count = 2};
		struct risk_judgement got = judge(*state, message);

		if (got.verdict != cases[i].expected || strcmp(got.rule, cases[i].rule) != 0)
			fail_msg("%s: %s %d %s", cases[i].why, verdict_name(got.verdict), got.score,
				 got.rule);
		/* The one is judged by himself, whoever else got it. */
		assert_true(got.aims[0].verdict <= VERDICT_RECORD);
		assert_int_equal(got.aims[1].verdict, cases[i].expected);
		assert_true(got.aims[0].score <= got.aims[1].score);
		assert_int_equal(got.score, got.aims[1].score);
	}
}

/* Damped mail of somebody we write with lies between the thresholds of the two. */
static void
a_privileged_reader_is_warned_earlier(void **state)
{
	struct finding findings[] = {LURE("quota", IMPACT_PASSWORD), KIND(FINDING_LINK_MISMATCH, 9),
				     KIND(FINDING_FREE_HOSTING, 9)};
	enum identity_class class = CLASS_STANDARD;
	struct risk_message message = {.findings = findings,
				       .finding_count = 3,
				       .sender_proven = true,
				       .sender_two_way = true,
				       .classes = &class,
				       .class_count = 1};
	struct risk_judgement got;

	findings[0].weight = 140;
	got = judge(*state, message);
	assert_true(got.two_keys);
	assert_in_range(got.score, 350, 399);
	assert_int_equal(got.verdict, VERDICT_RECORD);
	class = CLASS_PRIVILEGED;
	assert_int_equal(judge(*state, message).verdict, VERDICT_TAG);
	class = CLASS_NHI;
	assert_int_equal(judge(*state, message).verdict, VERDICT_TAG);
}

static void
what_is_one_recipients_alone_is_capped_for_each(void **state)
{
	struct finding findings[] = {
		LURE("mfa", IMPACT_MFA),
		{.kind = FINDING_MAILBOX_LURED, .family = "", .recipient = 1, .weight = 150},
		{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 1, .weight = 150},
		{.kind = FINDING_MAILBOX_LURED, .family = "", .recipient = 2, .weight = 60},
	};
	enum identity_class classes[] = {CLASS_NHI, CLASS_SHARED, CLASS_STANDARD};
	struct risk_message message = {.findings = findings,
				       .finding_count = 4,
				       .claim = true,
				       .classes = classes,
				       .class_count = 3};
	struct risk_judgement got;

	findings[0].weight = 450;
	got = judge(*state, message);
	assert_int_equal(got.aims[0].score, got.aims[2].score + 200);
	assert_int_equal(got.aims[1].score, got.aims[2].score + 60);
	assert_int_equal(got.terms[3].points, 60);
	assert_string_equal(got.terms[3].why, "counted: lure and brand claim");
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_keys_flag_and_one_is_recorded),
		cmocka_unit_test(the_most_exposed_recipient_decides),
		cmocka_unit_test(privilege_and_ownership_decide),
		cmocka_unit_test(two_keys_flag_and_one_is_recorded),
		cmocka_unit_test(the_most_exposed_recipient_decides),
		cmocka_unit_test(a_privileged_reader_is_warned_earlier),
		cmocka_unit_test(two_keys_flag_and_one_is_recorded),
		cmocka_unit_test(the_most_exposed_recipient_decides),
		cmocka_unit_test(what_is_one_recipients_alone_is_capped_for_each),
		cmocka_unit_test(two_keys_flag_and_one_is_recorded),
		cmocka_unit_test(the_most_exposed_recipient_decides),
		cmocka_unit_test(a_threshold_of_zero_is_never),
		cmocka_unit_test(caps_hold_and_terms_explain_the_sum),
		cmocka_unit_test(one_family_counts_once),
		cmocka_unit_test(another_finding_never_lowers_a_score),
		cmocka_unit_test(the_order_of_findings_does_not_matter),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
