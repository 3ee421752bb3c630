/* SPDX-License-Identifier: BSD-2-Clause */
/* test_network - addresses and networks in CIDR form. */
#include "config.h"

#include "policy/base/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_network_holds_its_addresses_and_no_others(void **state)
{
	static const struct {
		const char *network, *address;
		bool inside;
	} cases[] = {
		{"192.0.2.0/24", "192.0.2.1", true},
		{"192.0.2.0/24", "192.0.3.1", false},
		{"192.0.2.128/25", "192.0.2.127", false},
		{"192.0.2.7", "192.0.2.7", true},
		{"192.0.2.7", "192.0.2.8", false},
		{"192.0.2.0/24", "::ffff:192.0.2.9", true},
		{"0.0.0.0/0", "203.0.113.9", true},
		{"0.0.0.0/0", "2001:db8::1", false},
		{"2001:db8::/32", "2001:db8:ffff::1", true},
		{"2001:db8::/32", "IPv6:2001:db8::1", true},
		{"2001:db8::/32", "2001:db9::1", false},
		{"::/0", "192.0.2.1", true},
		{"192.0.2.0/24", "", false},
		{"192.0.2.0/24", "192.0.2", false},
	};
	struct network network;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(network_parse(cases[i].network, &network), 0);
		if (network_holds(&network, cases[i].address) != cases[i].inside)
			fail_msg("%s and %s", cases[i].network, cases[i].address);
	}
}

static void
what_is_no_network_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"192.0.2",
		"192.0.2.0/33",
		"192.0.2.0/",
		"192.0.2.0/ 8",
		"192.0.2.0/-1",
		"192.0.2.1/24",
		"2001:db8::/129",
		"2001:db8::1/32",
		"mail.example",
		"192.0.2.0/24/8",
		"192.0.2.0/024x",
	};
	struct network network;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (network_parse(cases[i], &network) == 0)
			fail_msg("\"%s\" was taken", cases[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_holds_its_addresses_and_no_others),
		cmocka_unit_test(what_is_no_network_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
