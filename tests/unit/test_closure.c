/* SPDX-License-Identifier: BSD-2-Clause */
/* test_closure - who is privileged through nested groups, who owns what, whose recovery is weak. */
#include "config.h"

#include "policy/directory/closure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/directory/dn.h"
#include "policy/directory/ownership.h"

struct world {
	struct arena *arena;
	struct census census;
};

static struct world
make_world(struct arena *arena)
{
	struct world world = {.arena = arena};

	census_begin(&world.census, arena);
	return world;
}

/* 'names' are members of a group, or owners of anything else, separated by blanks. */
static void
add(struct world *world, enum identity_kind kind, const char *name, const char *names)
{
	struct arena *arena = world->arena;
	struct subject subject = {.kind = kind,
				  .is_group = kind == IDENTITY_GROUP,
				  .tier = TIER_STANDARD,
				  .tier_via = "",
				  .id = name,
				  .account = name,
				  .display = name,
				  .mail = arena_printf(arena, "%s@x.example", name),
				  .dn = arena_printf(arena, "cn=%s,dc=x", name)};
	struct subject_names list = {0};
	size_t length;

	subject.dn_key = dn_key(arena, subject.dn, strlen(subject.dn));
	subject.addresses = arena_zalloc(arena, 1, sizeof(*subject.addresses));
	subject.addresses[0].key = subject.mail;
	subject.address_count = 1;
	for (; *names != '\0'; names += length) {
		names += strspn(names, " ");
		length = strcspn(names, " ");
		list.items = arena_grow(arena, list.items, list.count, &list.capacity,
					sizeof(*list.items));
		list.items[list.count++] = arena_printf(arena, "cn=%.*s,dc=x", (int)length, names);
	}
	if (subject.is_group)
		subject.member_names = list;
	else
		subject.owner_names = list;
	census_add(&world->census, &subject);
}

static struct subject *
who(struct world *world, const char *name)
{
	struct subject *found = census_find(&world->census, name);

	if (found == NULL)
		fail_msg("%s is not there", name);
	return found;
}

static struct closure
mark(struct world *world, size_t depth, const char *group, int tier)
{
	struct conf_list groups = {.items = &group, .count = 1};
	struct closure closure;

	closure_begin(&closure, &world->census, depth);
	closure_mark(&closure, &groups, tier);
	return closure;
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
diamonds_and_cycles_end_and_reach_everybody(void **state)
{
	struct world world = make_world(*state);

	add(&world, IDENTITY_GROUP, "top", "left right");
	add(&world, IDENTITY_GROUP, "left", "bottom");
	add(&world, IDENTITY_GROUP, "right", "bottom nobody");
	add(&world, IDENTITY_GROUP, "bottom", "top anna");
	add(&world, IDENTITY_GROUP, "self", "self");
	add(&world, IDENTITY_PERSON, "anna", "");
	add(&world, IDENTITY_PERSON, "ida", "");
	census_seal(&world.census);
	assert_false(mark(&world, 32, "top", TIER_CONTROL).cut);
	(void)mark(&world, 32, "cn=Self, dc=x", TIER_PRIVILEGED);
	(void)mark(&world, 32, "anna", TIER_CONTROL); /* not a group */
	assert_int_equal(who(&world, "anna")->tier, TIER_CONTROL);
	assert_string_equal(who(&world, "anna")->tier_via, "cn=top");
	assert_int_equal(who(&world, "bottom")->tier, TIER_CONTROL);
	assert_int_equal(who(&world, "self")->tier, TIER_PRIVILEGED);
	assert_int_equal(who(&world, "ida")->tier, TIER_STANDARD);
}

static void
a_less_privileged_group_takes_nothing_away(void **state)
{
	struct world world = make_world(*state);

	add(&world, IDENTITY_GROUP, "admins", "anna");
	add(&world, IDENTITY_GROUP, "developers", "anna ida");
	add(&world, IDENTITY_PERSON, "anna", "");
	add(&world, IDENTITY_PERSON, "ida", "");
	census_seal(&world.census);
	(void)mark(&world, 32, "ADMINS", TIER_CONTROL);
	(void)mark(&world, 32, "developers", TIER_SECRETS);
	assert_int_equal(who(&world, "anna")->tier, TIER_CONTROL);
	assert_int_equal(who(&world, "ida")->tier, TIER_SECRETS);
}

static void
depth_is_bounded_and_the_bound_is_told(void **state)
{
	struct world world = make_world(*state);
	struct closure closure;
	int i;

	for (i = 0; i < 100; i++)
		add(&world, IDENTITY_GROUP, arena_printf(*state, "g%d", i),
		    arena_printf(*state, "g%d", i + 1));
	add(&world, IDENTITY_GROUP, "g100", "");
	census_seal(&world.census);
	closure = mark(&world, 10, "g0", TIER_CONTROL);
	assert_true(closure.cut);
	assert_int_equal(who(&world, "g10")->tier, TIER_CONTROL);
	assert_int_equal(who(&world, "g11")->tier, TIER_STANDARD);
	assert_false(mark(&world, 101, "g0", TIER_CONTROL).cut);
	assert_int_equal(who(&world, "g100")->tier, TIER_CONTROL);
}

static void
members_are_bounded_and_the_most_privileged_stay(void **state)
{
	struct world world = make_world(*state);
	struct text members = TEXT_IN(*state);
	struct closure closure;
	int i;

	for (i = 0; i < 1500; i++) {
		add(&world, IDENTITY_PERSON, arena_printf(*state, "p%04d", i), "");
		text_printf(&members, " p%04d", i);
	}
	add(&world, IDENTITY_GROUP, "all", text_string(&members));
	add(&world, IDENTITY_GROUP, "admins", "p1499");
	census_seal(&world.census);
	closure = mark(&world, 32, "admins", TIER_CONTROL);
	ownership_resolve(&closure);
	assert_int_equal(who(&world, "all")->members.count, OWNERSHIP_MEMBERS_MOST);
	assert_int_equal(who(&world, "all")->members.total, 1500);
	assert_string_equal(who(&world, "all")->members.items[0]->id, "p1499");
}

static void
owners_have_states_and_are_raised(void **state)
{
	static const struct {
		const char *service;
		enum owner_state state;
	} cases[] = {{"ok", OWNER_OK},
		     {"missing", OWNER_MISSING},
		     {"dangling", OWNER_DANGLING},
		     {"disabled", OWNER_DISABLED},
		     {"group", OWNER_GROUP},
		     {"best", OWNER_OK},
		     {"self", OWNER_MISSING}};
	struct world world = make_world(*state);
	struct closure closure;
	size_t i;

	add(&world, IDENTITY_PERSON, "anna", "boss");
	add(&world, IDENTITY_PERSON, "gone", "");
	add(&world, IDENTITY_PERSON, "ida", "");
	add(&world, IDENTITY_GROUP, "team", "ida");
	add(&world, IDENTITY_SERVICE, "ok", "anna");
	add(&world, IDENTITY_SERVICE, "missing", "");
	add(&world, IDENTITY_SERVICE, "dangling", "nobody");
	add(&world, IDENTITY_SERVICE, "disabled", "gone");
	add(&world, IDENTITY_SERVICE, "group", "team");
	add(&world, IDENTITY_SERVICE, "best", "nobody gone team anna anna");
	add(&world, IDENTITY_SERVICE, "self", "self");
	census_seal(&world.census);
	who(&world, "gone")->disabled = true;
	closure_begin(&closure, &world.census, 32);
	ownership_resolve(&closure);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (who(&world, cases[i].service)->owner_state != cases[i].state)
			fail_msg("%s: %s", cases[i].service,
				 owner_state_name(who(&world, cases[i].service)->owner_state));
	assert_int_equal(who(&world, "anna")->owner_state, OWNER_NONE_NEEDED);
	assert_int_equal(who(&world, "anna")->tier, TIER_SECRETS);
	assert_string_equal(who(&world, "anna")->tier_via, "owns 2 NHIs");
	assert_int_equal(who(&world, "ida")->nhis.count, 2);
	assert_int_equal(who(&world, "self")->nhis.count, 0);
}

static void
recovery_is_weak_when_absent_or_shared_and_unknown_when_nobody_has_one(void **state)
{
	static const char *values[] = {"+49 1", "+49 2", "+49 2"};
	struct world world = make_world(*state);
	int i;

	for (i = 0; i < 4; i++)
		add(&world, IDENTITY_PERSON, arena_printf(*state, "p%d", i), "");
	add(&world, IDENTITY_SERVICE, "svc", "");
	census_seal(&world.census);
	ownership_recovery(&world.census);
	assert_false(who(&world, "p3")->weak_recovery);
	for (i = 0; i < 3; i++)
		who(&world, arena_printf(*state, "p%d", i))->recovery =
			(struct subject_names){.items = &values[i], .count = 1};
	ownership_recovery(&world.census);
	assert_false(who(&world, "p0")->weak_recovery);
	assert_true(who(&world, "p1")->weak_recovery);
	assert_true(who(&world, "p2")->weak_recovery);
	assert_true(who(&world, "p3")->weak_recovery);
	assert_false(who(&world, "svc")->weak_recovery);
}

static void
a_primary_group_counts_like_any_other(void **state)
{
	struct world world = make_world(*state);

	add(&world, IDENTITY_GROUP, "domain admins", "");
	add(&world, IDENTITY_PERSON, "anna", "");
	census_seal(&world.census);
	who(&world, "domain admins")->sid_tail = 512;
	who(&world, "anna")->primary_group = 512;
	closure_primary_groups(&world.census);
	(void)mark(&world, 32, "Domain Admins", TIER_CONTROL);
	assert_int_equal(who(&world, "anna")->tier, TIER_CONTROL);
}

static void
an_address_of_several_belongs_to_the_best_claim(void **state)
{
	struct world world = make_world(*state);
	struct census_address *addresses;
	uint64_t shared = 0;
	size_t count;

	add(&world, IDENTITY_PERSON, "anna", "");
	add(&world, IDENTITY_PERSON, "ida", "");
	add(&world, IDENTITY_PERSON, "ruth", "");
	census_seal(&world.census);
	who(&world, "ida")->addresses[0].key = "anna@x.example";
	who(&world, "ida")->tier = TIER_CONTROL;
	who(&world, "ruth")->addresses[0].key = "anna@x.example";
	who(&world, "ruth")->tier = TIER_CONTROL;
	who(&world, "ruth")->disabled = true;
	addresses = census_addresses(&world.census, &count, &shared);
	assert_int_equal(count, 1);
	assert_int_equal(shared, 2);
	assert_string_equal(addresses[0].subject->id, "ida");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(diamonds_and_cycles_end_and_reach_everybody, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_less_privileged_group_takes_nothing_away, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(depth_is_bounded_and_the_bound_is_told, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(members_are_bounded_and_the_most_privileged_stay,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(owners_have_states_and_are_raised, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			recovery_is_weak_when_absent_or_shared_and_unknown_when_nobody_has_one,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_primary_group_counts_like_any_other, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_address_of_several_belongs_to_the_best_claim,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
