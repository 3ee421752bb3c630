/* SPDX-License-Identifier: BSD-2-Clause */
/* test_previous - the run before is read from its files, and a damaged one is a failure. */
#include "config.h"

#include "policy/export/previous.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "policy/export/csv.h"
#include "tests/unit/scratch.h"

static void
write_rows(struct arena *arena, const char *folder, const char *const *ids, size_t count)
{
	struct manifest manifest = {.run = "r", .watermark = "", .anchor = "", .identities = count};
	const char *cells[SUBJECT_COLUMNS] = {0}, *why = NULL;
	struct text text = TEXT_IN(arena);
	size_t i;

	csv_row(&text, subject_names, SUBJECT_COLUMNS);
	for (i = 0; i < count; i++) {
		cells[SUBJECT_ID] = ids[i];
		cells[SUBJECT_LEVEL] = "low";
		csv_row(&text, cells, SUBJECT_COLUMNS);
	}
	assert_int_equal(file_write_atomic(arena,
					   arena_printf(arena, "%s/identities-full.csv", folder),
					   text.bytes, text.length, &why),
			 0);
	assert_int_equal(manifest_write(arena, folder, &manifest, &why), 0);
}

static void
rows_are_found_by_their_id(void **state)
{
	static const char *const ids[] = {"id-9", "id-1", "'=x@y.example"};
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	struct previous previous;
	const char *why = NULL;

	(void)state;
	assert_int_equal(previous_read(arena, folder, &previous, &why), 0);
	assert_false(previous.exists);
	assert_null(previous_find(&previous, "id-1"));
	write_rows(arena, folder, ids, 3);
	assert_int_equal(previous_read(arena, folder, &previous, &why), 0);
	assert_true(previous.exists);
	assert_int_equal(previous.count, 3);
	assert_string_equal(previous_find(&previous, "id-1")->cells[SUBJECT_LEVEL], "low");
	assert_non_null(previous_find(&previous, "'=x@y.example"));
	assert_null(previous_find(&previous, "id-2"));
	scratch_remove(folder);
	arena_free(arena);
}

static void
a_damaged_file_is_a_failure(void **state)
{
	static const char *const wrong[] = {"\"a\",\"b\"\r\n", "junk", "\"a"};
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	struct previous previous;
	size_t i;

	(void)state;
	write_rows(arena, folder, NULL, 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *why = NULL;

		assert_int_equal(
			file_write_atomic(arena,
					  arena_printf(arena, "%s/identities-full.csv", folder),
					  wrong[i], strlen(wrong[i]), &why),
			0);
		assert_int_equal(previous_read(arena, folder, &previous, &why), -1);
		assert_non_null(why);
	}
	scratch_remove(folder);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_found_by_their_id),
		cmocka_unit_test(a_damaged_file_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
