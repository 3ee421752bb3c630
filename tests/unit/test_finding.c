/* SPDX-License-Identifier: BSD-2-Clause */
/* test_finding - the table of kinds is whole and a list keeps its promises. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/finding.h"

static void
every_kind_has_a_whole_row(void **state)
{
	unsigned i, j;

	(void)state;
	for (i = 0; i < FINDING_KINDS; i++) {
		const struct finding_info *info = finding_info((enum finding_kind)i);

		assert_non_null(info->name);
		assert_in_range(info->weight, 1, 1000);
		assert_int_equal(info->technique[0], 'T');
		assert_true(strlen(info->sentence) > 10);
		for (j = 0; j < i; j++)
			assert_string_not_equal(finding_info((enum finding_kind)j)->name,
						info->name);
	}
}

static void
impact_names_read_back(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < IMPACTS; i++)
		assert_int_equal(impact_from_name(impact_name((enum impact)i)), i);
	assert_int_equal(impact_from_name("nonsense"), IMPACT_NONE);
}

static void
null_strings_become_empty_and_defaults_apply(void **state)
{
	struct finding_list list = {.arena = *state};
	const struct finding finding = {.kind = FINDING_TYPO};

	finding_add(&list, &finding);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].family, "typo");
	assert_string_equal(list.items[0].target, "");
	assert_string_equal(list.items[0].owner, "");
	assert_string_equal(list.items[0].observed, "");
	assert_string_equal(list.items[0].where, "");
	assert_string_equal(list.items[0].why, "");
	assert_string_equal(list.items[0].nearly, "");
	assert_int_equal(list.items[0].weight, finding_info(FINDING_TYPO)->weight);
	assert_true(finding_has(&list, FINDING_TYPO));
	assert_false(finding_has(&list, FINDING_LURE));
}

static void
equal_findings_are_added_once(void **state)
{
	struct finding_list list = {.arena = *state};
	struct finding finding = {.kind = FINDING_LURE,
				  .family = "quota",
				  .observed = "mailbox full",
				  .where = "body"};

	finding_add(&list, &finding);
	finding.where = "subject";
	finding_add(&list, &finding);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].where, "body");
	finding.family = "mfa";
	finding_add(&list, &finding);
	finding.target = "example.org";
	finding_add(&list, &finding);
	assert_int_equal(list.count, 3);
}

static void
long_observations_are_cut_at_a_code_point(void **state)
{
	struct finding_list list = {.arena = *state};
	struct finding finding = {.kind = FINDING_LURE};
	char observed[1001];
	size_t i;

	for (i = 0; i < 1000; i += 2)
		memcpy(observed + i, "\xC3\xA9", 2);
	observed[1000] = '\0';
	memmove(observed + 1, observed, 999);
	observed[0] = 'x';
	finding.observed = observed;
	finding_add(&list, &finding);
	finding_add(&list, &finding);
	assert_int_equal(list.count, 1);
	assert_in_range(strlen(list.items[0].observed), 290, 300);
	assert_true(text_is_utf8(list.items[0].observed, strlen(list.items[0].observed)));
}

static void
full_list_still_takes_new_kinds(void **state)
{
	struct finding_list list = {.arena = *state};
	struct finding finding = {.kind = FINDING_ODD_HOST};
	unsigned i;

	for (i = 0; i < 3 * FINDINGS_MOST; i++) {
		finding.observed = arena_printf(*state, "host %u", i);
		finding_add(&list, &finding);
	}
	assert_int_equal(list.count, FINDINGS_MOST);
	finding.kind = FINDING_HOMOGLYPH;
	finding_add(&list, &finding);
	assert_int_equal(list.count, FINDINGS_MOST + 1);
	assert_true(finding_has(&list, FINDING_HOMOGLYPH));
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
		cmocka_unit_test(every_kind_has_a_whole_row),
		cmocka_unit_test(impact_names_read_back),
		cmocka_unit_test_setup_teardown(null_strings_become_empty_and_defaults_apply, begin,
						end),
		cmocka_unit_test_setup_teardown(equal_findings_are_added_once, begin, end),
		cmocka_unit_test_setup_teardown(long_observations_are_cut_at_a_code_point, begin,
						end),
		cmocka_unit_test_setup_teardown(full_list_still_takes_new_kinds, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
