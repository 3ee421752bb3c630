/* SPDX-License-Identifier: BSD-2-Clause */
/* test_reviews - the queue: joined while open, opened again when closed, damaged rows left out. */
#include "config.h"

#include "policy/evidence/reviews.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

struct fixture {
	struct arena *arena;
	char *folder;
	struct database *database;
	struct conf_risk conf;
	struct state state;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct database_settings settings = {
		.tables = rows_tables, .map_bytes = 1 << 20, .most_bytes = 1 << 20, .synced = true};
	unsigned char id[ROWS_ID] = {1};
	const char *why = NULL;
	struct hit hit;

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->conf = hits_conf().risk;
	settings.folder = fixture->folder;
	hit = hits_make(fixture->arena, 1, 1);
	hit.identity.tier = TIER_CONTROL;
	hit.score = 900;
	state_add(fixture->arena, &fixture->state, &hit, id, fixture->conf.half_life_ms);
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
open_reviews(struct fixture *fixture, struct database_txn *txn, const char *campaign, int number)
{
	unsigned char id[ROWS_ID] = {(unsigned char)number};
	struct reviews_cause cause = {.conf = &fixture->conf,
				      .state = &fixture->state,
				      .identity = "id-1",
				      .campaign = campaign,
				      .hit = id,
				      .now_ms = clock_now_ms()};

	reviews_open(txn, fixture->arena, &cause);
}

static size_t
list(struct fixture *fixture, struct database_txn *txn, struct store_review *out)
{
	struct database_cursor cursor;
	size_t count = 0;

	database_cursor_open(txn, ROWS_REVIEWS, (struct database_span){NULL, 0}, &cursor);
	while (database_cursor_next(&cursor))
		count += reviews_read(fixture->arena, cursor.key, cursor.value, &out[count]);
	database_cursor_close(&cursor);
	return count;
}

static void
hits_of_one_campaign_join(void **state)
{
	struct fixture *fixture = *state;
	struct store_review reviews[10];
	struct database_txn txn;
	int i;

	database_begin(fixture->database, true, &txn);
	for (i = 1; i <= 30; i++)
		open_reviews(fixture, &txn, "one", i);
	assert_int_equal(list(fixture, &txn, reviews), 2);
	assert_int_equal(reviews[0].hit_id_count, 20);
	assert_string_equal(reviews[0].hit_ids[19], "1e000000000000000000000000000000");
	assert_int_equal(reviews[0].state, REVIEW_OPEN);
	assert_int_equal(reviews[0].class, CLASS_PRIVILEGED);
	assert_true(reviews[0].risk >= 150);
	open_reviews(fixture, &txn, "two", 31);
	assert_int_equal(list(fixture, &txn, reviews), 4);
	database_end(&txn);
}

static void
the_cap_of_the_day_holds_back_and_counts(void **state)
{
	struct fixture *fixture = *state;
	struct store_review reviews[10];
	struct database_txn txn;

	fixture->conf.daily_cap_privileged = 3;
	database_begin(fixture->database, true, &txn);
	assert_int_equal(reviews_held_back(&txn), 0);
	open_reviews(fixture, &txn, "one", 1);
	open_reviews(fixture, &txn, "two", 2);
	assert_int_equal(list(fixture, &txn, reviews), 3);
	assert_int_equal(reviews_held_back(&txn), 1);
	database_end(&txn);
}

static void
a_low_risk_opens_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct store_review reviews[10];
	struct database_txn txn;

	fixture->conf.review_privileged = 1000;
	database_begin(fixture->database, true, &txn);
	open_reviews(fixture, &txn, "one", 1);
	assert_int_equal(list(fixture, &txn, reviews), 0);
	database_end(&txn);
}

static void
a_damaged_row_is_no_review(void **state)
{
	struct fixture *fixture = *state;
	struct database_span key = {"k", 1}, cut = {"\x0a\xff", 2}, wrong = {"\x28\x63", 2};
	struct store_review review;

	assert_false(reviews_read(fixture->arena, key, cut, &review));
	assert_false(reviews_read(fixture->arena, key, wrong, &review)); /* kind 99 */
}

#define WITH_DATABASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DATABASE(hits_of_one_campaign_join),
		WITH_DATABASE(the_cap_of_the_day_holds_back_and_counts),
		WITH_DATABASE(a_low_risk_opens_nothing),
		WITH_DATABASE(a_damaged_row_is_no_review),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
