/* SPDX-License-Identifier: BSD-2-Clause */
/* test_store - evidence survives, is counted once, and tells when it was touched. */
#include "config.h"

#include "policy/evidence/store.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/database.h"
#include "policy/evidence/rows.h"
#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

#define THREADS 64
#define EACH    20

struct fixture {
	struct arena *arena;
	char *folder;
	struct conf conf;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->conf = hits_conf();
	fixture->conf.risk.daily_cap_privileged = 3;
	*state = fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static struct store *
open_store(struct fixture *fixture, enum store_mode mode)
{
	const char *why = NULL;
	struct store *store =
		store_open(fixture->arena, fixture->folder, &fixture->conf, mode, &why);

	if (store == NULL)
		fail_msg("%s", why);
	return store;
}

static bool
count_hit(void *data, const struct hit *hit)
{
	(void)hit;
	(*(size_t *)data)++;
	return true;
}

static size_t
count_hits(struct store *store, struct store_query query)
{
	const char *why = NULL;
	size_t count = 0;

	if (store_hits(store, &query, count_hit, &count, &why) != 0)
		fail_msg("%s", why);
	return count;
}

static struct store_verification
verify(struct fixture *fixture, struct store *store)
{
	struct store_verification out;
	const char *why = NULL;

	if (store_verify(store, fixture->arena, &out, &why) != 0)
		fail_msg("%s", why);
	return out;
}

static void
what_was_recorded_is_found_again(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
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
	store = open_store(fixture, STORE_READ);
	assert_int_equal(count_hits(store, (struct store_query){0}), 2);
	assert_int_equal(count_hits(store, (struct store_query){.identity = "id-1"}), 1);
	assert_int_equal(count_hits(store, (struct store_query){.identity = "id"}), 0);
	assert_int_equal(count_hits(store, (struct store_query){.campaign = "0123456789abcdef"}),
			 2);
	assert_int_equal(count_hits(store, (struct store_query){.queue_id = "Q1"}), 2);
	assert_int_equal(count_hits(store, (struct store_query){.queue_id = "Q2"}), 0);
	assert_int_equal(count_hits(store, (struct store_query){.most = 1}), 1);
	assert_int_equal(count_hits(store, (struct store_query){.after = hits[0].id}), 1);
	assert_int_equal(count_hits(store, (struct store_query){.since_ms = clock_now_ms() + 9999}),
			 0);
	assert_int_equal(count_hits(store, (struct store_query){.until_ms = 1000}), 0);
	proof = verify(fixture, store);
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
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
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
	assert_int_equal(count_hits(store, (struct store_query){0}), i);
	assert_null(verify(fixture, store).problem);
	store_close(store);
}

static void
a_message_without_a_content_key_is_always_new(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
	struct hit hit = hits_make(fixture->arena, 1, 1);
	const char *why = NULL;

	memset(hit.content_key, 0, sizeof(hit.content_key));
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(count_hits(store, (struct store_query){0}), 2);
	store_close(store);
}

static void
identities_are_ranked_and_unknown_ones_go_by_address(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
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
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
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

struct recorder {
	struct fixture *fixture;
	struct store *store;
	unsigned number;
	int failed;
};

static void *
record_some(void *data)
{
	struct recorder *recorder = data;
	struct arena *arena = arena_new();
	unsigned i;

	for (i = 0; i < EACH; i++) {
		struct hit hit = hits_make(arena, recorder->number, recorder->number * EACH + i);
		struct store_identity who;
		const char *why;

		recorder->failed |= store_record(recorder->store, &hit, 1, NULL, &why) != 0;
		recorder->failed |= store_identity(recorder->store, arena, hit.identity.id,
						   clock_now_ms(), &who, &why) != ANSWER_FOUND;
	}
	arena_free(arena);
	return NULL;
}

static void
many_threads_share_commits_and_lose_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct recorder recorders[THREADS];
	pthread_t threads[THREADS];
	struct store *store;
	unsigned i;

	store = open_store(fixture, STORE_WRITE);
	for (i = 0; i < THREADS; i++) {
		recorders[i] = (struct recorder){.fixture = fixture, .store = store, .number = i};
		assert_int_equal(pthread_create(&threads[i], NULL, record_some, &recorders[i]), 0);
	}
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(recorders[i].failed, 0);
	}
	assert_int_equal(count_hits(store, (struct store_query){0}), THREADS * EACH);
	assert_null(verify(fixture, store).problem);
	store_close(store);
}

/* The child tells each acknowledged message through the pipe until it is killed. */
static void
record_until_killed(struct fixture *fixture, int out)
{
	struct store *store = open_store(fixture, STORE_WRITE);
	unsigned i;

	for (i = 0;; i++) {
		struct hit hit = hits_make(fixture->arena, i % 5, i);
		const char *why;

		if (store_record(store, &hit, 1, NULL, &why) != 0 ||
		    write(out, &i, sizeof(i)) != (ssize_t)sizeof(i))
			_exit(1);
	}
}

static void
a_killed_recorder_loses_no_acknowledged_hit(void **state)
{
	struct fixture *fixture = *state;
	unsigned round, number = 0, acknowledged = 0;
	struct store *store;
	size_t stored;

	for (round = 0; round < 5; round++) {
		int ends[2], status;
		pid_t child;

		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0)
			record_until_killed(fixture, ends[1]);
		(void)close(ends[1]);
		while (read(ends[0], &number, sizeof(number)) == (ssize_t)sizeof(number))
			if (number == 10 + round * 17)
				(void)kill(child, SIGKILL);
		(void)close(ends[0]);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		if (number + 1 > acknowledged)
			acknowledged = number + 1;
		store = open_store(fixture, STORE_WRITE);
		stored = count_hits(store, (struct store_query){0});
		/* The one in flight may have been committed just before its answer. */
		assert_in_range(stored, acknowledged, acknowledged + 1);
		assert_null(verify(fixture, store).problem);
		store_close(store);
		acknowledged = (unsigned)stored;
	}
}

static struct database *
open_raw(struct fixture *fixture)
{
	struct database_settings settings = {
		.folder = arena_printf(fixture->arena, "%s/evidence", fixture->folder),
		.tables = rows_tables,
		.map_bytes = 64 << 20,
		.most_bytes = 64 << 20,
		.synced = true};
	struct database *database;
	const char *why = NULL;

	assert_int_equal(database_open(fixture->arena, &settings, &database, &why), 0);
	return database;
}

/* What somebody with the file in his hands might do to row 'row' of a table. */
enum harm { HARM_DELETE, HARM_EDIT, HARM_COPY_OVER };

static void
do_harm(struct fixture *fixture, enum rows table, int row, enum harm harm)
{
	struct database *database = open_raw(fixture);
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
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store_verification proof;
		struct store *store;
		const char *why;
		unsigned j;

		scratch_remove(arena_printf(fixture->arena, "%s/evidence", fixture->folder));
		store = open_store(fixture, STORE_WRITE);
		for (j = 0; j < 5; j++) {
			struct hit hit = hits_make(fixture->arena, j, j);

			assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
		}
		assert_null(verify(fixture, store).problem);
		store_close(store);
		do_harm(fixture, cases[i].table, cases[i].row, cases[i].harm);
		store = open_store(fixture, STORE_READ);
		proof = verify(fixture, store);
		if (proof.problem == NULL)
			fail_msg("unseen: %s", cases[i].why);
		store_close(store);
	}
}

static void
an_anchor_tells_that_the_end_was_cut_off(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
	const char *why = NULL, *anchor;
	struct hit hit = hits_make(fixture->arena, 1, 1);

	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	anchor = verify(fixture, store).head;
	hit = hits_make(fixture->arena, 1, 2);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_has_anchor(store, anchor, &why), ANSWER_FOUND);
	store_close(store);
	scratch_remove(arena_printf(fixture->arena, "%s/evidence", fixture->folder));
	store = open_store(fixture, STORE_WRITE);
	assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	assert_int_equal(store_has_anchor(store, anchor, &why), ANSWER_NONE);
	assert_null(verify(fixture, store).problem);
	store_close(store);
}

static void
a_full_store_grows_and_then_fails_in_plain_words(void **state)
{
	struct fixture *fixture = *state;
	const char *why = NULL;
	struct store *store;
	size_t stored = 0;
	unsigned i;
	int result = 0;

	fixture->conf.evidence.size_most = 2 << 20;
	store = open_store(fixture, STORE_WRITE);
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
	assert_int_equal(count_hits(store, (struct store_query){0}), stored);
	assert_null(verify(fixture, store).problem);
	store_close(store);
	fixture->conf.evidence.size_most = 64 << 20;
	store = open_store(fixture, STORE_WRITE);
	for (i = 0; i < 50; i++) {
		struct hit hit = hits_make(fixture->arena, i, 200000 + i);

		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(count_hits(store, (struct store_query){0}), stored + 50);
	store_close(store);
}

static void
a_store_of_a_newer_schema_is_refused(void **state)
{
	struct fixture *fixture = *state;
	const char *why = NULL;
	struct database *database;
	struct database_txn txn;

	store_close(open_store(fixture, STORE_WRITE));
	database = open_raw(fixture);
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
	struct fixture *fixture = *state;
	const char *why = NULL;

	assert_null(store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_READ, &why));
	assert_non_null(strstr(why, "no evidence yet"));
}

static void
named_values_are_kept(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = open_store(fixture, STORE_WRITE);
	const char *why = NULL;
	char *value = NULL;

	assert_int_equal(store_meta_get(store, fixture->arena, "mark", &value, &why), ANSWER_NONE);
	assert_int_equal(store_meta_put(store, "mark", "17", &why), 0);
	assert_int_equal(store_meta_get(store, fixture->arena, "mark", &value, &why), ANSWER_FOUND);
	assert_string_equal(value, "17");
	assert_int_equal(store_meta_get(store, fixture->arena, "schema", &value, &why),
			 ANSWER_NONE);
	store_close(store);
}

/* A tool may record and read beside the daemon: two processes, one store. */
static void
two_processes_record_into_one_chain(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;
	unsigned i;
	pid_t child = fork();
	int status;

	if (child == 0) {
		store = open_store(fixture, STORE_WRITE);
		for (i = 0; i < 50; i++) {
			struct hit hit = hits_make(fixture->arena, 1, 1000 + i);
			const char *why;

			if (store_record(store, &hit, 1, NULL, &why) != 0)
				_exit(1);
		}
		store_close(store);
		_exit(0);
	}
	store = open_store(fixture, STORE_WRITE);
	for (i = 0; i < 50; i++) {
		struct hit hit = hits_make(fixture->arena, 2, i);
		const char *why;

		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(count_hits(store, (struct store_query){0}), 100);
	assert_null(verify(fixture, store).problem);
	store_close(store);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(what_was_recorded_is_found_again),
		WITH_STORE(the_same_message_is_one_hit_and_keeps_the_graver_end),
		WITH_STORE(a_message_without_a_content_key_is_always_new),
		WITH_STORE(identities_are_ranked_and_unknown_ones_go_by_address),
		WITH_STORE(reviews_open_once_and_the_cap_is_counted),
		WITH_STORE(many_threads_share_commits_and_lose_nothing),
		WITH_STORE(a_killed_recorder_loses_no_acknowledged_hit),
		WITH_STORE(every_harm_is_evident),
		WITH_STORE(an_anchor_tells_that_the_end_was_cut_off),
		WITH_STORE(a_full_store_grows_and_then_fails_in_plain_words),
		WITH_STORE(a_store_of_a_newer_schema_is_refused),
		WITH_STORE(a_store_that_is_not_there_says_so_to_a_reader),
		WITH_STORE(named_values_are_kept),
		WITH_STORE(two_processes_record_into_one_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
