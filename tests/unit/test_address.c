/* SPDX-License-Identifier: BSD-2-Clause */
/* test_address - envelope paths and address lists as MTAs and strangers write them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/address.h"

static void
paths_read_as_mtas_write_them(void **state)
{
	static const struct {
		const char *path, *text, *local, *why;
	} cases[] = {
		{"<jane@example.org>", "jane@example.org", "jane", "SMTP"},
		{"jane@example.org", "jane@example.org", "jane", "no brackets outside SMTP"},
		{"< jane@example.org >", "jane@example.org", "jane", "Sendmail passes blanks"},
		{"<@a.example,@b.example:jane@example.org>", "jane@example.org", "jane",
		 "source route"},
		{"<\"jane doe\"@example.org>", "jane doe@example.org", "jane doe", "quoted"},
		{"<\"a@b\"@example.org>", "a@b@example.org", "a@b", "an @ in quotes"},
		{"<Jane@EXAMPLE.org.>", "Jane@example.org", "Jane", "case of the local part stays"},
		{"", "", "", "null sender"},
		{"<>", "", "", "null sender"},
		{" <> ", "", "", "null sender"},
		{"root", "root", "root", "a local part alone"},
		{"<jane+list@example.org>", "jane+list@example.org", "jane+list", "extension"},
		{"<jane@[192.0.2.1]>", "jane@192.0.2.1", "jane", "literal"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address out;
		const char *why = NULL;

		if (address_path(*state, cases[i].path, &out, &why) != 0)
			fail_msg("%s: %s", cases[i].why, why);
		if (strcmp(out.text, cases[i].text) != 0 || strcmp(out.local, cases[i].local) != 0)
			fail_msg("%s: got %s", cases[i].why, out.text);
	}
}

static void
bad_paths_leave_the_result_alone(void **state)
{
	static const char *const cases[] = {"<jane@example.org",
					    "<@example.org>",
					    "<jane@>",
					    "<jane\x01@example.org>",
					    "<>x",
					    "@"};
	char longest[3000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address out = {.text = "untouched"};
		const char *why = NULL;

		if (address_path(*state, cases[i], &out, &why) != -1)
			fail_msg("%s: read as %s", cases[i], out.text);
		assert_non_null(why);
		assert_string_equal(out.text, "untouched");
	}
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	{
		struct address out;
		const char *why;

		assert_int_equal(address_path(*state, longest, &out, &why), -1);
	}
}

/* A list as "display|text" items, so that a case is one line. */
static const char *
flatten(struct arena *arena, const struct address_list *list)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < list->count; i++)
		text_printf(&text, "%s%s|%s", i == 0 ? "" : " ; ", list->items[i].display,
			    list->items[i].text);
	return text_string(&text);
}

static void
lists_read_as_people_see_them(void **state)
{
	static const struct {
		const char *value, *expected;
		bool bad;
	} cases[] = {
		{"jane@example.org", "|jane@example.org", false},
		{" Jane Doe <jane@example.org>", "Jane Doe|jane@example.org", false},
		{"\"Doe, Jane\" <jane@example.org>", "Doe, Jane|jane@example.org", false},
		{"\"Jane \\\"J\\\" Doe\" <jane@example.org>", "Jane \"J\" Doe|jane@example.org",
		 false},
		{"jane@example.org (Jane Doe)", "Jane Doe|jane@example.org", false},
		{"Jane (CEO) <jane@example.org>", "Jane (CEO)|jane@example.org", false},
		{"a@example.org, b@example.org", "|a@example.org ; |b@example.org", false},
		{"a@example.org; b@example.org", "|a@example.org ; |b@example.org", false},
		{"team: a@example.org, b@example.org;, c@example.org",
		 "|a@example.org ; |b@example.org ; |c@example.org", false},
		{"undisclosed-recipients:;", "", false},
		{"help@bank.example <x@evil.example>", "help@bank.example|x@evil.example", false},
		{"=?utf-8?Q?a,_b?= <x@example.org>", "a, b|x@example.org", false},
		{"\"=?utf-8?B?SmFuZQ==?=\" <x@example.org>", "Jane|x@example.org", false},
		{"Some Bank", "Some Bank|", true},
		{"a @ example.org", "|a@example.org", false},
		{"\"a b\"@example.org", "|a b@example.org", false},
		{"a@example.org b@example.org", "|a@example.org ; |b@example.org", true},
		{"<a@example.org> <b@example.org>", "|a@example.org ; |b@example.org", true},
		{"Jane <jane@example.org", "Jane|jane@example.org", true},
		{"\"Jane <jane@example.org>", "\"Jane|jane@example.org", true},
		{"(Jane <jane@example.org>", "(Jane|jane@example.org", true},
		{"<\"jane@example.org>", "|\"jane@example.org", true},
		{"(((nested) comments) here) a@example.org",
		 "((nested) comments) here|a@example.org", false},
		{"<>", "|", false},
		{"", "", false},
		{",,;;,", "", false},
		{":::", "", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address_list list;

		address_list(*state, cases[i].value, strlen(cases[i].value), 100, &list);
		if (strcmp(flatten(*state, &list), cases[i].expected) != 0 ||
		    ((list.flags & ADDRESS_BAD) != 0) != cases[i].bad)
			fail_msg("%s: got %s, flags %u", cases[i].value, flatten(*state, &list),
				 list.flags);
	}
}

/* What kills GMime: a group in a group in a group (reliability.md finding 7). */
static void
deep_groups_and_comments_are_flat(void **state)
{
	static const char *const pieces[] = {"g:", "(",  "\"",   "<",  ",", "<\"",
					     "(a", "\\", "a@b ", "=?", "@", "<\"\\\">"};
	size_t i, j;

	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct text value = TEXT_IN(*state);
		struct address_list list;

		for (j = 0; j < 50000; j++)
			text_add_string(&value, pieces[i]);
		text_add_string(&value, "x@example.org");
		address_list(*state, value.bytes, value.length, 1000, &list);
		assert_in_range(list.count, 0, 1000);
	}
}

static void
lists_are_bounded(void **state)
{
	struct text value = TEXT_IN(*state);
	struct address_list list;
	size_t i;

	for (i = 0; i < 200; i++)
		text_printf(&value, "user%zu@example.org, ", i);
	address_list(*state, value.bytes, value.length, 50, &list);
	assert_int_equal(list.count, 50);
	assert_true((list.flags & ADDRESS_MORE) != 0);
	address_list(*state, value.bytes, value.length, 200, &list);
	assert_int_equal(list.count, 200);
	assert_int_equal(list.flags, 0);
}

static void
a_nul_hides_nothing(void **state)
{
	static const char value[] = "a@example.org\0 <evil@example.com>";
	struct address_list list;

	address_list(*state, value, sizeof(value) - 1, 10, &list);
	assert_string_equal(flatten(*state, &list), "a@example.org|evil@example.com");
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths_read_as_mtas_write_them, begin, end),
		cmocka_unit_test_setup_teardown(bad_paths_leave_the_result_alone, begin, end),
		cmocka_unit_test_setup_teardown(lists_read_as_people_see_them, begin, end),
		cmocka_unit_test_setup_teardown(deep_groups_and_comments_are_flat, begin, end),
		cmocka_unit_test_setup_teardown(lists_are_bounded, begin, end),
		cmocka_unit_test_setup_teardown(a_nul_hides_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
