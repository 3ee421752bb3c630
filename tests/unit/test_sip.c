/* SPDX-License-Identifier: BSD-2-Clause */
/* test_sip - the vectors of the paper's own implementation. */
#include "config.h"

#include "policy/base/sip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Key 00 01 ... 0f, and so many bytes 00 01 ... */
static void
vectors_hold(void **state)
{
	static const struct {
		size_t length;
		uint64_t expected;
	} cases[] = {
		{0, 0x726fdb47dd0e0e31ULL}, {1, 0x74f839c593dc67fdULL},  {7, 0xab0200f58b01d137ULL},
		{8, 0x93f5f5799a932462ULL}, {15, 0xa129ca6149be45e5ULL},
	};
	unsigned char key[SIP_KEY], bytes[16];
	unsigned char i;

	(void)state;
	for (i = 0; i < 16; i++)
		key[i] = bytes[i] = i;
	for (i = 0; i < COUNT(cases); i++)
		assert_true(sip_hash(key, bytes, cases[i].length) == cases[i].expected);
}

static void
the_key_matters(void **state)
{
	unsigned char key[SIP_KEY] = {0};
	uint64_t one = sip_hash(key, "ann@else.example", 16);

	(void)state;
	key[15] = 1;
	assert_true(sip_hash(key, "ann@else.example", 16) != one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(the_key_matters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
