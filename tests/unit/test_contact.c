/* SPDX-License-Identifier: BSD-2-Clause */
/* test_contact - age and volume make somebody known, one mail does not. */
#include "config.h"

#include "policy/directory/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/base/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY          CLOCK_DAY_MS
#define NOW          (20000 * DAY)

static const struct conf_contacts conf = {
	.warm_after_ms = 14 * DAY,
	.warm_messages = 1000,
	.known_after_ms = 7 * DAY,
	.known_messages = 3,
	.partner_after_ms = 30 * DAY,
	.partner_messages = 10,
};

static void
age_and_volume_decide(void **state)
{
	static const struct {
		struct contact_past past;
		enum contact expected;
		const char *why;
	} cases[] = {
		{{0}, CONTACT_FIRST, "never before"},
		{{NOW - DAY / 2, NOW - DAY / 2, 1, 0, false},
		 CONTACT_NEW,
		 "slow ramp: one harmless mail this morning"},
		{{NOW - DAY, NOW, 50, 0, false}, CONTACT_NEW, "many mails since yesterday"},
		{{NOW - 90 * DAY, NOW - 90 * DAY, 2, 0, false}, CONTACT_NEW, "two, long ago"},
		{{NOW - DAY, NOW, 2, 1, false}, CONTACT_NEW, "got an answer, but only yesterday"},
		{{NOW - DAY, NOW, 0, 1, true}, CONTACT_TWO_WAY, "we wrote first"},
		{{NOW - 8 * DAY, NOW, 3, 0, false}, CONTACT_KNOWN, "a newsletter"},
		{{NOW - 8 * DAY, NOW, 2, 1, false}, CONTACT_TWO_WAY, "and we answered"},
		{{NOW - 40 * DAY, NOW, 5, 4, false}, CONTACT_TWO_WAY, "too few for a partner"},
		{{NOW - 40 * DAY, NOW, 5, 5, false}, CONTACT_PARTNER, "a partner"},
		{{NOW - 400 * DAY, NOW, 500, 0, false}, CONTACT_KNOWN, "never answered"},
		{{NOW - 400 * DAY, NOW, 0, 500, true}, CONTACT_TWO_WAY, "never wrote to us"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (contact_of(&conf, &cases[i].past, NOW) != cases[i].expected)
			fail_msg("%s: %s", cases[i].why,
				 contact_name(contact_of(&conf, &cases[i].past, NOW)));
}

static void
joining_keeps_the_first_and_the_last(void **state)
{
	struct contact_past past = {0};
	const struct contact_past mails[] = {
		{100, 100, 1, 0, false}, {50, 50, 0, 1, true}, {300, 300, 1, 0, false}};
	const struct contact_past full = {10, 10, UINT32_MAX, 1, false};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(mails); i++)
		contact_join(&past, &mails[i]);
	assert_int_equal(past.first_ms, 50);
	assert_int_equal(past.last_ms, 300);
	assert_int_equal(past.in, 2);
	assert_int_equal(past.out, 1);
	assert_true(past.ours);
	contact_join(&past, &full);
	assert_int_equal(past.in, UINT32_MAX);
	assert_false(past.ours);
}

static void
a_young_or_thin_history_is_not_warm(void **state)
{
	(void)state;
	assert_false(contact_is_warm(&conf, 0, 0, NOW));
	assert_false(contact_is_warm(&conf, 5000, NOW - 13 * DAY, NOW));
	assert_false(contact_is_warm(&conf, 999, NOW - 300 * DAY, NOW));
	assert_true(contact_is_warm(&conf, 1000, NOW - 14 * DAY, NOW));
}

static void
names_differ(void **state)
{
	enum contact a, b;

	(void)state;
	for (a = CONTACT_UNKNOWN; a <= CONTACT_PARTNER; a++)
		for (b = CONTACT_UNKNOWN; b < a; b++)
			assert_string_not_equal(contact_name(a), contact_name(b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(age_and_volume_decide),
		cmocka_unit_test(joining_keeps_the_first_and_the_last),
		cmocka_unit_test(a_young_or_thin_history_is_not_warm),
		cmocka_unit_test(names_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
