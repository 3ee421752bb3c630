/* SPDX-License-Identifier: BSD-2-Clause */
/* test_arena - memory is zeroed, aligned, kept until the reset and kept apart. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/arena.h"

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static bool
all_zero(const unsigned char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void
memory_is_zeroed_also_after_a_reset(void **state)
{
	unsigned char *bytes = arena_zalloc(*state, 5000, 1);

	assert_true(all_zero(bytes, 5000));
	memset(bytes, 0xA5, 5000);
	arena_reset(*state);
	bytes = arena_zalloc(*state, 5000, 1);
	assert_true(all_zero(bytes, 5000));
}

static void
memory_of_any_size_is_aligned(void **state)
{
	size_t size;

	for (size = 0; size < 100; size++)
		assert_int_equal((uintptr_t)arena_zalloc(*state, 1, size) % 16, 0);
	assert_int_equal((uintptr_t)arena_zalloc(*state, 1, 1000001) % 16, 0);
	assert_int_equal((uintptr_t)arena_zalloc(*state, 3, 7) % 16, 0);
}

static void
pieces_never_overlap(void **state)
{
	unsigned char *pieces[200];
	size_t i, j;

	for (i = 0; i < 200; i++) {
		pieces[i] = arena_zalloc(*state, i + 1, 37);
		memset(pieces[i], (int)i, (i + 1) * 37);
	}
	for (i = 0; i < 200; i++)
		for (j = 0; j < (i + 1) * 37; j++)
			assert_int_equal(pieces[i][j], (unsigned char)i);
}

static void
used_counts_what_was_handed_out_since_the_reset(void **state)
{
	assert_int_equal(arena_used(*state), 0);
	(void)arena_zalloc(*state, 10, 10);
	assert_in_range(arena_used(*state), 100, 116);
	arena_reset(*state);
	assert_int_equal(arena_used(*state), 0);
}

static void
reset_keeps_a_block_and_drops_a_huge_one(void **state)
{
	char *first = arena_zalloc(*state, 1, 100), *again;

	arena_reset(*state);
	again = arena_zalloc(*state, 1, 100);
	assert_ptr_equal(first, again);
	(void)arena_zalloc(*state, 1, 8 * 1024 * 1024);
	arena_reset(*state);
	arena_reset(*state);
	assert_non_null(arena_zalloc(*state, 1, 1));
}

static void
copies_end_with_a_zero_byte(void **state)
{
	char *copy = arena_memdup(*state, "ab\0cd", 5);

	assert_memory_equal(copy, "ab\0cd", 6);
	assert_string_equal(arena_memdup(*state, NULL, 0), "");
	assert_string_equal(arena_strdup(*state, "twelve bytes"), "twelve bytes");
}

static void
printing_has_no_length_limit(void **state)
{
	char *long_text = arena_zalloc(*state, 20001, 1);
	char *printed;

	memset(long_text, 'x', 20000);
	printed = arena_printf(*state, "%s-%d", long_text, 42);
	assert_int_equal(strlen(printed), 20003);
	assert_string_equal(printed + 20000, "-42");
	assert_string_equal(arena_printf(*state, "%s", ""), "");
}

static void
growing_keeps_the_old_and_leaves_room_for_one_more(void **state)
{
	size_t capacity = 0, count;
	int *numbers = NULL;

	for (count = 0; count < 1000; count++) {
		numbers = arena_grow(*state, numbers, count, &capacity, sizeof(*numbers));
		assert_true(capacity > count);
		numbers[count] = (int)count;
	}
	for (count = 0; count < 1000; count++)
		assert_int_equal(numbers[count], count);
}

static void
freeing_nothing_is_allowed(void **state)
{
	(void)state;
	arena_free(NULL);
}

static void
wanting_the_impossible_ends_the_process_with_tempfail(void **state)
{
	volatile size_t huge = SIZE_MAX / 2;
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		(void)close(STDERR_FILENO);
		(void)arena_zalloc(*state, huge, 3);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_TEMPFAIL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memory_is_zeroed_also_after_a_reset, begin, end),
		cmocka_unit_test_setup_teardown(memory_of_any_size_is_aligned, begin, end),
		cmocka_unit_test_setup_teardown(pieces_never_overlap, begin, end),
		cmocka_unit_test_setup_teardown(used_counts_what_was_handed_out_since_the_reset,
						begin, end),
		cmocka_unit_test_setup_teardown(reset_keeps_a_block_and_drops_a_huge_one, begin,
						end),
		cmocka_unit_test_setup_teardown(copies_end_with_a_zero_byte, begin, end),
		cmocka_unit_test_setup_teardown(printing_has_no_length_limit, begin, end),
		cmocka_unit_test_setup_teardown(growing_keeps_the_old_and_leaves_room_for_one_more,
						begin, end),
		cmocka_unit_test(freeing_nothing_is_allowed),
		cmocka_unit_test_setup_teardown(
			wanting_the_impossible_ends_the_process_with_tempfail, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
