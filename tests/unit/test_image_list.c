/* SPDX-License-Identifier: BSD-2-Clause */
/* test_image_list - lists of names are read as people keep them, and faults are told by line. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/lookalike/image_list.h"

static void
take(void *data, const char *name, size_t length, unsigned line)
{
	text_printf(data, "%u:%.*s ", line, (int)length, name);
}

static void
names_are_read_with_and_without_rank(void **state)
{
	static const struct {
		const char *text, *names, *why;
	} cases[] = {
		{"", "", NULL},
		{"a.test", "1:a.test ", NULL},
		{"a.test\nb.test\n", "1:a.test 2:b.test ", NULL},
		{"1,a.test\r\n2,b.test\r\n", "1:a.test 2:b.test ", NULL},
		{"# head\n\n  a.test\t# tail\n#\n", "3:a.test ", NULL},
		{"a.test#b\n", "1:a.test#b ", NULL},
		{"a.test\nb.test c.test\n", "1:a.test ", "x:2: need one name a line"},
		{"first,a.test\n", "", "x:1: need a number before the comma"},
		{",a.test\n", "", "x:1: need a number before the comma"},
		{"1,\n", "", "x:1: the name is missing"},
		{"1,a.test,2\n", "", "x:1: need one name a line"},
		{"a.test\n\x01.test\n", "1:a.test ", "x:2: need one name a line"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new();
		struct text seen = TEXT_IN(arena);
		const struct image_list list = {.file = "x",
						.text = cases[i].text,
						.length = strlen(cases[i].text),
						.take = take,
						.data = &seen};
		const char *why = NULL;
		int code = image_list_read(arena, &list, &why);

		assert_string_equal(text_string(&seen), cases[i].names);
		assert_int_equal(code, cases[i].why == NULL ? 0 : -1);
		if (code != 0 && strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("%s", why);
		arena_free(arena);
	}
}

static void
a_zero_byte_hides_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct text seen = TEXT_IN(arena);
	const struct image_list list = {.file = "x",
					.text = "a.test\nb\0.test\n",
					.length = 15,
					.take = take,
					.data = &seen};
	const char *why = NULL;

	(void)state;
	assert_int_equal(image_list_read(arena, &list, &why), -1);
	assert_string_equal(why, "x:2: need one name a line, or \"rank,name\"");
	arena_free(arena);
}

static void
a_name_longer_than_any_is_told(void **state)
{
	struct arena *arena = arena_new();
	struct text seen = TEXT_IN(arena);
	char name[IMAGE_LIST_NAME_MOST + 2];
	const struct image_list list = {
		.file = "x", .text = name, .length = sizeof(name) - 1, .take = take, .data = &seen};
	const char *why = NULL;

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(image_list_read(arena, &list, &why), -1);
	assert_string_equal(why, "x:1: the name is too long");
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read_with_and_without_rank),
		cmocka_unit_test(a_zero_byte_hides_nothing),
		cmocka_unit_test(a_name_longer_than_any_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
