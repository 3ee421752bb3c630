/* SPDX-License-Identifier: BSD-2-Clause */
/* test_state - one row holds what a hundred thousand hits add up to. */
#include "config.h"

#include "policy/evidence/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/hits.h"

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
add(struct arena *arena, struct state *state, const struct hit *hit, unsigned number)
{
	unsigned char id[ROWS_ID] = {0};

	memcpy(id, &number, sizeof(number));
	state_add(arena, state, hit, id, hits_conf().risk.half_life_ms);
}

static void
a_row_comes_back_as_it_went(void **state)
{
	struct hit hit = hits_make(*state, 1, 1);
	struct state one = {0}, back;
	const char *why = NULL;
	unsigned char *bytes;
	size_t length;

	add(*state, &one, &hit, 1);
	state_pack(*state, &one, &bytes, &length);
	assert_int_equal(state_unpack(*state, bytes, length, &back, &why), 0);
	assert_string_equal(back.identity.id, "id-1");
	assert_int_equal(back.hits, 1);
	assert_int_equal(back.first_ms, hit.when_ms);
	assert_int_equal(back.event_count, 1);
	assert_string_equal(back.events[0].event.family, "quota");
	assert_string_equal(back.events[0].campaign, hit.campaign);
	assert_string_equal(back.families.items[0], "quota");
	assert_string_equal(back.lookalikes.items[0], "exarnple.org");
	assert_string_equal(back.techniques.items[0], "T1598.003");
	assert_string_equal(back.hit_ids.items[0], "01000000000000000000000000000000");
	assert_int_equal(state_unpack(*state, "\xff\xff\xff", 3, &back, &why), -1);
}

static void
the_newest_hit_says_who_it_is(void **state)
{
	struct hit older = hits_make(*state, 1, 1), newer = older;
	struct state one = {0};

	newer.when_ms += 1000;
	newer.identity.tier = TIER_CONTROL;
	add(*state, &one, &newer, 2);
	add(*state, &one, &older, 1);
	assert_int_equal(one.identity.tier, TIER_CONTROL);
	assert_int_equal(one.first_ms, older.when_ms);
	assert_int_equal(one.last_ms, newer.when_ms);
}

static void
rows_stay_small_and_the_risk_is_nearly_that_of_all_hits(void **state)
{
	struct arena *arena = *state;
	struct conf_risk conf = hits_conf().risk;
	struct risk_event *all = arena_zalloc(arena, 3000, sizeof(*all));
	struct risk_exposure exposure;
	struct risk_identity exact, kept;
	struct state one = {0};
	int64_t now = clock_now_ms();
	unsigned impacts, i;
	unsigned char *bytes;
	size_t length;

	for (i = 0; i < 3000; i++) {
		struct hit hit = hits_make(arena, 1, i);
		struct hit_finding finding = hit.findings[0];

		finding.family = arena_printf(arena, "family %u", i % 7);
		hit.findings = &finding;
		hit.when_ms = now - (int64_t)(i * 7919 % 3000) * 1000000;
		hit.score = 300 + (int)(i * 31 % 600);
		hit.campaign = arena_printf(arena, "campaign %u", i);
		hit.lookalike = arena_printf(arena, "x%u.example", i);
		hit.impact = (enum impact)(i % IMPACTS);
		all[i] = (struct risk_event){.when_ms = hit.when_ms,
					     .score = hit.score,
					     .impact = hit.impact,
					     .disposition = hit.disposition,
					     .family = finding.family};
		add(arena, &one, &hit, i);
	}
	exposure = risk_exposure_of(&one.identity);
	risk_of_identity(arena, &conf, all, 3000, &exposure, now, &exact);
	state_risk(arena, &one, &conf, now, &kept, &impacts);
	assert_in_range(exact.risk - kept.risk, 0, 10);
	assert_true(one.event_count <= 7 * STATE_FAMILY_EVENTS);
	assert_int_equal(one.hits, 3000);
	assert_int_equal(one.campaigns.count, STATE_NAMES_MOST);
	assert_string_equal(one.lookalikes.items[STATE_NAMES_MOST - 1], "x2999.example");
	state_pack(arena, &one, &bytes, &length);
	assert_true(length < 16384);
}

static void
many_families_are_bounded_too(void **state)
{
	struct state one = {0};
	unsigned i;

	for (i = 0; i < 400; i++) {
		struct hit hit = hits_make(*state, 1, i);
		struct hit_finding finding = hit.findings[0];

		finding.family = arena_printf(*state, "family %u", i);
		hit.findings = &finding;
		add(*state, &one, &hit, i);
	}
	assert_int_equal(one.event_count, STATE_EVENTS_MOST);
}

static void
a_graver_end_raises_the_risk(void **state)
{
	struct conf_risk conf = hits_conf().risk;
	struct hit hit = hits_make(*state, 1, 1);
	struct risk_identity before, after;
	unsigned char id[ROWS_ID] = {1};
	struct state one = {0};
	unsigned impacts;

	hit.disposition = DISPOSITION_DEFERRED;
	add(*state, &one, &hit, 1);
	state_risk(*state, &one, &conf, clock_now_ms(), &before, &impacts);
	state_amend(&one, id, DISPOSITION_PASSED);
	state_risk(*state, &one, &conf, clock_now_ms(), &after, &impacts);
	assert_true(after.risk > before.risk);
}

static void
an_impact_justifies_nothing_for_ever(void **state)
{
	struct conf_risk conf = hits_conf().risk;
	struct hit hit = hits_make(*state, 1, 1);
	struct risk_identity risk;
	struct state one = {0};
	unsigned impacts;

	add(*state, &one, &hit, 1);
	state_risk(*state, &one, &conf, hit.when_ms, &risk, &impacts);
	assert_int_equal(impacts, 1u << IMPACT_PASSWORD);
	state_risk(*state, &one, &conf, hit.when_ms + 5 * conf.half_life_ms, &risk, &impacts);
	assert_int_equal(impacts, 0);
}

static void
the_family_is_the_lure_that_counted_most(void **state)
{
	struct hit_finding findings[] = {
		{.kind = "homoglyph", .family = "homoglyph", .weight = 450},
		{.kind = "lure", .family = "quota", .weight = 0},
		{.kind = "lure", .family = "mfa", .weight = 250}};
	struct hit hit = hits_make(*state, 1, 1);
	struct state one = {0};

	hit.findings = findings;
	hit.finding_count = 3;
	add(*state, &one, &hit, 1);
	hit.finding_count = 1;
	add(*state, &one, &hit, 2);
	hit.finding_count = 0;
	add(*state, &one, &hit, 3);
	assert_string_equal(one.events[0].event.family, "mfa");
	assert_string_equal(one.events[1].event.family, "homoglyph");
	assert_string_equal(one.events[2].event.family, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_comes_back_as_it_went),
		cmocka_unit_test(the_newest_hit_says_who_it_is),
		cmocka_unit_test(rows_stay_small_and_the_risk_is_nearly_that_of_all_hits),
		cmocka_unit_test(many_families_are_bounded_too),
		cmocka_unit_test(a_graver_end_raises_the_risk),
		cmocka_unit_test(an_impact_justifies_nothing_for_ever),
		cmocka_unit_test(the_family_is_the_lure_that_counted_most),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
