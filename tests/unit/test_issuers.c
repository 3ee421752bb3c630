/* SPDX-License-Identifier: BSD-2-Clause */
/* test_issuers - the table of issuers says what it means, or names its line. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/data/data.h"
#include "policy/lookalike/issuers.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
statements_add_up(void **state)
{
	static const char text[] = "# a comment\r\n"
				   "issuer Acme bank # and one behind\n"
				   "brand acme acme-bank\ncommon ace\nproduct acmeware\n"
				   "owns acme.example\tacme.test\nsites acme co.uk de\n"
				   "sends mailer.example\n\n"
				   "issuer other code\nowns other.example\n"
				   "issuer acme bank\nowns acme.invalid";
	struct arena *arena = arena_new();
	struct issuers issuers = {0};
	const struct issuer *acme;
	const char *why = NULL;

	(void)state;
	assert_int_equal(issuers_read(arena, "file", text, &issuers, &why), 0);
	assert_int_equal(issuers.count, 2);
	acme = &issuers.items[0];
	assert_string_equal(acme->name, "acme");
	assert_string_equal(acme->kind, "bank");
	assert_int_equal(acme->brands.count, 2);
	assert_int_equal(acme->commons.count, 1);
	assert_int_equal(acme->products.count, 1);
	assert_int_equal(acme->domains.count, 5);
	assert_string_equal(acme->domains.items[2], "acme.co.uk");
	assert_string_equal(acme->domains.items[4], "acme.invalid");
	assert_int_equal(acme->senders.count, 1);
	arena_free(arena);
}

static void
mistakes_are_told_with_their_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"brand acme\n", "file:1: expected \"issuer\" first"},
		{"\nissuer acme\n", "file:2: need \"issuer NAME KIND\""},
		{"issuer acme bakery\n", "file:1: unknown kind of issuer"},
		{"issuer acme bank more\n", "file:1: more than \"issuer NAME KIND\""},
		{"issuer acme bank\nowns acme\xC3\xA9.example\n", "file:2: not a domain name"},
		{"issuer acme bank\nowns .example\n", "file:2: not a domain name"},
		{"issuer acme bank\nbrand a\n",
		 "file:2: a brand needs two letters or more of UTF-8"},
		{"issuer acme bank\nbrand \xFF\xFE\n",
		 "file:2: a brand needs two letters or more of UTF-8"},
		{"issuer acme bank\nsites\n", "file:2: need \"sites LABEL SUFFIX...\""},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct issuers issuers = {0};
		const char *why = NULL;

		assert_int_equal(issuers_read(arena, "file", cases[i].text, &issuers, &why), -1);
		assert_string_equal(why, cases[i].why);
	}
	arena_free(arena);
}

static void
the_shipped_table_is_large_and_everybody_has_a_name(void **state)
{
	const struct data_file *file = data_find("issuers.conf");
	struct arena *arena = arena_new();
	struct issuers issuers = {0};
	const char *why = NULL;
	size_t i, domains = 0;

	(void)state;
	assert_non_null(file);
	if (issuers_read(arena, file->name, file->bytes, &issuers, &why) != 0)
		fail_msg("%s", why);
	for (i = 0; i < issuers.count; i++) {
		const struct issuer *issuer = &issuers.items[i];

		domains += issuer->domains.count;
		if (issuer->domains.count == 0 ||
		    issuer->brands.count + issuer->commons.count + issuer->products.count == 0)
			fail_msg("%s holds nothing or is called nothing", issuer->name);
	}
	assert_true(issuers.count >= 400);
	assert_true(domains >= 1500);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_add_up),
		cmocka_unit_test(mistakes_are_told_with_their_line),
		cmocka_unit_test(the_shipped_table_is_large_and_everybody_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
