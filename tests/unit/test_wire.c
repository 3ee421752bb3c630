/* SPDX-License-Identifier: BSD-2-Clause */
/* test_wire - numbers out of range and missing messages read as the least telling value. */
#include "config.h"

#include "policy/evidence/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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
strings_become_bounded_utf8(void **state)
{
	static const struct {
		const char *input, *expected, *why;
	} cases[] = {
		{NULL, "", "nothing"},
		{"", "", "empty"},
		{"plain", "plain", "as it is"},
		{"\xc3\xa4", "\xc3\xa4", "two bytes"},
		{"\xff", "\xef\xbf\xbd", "no UTF-8"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strcmp(wire_string(*state, cases[i].input), cases[i].expected) != 0)
			fail_msg("%s", cases[i].why);
	assert_int_equal(wire_count(7), 7);
	assert_int_equal(wire_count(100000), WIRE_ITEMS_MOST);
}

static void
lists_of_strings_go_both_ways(void **state)
{
	const char *names[] = {"a", NULL, "b"};
	char **out = wire_strings(*state, names, 3);
	const char **back = wire_strings_in(*state, out, 3);

	assert_string_equal(back[0], "a");
	assert_string_equal(back[1], "");
	assert_string_equal(back[2], "b");
}

static void
an_identity_out_of_range_is_unresolved(void **state)
{
	Lurewatch__HitIdentity wrong;
	struct identity identity;

	wire_identity_in(*state, NULL, &identity);
	assert_int_equal(identity.kind, IDENTITY_UNRESOLVED);
	assert_string_equal(identity.id, "");
	lurewatch__hit_identity__init(&wrong);
	wrong.kind = 1000;
	wrong.tier = -5;
	wrong.owner_state = 77;
	wire_identity_in(*state, &wrong, &identity);
	assert_int_equal(identity.kind, IDENTITY_UNRESOLVED);
	assert_int_equal(identity.tier, TIER_STANDARD);
	assert_int_equal(identity.owner_state, OWNER_NONE_NEEDED);
}

static void
the_allocator_takes_from_the_arena(void **state)
{
	ProtobufCAllocator allocator = wire_allocator(*state);
	size_t before = arena_used(*state);

	allocator.free(allocator.allocator_data, allocator.alloc(allocator.allocator_data, 100));
	assert_true(arena_used(*state) >= before + 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_become_bounded_utf8),
		cmocka_unit_test(lists_of_strings_go_both_ways),
		cmocka_unit_test(an_identity_out_of_range_is_unresolved),
		cmocka_unit_test(the_allocator_takes_from_the_arena),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
