/* SPDX-License-Identifier: BSD-2-Clause */
/* test_privileges - who may become whom, and that there is no way back. */
#include "config.h"

#include "milter/privileges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void
nobody_named_stays(void **state)
{
	struct arena *arena = arena_new();
	struct privileges privileges = {.user = "x"};
	const char *why = NULL;

	(void)state;
	assert_int_equal(privileges_find(arena, "", &privileges, &why), 0);
	assert_null(privileges.user);
	assert_int_equal(privileges_give(arena, &privileges, "/nowhere", &why), 0);
	assert_int_equal(privileges_drop(arena, &privileges, &why), 0);
	arena_free(arena);
}

static void
an_unknown_user_is_named(void **state)
{
	struct arena *arena = arena_new();
	struct privileges privileges = {.user = "untouched"};
	const char *why = NULL;

	(void)state;
	assert_int_equal(privileges_find(arena, "no-such-user-here", &privileges, &why), -1);
	assert_non_null(strstr(why, "no-such-user-here"));
	assert_string_equal(privileges.user, "untouched");
	arena_free(arena);
}

static void
root_becomes_the_user_for_good(void **state)
{
	struct arena *arena = arena_new();
	struct privileges privileges;
	const char *why = NULL;
	int status;
	pid_t child;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(privileges_find(arena, "nobody", &privileges, &why), 0);
	child = fork();
	if (child == 0)
		_exit(privileges_drop(arena, &privileges, &why) == 0 && getuid() != 0 &&
				      geteuid() != 0 && setuid(0) != 0
			      ? 0
			      : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	arena_free(arena);
}

static void
room_for_sessions_is_made_or_the_limit_is_said(void **state)
{
	struct arena *arena = arena_new();
	const char *why = NULL;
	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(privileges_files(arena, 1, &why), 0);
	if (geteuid() != 0) {
		assert_int_equal(privileges_files(arena, (int64_t)limit.rlim_max, &why), -1);
		assert_non_null(strstr(why, "open files"));
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_named_stays),
		cmocka_unit_test(an_unknown_user_is_named),
		cmocka_unit_test(root_becomes_the_user_for_good),
		cmocka_unit_test(room_for_sessions_is_made_or_the_limit_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
