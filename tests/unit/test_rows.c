/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rows - ids that only grow, keys that always fit, frames that tell damage. */
#include "config.h"

#include "policy/evidence/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void
ids_only_grow_whatever_the_clock_does(void **state)
{
	static const int64_t clocks[] = {1000, 1000, 1000, 2000, 500, 0, -5, 3000, 3000};
	unsigned char last[ROWS_ID] = {0}, id[ROWS_ID];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		rows_next_id(last, clocks[i], id);
		assert_true(memcmp(id, last, ROWS_ID) > 0);
		memcpy(last, id, ROWS_ID);
	}
	memset(last, 0xff, ROWS_ID);
	last[0] = 0x01;
	rows_next_id(last, 0, id);
	assert_true(memcmp(id, last, ROWS_ID) > 0);
}

static void
a_fresh_id_tells_its_time_and_version(void **state)
{
	unsigned char none[ROWS_ID] = {0}, id[ROWS_ID], first[ROWS_ID], back[ROWS_ID];
	int64_t when = 1790000000123;

	rows_next_id(none, when, id);
	rows_first_id(when, first);
	assert_memory_equal(id, first, 6);
	assert_true(memcmp(id, first, ROWS_ID) >= 0);
	assert_int_equal(id[6] >> 4, 7);
	assert_int_equal(id[8] >> 6, 2);
	assert_true(rows_read_id(digest_hex(*state, id, ROWS_ID), back));
	assert_memory_equal(back, id, ROWS_ID);
	assert_false(rows_read_id("12", back));
	assert_false(rows_read_id("zz345678901234567890123456789012", back));
	assert_false(rows_read_id("AB345678901234567890123456789012", back));
}

static void
names_always_fit_a_key(void **state)
{
	char *longer = arena_zalloc(*state, 1001, 1);
	unsigned char id[ROWS_ID] = {9};
	struct database_span key;

	memset(longer, 'x', 1000);
	assert_string_equal(rows_name(*state, "id-1"), "id-1");
	assert_int_equal(strlen(rows_name(*state, "")), 71);
	assert_int_equal(strlen(rows_name(*state, NULL)), 71);
	assert_int_equal(strlen(rows_name(*state, longer)), 71);
	longer[ROWS_NAME_MOST] = '\0';
	key = rows_key(*state, rows_name(*state, longer), id);
	assert_true(key.length <= 511);
	assert_true(rows_has_prefix(key, rows_prefix(*state, longer)));
	assert_memory_equal(rows_key_id(key), id, ROWS_ID);
	assert_null(rows_key_id((struct database_span){"abc", 3}));
}

static void
a_name_is_no_prefix_of_a_longer_one(void **state)
{
	unsigned char id[ROWS_ID] = {0};

	assert_false(rows_has_prefix(rows_key(*state, "id-10", id), rows_prefix(*state, "id-1")));
	assert_true(rows_has_prefix(rows_key(*state, "id-1", id), (struct database_span){NULL, 0}));
}

static void
identities_are_filed_by_id_or_address(void **state)
{
	struct identity known = {.id = "ID-1"}, unknown = {.id = ""}, blank = {0};

	assert_string_equal(rows_identity(*state, &known, "A@x.example"), "ID-1");
	assert_string_equal(rows_identity(*state, &unknown, "A@x.example"), "a@x.example");
	assert_int_equal(strlen(rows_identity(*state, &blank, NULL)), 71);
}

static void
content_differs_by_message_and_recipient(void **state)
{
	struct hit hit = {.recipient = "a@x.example", .content_key = {1}};
	unsigned char one[DIGEST_BYTES], other[DIGEST_BYTES];

	(void)state;
	rows_content(&hit, one);
	rows_content(&hit, other);
	assert_memory_equal(one, other, DIGEST_BYTES);
	hit.recipient = "b@x.example";
	rows_content(&hit, other);
	assert_memory_not_equal(one, other, DIGEST_BYTES);
}

static void
every_flipped_bit_of_a_frame_is_seen(void **state)
{
	unsigned char digest[DIGEST_BYTES], again[DIGEST_BYTES];
	struct database_span frame = rows_frame(*state, "evidence", 8, digest), bytes;
	size_t i;

	assert_true(rows_unframe(frame, &bytes, again));
	assert_memory_equal(digest, again, DIGEST_BYTES);
	assert_int_equal(bytes.length, 8);
	assert_memory_equal(bytes.bytes, "evidence", 8);
	for (i = 0; i < frame.length * 8; i++) {
		char *copy = arena_memdup(*state, frame.bytes, frame.length);

		copy[i / 8] ^= (char)(1 << i % 8);
		assert_false(
			rows_unframe((struct database_span){copy, frame.length}, &bytes, again));
	}
	for (i = 0; i < frame.length; i++)
		assert_false(rows_unframe((struct database_span){frame.bytes, i}, &bytes, again));
}

static void
equal_hits_have_different_digests(void **state)
{
	unsigned char one[DIGEST_BYTES], other[DIGEST_BYTES];

	(void)rows_frame(*state, "evidence", 8, one);
	(void)rows_frame(*state, "evidence", 8, other);
	assert_memory_not_equal(one, other, DIGEST_BYTES);
}

static void
numbers_are_big_endian(void **state)
{
	unsigned char bytes[8];

	(void)state;
	rows_put_u64(bytes, 0x0102030405060708);
	assert_memory_equal(bytes, "\1\2\3\4\5\6\7\10", 8);
	assert_int_equal(rows_get_u64(bytes), 0x0102030405060708);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_only_grow_whatever_the_clock_does),
		cmocka_unit_test(a_fresh_id_tells_its_time_and_version),
		cmocka_unit_test(names_always_fit_a_key),
		cmocka_unit_test(a_name_is_no_prefix_of_a_longer_one),
		cmocka_unit_test(identities_are_filed_by_id_or_address),
		cmocka_unit_test(content_differs_by_message_and_recipient),
		cmocka_unit_test(every_flipped_bit_of_a_frame_is_seen),
		cmocka_unit_test(equal_hits_have_different_digests),
		cmocka_unit_test(numbers_are_big_endian),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
