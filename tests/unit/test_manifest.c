/* SPDX-License-Identifier: BSD-2-Clause */
/* test_manifest - the next run reads what this one noted, and nothing that is not a manifest. */
#include "config.h"

#include "policy/export/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "tests/unit/scratch.h"

static void
what_was_noted_is_read(void **state)
{
	static const struct export_file files[] = {{.name = "a.csv", .rows = 3, .sha256 = "00"}};
	static const struct manifest_directory directories[] = {{.name = "main", .generation = 4}};
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	struct manifest noted = {.run = "r1",
				 .now_ms = 1790000000123,
				 .watermark = "0af",
				 .anchor = "beef",
				 .identities = 17,
				 .files = files,
				 .file_count = 1,
				 .directories = directories,
				 .directory_count = 1},
			back;
	const char *why = NULL;

	(void)state;
	assert_int_equal(manifest_read(arena, folder, &back, &why), ANSWER_NONE);
	assert_int_equal(manifest_write(arena, folder, &noted, &why), 0);
	assert_int_equal(manifest_read(arena, folder, &back, &why), ANSWER_FOUND);
	assert_string_equal(back.run, "r1");
	assert_int_equal(back.now_ms, noted.now_ms);
	assert_string_equal(back.watermark, "0af");
	assert_string_equal(back.anchor, "beef");
	assert_int_equal(back.identities, 17);
	scratch_remove(folder);
	arena_free(arena);
}

static void
what_is_no_manifest_is_down_and_not_none(void **state)
{
	static const char *const wrong[] = {"", "{", "[]", "{}", "{\"schema\": 2}", "null"};
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	struct manifest back;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *why = NULL, *path = arena_printf(arena, "%s/manifest.json", folder);

		assert_int_equal(file_write_atomic(arena, path, wrong[i], strlen(wrong[i]), &why),
				 0);
		assert_int_equal(manifest_read(arena, folder, &back, &why), ANSWER_DOWN);
		assert_non_null(why);
	}
	scratch_remove(folder);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_noted_is_read),
		cmocka_unit_test(what_is_no_manifest_is_down_and_not_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
