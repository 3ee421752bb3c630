/* SPDX-License-Identifier: BSD-2-Clause */
/* test_host_suffix - a name is divided where its owner registered it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/host_suffix.h"

static void
names_are_divided_with_and_without_private_rules(void **state)
{
	static const struct {
		const char *ascii, *registrable, *public_registrable, *label, *suffix;
		bool known;
	} cases[] = {
		{"www.example.com", "example.com", "example.com", "example", "com", true},
		{"a.b.example.co.uk", "example.co.uk", "example.co.uk", "example", "co.uk", true},
		{"alice.github.io", "alice.github.io", "github.io", "alice", "github.io", true},
		{"x.alice.github.io", "alice.github.io", "github.io", "alice", "github.io", true},
		{"github.io", "github.io", "github.io", "github", "io", true},
		{"co.uk", "co.uk", "co.uk", "co", "uk", true},
		{"b.s3.amazonaws.com", "b.s3.amazonaws.com", "amazonaws.com", "b",
		 "s3.amazonaws.com", true},
		{"foo.bar.kawasaki.jp", "foo.bar.kawasaki.jp", "foo.bar.kawasaki.jp", "foo",
		 "bar.kawasaki.jp", true},
		{"city.kawasaki.jp", "city.kawasaki.jp", "city.kawasaki.jp", "city", "kawasaki.jp",
		 true},
		{"www.example.co.za", "example.co.za", "example.co.za", "example", "co.za", true},
		{"example.com.bd", "example.com.bd", "example.com.bd", "example", "com.bd", true},
		{"example.za", "example.za", "example.za", "example", "za", false},
		{"host.corp.local", "corp.local", "corp.local", "corp", "local", false},
		{"localhost", "localhost", "localhost", "localhost", "", false},
		{"x.xn--p1ai", "x.xn--p1ai", "x.xn--p1ai", "x", "xn--p1ai", true},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct host host = {.ascii = cases[i].ascii};

		host_suffix_divide(arena, &host);
		assert_string_equal(host.registrable, cases[i].registrable);
		assert_string_equal(host.public_registrable, cases[i].public_registrable);
		assert_string_equal(host.label, cases[i].label);
		assert_string_equal(host.suffix, cases[i].suffix);
		assert_int_equal(host.known_suffix, cases[i].known);
		assert_int_equal(host.flags,
				 strchr(cases[i].ascii, '.') == NULL ? HOST_SINGLE_LABEL : 0);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_divided_with_and_without_private_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
