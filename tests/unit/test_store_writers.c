/* SPDX-License-Identifier: BSD-2-Clause */
/* test_store_writers - many threads, many processes, and one that is killed. */
#include "config.h"

#include "policy/evidence/store.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/stores.h"

#define THREADS 64
#define EACH    20

struct recorder {
	struct stores *fixture;
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
	struct stores *fixture = *state;
	struct recorder recorders[THREADS];
	pthread_t threads[THREADS];
	struct store *store;
	unsigned i;

	store = stores_open_store(fixture, STORE_WRITE);
	for (i = 0; i < THREADS; i++) {
		recorders[i] = (struct recorder){.fixture = fixture, .store = store, .number = i};
		assert_int_equal(pthread_create(&threads[i], NULL, record_some, &recorders[i]), 0);
	}
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(recorders[i].failed, 0);
	}
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), THREADS * EACH);
	assert_null(stores_verify(fixture, store).problem);
	store_close(store);
}

/* The child tells each acknowledged message through the pipe until it is killed. */
static void
record_until_killed(struct stores *fixture, int out)
{
	struct store *store = stores_open_store(fixture, STORE_WRITE);
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
	struct stores *fixture = *state;
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
		store = stores_open_store(fixture, STORE_WRITE);
		stored = stores_count_hits(store, (struct store_query){0});
		/* The one in flight may have been committed just before its answer. */
		assert_in_range(stored, acknowledged, acknowledged + 1);
		assert_null(stores_verify(fixture, store).problem);
		store_close(store);
		acknowledged = (unsigned)stored;
	}
}

/* A tool may record and read beside the daemon: two processes, one store. */
static void
two_processes_record_into_one_chain(void **state)
{
	struct stores *fixture = *state;
	struct store *store;
	unsigned i;
	pid_t child = fork();
	int status;

	if (child == 0) {
		store = stores_open_store(fixture, STORE_WRITE);
		for (i = 0; i < 50; i++) {
			struct hit hit = hits_make(fixture->arena, 1, 1000 + i);
			const char *why;

			if (store_record(store, &hit, 1, NULL, &why) != 0)
				_exit(1);
		}
		store_close(store);
		_exit(0);
	}
	store = stores_open_store(fixture, STORE_WRITE);
	for (i = 0; i < 50; i++) {
		struct hit hit = hits_make(fixture->arena, 2, i);
		const char *why;

		assert_int_equal(store_record(store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(stores_count_hits(store, (struct store_query){0}), 100);
	assert_null(stores_verify(fixture, store).problem);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(many_threads_share_commits_and_lose_nothing),
		WITH_STORE(a_killed_recorder_loses_no_acknowledged_hit),
		WITH_STORE(two_processes_record_into_one_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
