/* SPDX-License-Identifier: BSD-2-Clause */
/* test_image_build - names become an image in which each of them is found (detection.md H3). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"
#include "tests/unit/images.h"

#define MANY 20000

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
each_name_meets_its_fate(void **state)
{
	static const struct {
		const char *name;
		enum image_build_fate fate;
	} cases[] = {
		{"orbitfreight.example", IMAGE_BUILD_TAKEN},
		{"ORBITFREIGHT.example.", IMAGE_BUILD_TWICE},
		{"mail.orbitfreight.example", IMAGE_BUILD_TWICE},
		{"b\xC3\xBC"
		 "cherei.example",
		 IMAGE_BUILD_TAKEN},
		{"xn--bcherei-n2a.example", IMAGE_BUILD_TWICE},
		{"192.0.2.7", IMAGE_BUILD_ADDRESS},
		{"2001:db8::1", IMAGE_BUILD_ADDRESS},
		{"localhost", IMAGE_BUILD_SINGLE},
		{"under_score.example", IMAGE_BUILD_UNREADABLE},
		{"a..example", IMAGE_BUILD_UNREADABLE},
		{"xn--zzzzzzzzz99.example", IMAGE_BUILD_UNREADABLE},
		{"\xFF\xFE", IMAGE_BUILD_UNREADABLE},
		{"t.test", IMAGE_BUILD_TAKEN},
	};
	struct image_build *build = image_build_begin(*state);
	struct image_bytes made;
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum image_build_fate fate = image_build_add(build, LOOKALIKE_POPULAR,
							     cases[i].name, strlen(cases[i].name));

		if (fate != cases[i].fate)
			fail_msg("%s: %s", cases[i].name, image_build_reason(fate));
	}
	assert_int_equal(image_build_end(build, 0, &made, &why), 0);
}

static void
a_partner_that_is_popular_too_stays_a_partner(void **state)
{
	struct image_build *build = image_build_begin(*state);
	struct image_bytes made;
	struct image_name name;
	struct image *image;
	const char *why;

	images_add(build, LOOKALIKE_PARTNER, "orbitfreight.example");
	assert_int_equal(image_build_add(build, LOOKALIKE_POPULAR, "orbitfreight.example", 20),
			 IMAGE_BUILD_TWICE);
	assert_int_equal(image_build_end(build, 0, &made, &why), 0);
	image = image_of(*state, "test", made.bytes, made.length, &why);
	image_name(image, image_find(image, "orbitfreight.example", 20), &name);
	assert_int_equal(name.tier, LOOKALIKE_PARTNER);
}

/* Labels crowd together on purpose: many share a skeleton or lie one edit apart. */
static void
twenty_thousand_names_are_all_found(void **state)
{
	static const char *const suffixes[] = {"example", "test", "invalid"};
	struct image_build *build = image_build_begin(*state);
	struct image_bytes made;
	struct image *image;
	struct image_about about;
	char name[64];
	const char *why;
	size_t i;

	for (i = 0; i < MANY; i++) {
		int length = snprintf(name, sizeof(name), "modern-%zx%s.%s", i / 2,
				      i % 7 == 0 ? "barn" : "shop", suffixes[i % 3]);

		(void)image_build_add(build, LOOKALIKE_POPULAR, name, (size_t)length);
	}
	assert_int_equal(image_build_end(build, 0, &made, &why), 0);
	image = image_of(*state, "test", made.bytes, made.length, &why);
	assert_non_null(image);
	image_about(image, *state, &about);
	assert_int_equal(about.names, MANY);
	if (image_build_prove(image, &why) != 0)
		fail_msg("%s", why);
}

static void
a_skeleton_of_other_tables_is_not_proven(void **state)
{
	struct image_bytes made = images_bytes(*state, "", "modern.example newsdaily.example");
	unsigned char *copy = images_copy(*state, &made);
	struct image *image;
	const char *why;
	size_t at;

	image = image_of(*state, "test", made.bytes, made.length, &why);
	assert_int_equal(image_build_prove(image, &why), 0);
	for (at = made.length - 6; memcmp(copy + at, "\005modem", 6) != 0; at--)
		;
	copy[at + 1] = 'n';
	images_seal(copy, made.length);
	image = image_of(*state, "test", copy, made.length, &why);
	assert_non_null(image);
	assert_int_equal(image_build_prove(image, &why), -1);
	assert_non_null(strstr(why, "other tables"));
}

static void
the_shipped_names_are_all_found(void **state)
{
	const char *why;
	const char *partner = "werft-partner.example";
	const struct conf_list partners = {&partner, 1};
	struct image *image = image_build_shipped(*state, &partners, &why);
	struct image_about about;

	if (image == NULL || image_build_prove(image, &why) != 0)
		fail_msg("%s", why);
	image_about(image, *state, &about);
	assert_int_equal(about.partners, 1);
	assert_true(image_find(image, "wikipedia.org", 13) != IMAGE_NONE ||
		    image_find(image, "nytimes.com", 11) != IMAGE_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_name_meets_its_fate, begin, end),
		cmocka_unit_test_setup_teardown(a_partner_that_is_popular_too_stays_a_partner,
						begin, end),
		cmocka_unit_test_setup_teardown(twenty_thousand_names_are_all_found, begin, end),
		cmocka_unit_test_setup_teardown(a_skeleton_of_other_tables_is_not_proven, begin,
						end),
		cmocka_unit_test_setup_teardown(the_shipped_names_are_all_found, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
