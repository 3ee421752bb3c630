/* SPDX-License-Identifier: BSD-2-Clause */
/* test_options - what the daemon's command line means. */
#include "config.h"

#include "milter/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WORDS        8

static int
read_words(struct arena *arena, const char *const *words, struct options *out, const char **why)
{
	char *argv[WORDS + 2] = {arena_strdup(arena, "lurewatch-milter")};
	int argc = 1;

	for (; words[argc - 1] != NULL; argc++)
		argv[argc] = arena_strdup(arena, words[argc - 1]);
	return options_read(arena, argc, argv, out, why);
}

static void
each_letter_means_what_the_page_says(void **state)
{
	static const struct {
		const char *words[WORDS];
		enum options_task task;
		const char *settings, *socket, *folder;
	} cases[] = {
		{{"-c", "/x"}, OPTIONS_RUN, "/x", NULL, NULL},
		{{"-c/x", "-p", "unix:/y", "-s", "/z"}, OPTIONS_RUN, "/x", "unix:/y", "/z"},
		{{"-t", "-c", "/x"}, OPTIONS_CHECK, "/x", NULL, NULL},
		{{"-V", "-c", "/x"}, OPTIONS_VERSION, "/x", NULL, NULL},
		{{"-h", "-c", "/x"}, OPTIONS_HELP, "/x", NULL, NULL},
		{{"-c", "/x", "-p", "a", "-p", "b"}, OPTIONS_RUN, "/x", "b", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		struct options options;
		const char *why = NULL;

		assert_int_equal(read_words(arena, cases[i].words, &options, &why), 0);
		assert_int_equal(options.task, cases[i].task);
		assert_string_equal(options.settings, cases[i].settings);
		if (cases[i].socket == NULL)
			assert_null(options.socket);
		else
			assert_string_equal(options.socket, cases[i].socket);
		if (cases[i].folder == NULL)
			assert_null(options.state);
		else
			assert_string_equal(options.state, cases[i].folder);
		arena_free(arena);
	}
}

static void
what_is_not_understood_is_named(void **state)
{
	static const struct {
		const char *words[WORDS];
		const char *named;
	} cases[] = {
		{{"-x"}, "-x"},
		{{"-c"}, "-c needs"},
		{{"-t", "-p"}, "-p needs"},
		{{"-c", "/x", "more"}, "no arguments"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		struct options options = {.socket = "untouched"};
		const char *why = NULL;

		assert_int_equal(read_words(arena, cases[i].words, &options, &why), -1);
		assert_non_null(strstr(why, cases[i].named));
		assert_string_equal(options.socket, "untouched");
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_letter_means_what_the_page_says),
		cmocka_unit_test(what_is_not_understood_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
