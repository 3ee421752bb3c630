/* SPDX-License-Identifier: BSD-2-Clause */
/* test_dn - two spellings of one distinguished name are one key. */
#include "config.h"

#include "policy/directory/dn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *
key_of(struct arena *arena, const char *dn)
{
	return dn_key(arena, dn, strlen(dn));
}

static void
spellings_of_one_name_are_one_key(void **state)
{
	static const struct {
		const char *one, *other;
		bool same;
	} cases[] = {
		{"cn=Ann,dc=example", "CN = ann , DC=EXAMPLE", true},
		{"cn=Ann  Berg,dc=example", "cn=ann berg,dc=example", true},
		{"cn=a\\,b,dc=example", "cn=a\\2cb,dc=example", true},
		{"cn=a+uid=b,dc=example", "uid=b+cn=a,dc=example", true},
		{"cn=a\\,b,dc=example", "cn=a,b=x,dc=example", false},
		{"cn=ann,dc=example", "cn=ann,dc=example2", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if ((strcmp(key_of(*state, cases[i].one), key_of(*state, cases[i].other)) == 0) !=
		    cases[i].same)
			fail_msg("%s and %s", cases[i].one, cases[i].other);
}

static void
what_lies_below_is_told_by_whole_components(void **state)
{
	const char *key = key_of(*state, "uid=svc,ou=services,dc=nordwind,dc=example");

	assert_true(dn_is_under(key, key_of(*state, "dc=nordwind,dc=example")));
	assert_true(dn_is_under(key, key_of(*state, "ou=services")));
	assert_false(dn_is_under(key, key_of(*state, "ou=service")));
	assert_false(dn_is_under(key, key_of(*state, "ou=people")));
	assert_false(dn_is_under(key, key_of(*state, "wind,dc=example")));
	assert_false(dn_is_under(key, ""));
}

static void
first_component_and_the_rest_are_taken_apart(void **state)
{
	const char *key = key_of(*state, "cn=Domain Admins,dc=example");

	assert_string_equal(dn_leaf(*state, key), "domain admins");
	assert_string_equal(dn_parent(key), "dc=example");
	assert_string_equal(dn_parent("dc=example"), "");
	assert_string_equal(dn_parent(key_of(*state, "cn=a\\,b,dc=example")), "dc=example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(spellings_of_one_name_are_one_key, begin, end),
		cmocka_unit_test_setup_teardown(what_lies_below_is_told_by_whole_components, begin,
						end),
		cmocka_unit_test_setup_teardown(first_component_and_the_rest_are_taken_apart, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
