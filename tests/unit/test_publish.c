/* SPDX-License-Identifier: BSD-2-Clause */
/* test_publish - the old run whole or the new run whole, and nothing left lying about. */
#include "config.h"

#include "policy/export/publish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "tests/unit/scratch.h"

struct fixture {
	struct arena *arena;
	char *folder;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	*state = fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

/* A run with these files, each holding 'content'; put in force unless it is to break off. */
static int
make_run(struct fixture *fixture, const char *const *names, size_t count, const char *content,
	 bool breaks_off)
{
	struct export_file *files = arena_zalloc(fixture->arena, count, sizeof(*files));
	struct publish publish;
	const char *why = NULL;
	int result;
	size_t i;

	result = publish_begin(fixture->arena, fixture->folder, 1790000000000, &publish, &why);
	for (i = 0; result == 0 && i < count; i++) {
		files[i].name = names[i];
		result = file_write_atomic(
			fixture->arena,
			arena_printf(fixture->arena, "%s/%s", publish.aside, names[i]), content,
			strlen(content), &why);
	}
	if (result == 0 && !breaks_off)
		result = publish_commit(fixture->arena, &publish, files, count, &why);
	publish_end(fixture->arena, &publish);
	return result;
}

static const char *
content_of(struct fixture *fixture, const char *name)
{
	const char *why, *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
	size_t length;
	char *bytes;

	return file_read(fixture->arena, path, 1000, &bytes, &length, &why) == 0 ? bytes : "(none)";
}

static void
files_are_seen_by_their_own_names(void **state)
{
	static const char *const names[] = {"a.csv", "b.csv"};
	struct fixture *fixture = *state;

	assert_int_equal(make_run(fixture, names, 2, "one", false), 0);
	assert_string_equal(content_of(fixture, "a.csv"), "one");
	assert_string_equal(content_of(fixture, "current/b.csv"), "one");
	assert_int_equal(make_run(fixture, names, 2, "two", false), 0);
	assert_string_equal(content_of(fixture, "a.csv"), "two");
	assert_string_equal(content_of(fixture, "b.csv"), "two");
}

static void
a_run_that_broke_off_changes_nothing(void **state)
{
	static const char *const names[] = {"a.csv"};
	struct fixture *fixture = *state;
	char target[300];
	ssize_t length;

	assert_int_equal(make_run(fixture, names, 1, "one", false), 0);
	assert_int_equal(make_run(fixture, names, 1, "two", true), 0);
	assert_string_equal(content_of(fixture, "a.csv"), "one");
	length = readlink(arena_printf(fixture->arena, "%s/current", fixture->folder), target,
			  sizeof(target));
	assert_in_range(length, 1, 100);
}

static void
a_file_that_is_gone_leaves_no_link(void **state)
{
	static const char *const two[] = {"a.csv", "b.csv"}, *const one[] = {"a.csv"};
	struct fixture *fixture = *state;
	const char *link = arena_printf(fixture->arena, "%s/b.csv", fixture->folder);
	char target[300];

	assert_int_equal(make_run(fixture, two, 2, "one", false), 0);
	assert_true(readlink(link, target, sizeof(target)) > 0);
	assert_int_equal(make_run(fixture, one, 1, "two", false), 0);
	assert_true(readlink(link, target, sizeof(target)) < 0);
}

static void
what_others_put_there_stays(void **state)
{
	static const char *const names[] = {"a.csv"};
	struct fixture *fixture = *state;
	const char *why, *mine = arena_printf(fixture->arena, "%s/notes", fixture->folder);

	assert_int_equal(file_write_atomic(fixture->arena, mine, "x", 1, &why), 0);
	assert_int_equal(make_run(fixture, names, 1, "one", false), 0);
	assert_string_equal(content_of(fixture, "notes"), "x");
}

static void
only_one_run_at_a_time(void **state)
{
	static const char *const names[] = {"a.csv"};
	struct fixture *fixture = *state;
	struct publish publish;
	const char *why = NULL;

	assert_int_equal(publish_begin(fixture->arena, fixture->folder, 0, &publish, &why), 0);
	assert_int_equal(make_run(fixture, names, 1, "one", false), -1);
	publish_end(fixture->arena, &publish);
	assert_int_equal(make_run(fixture, names, 1, "one", false), 0);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(files_are_seen_by_their_own_names),
		WITH_FOLDER(a_run_that_broke_off_changes_nothing),
		WITH_FOLDER(a_file_that_is_gone_leaves_no_link),
		WITH_FOLDER(what_others_put_there_stays),
		WITH_FOLDER(only_one_run_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
