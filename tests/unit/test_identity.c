/* SPDX-License-Identifier: BSD-2-Clause */
/* test_identity - names of kinds, tiers and classes, which are stable once shipped. */
#include "config.h"

#include "policy/directory/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
names_are_those_of_the_manual(void **state)
{
	static const char *const kinds[] = {"person",  "shared-mailbox", "service-account",
					    "role",    "group",          "external",
					    "unknown", "unresolved"};
	static const char *const owners[] = {"", "ok", "missing", "dangling", "disabled", "group"};
	static const char *const vias[] = {"direct", "alias", "plus", "group"};
	static const char *const classes[] = {"standard", "privileged", "shared-mailbox", "nhi"};
	int i;

	(void)state;
	for (i = 0; i < IDENTITY_KINDS; i++)
		assert_string_equal(identity_kind_name((enum identity_kind)i), kinds[i]);
	for (i = 0; i < 6; i++)
		assert_string_equal(owner_state_name((enum owner_state)i), owners[i]);
	for (i = 0; i < 4; i++)
		assert_string_equal(identity_via_name((enum identity_via)i), vias[i]);
	for (i = 0; i < 4; i++)
		assert_string_equal(identity_class_name((enum identity_class)i), classes[i]);
	assert_string_equal(identity_tier_name(0), "tier 0 control");
	assert_string_equal(identity_tier_name(3), "tier 3 standard");
}

static void
the_class_follows_what_an_identity_can_unlock(void **state)
{
	static const struct {
		struct identity identity;
		enum identity_class class;
		const char *why;
	} cases[] = {
		{{.kind = IDENTITY_PERSON, .tier = 3}, CLASS_STANDARD, "a clerk"},
		{{.kind = IDENTITY_PERSON, .tier = 2}, CLASS_STANDARD, "a developer"},
		{{.kind = IDENTITY_PERSON, .tier = 1}, CLASS_PRIVILEGED, "an administrator"},
		{{.kind = IDENTITY_PERSON, .tier = 2, .nhi_count = 1}, CLASS_NHI, "an NHI's owner"},
		{{.kind = IDENTITY_PERSON, .tier = 0, .nhi_count = 1},
		 CLASS_PRIVILEGED,
		 "an administrator who owns one"},
		{{.kind = IDENTITY_SERVICE, .tier = 0}, CLASS_NHI, "a privileged NHI"},
		{{.kind = IDENTITY_SHARED, .tier = 3}, CLASS_SHARED, "a shared mailbox"},
		{{.kind = IDENTITY_SHARED, .tier = 1}, CLASS_PRIVILEGED, "a privileged one"},
		{{.kind = IDENTITY_UNKNOWN, .tier = 3}, CLASS_STANDARD, "nobody"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (identity_class_of(&cases[i].identity) != cases[i].class)
			fail_msg("%s: %s", cases[i].why,
				 identity_class_name(identity_class_of(&cases[i].identity)));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_of_the_manual),
		cmocka_unit_test(the_class_follows_what_an_identity_can_unlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
