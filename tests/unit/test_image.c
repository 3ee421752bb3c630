/* SPDX-License-Identifier: BSD-2-Clause */
/* test_image - what is listed is found, and an image that is not whole is never looked into. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "policy/mail/fold.h"
#include "tests/unit/images.h"
#include "tests/unit/scratch.h"

#define PARTNERS "harbour-crane.example orbitfreight.example"
#define POPULAR                                                            \
	"newsdaily.example modern.example newsdaily.test t.test b\xC3\xBC" \
	"cherei.example"

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
names_are_found_with_their_tier_and_no_others(void **state)
{
	static const struct {
		const char *name;
		uint32_t rank;
	} cases[] = {
		{"harbour-crane.example", 0},   {"orbitfreight.example", 1},
		{"newsdaily.example", 2},       {"modern.example", 3},
		{"newsdaily.test", 4},          {"t.test", 5},
		{"xn--bcherei-n2a.example", 6}, {"newsdaily.invalid", IMAGE_NONE},
		{"newsdaily", IMAGE_NONE},      {"", IMAGE_NONE},
	};
	struct image *image = images_make(*state, PARTNERS, POPULAR);
	struct image_name name;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t rank = image_find(image, cases[i].name, strlen(cases[i].name));

		if (rank != cases[i].rank)
			fail_msg("%s: %u", cases[i].name, rank);
		if (rank == IMAGE_NONE)
			continue;
		image_name(image, rank, &name);
		assert_int_equal(name.tier, rank < 2 ? LOOKALIKE_PARTNER : LOOKALIKE_POPULAR);
		assert_memory_equal(name.bytes, cases[i].name, name.length);
		assert_int_equal(name.label, strcspn(cases[i].name, "."));
	}
}

static void
skeletons_lead_to_the_dearest_name_and_on_to_the_others(void **state)
{
	struct image *image = images_make(*state, PARTNERS, POPULAR);
	size_t length;
	uint32_t rank = image_twins(image, "newsdaily", 9);

	assert_int_equal(rank, 2);
	assert_int_equal(image_next(image, rank), 4);
	assert_int_equal(image_next(image, 4), IMAGE_NONE);
	/* "rn" reads as "m". */
	assert_int_equal(image_twins(image, "modem", 5), 3);
	assert_memory_equal(image_skeleton(image, 3, &length), "modem", 5);
	assert_int_equal(length, 5);
	assert_int_equal(image_twins(image, "modern", 6), IMAGE_NONE);
	assert_int_equal(image_twins(image, "bucherei", 8), 6);
	assert_int_equal(image_twins(image, "nothing", 7), IMAGE_NONE);
}

static void
labels_one_edit_away_are_found(void **state)
{
	static const struct {
		const char *label;
		uint32_t rank;
	} cases[] = {
		{"newsdaily", 2},           {"newdaily", 2},     {"newssdaily", 2},
		{"nevsdaily", 2},           {"enwsdaily", 2},    {"newsdailyx", 2},
		{"xnewsdaily", 2},          {"harbourcrane", 0}, {"newsdial", IMAGE_NONE},
		{"newspapers", IMAGE_NONE}, {"modemm", 3},       {"t", IMAGE_NONE},
	};
	struct image *image = images_make(*state, PARTNERS, POPULAR);
	uint32_t found[IMAGE_NEAR_MOST];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count = image_near(image, cases[i].label, strlen(cases[i].label), found);

		if (count != (cases[i].rank == IMAGE_NONE ? 0U : 1U) ||
		    (count == 1 && found[0] != cases[i].rank))
			fail_msg("%s: %zu found", cases[i].label, count);
	}
}

static void
an_image_of_no_names_answers_nothing(void **state)
{
	struct image *image = images_make(*state, "", "");
	uint32_t found[IMAGE_NEAR_MOST];

	assert_int_equal(image_find(image, "a.test", 6), IMAGE_NONE);
	assert_int_equal(image_twins(image, "modem", 5), IMAGE_NONE);
	assert_int_equal(image_near(image, "modem", 5, found), 0);
}

static void
refused(struct arena *arena, const void *bytes, size_t length, const char *what)
{
	const char *why = NULL;

	if (image_of(arena, "x.image", bytes, length, &why) != NULL)
		fail_msg("taken; expected: %s", what);
	if (strstr(why, what) == NULL || strncmp(why, "x.image: ", 9) != 0 ||
	    strstr(why, "build it anew with lurewatch domains build") == NULL)
		fail_msg("%s", why);
}

static void
bytes_that_are_cut_changed_or_foreign_are_refused(void **state)
{
	struct image_bytes made = images_bytes(*state, PARTNERS, POPULAR);
	unsigned char *copy = images_copy(*state, &made);
	size_t i;

	for (i = 0; i < made.length; i++)
		refused(*state, copy, i,
			i < sizeof(struct image_header) ? "no image" : "cut short");
	for (i = sizeof(struct image_header); i < made.length; i++) {
		copy[i] ^= 0x10;
		refused(*state, copy, made.length, "damaged");
		copy[i] ^= 0x10;
	}
	copy[0] = 'x';
	refused(*state, copy, made.length, "no image of domains");
	copy = images_copy(*state, &made);
	copy[offsetof(struct image_header, version)]++;
	refused(*state, copy, made.length, "another version of lurewatch");
	copy = images_copy(*state, &made);
	copy[offsetof(struct image_header, order)] ^= 0xFF;
	refused(*state, copy, made.length, "another kind of machine");
}

/* The sum is right: whoever wrote it knew how. */
static void
refused_although_sealed(struct arena *arena, const struct image_bytes *made, size_t at,
			uint32_t value)
{
	unsigned char *copy = images_copy(arena, made);

	memcpy(copy + at, &value, sizeof(value));
	images_seal(copy, made->length);
	refused(arena, copy, made->length, "make");
}

static void
hostile_tables_are_refused(void **state)
{
	struct image_bytes made = images_bytes(*state, PARTNERS, POPULAR);
	struct image image;
	size_t entry = sizeof(struct image_header), exact, starts, keys, strings;
	unsigned char *copy;

	memcpy(&image.header, made.bytes, sizeof(image.header));
	exact = entry + image.header.names * sizeof(struct image_entry);
	starts = exact + 2 * sizeof(uint32_t) * image_slot_count(&image.header);
	keys = starts + sizeof(uint32_t) * (image_start_count(&image.header) + 1);
	strings = keys + sizeof(uint32_t) * image.header.keys;
	assert_int_equal(strings + image.header.strings, made.length);

	refused_although_sealed(*state, &made, offsetof(struct image_header, names), 1U << 30);
	refused_although_sealed(*state, &made, offsetof(struct image_header, partners), 99);
	refused_although_sealed(*state, &made, offsetof(struct image_header, rank_bits), 31);
	refused_although_sealed(*state, &made, offsetof(struct image_header, reach), 0);
	refused_although_sealed(*state, &made, offsetof(struct image_header, keys), UINT32_MAX);
	refused_although_sealed(*state, &made, offsetof(struct image_header, strings), 0);
	refused_although_sealed(*state, &made, entry, 0);          /* a name nowhere */
	refused_although_sealed(*state, &made, entry, UINT32_MAX); /* ... or beyond */
	refused_although_sealed(*state, &made, entry, image.header.strings - 1);
	refused_although_sealed(*state, &made, entry + 4, UINT32_MAX); /* its skeleton */
	refused_although_sealed(*state, &made, entry + 12 + 8, 1);     /* a chain in a circle */
	refused_although_sealed(*state, &made, entry + 8, image.header.names);
	refused_although_sealed(*state, &made, exact, UINT32_MAX);
	refused_although_sealed(*state, &made, starts, UINT32_MAX);
	refused_although_sealed(*state, &made, keys - 4, 0);
	refused_although_sealed(*state, &made, keys, UINT32_MAX);
	copy = images_copy(*state, &made);
	copy[strings + 3] = '\033'; /* what a terminal would obey */
	images_seal(copy, made.length);
	refused(*state, copy, made.length, "make no sense");
}

static void
a_file_is_mapped_when_nobody_else_may_write_to_it(void **state)
{
	struct image_bytes made = images_bytes(*state, PARTNERS, POPULAR);
	const char *folder = scratch_make(*state), *why;
	const char *path = arena_printf(*state, "%s/x.image", folder);
	struct image_about about;
	struct image *image;

	assert_int_equal(file_write_atomic(*state, path, made.bytes, made.length, &why), 0);
	image = image_open(*state, path, &why);
	assert_non_null(image);
	image_about(image, *state, &about);
	assert_int_equal(about.names, 7);
	assert_int_equal(about.partners, 2);
	assert_int_equal(about.bytes, made.length);
	assert_int_equal(about.built_ms, 1764000000000);
	assert_string_equal(about.tables, fold_version());
	assert_int_equal(image_find(image, "modern.example", 14), 3);
	image_close(image);
	image_close(NULL);

	assert_int_equal(chmod(path, 0660), 0);
	assert_null(image_open(*state, path, &why));
	assert_non_null(strstr(why, "others may write to it; chmod go-w"));
	assert_null(image_open(*state, folder, &why));
	assert_non_null(strstr(why, "not a regular file"));
	scratch_remove(folder);
	assert_null(image_open(*state, path, &why));
	assert_non_null(strstr(why, "cannot open"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_found_with_their_tier_and_no_others,
						begin, end),
		cmocka_unit_test_setup_teardown(
			skeletons_lead_to_the_dearest_name_and_on_to_the_others, begin, end),
		cmocka_unit_test_setup_teardown(labels_one_edit_away_are_found, begin, end),
		cmocka_unit_test_setup_teardown(an_image_of_no_names_answers_nothing, begin, end),
		cmocka_unit_test_setup_teardown(bytes_that_are_cut_changed_or_foreign_are_refused,
						begin, end),
		cmocka_unit_test_setup_teardown(hostile_tables_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_file_is_mapped_when_nobody_else_may_write_to_it,
						begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
