/* SPDX-License-Identifier: BSD-2-Clause */
/* test_host_address - addresses are read as browsers read them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/host.h"
#include "policy/mail/host_address.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ODD          (HOST_NUMERIC | HOST_ODD_NUMERIC)

static void
four_bytes_in_every_spelling(void **state)
{
	static const struct {
		const char *text, *expected;
		unsigned flags;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1", HOST_NUMERIC},
		{"192.0.513", "192.0.2.1", ODD},
		{"192.513", "192.0.2.1", ODD},
		{"3221225985", "192.0.2.1", ODD},
		{"0xc0.0x0.0x2.0x1", "192.0.2.1", ODD},
		{"0300.0.02.01", "192.0.2.1", ODD},
		{"0xc0000201", "192.0.2.1", ODD},
		{"192.0.2.0x", "192.0.2.0", ODD},
		{"172.16.0.1", "172.16.0.1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"172.32.0.1", "172.32.0.1", HOST_NUMERIC},
		{"127.1", "127.0.0.1", ODD | HOST_PRIVATE_ADDRESS},
		{"169.254.1.1", "169.254.1.1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"192.168.1.1", "192.168.1.1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"0", "0.0.0.0", ODD | HOST_PRIVATE_ADDRESS},
	};
	char out[HOST_ADDRESS_ROOM];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		unsigned flags = 0;

		assert_true(host_address_read4(cases[i].text, out, &flags));
		assert_string_equal(out, cases[i].expected);
		assert_int_equal(flags, cases[i].flags);
	}
}

static void
names_are_no_addresses_and_broken_ones_are_told(void **state)
{
	static const struct {
		const char *text;
		unsigned flags;
	} cases[] = {
		{"example.com", 0},
		{"1.example", 0},
		{"", 0},
		{"a.0xg", 0},
		{"1.2.3.4.5", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"256.1.1.1", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"1.2.3.256", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"4294967296", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"99999999999999999999999999", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"08.1", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"1.2.3.08", HOST_ODD_NUMERIC | HOST_NONSTD3},
		{"foo.7", HOST_ODD_NUMERIC | HOST_NONSTD3},
	};
	char out[HOST_ADDRESS_ROOM] = "untouched";
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		unsigned flags = 0;

		assert_false(host_address_read4(cases[i].text, out, &flags));
		assert_string_equal(out, "untouched");
		assert_int_equal(flags, cases[i].flags);
	}
}

static void
sixteen_bytes_with_brackets_zones_and_four_inside(void **state)
{
	static const struct {
		const char *text, *expected;
		unsigned flags;
	} cases[] = {
		{"[2001:db8::1]", "2001:db8::1", HOST_NUMERIC},
		{"2001:DB8:0:0::1", "2001:db8::1", HOST_NUMERIC},
		{"[::1]", "::1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"[fe80::1%eth0]", "fe80::1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"[fd00::1]", "fd00::1", HOST_NUMERIC | HOST_PRIVATE_ADDRESS},
		{"[::ffff:c000:201]", "192.0.2.1", ODD},
		{"[::ffff:10.0.0.1]", "10.0.0.1", ODD | HOST_PRIVATE_ADDRESS},
	};
	static const char *const none[] = {"example.com", "[", "[]", "]", "1:2", "[::1", "%", ""};
	char out[HOST_ADDRESS_ROOM];
	unsigned flags;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		flags = 0;
		assert_true(host_address_read6(cases[i].text, out, &flags));
		assert_string_equal(out, cases[i].expected);
		assert_int_equal(flags, cases[i].flags);
	}
	for (i = 0; i < COUNT(none); i++) {
		flags = 0;
		assert_false(host_address_read6(none[i], out, &flags));
		assert_int_equal(flags, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_bytes_in_every_spelling),
		cmocka_unit_test(names_are_no_addresses_and_broken_ones_are_told),
		cmocka_unit_test(sixteen_bytes_with_brackets_zones_and_four_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
