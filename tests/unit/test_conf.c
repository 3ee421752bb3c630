/* SPDX-License-Identifier: BSD-2-Clause */
/* test_conf - settings: defaults, a file, errors with file and line. */
#include "config.h"

#include "policy/conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
defaults_are_read_by_the_same_code(void **state)
{
	const char *why = NULL;
	struct conf *conf = conf_open(*state, NULL, &why);

	assert_non_null(conf);
	assert_int_equal(conf->message.body_bytes, 2 * 1024 * 1024);
	assert_int_equal(conf->message.budget_ms, 500);
	assert_int_equal(conf->milter.socket_mode, 0660);
	assert_true(conf->milter.tag);
	assert_int_equal(conf->directory_count, 1);
	assert_string_equal(conf->directories[0].name, "default");
	assert_string_equal(conf->directories[0].id_attributes.items[0], "entryUUID");
	assert_string_equal(conf->directories[0].tier0_groups.items[0], "Domain Admins");
	conf_free(conf);
}

static void
a_file_overrides_and_directories_repeat(void **state)
{
	static const char text[] =
		"milter { socket = \"inet:8891@127.0.0.1\" tag = no }\n"
		"protected { owned = {\"nordwind.example\", \"nordwind.test\"} }\n"
		"directory \"a\" { ldif = \"/x.ldif\" page_size = 10 }\n"
		"directory b { uris = {\"ldap://127.0.0.1\"} stale = 30d }\n";
	const char *why = NULL;
	struct conf *conf = conf_parse(*state, "x.conf", text, &why);

	assert_non_null(conf);
	assert_string_equal(conf->milter.socket, "inet:8891@127.0.0.1");
	assert_false(conf->milter.tag);
	assert_int_equal(conf->protected.owned.count, 2);
	assert_int_equal(conf->directory_count, 2);
	assert_int_equal(conf->directories[0].page_size, 10);
	assert_string_equal(conf->directories[1].name, "b");
	assert_int_equal(conf->directories[1].stale_ms, 30 * 86400000LL);
	conf_free(conf);
}

static void
errors_say_file_line_and_what_to_do(void **state)
{
	static const struct {
		const char *text, *expected, *why;
	} cases[] = {
		{"milter {\n soket = \"x\"\n}\n", "x.conf:2:", "an unknown name"},
		{"message {\n\n parts_most = 0\n}\n",
		 "x.conf:3: message.parts_most: need a number from 1 to 10000", "below the least"},
		{"message { parts_most = many }\n", "need a number", "no number"},
		{"message { body_bytes = 4Q }\n", "need a size such as", "no size"},
		{"risk { half_life = soon }\n", "need a span such as", "no span"},
		{"export { style = xml }\n", "need one of aux|separate|map", "no choice"},
		{"milter { tag = maybe }\n", "need true or false", "no truth value"},
		{"milter { socket_mode = 999 }\n", "need octal rights", "not octal"},
		{"nonsense {\n}\n", "x.conf:1:", "an unknown section"},
		{"milter {\n", "x.conf:", "an open section"},
		{"directory a {}\ndirectory a {}\n", "x.conf:2:", "a name twice"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;

		if (conf_parse(*state, "x.conf", cases[i].text, &why) != NULL)
			fail_msg("%s was accepted", cases[i].why);
		if (why == NULL || strstr(why, cases[i].expected) == NULL)
			fail_msg("%s: got: %s", cases[i].why, why);
	}
}

static void
a_dump_reads_back_the_same(void **state)
{
	static const char text[] =
		"protected { owned = {\"a\\\"b\", \"c\"} }\nmilter { user = lw }";
	const char *why = NULL;
	struct conf *conf = conf_parse(*state, "x", text, &why);
	struct conf *again;
	char *dump;

	assert_non_null(conf);
	dump = conf_dump(*state, conf);
	again = conf_parse(*state, "dump", dump, &why);
	if (again == NULL)
		fail_msg("%s", why);
	assert_string_equal(dump, conf_dump(*state, again));
	assert_string_equal(again->protected.owned.items[0], "a\"b");
	conf_free(conf);
	conf_free(again);
}

static void
a_missing_file_is_named(void **state)
{
	const char *why = NULL;

	assert_null(conf_open(*state, "/nonexistent/lurewatch.conf", &why));
	assert_non_null(strstr(why, "/nonexistent/lurewatch.conf"));
}

static void
every_row_has_help(void **state)
{
	struct conf_row row;
	size_t i;

	(void)state;
	for (i = 0; conf_row(i, &row); i++) {
		assert_non_null(row.initial);
		assert_true(strlen(row.help) > 10);
		assert_true(row.help[strlen(row.help) - 1] != '.');
	}
	assert_true(i > 80);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(defaults_are_read_by_the_same_code),
		TEST(a_file_overrides_and_directories_repeat),
		TEST(errors_say_file_line_and_what_to_do),
		TEST(a_dump_reads_back_the_same),
		TEST(a_missing_file_is_named),
		TEST(every_row_has_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
