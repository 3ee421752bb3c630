/* SPDX-License-Identifier: BSD-2-Clause */
/* test_tiers - partners and popular names are protected in their measure and never accused. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "policy/mail/message.h"
#include "tests/unit/images.h"
#include "tests/unit/scratch.h"

#define PARTNERS "harbourcrane.example orbit-freight.example crab.example rneridian-freight.example"
#define POPULAR                                                                                    \
	"newsdaily.example modernist.example lqbe.example newsdaily.test xn--bcherei-n2a.example " \
	"meridian-frieght.example githab.test paypai.example xn--pypal-4ve.com"

struct world {
	struct arena *arena;
	const char *folder;
	struct lookalike *lookalike;
};

static int
begin(void **state)
{
	static const char *owned[] = {"meridian-freight.example"};
	struct arena *arena = arena_new();
	struct world *world = arena_zalloc(arena, 1, sizeof(*world));
	struct conf_protected conf = {.owned = {owned, 1}};
	struct image_bytes made;
	const char *why = NULL;

	*world = (struct world){.arena = arena, .folder = scratch_make(arena)};
	*state = world;
	if (message_setup(&why) != 0)
		fail_msg("%s", why);
	made = images_bytes(arena, PARTNERS, POPULAR);
	conf.image = arena_printf(arena, "%s/x.image", world->folder);
	if (file_write_atomic(arena, conf.image, made.bytes, made.length, &why) != 0)
		fail_msg("%s", why);
	world->lookalike = lookalike_open(arena, &conf, NULL, &why);
	if (world->lookalike == NULL)
		fail_msg("%s", why);
	return 0;
}

static int
end(void **state)
{
	struct world *world = *state;

	lookalike_close(world->lookalike);
	scratch_remove(world->folder);
	arena_free(world->arena);
	return 0;
}

static struct lookalike_match
check(struct world *world, const char *name)
{
	struct lookalike_match match;
	struct host host;
	const char *why;

	assert_int_equal(host_canonical(world->arena, name, strlen(name), &host, &why), 0);
	lookalike_check(world->lookalike, world->arena, &host, &match);
	return match;
}

static void
likenesses_are_told_with_tier_and_target(void **state)
{
	static const struct {
		const char *name;
		enum finding_kind kind;
		const char *target;
		enum lookalike_tier tier;
		bool claim;
	} cases[] = {
		/* the same skeleton */
		{"harb0urcrane.example", FINDING_CONFUSABLE, "harbourcrane.example", 2, false},
		{"harb0urcrane.test", FINDING_CONFUSABLE, "harbourcrane.example", 2, true},
		{"h\xD0\xB0rbourcrane.example", FINDING_HOMOGLYPH, "harbourcrane.example", 2,
		 false},
		{"harb\xC3\xB6urcrane.example", FINDING_HOMOGLYPH, "harbourcrane.example", 2,
		 false},
		{"modemist.example", FINDING_CONFUSABLE, "modernist.example", 3, false},
		{"news\xD0\xB0"
		 "daily.example",
		 FINDING_TYPO, "newsdaily.example", 3, true},
		{"newsd\xD0\xB0ily.example", FINDING_HOMOGLYPH, "newsdaily.example", 3, false},
		{"newsd\xC3\xA0ily.test", FINDING_HOMOGLYPH, "newsdaily.test", 3, true},
		{"1qbe.example", FINDING_CONFUSABLE, "lqbe.example", 3, true},
		/* a whole domain inside */
		{"newsdaily.example.evil.test", FINDING_EMBEDDED, "newsdaily.example", 3, false},
		{"www.newsdaily.example.x.evil.test", FINDING_EMBEDDED, "newsdaily.example", 3,
		 false},
		{"newsdaily-example.evil.test", FINDING_EMBEDDED, "newsdaily.example", 3, true},
		{"orbit-freight-example.evil.test", FINDING_EMBEDDED, "orbit-freight.example", 2,
		 false},
		{"crab.example.evil.test", FINDING_EMBEDDED, "crab.example", 2, true},
		/* one edit */
		{"harbourrcrane.example", FINDING_TYPO, "harbourcrane.example", 2, false},
		{"harbourxrane.example", FINDING_TYPO, "harbourcrane.example", 2, true},
		{"harbourrcrane.test", FINDING_TYPO, "harbourcrane.example", 2, true},
		{"newsdialy.example", FINDING_TYPO, "newsdaily.example", 3, true},
		{"modetnist.example", FINDING_TYPO, "modernist.example", 3, true}, /* "rn" is "m" */
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lookalike_match match = check(*state, cases[i].name);

		if (!match.flagged || match.kind != cases[i].kind ||
		    strcmp(match.target, cases[i].target) != 0 || match.tier != cases[i].tier ||
		    match.needs_claim != cases[i].claim ||
		    (match.nearly[0] != '\0') != cases[i].claim)
			fail_msg("%s: flagged %d %s of %s tier %d claim %d: %s", cases[i].name,
				 match.flagged, finding_info(match.kind)->name, match.target,
				 (int)match.tier, match.needs_claim, match.why);
		assert_non_null(strstr(match.why, cases[i].target));
		assert_string_equal(match.owner, cases[i].target);
	}
}

static void
these_are_left_alone(void **state)
{
	static const char *const names[] = {
		"harbourcrane.example",      /* the partner itself */
		"mail.harbourcrane.example", /* ... and what is below it */
		"newsdaily.invalid",      /* a label that somebody well known has: no imitation */
		"newsdaily-shop.test",    /* other words beside it */
		"lqbee.example",          /* too short to be measured */
		"lqbe.example.evil.test", /* ... or to be seen inside */
		"modernits.test",         /* a slip of a popular name under another suffix */
		"bucherei.example",       /* ASCII imitates nothing that is not */
		"",
	};
	size_t i;

	for (i = 0; names[i][0] != '\0'; i++) {
		struct lookalike_match match = check(*state, names[i]);

		if (match.flagged)
			fail_msg("%s: %s of %s", names[i], finding_info(match.kind)->name,
				 match.target);
	}
}

/* detection.md section 4: a popular or long-known candidate is never accused. */
static void
who_is_known_is_not_accused_even_of_imitating_us(void **state)
{
	struct lookalike_match match = check(*state, "meridian-frieght.example");

	assert_false(match.flagged);
	assert_string_equal(match.role, "popular");
	match = check(*state, "githab.test");
	assert_false(match.flagged);
	match = check(*state, "x.orbit-freight.example");
	assert_false(match.flagged);
	assert_string_equal(match.role, "partner");
	/* That many ask for a name in foreign letters does not make it honest. */
	match = check(*state, "xn--pypal-4ve.com");
	assert_true(match.flagged);
	assert_string_equal(match.target, "paypal.com");
	assert_string_equal(match.role, "popular");
}

/* He who wrote with us for a month under a name that only looks like ours is still no other. */
static void
a_partner_who_looks_the_same_as_we_is_accused(void **state)
{
	struct lookalike_match match = check(*state, "rneridian-freight.example");

	assert_true(match.flagged);
	assert_int_equal(match.tier, LOOKALIKE_OWNED);
	assert_string_equal(match.target, "meridian-freight.example");
	assert_string_equal(match.role, "partner");
}

static void
our_own_name_comes_before_a_partners(void **state)
{
	struct lookalike_match match = check(*state, "meridian-freigth.example");

	assert_true(match.flagged);
	assert_int_equal(match.tier, LOOKALIKE_OWNED);
	assert_string_equal(check(*state, "meridian-freight.example").role, "owned");
}

static void
in_a_message_a_chance_likeness_counts_when_the_message_speaks_of_it(void **state)
{
	struct world *world = *state;
	struct lookalike_match match;
	struct host host;
	const char *why, *name = "newsdialy.example";

	assert_int_equal(host_canonical(world->arena, name, strlen(name), &host, &why), 0);
	lookalike_check_as(world->lookalike, world->arena, &host, "Your NewsDaily team", &match);
	assert_true(match.flagged);
	assert_string_equal(match.target, "newsdaily.example");
	lookalike_check_as(world->lookalike, world->arena, &host, "Your newsdailyish team", &match);
	assert_false(match.flagged);
	lookalike_check_as(world->lookalike, world->arena, &host, "", &match);
	assert_false(match.flagged);
	/* Who writes to us is few: near a partner it is a fact, for which risk wants a second key.
	 */
	name = "harbourxrane.example";
	assert_int_equal(host_canonical(world->arena, name, strlen(name), &host, &why), 0);
	lookalike_check_as(world->lookalike, world->arena, &host, "", &match);
	assert_true(match.flagged);
	assert_true(match.needs_claim);
}

static void
a_damaged_image_opens_nothing(void **state)
{
	struct world *world = *state;
	struct conf_protected conf = {
		.image = arena_printf(world->arena, "%s/bad.image", world->folder)};
	const char *why = NULL;

	assert_int_equal(file_write_atomic(world->arena, conf.image, "lwimage\n", 8, &why), 0);
	assert_null(lookalike_open(world->arena, &conf, NULL, &why));
	assert_non_null(strstr(why, "bad.image: it is no image of domains; build it anew"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likenesses_are_told_with_tier_and_target),
		cmocka_unit_test(these_are_left_alone),
		cmocka_unit_test(who_is_known_is_not_accused_even_of_imitating_us),
		cmocka_unit_test(a_partner_who_looks_the_same_as_we_is_accused),
		cmocka_unit_test(our_own_name_comes_before_a_partners),
		cmocka_unit_test(
			in_a_message_a_chance_likeness_counts_when_the_message_speaks_of_it),
		cmocka_unit_test(a_damaged_image_opens_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
