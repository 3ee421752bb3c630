/* SPDX-License-Identifier: BSD-2-Clause */
/* test_store_open - the environment can be closed and opened again under those who use it. */
#include "config.h"

#include "policy/evidence/store_open.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

struct fixture {
	struct arena *arena;
	char *folder;
	struct store *store;
	atomic_bool ending;
	atomic_int failed;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct conf conf = hits_conf();
	const char *why = NULL;

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->store = store_open(fixture->arena, fixture->folder, &conf, STORE_WRITE, &why);
	*state = fixture;
	return fixture->store == NULL;
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

static void *
read_on(void *data)
{
	struct fixture *fixture = data;
	struct arena *arena = arena_new();

	while (!fixture->ending) {
		struct store_identity who;
		const char *why;

		arena_reset(arena);
		fixture->failed += store_identity(fixture->store, arena, "id-1", clock_now_ms(),
						  &who, &why) == ANSWER_DOWN;
	}
	arena_free(arena);
	return NULL;
}

static void
readers_never_see_it_closed_while_it_is_opened_again(void **state)
{
	struct fixture *fixture = *state;
	struct hit hit = hits_make(fixture->arena, 1, 1);
	pthread_t threads[4];
	const char *why = NULL;
	int i;

	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, fixture), 0);
	for (i = 0; i < 100; i++)
		store_open_again(fixture->store);
	fixture->ending = true;
	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(fixture->failed, 0);
	hit = hits_make(fixture->arena, 1, 2);
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
}

/* The folder is gone for a while, as when a disk is; then it is back. */
static void
a_store_that_cannot_be_opened_heals_when_it_can(void **state)
{
	struct fixture *fixture = *state;
	char *here = arena_printf(fixture->arena, "%s/evidence", fixture->folder);
	char *away = arena_printf(fixture->arena, "%s/away", fixture->folder);
	struct hit hit = hits_make(fixture->arena, 1, 1);
	const char *why = NULL;
	FILE *file;

	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	assert_int_equal(rename(here, away), 0);
	file = fopen(here, "w"); /* a file where the folder should be */
	assert_non_null(file);
	(void)fclose(file);
	store_open_again(fixture->store);
	assert_null(store_open_enter(fixture->store, &why));
	hit = hits_make(fixture->arena, 1, 2);
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), -1);
	assert_non_null(why);
	assert_int_equal(remove(here), 0);
	assert_int_equal(rename(away, here), 0);
	/* The failed write before has tried already; the next one finds it. */
	(void)store_record(fixture->store, &hit, 1, NULL, &why);
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A limit on the size of files stands for a full disk: the same write fails the same way. */
static void
a_full_disk_fails_the_hit_keeps_the_rest_and_heals(void **state)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct fixture *fixture = *state;
	struct store_verification proof;
	const char *why = NULL;
	uint64_t stored = 0;
	unsigned i;
	int result = 0;

	assert_int_equal(sigaction(SIGXFSZ, &ignore, NULL), 0);
	limit_files(512 * 1024);
	for (i = 0; result == 0 && i < 10000; i++) {
		struct hit hit = hits_make(fixture->arena, i, i);

		result = store_record(fixture->store, &hit, 1, NULL, &why);
		stored += result == 0;
	}
	limit_files(RLIM_INFINITY);
	assert_int_equal(result, -1);
	assert_non_null(why);
	assert_true(stored > 0);
	for (i = 20000; i < 20010; i++) {
		struct hit hit = hits_make(fixture->arena, i, i);

		assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	}
	assert_int_equal(store_verify(fixture->store, fixture->arena, &proof, &why), 0);
	assert_null(proof.problem);
	assert_int_equal(proof.hits, stored + 10);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(readers_never_see_it_closed_while_it_is_opened_again),
		WITH_STORE(a_store_that_cannot_be_opened_heals_when_it_can),
		WITH_STORE(a_full_disk_fails_the_hit_keeps_the_rest_and_heals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
