/* SPDX-License-Identifier: BSD-2-Clause */
/* test_sight - what could not be seen is said once, and never silently. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/sight.h"

static void
each_limit_sets_its_flag_and_one_finding(void **state)
{
	struct finding_list list = {.arena = *state};
	struct sight sight = {.findings = &list};

	sight_truncated(&sight, "parts", "message");
	assert_int_equal(sight.flags, MESSAGE_TRUNCATED);
	sight_truncated(&sight, "parts", "message");
	assert_int_equal(list.count, 1);
	sight_ambiguous(&sight, "two boundaries", "message");
	sight_obscured(&sight, "a part", "part 2");
	assert_int_equal(sight.flags, MESSAGE_TRUNCATED | MESSAGE_AMBIGUOUS | MESSAGE_OBSCURED);
	assert_int_equal(list.count, 3);
	assert_true(finding_has(&list, FINDING_TRUNCATED));
	assert_true(finding_has(&list, FINDING_AMBIGUOUS));
	assert_true(finding_has(&list, FINDING_OBSCURED));
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
		cmocka_unit_test_setup_teardown(each_limit_sets_its_flag_and_one_finding, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
