/* SPDX-License-Identifier: BSD-2-Clause */
/* store - durable hits a second with 20 submitters, beside bare group commits of LMDB on the same
 * disk. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/database.h"
#include "policy/evidence/committer.h"
#include "policy/evidence/rows.h"
#include "policy/evidence/store.h"
#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

#define THREADS      20
#define ROUNDS       3
#define ROUND_US     1500000
#define BARE_BYTES   512
#define LATENCY_MOST 200000

/* What one thread did. */
struct worker {
	struct store *store;         /* NULL: bare */
	struct committer *committer; /* bare */
	unsigned number;
	int64_t end_us;
	size_t count;
	int *latencies; /* microseconds */
};

static struct database *bare_database;
static uint64_t bare_sequence;

static void
write_bare(void *context, struct committer_job *jobs)
{
	static const char value[BARE_BYTES] = {1};
	struct committer_job *job;
	struct database_txn txn;
	unsigned char key[8];
	const char *why;

	(void)context;
	database_begin(bare_database, true, &txn);
	for (job = jobs; job != NULL; job = job->next) {
		rows_put_u64(key, bare_sequence++);
		database_put(&txn, 0, (struct database_span){key, sizeof(key)},
			     (struct database_span){value, sizeof(value)});
		job->result = 0;
	}
	if (database_commit(&txn, &why) != 0)
		abort();
}

static int
submit(struct worker *worker, struct arena *arena)
{
	const char *why;
	struct hit hit;

	if (worker->store == NULL) {
		struct committer_job job = {.weight = 1};

		return committer_submit(worker->committer, &job, &why);
	}
	hit = hits_make(arena, (worker->number * 131 + (unsigned)worker->count) % 1000,
			worker->number << 24 | (unsigned)worker->count);
	return store_record(worker->store, &hit, 1, NULL, &why);
}

static void *
work(void *data)
{
	struct worker *worker = data;
	struct arena *arena = arena_new();

	for (;;) {
		int64_t begin = clock_monotonic_us();

		if (begin >= worker->end_us || worker->count == LATENCY_MOST)
			break;
		arena_reset(arena);
		if (submit(worker, arena) != 0)
			abort();
		worker->latencies[worker->count++] = (int)(clock_monotonic_us() - begin);
	}
	arena_free(arena);
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

struct figures {
	double rate;
	int p50, p99;
};

static struct figures
sum_up(const struct worker *workers)
{
	size_t i, total = 0;
	struct figures out;
	int *all;

	for (i = 0; i < THREADS; i++)
		total += workers[i].count;
	all = calloc(total + 1, sizeof(*all));
	for (total = 0, i = 0; i < THREADS; i++) {
		memcpy(all + total, workers[i].latencies, workers[i].count * sizeof(*all));
		total += workers[i].count;
	}
	qsort(all, total, sizeof(*all), by_value);
	out = (struct figures){.rate = (double)total * 1e6 / ROUND_US,
			       .p50 = all[total / 2],
			       .p99 = all[total * 99 / 100]};
	free(all);
	return out;
}

static struct figures
run(struct store *store, struct committer *committer, unsigned round)
{
	struct worker workers[THREADS] = {{0}};
	pthread_t threads[THREADS];
	struct figures out;
	unsigned i;

	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.store = store,
					     .committer = committer,
					     .number = round * THREADS + i,
					     .end_us = clock_monotonic_us() + ROUND_US};
		workers[i].latencies = calloc(LATENCY_MOST, sizeof(int));
		if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
			abort();
	}
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	out = sum_up(workers);
	for (i = 0; i < THREADS; i++)
		free(workers[i].latencies);
	return out;
}

static struct figures
run_bare(struct arena *arena, const char *folder, unsigned round)
{
	static const char *const tables[] = {"bare", NULL};
	struct database_settings settings = {.folder = arena_printf(arena, "%s/bare", folder),
					     .tables = tables,
					     .map_bytes = 1 << 30,
					     .most_bytes = 1 << 30,
					     .synced = true};
	struct committer *committer;
	struct figures out;
	const char *why;

	if (database_open(arena, &settings, &bare_database, &why) != 0)
		abort();
	committer = committer_open(write_bare, NULL, 100000, &why);
	out = run(NULL, committer, round);
	committer_close(committer);
	database_close(bare_database);
	return out;
}

static struct figures
run_store(struct arena *arena, const char *folder, unsigned round)
{
	struct conf conf = hits_conf();
	struct store *store;
	struct figures out;
	const char *why;

	conf.evidence.size_most = 1LL << 32;
	store = store_open(arena, folder, &conf, STORE_WRITE, &why);
	if (store == NULL)
		abort();
	out = run(store, NULL, round);
	store_close(store);
	return out;
}

int
main(void)
{
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	double share = 0;
	unsigned round;

	for (round = 0; round < ROUNDS; round++) {
		struct figures bare = run_bare(arena, folder, round);
		struct figures store = run_store(arena, folder, round);

		(void)printf("store: %.0f hits/s, p50 %d us, p99 %d us; bare group commit of %d "
			     "bytes: %.0f/s, p50 %d us, p99 %d us\n",
			     store.rate, store.p50, store.p99, BARE_BYTES, bare.rate, bare.p50,
			     bare.p99);
		share += store.rate / bare.rate / ROUNDS;
	}
	(void)printf("store: %.2f of bare group commit with %d submitters\n", share, THREADS);
	scratch_remove(folder);
	arena_free(arena);
	return 0;
}
