/* SPDX-License-Identifier: BSD-2-Clause */
/* test_person - a person's name as something to look up by. */
#include "config.h"

#include "policy/mail/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/fold.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
begin(void **state)
{
	const char *why;

	*state = arena_new();
	return fold_open(&why);
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static bool
share_a_key(const struct person_name *a, const struct person_name *b)
{
	size_t i, j;

	for (i = 0; i < a->count; i++)
		for (j = 0; j < b->count; j++)
			if (strcmp(a->keys[i], b->keys[j]) == 0)
				return true;
	return false;
}

static void
one_name_in_many_spellings(void **state)
{
	static const struct {
		const char *entry, *shown;
		bool exact;
	} cases[] = {
		{"Jane Roe", "Jane Roe", true},
		{"Jane Roe", "ROE, Jane", true},
		{"Jane Roe", "roe jane", true},
		{"Roe, Jane (Sales)", "Jane Roe", true},
		{"Jane Roe", "J\xD0\xB0ne Roe", true},
		{"Jane Roe", "Jane\xC2\xA0Roe", true},
		{"Jane Roe", "Ja\xE2\x80\x8Bne Roe", true},
		{"Jane Roe", "Dr. Jane M. Roe, MBA", true},
		{"Jane Roe", "\"Jane Roe\"", true},
		{"Ines Duarte", "lnes Duarte", true},
		{"Ines Duarte", "INES DUARTE", true},
		{"Zo\xC3\xAB M\xC3\xBCller", "Zoe Muller", true},
		{"Zoe Muller", "Zo\xC3\xAB M\xC3\xBCller", true},
		{"Se\xC3\xA1n O'Brien",
		 "Sean O\xE2\x80\x99"
		 "Brien",
		 true},
		{"Sean O'Brien", "Sean OBrien", true},
		{"Anne-Marie Weber", "Anne Marie Weber", true},
		{"Jane Mary Roe", "Jane Roe", true},
		{"Roe, Jane Mary", "Jane Roe", true},
		{"\xE7\x94\xB0\xE4\xB8\xAD\xE5\xA4\xAA\xE9\x83\x8E",
		 "\xE7\x94\xB0\xE4\xB8\xAD\xE5\xA4\xAA\xE9\x83\x8E", true},
		{"Jane Roe", "Jane Roe CEO", false},
		{"Jane Roe", "CEO Jane Roe", false},
		{"Jane Roe", "Jane Roe, Chief Financial Officer", false},
		{"Jane Roe", "Jane Roe (Finance)", false},
		{"Jane Roe", "Jane Roe | Acme Freight", false},
		{"Jane Roe", "Jane Roe - Acme Freight", false},
		{"Jane Roe", "Jane Roe via Acme Docs", false},
		{"Jane Roe", "Jane Roe <jane.roe@corp.example>", false},
		{"Jane Roe", "Jane Roe jane.roe@corp.example", false},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct person_name entry, shown;

		person_entry(*state, cases[i].entry, &entry);
		person_read(*state, cases[i].shown, &shown);
		if (!share_a_key(&entry, &shown) || shown.exact != cases[i].exact)
			fail_msg("%s, %s: %s %s", cases[i].entry, cases[i].shown,
				 entry.count == 0 ? "" : entry.keys[0],
				 shown.count == 0 ? "" : shown.keys[0]);
	}
}

static void
other_names_stay_apart(void **state)
{
	static const char *const cases[][2] = {
		{"Jane Roe", "John Roe"},
		{"Jane Roe", "Jane Roe Smith"},
		{"Jane Roe", "Jane"},
		{"Jane Roe", "Roe"},
		{"Jane Roe", "The Roe Company"},
		{"Jane Mary Roe", "Mary Roe"},
		{"Jane Roe", "Acme (Jane Roe)"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct person_name entry, shown;

		person_entry(*state, cases[i][0], &entry);
		person_read(*state, cases[i][1], &shown);
		if (share_a_key(&entry, &shown))
			fail_msg("%s, %s", cases[i][0], cases[i][1]);
	}
}

static void
what_is_no_name_has_no_keys(void **state)
{
	static const char *const cases[] = {
		"",    " ",     "Jane",        "J. R.", "@",   "Al Ng",
		",,,", "(Bob)", "jane@a.test", "\xFF",  "Dr.", "\xD0\x90\xD0\xBD\xD0\xBD\xD0\xB0",
	};
	struct person_name name;
	char longest[4096];
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		person_read(*state, cases[i], &name);
		if (name.count != 0)
			fail_msg("%s: %s", cases[i], name.keys[0]);
	}
	for (i = 0; i < sizeof(longest) - 1; i++)
		longest[i] = i % 3 == 2 ? ' ' : 'a';
	longest[sizeof(longest) - 1] = '\0';
	person_read(*state, longest, &name);
	assert_false(name.exact);
	for (i = 0; i < name.count; i++)
		assert_true(strlen(name.keys[i]) < PERSON_KEY_MOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_name_in_many_spellings),
		cmocka_unit_test(other_names_stay_apart),
		cmocka_unit_test(what_is_no_name_has_no_keys),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
