/* SPDX-License-Identifier: BSD-2-Clause */
/* test_cli - what the tool prints is harmless and says what is wrong. */
#include "config.h"

#include "policy/cli/cli.h"

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
hostile_text_cannot_drive_a_terminal(void **state)
{
	struct cli cli = {.arena = *state};
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{NULL, "-"},
		{"", "-"},
		{"\033[2J", "\\x1B[2J"},
		{"a\nb\r", "a\\x0Ab\\x0D"},
		{"\xE2\x80\xAEgpj", "\\u{202E}gpj"},
		{"\xC2\x9B", "\\x9B"},
		{"\xFF", "\\xFF"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(cli_safe(&cli, cases[i].text), cases[i].expected);
}

static void
json_strings_are_always_well_formed(void **state)
{
	struct cli cli = {.arena = *state};
	json_t *string = cli_json_string(&cli, "a\xFF\xC3");

	assert_non_null(string);
	assert_string_equal(json_string_value(string), "a\xEF\xBF\xBD\xEF\xBF\xBD");
	json_decref(string);
	string = cli_json_string(&cli, NULL);
	assert_string_equal(json_string_value(string), "");
	json_decref(string);
}

static void
colour_is_off_without_a_terminal_and_in_json(void **state)
{
	struct cli plain = {.arena = *state};
	struct cli json = {.arena = *state, .colour = true, .json = true};
	struct cli colour = {.arena = *state, .colour = true};

	assert_string_equal(cli_colour(&plain, CLI_RED), "");
	assert_string_equal(cli_colour(&json, CLI_RED), "");
	assert_string_equal(cli_colour(&colour, CLI_RED), "\033[31m");
}

static void
failures_return_exit_code_two(void **state)
{
	struct cli cli = {.arena = *state};

	assert_int_equal(cli_fail(&cli, "a reason with %s", "\033[31m"), CLI_FAILURE);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(hostile_text_cannot_drive_a_terminal),
		TEST(json_strings_are_always_well_formed),
		TEST(colour_is_off_without_a_terminal_and_in_json),
		TEST(failures_return_exit_code_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
