/* SPDX-License-Identifier: BSD-2-Clause */
/* test_slices - every row once, in order, whatever happens between two slices. */
#include "config.h"

#include "policy/evidence/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

#define HITS (2 * SLICES_ROWS + 88)

struct fixture {
	struct arena *arena;
	char *folder;
	struct store *store;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct conf conf = hits_conf();
	const char *why = NULL;
	struct hit *hits;
	unsigned i;

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->store = store_open(fixture->arena, fixture->folder, &conf, STORE_WRITE, &why);
	hits = arena_zalloc(fixture->arena, HITS, sizeof(*hits));
	for (i = 0; i < HITS; i++)
		hits[i] = hits_make(fixture->arena, i % 2, i);
	*state = fixture;
	return store_record(fixture->store, hits, HITS, NULL, &why);
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	store_close(fixture->store);
	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static size_t
count_in_order(struct slices *slices)
{
	struct arena *arena = arena_new();
	struct database_span last = {"", 0};
	const char *why = NULL;
	size_t i, count = 0;

	while (slices_next(slices, &why) == 1)
		for (i = 0; i < slices->count; i++) {
			struct database_span key = slices->keys[i];

			assert_true(last.length < key.length ||
				    memcmp(key.bytes, last.bytes, key.length) > 0);
			assert_true(slices->values[i].length > 0);
			last = (struct database_span){arena_memdup(arena, key.bytes, key.length),
						      key.length};
			count++;
		}
	assert_int_equal(slices_next(slices, &why), 0);
	slices_close(slices);
	arena_free(arena);
	return count;
}

static void
a_table_is_walked_once_in_order(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(count_in_order(slices_open(fixture->store, ROWS_HITS)), HITS);
}

static void
an_index_gives_the_hits_of_one_name(void **state)
{
	struct fixture *fixture = *state;
	struct slices *slices = slices_open(fixture->store, ROWS_BY_IDENTITY);

	slices->prefix = rows_prefix(fixture->arena, "id-1");
	slices_start(slices, slices->prefix);
	assert_int_equal(count_in_order(slices), HITS / 2);
}

static void
what_is_added_between_two_slices_disturbs_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct slices *slices = slices_open(fixture->store, ROWS_HITS);
	struct hit hit = hits_make(fixture->arena, 5, 99999);
	const char *why = NULL;

	assert_int_equal(slices_next(slices, &why), 1);
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	assert_int_equal(count_in_order(slices), HITS - SLICES_ROWS + 1);
	slices_close(NULL);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_table_is_walked_once_in_order),
		WITH_STORE(an_index_gives_the_hits_of_one_name),
		WITH_STORE(what_is_added_between_two_slices_disturbs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
