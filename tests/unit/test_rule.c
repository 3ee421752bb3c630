/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rule - conditions on entries as the mapping settings write them. */
#include "config.h"

#include "policy/directory/rule.h"

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

static void
each_form_matches_what_it_says(void **state)
{
	static const struct {
		const char *rule;
		bool expected;
	} cases[] = {
		{"employeeType=SERVICE", true},
		{"employeetype=serv", false},
		{"employeeType=serv*", true},
		{"employeeType=*", true},
		{"missing=*", false},
		{"flags&2", true},
		{"flags&0x200", true},
		{"flags&4", false},
		{"flags&6", false},
		{"employeeType&1", false},
		{"under:ou=services", true},
		{"under:ou=people", false},
		{"under:OU=Services,dc=x", true},
	};
	struct entry_attributes attributes = {.arena = *state};
	struct rule rules[sizeof(cases) / sizeof(cases[0])];
	const char *why = NULL;
	struct entry entry;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (rule_read(&attributes, cases[i].rule, &rules[i], &why) != 0)
			fail_msg("%s: %s", cases[i].rule, why);
	entry_begin(&entry, *state, &attributes, "uid=svc,ou=services,dc=x");
	assert_true(entry_add(&entry, "employeeType", "service", 7));
	assert_true(entry_add(&entry, "flags", "514", 3));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (rule_matches(&rules[i], &entry, "uid=svc,ou=services,dc=x") !=
		    cases[i].expected)
			fail_msg("%s", cases[i].rule);
}

static void
what_is_no_rule_is_refused_with_a_reason(void **state)
{
	static const char *const cases[] = {"",      "=",      "=x",     "attr",
					    "attr&", "attr&x", "under:", "&1"};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct entry_attributes attributes = {.arena = *state};
		const char *why = NULL;
		struct rule rule;

		if (rule_read(&attributes, cases[i], &rule, &why) == 0)
			fail_msg("'%s' is taken", cases[i]);
		assert_non_null(why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_form_matches_what_it_says, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_rule_is_refused_with_a_reason, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
