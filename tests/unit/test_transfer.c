/* SPDX-License-Identifier: BSD-2-Clause */
/* test_transfer - encodings are undone as far as any mail program would. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/transfer.h"

static void
labels_are_read_with_their_comments(void **state)
{
	static const struct {
		const char *label;
		enum transfer_encoding expected;
	} cases[] = {
		{"base64", TRANSFER_BASE64},
		{" BASE64 ", TRANSFER_BASE64},
		{"(a (b) c) base64", TRANSFER_BASE64},
		{"\"base64\"", TRANSFER_BASE64},
		{"Quoted-Printable", TRANSFER_QUOTED},
		{"8bit;", TRANSFER_IDENTITY},
		{"", TRANSFER_IDENTITY},
		{"x-uuencode", TRANSFER_UUENCODE},
		{"base-64", TRANSFER_UNKNOWN},
		{"base64base64base64base64base64", TRANSFER_UNKNOWN},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(transfer_encoding_of(cases[i].label, strlen(cases[i].label)),
				 cases[i].expected);
}

static void
encodings_are_undone(void **state)
{
	static const struct {
		enum transfer_encoding encoding;
		const char *input, *expected;
		bool odd;
		const char *why;
	} cases[] = {
		{TRANSFER_BASE64, "cGFzc3dvcmQ=", "password", false, "padded"},
		{TRANSFER_BASE64, "cGFzc3dvcmQ", "password", false, "the padding is missing"},
		{TRANSFER_BASE64, "cGFz\r\nc3dv\ncmQ=\n", "password", false, "lines"},
		{TRANSFER_BASE64, "cGE=c3M=", "pass", true, "padding in the middle"},
		{TRANSFER_BASE64, "cG!Fz", "pas", true, "junk in the middle"},
		{TRANSFER_BASE64, "cGFz\n-- \n", "pas", false, "a signature line behind it"},
		{TRANSFER_BASE64, "", "", false, "nothing"},
		{TRANSFER_BASE64, "c", "", false, "not even a byte"},
		{TRANSFER_QUOTED, "pass=\r\nword =3D", "password =", false, "soft line break"},
		{TRANSFER_QUOTED, "100=ZZ", "100=ZZ", false, "not hex"},
		{TRANSFER_IDENTITY, "=3D", "=3D", false, "as it is"},
		{TRANSFER_UNKNOWN, "cGFz", "cGFz", false, "as it is"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct transfer_text out;

		transfer_decode(*state, cases[i].encoding, cases[i].input, strlen(cases[i].input),
				100, &out);
		if (out.length != strlen(cases[i].expected) || out.odd != cases[i].odd ||
		    memcmp(out.bytes, cases[i].expected, out.length) != 0)
			fail_msg("%s: %.*s", cases[i].why, (int)out.length, out.bytes);
		assert_false(out.truncated);
	}
}

static void
no_more_comes_out_than_allowed(void **state)
{
	static const enum transfer_encoding encodings[] = {TRANSFER_IDENTITY, TRANSFER_BASE64,
							   TRANSFER_QUOTED, TRANSFER_UUENCODE};
	char *input = arena_zalloc(*state, 100000, 1);
	size_t i;

	memset(input, 'A', 99999);
	for (i = 0; i < 3; i++) {
		struct transfer_text out;

		transfer_decode(*state, encodings[i], input, 99999, 50, &out);
		assert_true(out.truncated);
		assert_int_equal(out.length, 50);
	}
}

static void
pieces_of_base64_join(void **state)
{
	struct transfer_base64 base64 = {0};
	char out[16];
	size_t length = 0;

	(void)state;
	length += transfer_base64_step(&base64, "w6", 2, out + length);
	length += transfer_base64_step(&base64, "nDqQ", 4, out + length);
	length += transfer_base64_end(&base64, out + length);
	assert_int_equal(length, 4);
	assert_memory_equal(out, "\xC3\xA9\xC3\xA9", 4);
}

static void
base64_is_recognised_without_a_label(void **state)
{
	char text[200];

	(void)state;
	memset(text, 'Q', sizeof(text));
	assert_true(transfer_looks_base64(text, sizeof(text)));
	text[70] = ' ';
	assert_false(transfer_looks_base64(text, sizeof(text)));
	assert_false(transfer_looks_base64("cGFz", 4));
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
		cmocka_unit_test(labels_are_read_with_their_comments),
		cmocka_unit_test_setup_teardown(encodings_are_undone, begin, end),
		cmocka_unit_test_setup_teardown(no_more_comes_out_than_allowed, begin, end),
		cmocka_unit_test(pieces_of_base64_join),
		cmocka_unit_test(base64_is_recognised_without_a_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
