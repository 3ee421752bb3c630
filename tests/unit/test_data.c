/* SPDX-License-Identifier: BSD-2-Clause */
/* test_data - what is shipped as files is compiled in, byte for byte and in name order. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/data/data.h"

static void
files_come_in_name_order_and_are_found_by_name(void **state)
{
	const struct data_file *file;
	const char *last = "";
	size_t i;

	(void)state;
	for (i = 0; (file = data_at(i)) != NULL; i++) {
		assert_true(strcmp(last, file->name) < 0);
		assert_ptr_equal(data_find(file->name), file);
		last = file->name;
	}
	assert_null(data_at(i));
	assert_null(data_at(i + 1000));
}

static void
files_are_what_lies_in_the_source(void **state)
{
	struct arena *arena = arena_new();
	const char *root = getenv("top_srcdir");
	const struct data_file *file;
	size_t i;

	(void)state;
	for (i = 0; (file = data_at(i)) != NULL; i++) {
		const char *path = arena_printf(arena, "%s/policy/data/%s",
						root == NULL ? "." : root, file->name);
		const char *why = "";
		size_t length = 0;
		char *bytes = NULL;

		assert_int_equal(file_read(arena, path, 16 << 20, &bytes, &length, &why), 0);
		assert_int_equal(file->length, length);
		assert_memory_equal(file->bytes, bytes, length + 1);
	}
	arena_free(arena);
}

static void
unknown_names_are_not_found(void **state)
{
	(void)state;
	assert_null(data_find("no such file"));
	assert_null(data_find(""));
	assert_null(data_find("../data/data.c"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_come_in_name_order_and_are_found_by_name),
		cmocka_unit_test(files_are_what_lies_in_the_source),
		cmocka_unit_test(unknown_names_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
