/* SPDX-License-Identifier: BSD-2-Clause */
/* test_mailbox - addresses of directories as keys to look up by. */
#include "config.h"

#include "policy/directory/mailbox.h"

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
addresses_become_keys(void **state)
{
	static const struct {
		const char *value, *key; /* NULL: no address */
		enum mailbox_form form;
	} cases[] = {
		{"Ann.Berg@Nordwind.Example", "ann.berg@nordwind.example", MAILBOX_PLAIN},
		{"SMTP:Ann@nordwind.example", "ann@nordwind.example", MAILBOX_PRIMARY},
		{"smtp:a.b@nordwind.example", "a.b@nordwind.example", MAILBOX_SECONDARY},
		{"ann@b\xc3\xbc"
		 "cher.example",
		 "ann@xn--bcher-kva.example", MAILBOX_PLAIN},
		{"SIP:ann@nordwind.example", NULL, MAILBOX_PLAIN},
		{"X500:/o=nordwind/cn=ann", NULL, MAILBOX_PLAIN},
		{"ann", NULL, MAILBOX_PLAIN},
		{"@nordwind.example", NULL, MAILBOX_PLAIN},
		{"ann@", NULL, MAILBOX_PLAIN},
		{"", NULL, MAILBOX_PLAIN},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum mailbox_form form = MAILBOX_PLAIN;
		const char *key =
			mailbox_key(*state, cases[i].value, strlen(cases[i].value), &form);

		if ((key == NULL) != (cases[i].key == NULL))
			fail_msg("%s", cases[i].value);
		if (key == NULL)
			continue;
		assert_string_equal(key, cases[i].key);
		assert_int_equal(form, cases[i].form);
	}
}

static void
extensions_are_cut_at_the_first_delimiter(void **state)
{
	static const struct {
		const char *key, *delimiters, *expected; /* NULL: has none */
	} cases[] = {
		{"ann+list@x.example", "+", "ann@x.example"},
		{"ann-list+a@x.example", "+-", "ann@x.example"},
		{"ann@x-y.example", "-", NULL},
		{"ann+list@x.example", "", NULL},
		{"+list@x.example", "+", NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *cut =
			mailbox_without_extension(*state, cases[i].key, cases[i].delimiters);

		if ((cut == NULL) != (cases[i].expected == NULL) ||
		    (cut != NULL && strcmp(cut, cases[i].expected) != 0))
			fail_msg("%s is %s", cases[i].key, cut == NULL ? "whole" : cut);
	}
	assert_string_equal(mailbox_domain("ann@x.example"), "x.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_become_keys, begin, end),
		cmocka_unit_test_setup_teardown(extensions_are_cut_at_the_first_delimiter, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
