/* SPDX-License-Identifier: BSD-2-Clause */
/* test_sound - spellings of one sound meet, names that sound apart do not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/lookalike/sound.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
names_meet_by_their_sound(void **state)
{
	static const struct {
		const char *one, *other;
		bool same;
	} cases[] = {
		{"vodafone", "vodaphone", true}, {"roblox", "roblocks", true},
		{"netflix", "netphlicks", true}, {"outlook", "outluk", true},
		{"citibank", "cytibanc", true},  {"google", "gugle", true},
		{"expedia", "ekspedia", true},   {"wellsfargo", "welsfargo", true},
		{"netflix", "netfax", false},    {"paypal", "people", false},
		{"vodafone", "vodacom", false},  {"stripe", "strike", false},
	};
	char one[SOUND_ROOM], other[SOUND_ROOM];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(sound_of(cases[i].one, one));
		assert_true(sound_of(cases[i].other, other));
		if ((strcmp(one, other) == 0) != cases[i].same)
			fail_msg("%s as %s, %s as %s", cases[i].one, one, cases[i].other, other);
	}
}

static void
what_is_too_short_or_long_has_none(void **state)
{
	char long_one[80], out[SOUND_ROOM];

	(void)state;
	memset(long_one, 'x', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	assert_false(sound_of("", out));
	assert_false(sound_of("ebay", out));
	assert_false(sound_of("ooooo", out));
	assert_false(sound_of(long_one, out));
	long_one[63] = '\0';
	for (size_t i = 0; i < 63; i += 2)
		long_one[i] = 'a';
	assert_true(sound_of(long_one, out));
	assert_true(strlen(out) < SOUND_ROOM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_meet_by_their_sound),
		cmocka_unit_test(what_is_too_short_or_long_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
