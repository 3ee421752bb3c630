/* SPDX-License-Identifier: BSD-2-Clause */
/* test_chain - links follow one another and break where they are touched. */
#include "config.h"

#include "policy/evidence/chain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/scratch.h"

struct fixture {
	struct arena *arena;
	char *folder;
	struct database *database;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct database_settings settings = {
		.tables = rows_tables, .map_bytes = 1 << 20, .most_bytes = 1 << 20, .synced = true};
	const char *why = NULL;

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	settings.folder = fixture->folder;
	*state = fixture;
	return database_open(fixture->arena, &settings, &fixture->database, &why);
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	database_close(fixture->database);
	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void
add_links(struct fixture *fixture, int count)
{
	unsigned char id[ROWS_ID] = {0}, digest[DIGEST_BYTES] = {0};
	struct chain_head head;
	struct database_txn txn;
	const char *why;

	database_begin(fixture->database, true, &txn);
	assert_true(chain_head(&txn, &head));
	while (count-- > 0) {
		id[0]++;
		digest[0]++;
		chain_add(&txn, &head, CHAIN_RECORDED, id, digest);
	}
	assert_int_equal(database_commit(&txn, &why), 0);
}

static void
links_are_read_in_order_up_to_the_head(void **state)
{
	struct fixture *fixture = *state;
	struct chain_head head, at = {0};
	struct chain_link link;
	struct database_txn txn;
	int i;

	add_links(fixture, 3);
	add_links(fixture, 2);
	database_begin(fixture->database, false, &txn);
	assert_true(chain_head(&txn, &head));
	assert_int_equal(head.sequence, 5);
	for (i = 1; i <= 5; i++) {
		assert_true(chain_next(&txn, &at, &link));
		assert_int_equal(at.sequence, i);
		assert_int_equal(link.act, CHAIN_RECORDED);
		assert_int_equal(link.id[0], i <= 3 ? i : i - 3);
	}
	assert_memory_equal(at.hash, head.hash, DIGEST_BYTES);
	assert_false(chain_next(&txn, &at, &link));
	database_end(&txn);
}

static void
a_changed_link_does_not_fit(void **state)
{
	struct fixture *fixture = *state;
	unsigned char number[8], copy[200];
	struct database_span value;
	struct chain_head at = {0};
	struct chain_link link;
	struct database_txn txn;
	size_t i, length;

	add_links(fixture, 1);
	rows_put_u64(number, 1);
	database_begin(fixture->database, true, &txn);
	assert_int_equal(database_get(&txn, ROWS_CHAIN, (struct database_span){number, 8}, &value),
			 ANSWER_FOUND);
	length = value.length;
	memcpy(copy, value.bytes, length);
	for (i = 0; i < length; i++) {
		copy[i] ^= 4;
		database_put(&txn, ROWS_CHAIN, (struct database_span){number, 8},
			     (struct database_span){copy, length});
		at = (struct chain_head){0};
		assert_false(chain_next(&txn, &at, &link));
		copy[i] ^= 4;
	}
	database_end(&txn);
}

static void
a_head_of_another_size_is_no_head(void **state)
{
	struct fixture *fixture = *state;
	struct chain_head head;
	struct database_txn txn;

	database_begin(fixture->database, true, &txn);
	assert_true(chain_head(&txn, &head));
	assert_int_equal(head.sequence, 0);
	database_put(&txn, ROWS_META, DATABASE_STRING("chain"), DATABASE_STRING("x"));
	assert_false(chain_head(&txn, &head));
	database_end(&txn);
}

#define WITH_DATABASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DATABASE(links_are_read_in_order_up_to_the_head),
		WITH_DATABASE(a_changed_link_does_not_fit),
		WITH_DATABASE(a_head_of_another_size_is_no_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
