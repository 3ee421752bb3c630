/* SPDX-License-Identifier: BSD-2-Clause */
/* test_database - transactions remember their first error, and what is committed stays. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/database.h"

enum table { TABLE_PLAIN, TABLE_OTHER };

static const char *const tables[] = {"plain", "other", NULL};

struct place {
	struct arena *arena;
	struct database *database;
	char folder[64];
	char store[80];
};

static struct database_settings
settings_of(const struct place *place)
{
	return (struct database_settings){.folder = place->store,
					  .tables = tables,
					  .map_bytes = 256 * 1024,
					  .most_bytes = 1024 * 1024,
					  .synced = true};
}

static int
begin(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	struct database_settings settings;
	const char *why;

	if (place == NULL)
		return -1;
	place->arena = arena_new();
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/test_database.XXXXXX");
	if (mkdtemp(place->folder) == NULL)
		return -1;
	(void)snprintf(place->store, sizeof(place->store), "%s/store", place->folder);
	settings = settings_of(place);
	*state = place;
	return database_open(place->arena, &settings, &place->database, &why);
}

static int
end(void **state)
{
	struct place *place = *state;
	int result;

	database_close(place->database);
	(void)unlink(arena_printf(place->arena, "%s/data.mdb", place->store));
	(void)unlink(arena_printf(place->arena, "%s/lock.mdb", place->store));
	(void)unlink(arena_printf(place->arena, "%s/copy/data.mdb", place->folder));
	(void)rmdir(arena_printf(place->arena, "%s/copy", place->folder));
	result = rmdir(place->store) == 0 && rmdir(place->folder) == 0 ? 0 : -1;
	arena_free(place->arena);
	free(place);
	return result;
}

static void
put_one(struct place *place, const char *key, const char *value)
{
	struct database_txn txn;
	const char *why = NULL;

	database_begin(place->database, true, &txn);
	database_put(&txn, TABLE_PLAIN, DATABASE_STRING(key), DATABASE_STRING(value));
	assert_int_equal(database_commit(&txn, &why), 0);
	assert_null(why);
}

static void
assert_value(struct place *place, enum table table, const char *key, const char *expected)
{
	struct database_span value = {0};
	struct database_txn txn;

	database_begin(place->database, false, &txn);
	if (expected == NULL) {
		assert_int_equal(database_get(&txn, table, DATABASE_STRING(key), &value),
				 ANSWER_NONE);
		assert_null(value.bytes);
	} else {
		assert_int_equal(database_get(&txn, table, DATABASE_STRING(key), &value),
				 ANSWER_FOUND);
		assert_int_equal(value.length, strlen(expected));
		assert_memory_equal(value.bytes, expected, value.length);
	}
	assert_null(database_error(&txn));
	database_end(&txn);
}

static void
committed_rows_stay_and_ended_ones_do_not(void **state)
{
	struct place *place = *state;
	struct database_txn txn;

	put_one(place, "a", "1");
	assert_value(place, TABLE_PLAIN, "a", "1");
	assert_value(place, TABLE_OTHER, "a", NULL);
	database_begin(place->database, true, &txn);
	database_put(&txn, TABLE_PLAIN, DATABASE_STRING("b"), DATABASE_STRING("2"));
	database_end(&txn);
	database_end(&txn);
	assert_value(place, TABLE_PLAIN, "b", NULL);
}

static void
rows_are_there_after_reopening_also_read_only(void **state)
{
	struct place *place = *state;
	struct database_settings settings = settings_of(place);
	struct database_txn txn;
	const char *why = NULL;

	put_one(place, "a", "1");
	database_close(place->database);
	settings.read_only = true;
	assert_int_equal(database_open(place->arena, &settings, &place->database, &why), 0);
	assert_value(place, TABLE_PLAIN, "a", "1");
	database_begin(place->database, true, &txn);
	database_put(&txn, TABLE_PLAIN, DATABASE_STRING("b"), DATABASE_STRING("2"));
	assert_int_equal(database_commit(&txn, &why), -1);
	assert_non_null(why);
}

static void
reader_of_an_absent_store_is_told_why(void **state)
{
	struct place *place = *state;
	struct database_settings settings = settings_of(place);
	struct database *none = NULL;
	const char *why = NULL;

	settings.read_only = true;
	settings.folder = arena_printf(place->arena, "%s/none", place->folder);
	assert_int_equal(database_open(place->arena, &settings, &none, &why), -1);
	assert_non_null(strstr(why, "/none: "));
	assert_null(none);
}

static void
deleting_what_is_absent_is_no_error(void **state)
{
	struct place *place = *state;
	struct database_txn txn;
	const char *why = NULL;

	put_one(place, "a", "1");
	put_one(place, "b", "2");
	database_begin(place->database, true, &txn);
	database_put(&txn, TABLE_OTHER, DATABASE_STRING("o"), DATABASE_STRING("3"));
	database_delete(&txn, TABLE_PLAIN, DATABASE_STRING("a"));
	database_delete(&txn, TABLE_PLAIN, DATABASE_STRING("never"));
	assert_int_equal(database_count(&txn, TABLE_PLAIN), 1);
	assert_int_equal(database_count(&txn, TABLE_OTHER), 1);
	assert_int_equal(database_commit(&txn, &why), 0);
	assert_value(place, TABLE_PLAIN, "b", "2");
	assert_value(place, TABLE_OTHER, "o", "3");
}

static void
first_error_is_remembered_and_nothing_happens_after_it(void **state)
{
	struct place *place = *state;
	struct database_span value = {0}, empty = {"", 0};
	struct database_txn txn;
	const char *why = NULL;

	database_begin(place->database, true, &txn);
	database_put(&txn, TABLE_PLAIN, DATABASE_STRING("a"), DATABASE_STRING("1"));
	database_put(&txn, TABLE_PLAIN, empty, DATABASE_STRING("no key"));
	database_put(&txn, TABLE_PLAIN, DATABASE_STRING("b"), DATABASE_STRING("2"));
	assert_non_null(database_error(&txn));
	assert_int_equal(database_get(&txn, TABLE_PLAIN, DATABASE_STRING("a"), &value),
			 ANSWER_DOWN);
	assert_false(database_is_full(&txn));
	assert_int_equal(database_commit(&txn, &why), -1);
	assert_non_null(why);
	assert_value(place, TABLE_PLAIN, "a", NULL);
}

static void
keys_that_cannot_exist_are_none_and_not_down(void **state)
{
	struct place *place = *state;
	char *long_key = arena_zalloc(place->arena, 601, 1);

	memset(long_key, 'k', 600);
	assert_value(place, TABLE_PLAIN, long_key, NULL);
	assert_value(place, TABLE_PLAIN, "", NULL);
}

static void
full_map_grows_up_to_its_bound_and_says_so(void **state)
{
	struct place *place = *state;
	char *block = arena_zalloc(place->arena, 60000, 1);
	struct database_span value = {block, 60000};
	const char *why = NULL;
	uint64_t used, map, before;
	int written = 0, grown = 0;

	database_size(place->database, &used, &before);
	for (;;) {
		struct database_txn txn;
		const char *key = arena_printf(place->arena, "key %d", written);

		database_begin(place->database, true, &txn);
		database_put(&txn, TABLE_PLAIN, DATABASE_STRING(key), value);
		if (database_commit(&txn, &why) == 0) {
			written++;
			continue;
		}
		assert_true(database_is_full(&txn));
		if (database_grow(place->database, &why) != 0)
			break;
		grown++;
	}
	assert_int_equal(grown, 2);
	assert_non_null(strstr(why, "largest size"));
	assert_in_range(written, 8, 17);
	database_size(place->database, &used, &map);
	assert_true(map == 4 * before);
	assert_true(used <= map && used > (uint64_t)written * 60000);
}

static void
cursors_walk_in_key_order_both_ways_and_from_anywhere(void **state)
{
	static const char *const keys[] = {"b", "a", "d"};
	struct place *place = *state;
	struct database_cursor cursor;
	struct database_txn txn;
	char seen[16] = "";
	size_t i, count = 0;

	for (i = 0; i < 3; i++)
		put_one(place, keys[i], "v");
	database_begin(place->database, false, &txn);
	database_cursor_open(&txn, TABLE_PLAIN, (struct database_span){NULL, 0}, &cursor);
	while (database_cursor_next(&cursor))
		seen[count++] = *(const char *)cursor.key.bytes;
	database_cursor_close(&cursor);
	seen[count++] = '|';
	database_cursor_open(&txn, TABLE_PLAIN, DATABASE_STRING("c"), &cursor);
	while (database_cursor_next(&cursor))
		seen[count++] = *(const char *)cursor.key.bytes;
	database_cursor_close(&cursor);
	seen[count++] = '|';
	database_cursor_open_last(&txn, TABLE_PLAIN, &cursor);
	while (database_cursor_next(&cursor))
		seen[count++] = *(const char *)cursor.key.bytes;
	database_cursor_close(&cursor);
	database_cursor_open(&txn, TABLE_OTHER, (struct database_span){NULL, 0}, &cursor);
	assert_false(database_cursor_next(&cursor));
	database_cursor_close(&cursor);
	assert_null(database_error(&txn));
	database_end(&txn);
	assert_string_equal(seen, "abd|d|dba");
}

static void
cursor_deletes_the_row_it_stands_on(void **state)
{
	struct place *place = *state;
	struct database_cursor cursor;
	struct database_txn txn;
	const char *why = NULL;

	put_one(place, "a", "keep");
	put_one(place, "b", "drop");
	put_one(place, "c", "keep");
	database_begin(place->database, true, &txn);
	database_cursor_open(&txn, TABLE_PLAIN, (struct database_span){NULL, 0}, &cursor);
	while (database_cursor_next(&cursor))
		if (memcmp(cursor.value.bytes, "drop", 4) == 0)
			database_cursor_delete(&cursor);
	database_cursor_close(&cursor);
	assert_int_equal(database_commit(&txn, &why), 0);
	assert_value(place, TABLE_PLAIN, "a", "keep");
	assert_value(place, TABLE_PLAIN, "b", NULL);
	assert_value(place, TABLE_PLAIN, "c", "keep");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(committed_rows_stay_and_ended_ones_do_not, begin,
						end),
		cmocka_unit_test_setup_teardown(rows_are_there_after_reopening_also_read_only,
						begin, end),
		cmocka_unit_test_setup_teardown(reader_of_an_absent_store_is_told_why, begin, end),
		cmocka_unit_test_setup_teardown(deleting_what_is_absent_is_no_error, begin, end),
		cmocka_unit_test_setup_teardown(
			first_error_is_remembered_and_nothing_happens_after_it, begin, end),
		cmocka_unit_test_setup_teardown(keys_that_cannot_exist_are_none_and_not_down, begin,
						end),
		cmocka_unit_test_setup_teardown(full_map_grows_up_to_its_bound_and_says_so, begin,
						end),
		cmocka_unit_test_setup_teardown(
			cursors_walk_in_key_order_both_ways_and_from_anywhere, begin, end),
		cmocka_unit_test_setup_teardown(cursor_deletes_the_row_it_stands_on, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
