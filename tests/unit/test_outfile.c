/* SPDX-License-Identifier: BSD-2-Clause */
/* test_outfile - counted and digested as written; a failure is told once, at the end. */
#include "config.h"

#include "policy/export/outfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "policy/base/digest.h"
#include "policy/base/file.h"
#include "tests/unit/scratch.h"

static void
a_file_is_what_the_manifest_will_say(void **state)
{
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena), *path = arena_printf(arena, "%s/f", folder), *bytes;
	struct outfile *file = outfile_open(arena, folder, "f");
	struct text text = TEXT_IN(arena);
	unsigned char sum[DIGEST_BYTES];
	struct export_file about;
	const char *why = NULL;
	struct stat status;
	size_t length;
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		text_printf(&text, "line %d\n", i);
		outfile_add(file, &text, 1);
		assert_int_equal(text.length, 0);
	}
	assert_int_equal(outfile_close(file, &about, &why), 0);
	assert_int_equal(about.rows, 20000);
	assert_string_equal(about.name, "f");
	assert_int_equal(file_read(arena, path, 1 << 20, &bytes, &length, &why), 0);
	digest_of(bytes, length, sum);
	assert_string_equal(about.sha256, digest_hex(arena, sum, sizeof(sum)));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777 & ~0640, 0);
	scratch_remove(folder);
	arena_free(arena);
}

static void
a_failure_is_told_at_the_end(void **state)
{
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	struct text text = TEXT_IN(arena);
	struct outfile *file = outfile_open(arena, folder, "no/such/folder");
	struct export_file about;
	const char *why = NULL;

	(void)state;
	text_add_string(&text, "x");
	outfile_add(file, &text, 1);
	assert_int_equal(outfile_close(file, &about, &why), -1);
	assert_non_null(strstr(why, "cannot write"));
	assert_int_equal(outfile_close(outfile_open(arena, folder, "f"), &about, &why), 0);
	assert_int_equal(outfile_close(outfile_open(arena, folder, "f"), &about, &why), -1);
	assert_int_equal(outfile_close(NULL, &about, &why), 0);
	scratch_remove(folder);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_what_the_manifest_will_say),
		cmocka_unit_test(a_failure_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
