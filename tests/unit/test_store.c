/* SPDX-License-Identifier: BSD-2-Clause */
/* test_store - evidence is found again, counted once, bounded, and refused when it is not ours. */
#include "config.h"

#include "policy/evidence/store.h"

#include <string.h>
#include <sys/stat.h>

#include "tests/unit/stores.h"

static void
what_was_recorded_is_found_again(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct hit hits[2] = {hits_make(fixture->arena, 1, 1), hits_make(fixture->arena, 2, 1)};
	struct store_verification proof;
	const char *why = NULL;
	struct stat about;
	size_t fresh = 9;

	assert_int_equal(store_record(store, hits, 2, &fresh, &why), 0);
	assert_int_equal(fresh, 2);
	assert_int_equal(strlen(hits[0].id), 32);
	assert_true(strcmp(hits[0].id, hits[1].id) < 0);
	store_close(store);
	store = stores_open_store(fixture, STORE_READ);
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), 2);
	assert_int_equal(stores_count_hits(store, (struct store_query){.identity = "id-1"}), 1);
	assert_int_equal(stores_count_hits(store, (struct store_query){.identity = "id"}), 0);
	assert_int_equal(
		stores_count_hits(store, (struct store_query){.campaign = "0123456789abcdef"}), 2);
	assert_int_equal(stores_count_hits(store, (struct store_query){.queue_id = "Q1"}), 2);
	assert_int_equal(stores_count_hits(store, (struct store_query){.queue_id = "Q2"}), 0);
	assert_int_equal(stores_count_hits(store, (struct store_query){.most = 1}), 1);
	assert_int_equal(stores_count_hits(store, (struct store_query){.after = hits[0].id}), 1);
	assert_int_equal(
		stores_count_hits(store, (struct store_query){.since_ms = clock_now_ms() + 9999}),
		0);
	assert_int_equal(stores_count_hits(store, (struct store_query){.until_ms = 1000}), 0);
	proof = stores_verify(fixture, store);
	assert_null(proof.problem);
	assert_int_equal(proof.hits, 2);
	assert_int_equal(store_record(store, hits, 2, &fresh, &why), -1);
	store_close(store);
	assert_int_equal(stat(arena_printf(fixture->arena, "%s/evidence", fixture->folder), &about),
			 0);
	assert_int_equal(about.st_mode & 0777, 0700);
}

static void
the_same_message_is_one_hit_and_keeps_the_graver_end(void **state)
{
	static const struct {
		enum disposition first, second, expected;
	} cases[] = {
		{DISPOSITION_DEFERRED, DISPOSITION_PASSED, DISPOSITION_PASSED},
		{DISPOSITION_PASSED, DISPOSITION_DEFERRED, DISPOSITION_PASSED},
		{DISPOSITION_TAGGED, DISPOSITION_IMPORTED, DISPOSITION_TAGGED},
		{DISPOSITION_RECIPIENT_REFUSED, DISPOSITION_ABORTED, DISPOSITION_ABORTED},
		{DISPOSITION_REJECTED, DISPOSITION_QUARANTINED, DISPOSITION_QUARANTINED},
	};
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct store_identity who;
	const char *why = NULL;
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hit hit = hits_make(fixture->arena, i, i + 1);
		size_t fresh;
		char first[33];

		hit.disposition = cases[i].first;
		assert_int_equal(store_record(store, &hit, 1, &fresh, &why), 0);
		assert_int_equal(fresh, 1);
		memcpy(first, hit.id, sizeof(first));
		hit.disposition = cases[i].second;
		assert_int_equal(store_record(store, &hit, 1, &fresh, &why), 0);
		assert_int_equal(fresh, 0);
		assert_string_equal(hit.id, first);
		assert_int_equal(store_identity(store, fixture->arena, hit.identity.id,
						clock_now_ms(), &who, &why),
				 ANSWER_FOUND);
		assert_int_equal(who.hits, 1);
		assert_int_equal(who.events[0].disposition, cases[i].expected);
	}
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), i);
	assert_null(stores_verify(fixture, store).problem);
	store_close(store);
}

static void
a_message_without_a_content_key_is_always_new(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct hit hit = hits_make(fixture->arena, 1, 1);
	const char *why = NULL;

	memset(hit.content_key, 0, sizeof(hit.content_key));
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), 2);
	store_close(store);
}

static void
identities_are_ranked_and_unknown_ones_go_by_address(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct hit hits[3] = {hits_make(fixture->arena, 1, 1), hits_make(fixture->arena, 2, 1),
			      hits_make(fixture->arena, 3, 1)};
	struct store_identity *top, who;
	const char *why = NULL;
	uint64_t some;
	size_t count;

	hits[1].identity.tier = TIER_CONTROL;
	hits[2].identity = (struct identity){.kind = IDENTITY_UNKNOWN, .tier = TIER_STANDARD};
	hits[2].recipient = "Nobody@Example.org";
	assert_int_equal(store_record(store, hits, 3, NULL, &why), 0);
	assert_int_equal(store_top(store, fixture->arena, clock_now_ms(), 0, &top, &count, &why),
			 0);
	assert_int_equal(count, 3);
	assert_string_equal(top[0].identity.id, "id-2");
	assert_string_equal(top[2].name, "nobody@example.org");
	assert_string_equal(top[0].lookalikes[0], "exarnple.org");
	assert_int_equal(store_top(store, fixture->arena, clock_now_ms(), 1, &top, &count, &why),
			 0);
	assert_int_equal(count, 1);
	assert_int_equal(store_identity(store, fixture->arena, "NOBODY@example.org", clock_now_ms(),
					&who, &why),
			 ANSWER_FOUND);
	assert_int_equal(store_identity(store, fixture->arena, "id-9", clock_now_ms(), &who, &why),
			 ANSWER_NONE);
	assert_int_equal(store_count_hits(store, "id-1", 0, &some, &why), ANSWER_FOUND);
	assert_int_equal(some, 1);
	assert_int_equal(store_count_hits(store, "id-1", clock_now_ms() + 60000, &some, &why),
			 ANSWER_NONE);
	store_close(store);
}

static void
reviews_open_once_and_the_cap_is_counted(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct store_review *reviews;
	uint64_t held = 99;
	const char *why = NULL;
	size_t count;
	unsigned i;

	for (i = 0; i < 5; i++) {
		struct hit hit = hits_make(fixture->arena, 7, i);

		hit.identity.tier = TIER_CONTROL;
		hit.score = 900;
		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(store_reviews(store, fixture->arena, true, &reviews, &count, &held, &why),
			 0);
	assert_int_equal(count, 2); /* access, recovery path: one campaign */
	assert_int_equal(held, 0);
	assert_int_equal(reviews[0].hit_id_count, 5);
	assert_string_equal(reviews[0].identity_id, "id-7");
	for (i = 5; i < 8; i++) {
		struct hit hit = hits_make(fixture->arena, 7, i);

		hit.identity.tier = TIER_CONTROL;
		hit.campaign = arena_printf(fixture->arena, "campaign %u", i);
		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(store_reviews(store, fixture->arena, true, &reviews, &count, &held, &why),
			 0);
	assert_int_equal(count, 3); /* the cap for privileged ones */
	assert_int_equal(held, 5);
	store_close(store);
}

static void
reviews_follow_settings_that_were_reloaded(void **state)
{
	struct stores *fixture = *state;
	struct store *store = stores_open_store(fixture, STORE_WRITE);
	struct conf_risk strict = fixture->conf.risk;
	struct hit hit = hits_make(fixture->arena, 7, 1);
	struct store_review *reviews;
	uint64_t held = 99;
	const char *why = NULL;
	size_t count;

	strict.daily_cap_privileged = 0;
	store_follow(store, &strict);
	hit.identity.tier = TIER_CONTROL;
	hit.score = 900;
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_reviews(store, fixture->arena, true, &reviews, &count, &held, &why),
			 0);
	assert_int_equal(count, 0);
	assert_int_equal(held, 2);
	store_close(store);
}

static void
a_full_store_grows_and_then_fails_in_plain_words(void **state)
{
	struct stores *fixture = *state;
	const char *why = NULL;
	struct store *store;
	size_t stored = 0;
	unsigned i;
	int result = 0;

	fixture->conf.evidence.size_most = 2 << 20;
	store = stores_open_store(fixture, STORE_WRITE);
	for (i = 0; result == 0 && i < 100000; i++) {
		struct hit hit = hits_make(fixture->arena, i, i);

		hit.tables = arena_zalloc(fixture->arena, 2000, 1);
		memset((char *)(uintptr_t)hit.tables, 'x', 1999);
		result = store_record(store, &hit, 1, NULL, &why);
		stored += result == 0;
	}
	assert_int_equal(result, -1);
	assert_non_null(strstr(why, "evidence.size_most"));
	assert_true(stored > 100);
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), stored);
	assert_null(stores_verify(fixture, store).problem);
	store_close(store);
	fixture->conf.evidence.size_most = 64 << 20;
	store = stores_open_store(fixture, STORE_WRITE);
	for (i = 0; i < 50; i++) {
		struct hit hit = hits_make(fixture->arena, i, 200000 + i);

		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), stored + 50);
	store_close(store);
}

static void
a_store_of_a_newer_schema_is_refused(void **state)
{
	struct stores *fixture = *state;
	const char *why = NULL;
	struct database *database;
	struct database_txn txn;

	store_close(stores_open_store(fixture, STORE_WRITE));
	database = stores_open_raw(fixture);
	database_begin(database, true, &txn);
	database_put(&txn, ROWS_META, DATABASE_STRING("schema"), DATABASE_STRING("7"));
	assert_int_equal(database_commit(&txn, &why), 0);
	database_close(database);
	assert_null(store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_WRITE, &why));
	assert_non_null(strstr(why, "newer"));
	assert_null(store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_READ, &why));
}

static void
a_store_that_is_not_there_says_so_to_a_reader(void **state)
{
	struct stores *fixture = *state;
	const char *why = NULL;

	assert_null(store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_READ, &why));
	assert_non_null(strstr(why, "no evidence yet"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(what_was_recorded_is_found_again),
		WITH_STORE(the_same_message_is_one_hit_and_keeps_the_graver_end),
		WITH_STORE(a_message_without_a_content_key_is_always_new),
		WITH_STORE(identities_are_ranked_and_unknown_ones_go_by_address),
		WITH_STORE(reviews_open_once_and_the_cap_is_counted),
		WITH_STORE(reviews_follow_settings_that_were_reloaded),
		WITH_STORE(a_full_store_grows_and_then_fails_in_plain_words),
		WITH_STORE(a_store_of_a_newer_schema_is_refused),
		WITH_STORE(a_store_that_is_not_there_says_so_to_a_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
