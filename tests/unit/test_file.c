/* SPDX-License-Identifier: BSD-2-Clause */
/* test_file - files are read bounded, written whole or not at all, and secrets are kept closed. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"

struct place {
	struct arena *arena;
	char folder[64];
};

static int
begin(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	if (place == NULL)
		return -1;
	place->arena = arena_new();
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/test_file.XXXXXX");
	*state = place;
	return mkdtemp(place->folder) == NULL ? -1 : 0;
}

static int
end(void **state)
{
	static const char *const names[] = {"a", "b", "a.new", "link", "sub"};
	struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)remove(arena_printf(place->arena, "%s/%s", place->folder, names[i]));
	i = (size_t)rmdir(place->folder);
	arena_free(place->arena);
	free(place);
	return (int)i;
}

static const char *
path_of(const struct place *place, const char *name)
{
	return arena_printf(place->arena, "%s/%s", place->folder, name);
}

static void
put(const struct place *place, const char *name, const char *text, mode_t mode)
{
	const char *path = path_of(place, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
what_was_written_is_read_back(void **state)
{
	const struct place *place = *state;
	const char *path = path_of(place, "a");
	const char *why = NULL;
	struct stat about;
	size_t length = 0;
	char *bytes = NULL;

	assert_int_equal(file_write_atomic(place->arena, path, "x\0y", 3, &why), 0);
	assert_int_equal(file_read(place->arena, path, 3, &bytes, &length, &why), 0);
	assert_int_equal(length, 3);
	assert_memory_equal(bytes, "x\0y", 4);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777 & ~0640U, 0);
	assert_int_equal(access(path_of(place, "a.new"), F_OK), -1);
	assert_int_equal(file_write_atomic(place->arena, path, "", 0, &why), 0);
	assert_int_equal(file_read(place->arena, path, 0, &bytes, &length, &why), 0);
	assert_string_equal(bytes, "");
	assert_null(why);
}

static void
too_long_a_file_is_refused_and_nothing_is_touched(void **state)
{
	const struct place *place = *state;
	const char *why = NULL;
	size_t length = 77;
	char *bytes = NULL;

	put(place, "a", "four", 0600);
	assert_int_equal(file_read(place->arena, path_of(place, "a"), 3, &bytes, &length, &why),
			 -1);
	assert_non_null(strstr(why, "/a: cannot read"));
	assert_null(bytes);
	assert_int_equal(length, 77);
}

static void
only_whole_files_that_nobody_else_writes_are_mapped(void **state)
{
	const struct place *place = *state;
	struct file_mapping mapping = {NULL, 77}, none = {NULL, 0};
	const char *path = path_of(place, "a"), *why = NULL;

	put(place, "a", "four", 0640);
	assert_int_equal(file_map(place->arena, path, 3, &mapping, &why), -1);
	assert_non_null(strstr(why, "/a: the file is too large"));
	assert_int_equal(chmod(path, 0620), 0);
	assert_int_equal(file_map(place->arena, path, 4, &mapping, &why), -1);
	assert_non_null(strstr(why, "/a: others may write to it; chmod go-w"));
	put(place, "b", "", 0600);
	assert_int_equal(file_map(place->arena, path_of(place, "b"), 4, &mapping, &why), -1);
	assert_non_null(strstr(why, "/b: the file is empty"));
	assert_int_equal(file_map(place->arena, place->folder, 4, &mapping, &why), -1);
	assert_non_null(strstr(why, "not a regular file"));
	assert_int_equal(file_map(place->arena, path_of(place, "none"), 4, &mapping, &why), -1);
	assert_int_equal(mapping.length, 77);

	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(file_map(place->arena, path, 4, &mapping, &why), 0);
	assert_int_equal(mapping.length, 4);
	/* Replaced by rename, the map keeps what it had. */
	assert_int_equal(file_write_atomic(place->arena, path, "five!", 5, &why), 0);
	assert_memory_equal(mapping.bytes, "four", 4);
	file_unmap(&mapping);
	assert_null(mapping.bytes);
	file_unmap(&none);
}

static void
absent_files_and_folders_name_themselves_and_the_reason(void **state)
{
	const struct place *place = *state;
	const char *absent = path_of(place, "none/x");
	const char *why = NULL;
	size_t length;
	char *bytes;

	assert_int_equal(file_read(place->arena, absent, 9, &bytes, &length, &why), -1);
	assert_non_null(strstr(why, "none/x: cannot open: No such file"));
	assert_int_equal(file_write_atomic(place->arena, absent, "x", 1, &why), -1);
	assert_non_null(strstr(why, "cannot create"));
	assert_int_equal(file_sync_folder(place->arena, absent, &why), -1);
	assert_non_null(strstr(why, "cannot open folder"));
	assert_int_equal(file_make_folder(place->arena, absent, 0700, &why), -1);
	assert_non_null(strstr(why, "cannot make folder"));
	assert_int_equal(file_read_secret(place->arena, absent, &bytes, &why), -1);
}

static void
failed_writing_leaves_the_old_file_and_no_scraps(void **state)
{
	const struct place *place = *state;
	const char *why = NULL;
	size_t length;
	char *bytes;

	put(place, "b", "elsewhere", 0600);
	put(place, "a", "old", 0600);
	assert_int_equal(symlink(path_of(place, "b"), path_of(place, "a.new")), 0);
	assert_int_equal(file_write_atomic(place->arena, path_of(place, "a"), "new", 3, &why), -1);
	assert_int_equal(file_read(place->arena, path_of(place, "a"), 9, &bytes, &length, &why), 0);
	assert_string_equal(bytes, "old");
	assert_int_equal(file_read(place->arena, path_of(place, "b"), 9, &bytes, &length, &why), 0);
	assert_string_equal(bytes, "elsewhere");
}

static void
folder_in_place_of_the_file_is_a_failure_without_scraps(void **state)
{
	const struct place *place = *state;
	const char *why = NULL;

	assert_int_equal(mkdir(path_of(place, "a"), 0700), 0);
	assert_int_equal(file_write_atomic(place->arena, path_of(place, "a"), "new", 3, &why), -1);
	assert_non_null(strstr(why, "cannot rename into place"));
	assert_int_equal(access(path_of(place, "a.new"), F_OK), -1);
}

static void
secret_is_the_first_line_of_a_closed_file(void **state)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *expected; /* NULL: refused */
	} cases[] = {
		{"hush\n", 0600, "hush"}, {"hush", 0400, "hush"}, {"hush\r\nmore\n", 0600, "hush"},
		{"", 0600, ""},           {"hush\n", 0640, NULL}, {"hush\n", 0604, NULL},
	};
	const struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		char *secret = NULL;
		int result;

		put(place, "a", cases[i].text, cases[i].mode);
		result = file_read_secret(place->arena, path_of(place, "a"), &secret, &why);
		assert_int_equal(result, cases[i].expected == NULL ? -1 : 0);
		if (cases[i].expected == NULL)
			assert_non_null(strstr(why, "chmod 600"));
		else
			assert_string_equal(secret, cases[i].expected);
		assert_int_equal(unlink(path_of(place, "a")), 0);
	}
}

static void
secret_behind_a_link_or_in_a_folder_is_refused(void **state)
{
	const struct place *place = *state;
	const char *why = NULL;
	char *secret = NULL;

	put(place, "a", "hush", 0600);
	assert_int_equal(symlink(path_of(place, "a"), path_of(place, "link")), 0);
	assert_int_equal(file_read_secret(place->arena, path_of(place, "link"), &secret, &why), -1);
	assert_int_equal(mkdir(path_of(place, "sub"), 0700), 0);
	assert_int_equal(file_read_secret(place->arena, path_of(place, "sub"), &secret, &why), -1);
	assert_non_null(strstr(why, "not a regular file"));
	assert_null(secret);
}

static void
making_a_folder_twice_is_fine_but_not_over_a_file(void **state)
{
	const struct place *place = *state;
	const char *why = NULL;
	struct stat about;

	assert_int_equal(file_make_folder(place->arena, path_of(place, "sub"), 0700, &why), 0);
	assert_int_equal(file_make_folder(place->arena, path_of(place, "sub"), 0700, &why), 0);
	assert_int_equal(stat(path_of(place, "sub"), &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	assert_int_equal(file_sync_folder(place->arena, place->folder, &why), 0);
	put(place, "a", "", 0600);
	assert_int_equal(file_make_folder(place->arena, path_of(place, "a"), 0700, &why), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_is_read_back, begin, end),
		cmocka_unit_test_setup_teardown(too_long_a_file_is_refused_and_nothing_is_touched,
						begin, end),
		cmocka_unit_test_setup_teardown(only_whole_files_that_nobody_else_writes_are_mapped,
						begin, end),
		cmocka_unit_test_setup_teardown(
			absent_files_and_folders_name_themselves_and_the_reason, begin, end),
		cmocka_unit_test_setup_teardown(failed_writing_leaves_the_old_file_and_no_scraps,
						begin, end),
		cmocka_unit_test_setup_teardown(
			folder_in_place_of_the_file_is_a_failure_without_scraps, begin, end),
		cmocka_unit_test_setup_teardown(secret_is_the_first_line_of_a_closed_file, begin,
						end),
		cmocka_unit_test_setup_teardown(secret_behind_a_link_or_in_a_folder_is_refused,
						begin, end),
		cmocka_unit_test_setup_teardown(making_a_folder_twice_is_fine_but_not_over_a_file,
						begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
