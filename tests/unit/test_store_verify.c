/* SPDX-License-Identifier: BSD-2-Clause */
/* test_store_verify - whoever touches the evidence is found out. */
#include "config.h"

#include "policy/evidence/store.h"

#include <string.h>

#include "tests/unit/stores.h"

/* What somebody with the file in his hands might do to row 'row' of a table. */
enum harm { HARM_DELETE, HARM_EDIT, HARM_COPY_OVER };

static void
do_harm(struct stores *fixture, enum rows table, int row, enum harm harm)
{
	struct database *database = stores_open_raw(fixture);
	struct database_span key = {0}, value = {0}, first = {0};
	struct database_cursor cursor;
	struct database_txn txn;
	const char *why;
	char *copy;
	int i;

	database_begin(database, true, &txn);
	database_cursor_open(&txn, table, (struct database_span){NULL, 0}, &cursor);
	for (i = 0; i <= row && database_cursor_next(&cursor); i++) {
		key.bytes = arena_memdup(fixture->arena, cursor.key.bytes, cursor.key.length);
		key.length = cursor.key.length;
		value.bytes = arena_memdup(fixture->arena, cursor.value.bytes, cursor.value.length);
		value.length = cursor.value.length;
		if (i == 0)
			first = value;
	}
	database_cursor_close(&cursor);
	copy = arena_memdup(fixture->arena, value.bytes, value.length);
	copy[value.length / 2] ^= 1;
	if (harm == HARM_DELETE)
		database_delete(&txn, table, key);
	else
		database_put(&txn, table, key,
			     harm == HARM_EDIT ? (struct database_span){copy, value.length}
					       : first);
	assert_int_equal(database_commit(&txn, &why), 0);
	database_close(database);
}

static void
every_harm_is_evident(void **state)
{
	static const struct {
		enum rows table;
		int row;
		enum harm harm;
		const char *why;
	} cases[] = {
		{ROWS_HITS, 2, HARM_DELETE, "a hit is taken out"},
		{ROWS_HITS, 0, HARM_DELETE, "the oldest hit is taken out"},
		{ROWS_HITS, 4, HARM_DELETE, "the newest hit is taken out"},
		{ROWS_HITS, 3, HARM_EDIT, "a hit is edited"},
		{ROWS_HITS, 3, HARM_COPY_OVER, "another hit in its place"},
		{ROWS_CHAIN, 2, HARM_DELETE, "a link is taken out"},
		{ROWS_CHAIN, 4, HARM_DELETE, "the last link is taken out"},
		{ROWS_CHAIN, 1, HARM_EDIT, "a link is edited"},
		{ROWS_CHAIN, 3, HARM_COPY_OVER, "links are reordered"},
	};
	struct stores *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store_verification proof;
		struct store *store;
		const char *why;
		unsigned j;

		scratch_remove(arena_printf(fixture->arena, "%s/evidence", fixture->folder));
		store = stores_open_store(fixture, STORE_WRITE);
		for (j = 0; j < 5; j++) {
			struct hit hit = hits_make(fixture->arena, j, j);

			assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
		}
		assert_null(stores_verify(fixture, store).problem);
		store_close(store);
		do_harm(fixture, cases[i].table, cases[i].row, cases[i].harm);
		store = stores_open_store(fixture, STORE_READ);
		proof = stores_verify(fixture, store);
		if (proof.problem == NULL)
			fail_msg("unseen: %s", cases[i].why);
		store_close(store);
	}
}

static void
an_anchor_tells_that_the_end_was_cut_off(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	const char *why = NULL, *anchor;
	struct hit hit = hits_make(fixture->arena, 1, 1);

	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	anchor = stores_verify(fixture, store).head;
	hit = hits_make(fixture->arena, 1, 2);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_has_anchor(store, anchor, &why), ANSWER_FOUND);
	store_close(store);
	scratch_remove(arena_printf(fixture->arena, "%s/evidence", fixture->folder));
	store = stores_open_store(fixture, STORE_WRITE);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_has_anchor(store, anchor, &why), ANSWER_NONE);
	assert_null(stores_verify(fixture, store).problem);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(every_harm_is_evident),
		WITH_STORE(an_anchor_tells_that_the_end_was_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
