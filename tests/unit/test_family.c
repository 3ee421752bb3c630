/* SPDX-License-Identifier: BSD-2-Clause */
/* test_family - family files are read or refused with their line, and the shipped ones are sound.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/data/data.h"
#include "policy/lure/family.h"
#include "policy/mail/fold.h"

#define BEGIN "family x\nsentence asks for something\nimpact password\nweight 100\nlanguage en\n"

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

static void
a_family_is_read_with_its_cues(void **state)
{
	static const char text[] =
		"# comment\n\nfamily test-one\nsentence asks for a test\nimpact mfa\nweight 250\n"
		"negation-costs 5\nneeds time\nown action\nlanguage en\nobject  YOUR "
		"Token\naction\tsend it\n"
		"language de\nobject dein token\n";
	struct family family;
	const char *why;

	assert_int_equal(family_parse(*state, "f", text, strlen(text), &family, &why), 0);
	assert_string_equal(family.name, "test-one");
	assert_string_equal(family.sentence, "asks for a test");
	assert_int_equal(family.impact, IMPACT_MFA);
	assert_int_equal(family.weight, 250);
	assert_int_equal(family.negation_costs, 5);
	assert_int_equal(family.needs, 1U << CUE_GROUP_TIME);
	assert_int_equal(family.own, 1U << CUE_GROUP_ACTION);
	assert_int_equal(family.cue_count, 3);
	assert_string_equal(family.cues[0].phrase, "your token");
	assert_string_equal(family.cues[0].language, "en");
	assert_int_equal(family.cues[1].group, CUE_GROUP_ACTION);
	assert_int_equal(family.cues[1].line, 12);
	assert_string_equal(family.cues[2].language, "de");
	assert_int_not_equal(family.use, FAMILY_EVERY);
}

static void
what_is_wrong_is_told_with_file_and_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "f:0: "},
		{"family x\n", "f:1: "},
		{"family X\n", "f:1: "},
		{"family x\nimpact fame\n", "f:2: "},
		{"family x\nweight much\n", "f:2: "},
		{"family x\nweight 501\n", "f:2: "},
		{"family x\nweight 99999999999999999999\n", "f:2: "},
		{"family x\nobject your token\n", "f:2: "},
		{"family x\nlanguage EN\n", "f:2: "},
		{"family x\nneeds luck\n", "f:2: "},
		{"family x\nneeds negation\n", "f:2: "},
		{"family x\ncolour red\n", "f:2: "},
		{"family x\nweight\n", "f:2: "},
		{BEGIN "object your (token\n", "f:6: "},
		{BEGIN "object it\n", "f:6: "},
		{BEGIN "object your \x01token\n", "f:6: "},
		{BEGIN "object your \xfftoken\n", "f:6: "},
		{BEGIN "action send it\n", "f:6: a family needs"},
		{BEGIN "object your token\nrole help desk\n", "f:7: role"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct family family = {.weight = 77};
		const char *why = NULL;

		assert_int_equal(family_parse(*state, "f", cases[i].text, strlen(cases[i].text),
					      &family, &why),
				 -1);
		assert_int_equal(family.weight, 77);
		if (why == NULL || strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("case %zu: \"%s\" does not begin \"%s\"", i, why, cases[i].why);
	}
}

static void
two_helpers_need_no_weight(void **state)
{
	static const char every[] = "family every\nlanguage en\ntime today\n";
	static const char roles[] = "family roles\nlanguage en\nrole help desk\n";
	struct family family;
	const char *why;

	assert_int_equal(family_parse(*state, "f", every, strlen(every), &family, &why), 0);
	assert_int_equal(family.use, FAMILY_EVERY);
	assert_int_equal(family_parse(*state, "f", roles, strlen(roles), &family, &why), 0);
	assert_int_not_equal(family.use, FAMILY_EVERY);
}

/* "(a|b )" at the end of a cue: the blank and the edge of the word behind it never both fit. */
static bool
ends_in_a_blank(const char *phrase)
{
	size_t at = strlen(phrase), depth = 0;

	if (at == 0 || phrase[at - 1] != ')')
		return at != 0 && phrase[at - 1] == ' ';
	while (at-- > 0) {
		if (phrase[at] == ')')
			depth++;
		if (phrase[at] == '(' && --depth == 0)
			break;
		if (depth == 1 && (phrase[at] == '|' || phrase[at] == ')') && at > 0 &&
		    phrase[at - 1] == ' ')
			return true;
	}
	return false;
}

static void
every_shipped_cue_is_folded_and_can_match(void **state)
{
	const struct data_file *file;
	size_t i, j, files = 0;

	for (i = 0; (file = data_at(i)) != NULL; i++) {
		struct family family;
		const char *why;

		if (strncmp(file->name, "lures/", 6) != 0)
			continue;
		files++;
		if (family_parse(*state, file->name, file->bytes, file->length, &family, &why) != 0)
			fail_msg("%s", why);
		for (j = 0; j < family.cue_count; j++) {
			const struct family_cue *cue = &family.cues[j];
			char *line = arena_printf(*state, "%s", cue->phrase);

			if (strstr(file->bytes, line) == NULL)
				fail_msg("%s:%u: write \"%s\"", file->name, cue->line, line);
			if (ends_in_a_blank(cue->phrase))
				fail_msg("%s:%u: ends in a blank", file->name, cue->line);
		}
	}
	assert_true(files >= 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_family_is_read_with_its_cues, begin, end),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_told_with_file_and_line, begin,
						end),
		cmocka_unit_test_setup_teardown(two_helpers_need_no_weight, begin, end),
		cmocka_unit_test_setup_teardown(every_shipped_cue_is_folded_and_can_match, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
