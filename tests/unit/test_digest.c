/* SPDX-License-Identifier: BSD-2-Clause */
/* test_digest - SHA-256 as FIPS 180-4 publishes it, in one piece and in many. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/digest.h"

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

static void
published_vectors_hold(void **state)
{
	static const struct {
		const char *input, *expected;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	unsigned char out[DIGEST_BYTES];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		digest_of(cases[i].input, strlen(cases[i].input), out);
		assert_string_equal(digest_hex(*state, out, sizeof(out)), cases[i].expected);
	}
}

static void
pieces_give_what_the_whole_gives_and_the_end_starts_anew(void **state)
{
	struct digest *digest = digest_new();
	unsigned char whole[DIGEST_BYTES], pieces[DIGEST_BYTES];
	int round;

	(void)state;
	digest_of("abcdef", 6, whole);
	for (round = 0; round < 2; round++) {
		digest_add(digest, "ab", 2);
		digest_add(digest, "", 0);
		digest_add(digest, "cdef", 4);
		digest_end(digest, pieces);
		assert_memory_equal(whole, pieces, sizeof(whole));
	}
	digest_free(digest);
	digest_free(NULL);
}

static void
strings_cannot_be_shifted_into_each_other(void **state)
{
	static const char *const cases[][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}};
	struct digest *digest = digest_new();
	unsigned char out[4][DIGEST_BYTES], null[DIGEST_BYTES];
	size_t i, j;

	(void)state;
	for (i = 0; i < 4; i++) {
		digest_add_string(digest, cases[i][0]);
		digest_add_string(digest, cases[i][1]);
		digest_end(digest, out[i]);
		for (j = 0; j < i; j++)
			assert_memory_not_equal(out[i], out[j], DIGEST_BYTES);
	}
	digest_add_string(digest, NULL);
	digest_add_string(digest, "abc");
	digest_end(digest, null);
	assert_memory_equal(null, out[3], DIGEST_BYTES);
	digest_free(digest);
}

static void
hex_is_lower_case_and_whole(void **state)
{
	static const unsigned char bytes[] = {0x00, 0x0F, 0xA5, 0xFF};

	assert_string_equal(digest_hex(*state, bytes, sizeof(bytes)), "000fa5ff");
	assert_string_equal(digest_hex(*state, bytes, 0), "");
}

static void
hex_is_read_back_and_nothing_else_is(void **state)
{
	static const char *const bad[] = {"",         "000fa5f",  "000fa5ff0", "000fa5fg",
					  "000fa5f ", "0x0fa5ff", "000FA5FF"};
	unsigned char out[4];
	size_t i;

	(void)state;
	assert_true(digest_read_hex("000fa5ff", out, sizeof(out)));
	assert_memory_equal(out, "\x00\x0F\xA5\xFF", sizeof(out));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(digest_read_hex(bad[i], out, sizeof(out)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(published_vectors_hold, begin, end),
		cmocka_unit_test(pieces_give_what_the_whole_gives_and_the_end_starts_anew),
		cmocka_unit_test(strings_cannot_be_shifted_into_each_other),
		cmocka_unit_test_setup_teardown(hex_is_lower_case_and_whole, begin, end),
		cmocka_unit_test(hex_is_read_back_and_nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
