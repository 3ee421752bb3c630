/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judgement - the processor time that the whole judgement of a message takes, folder by folder.
 *
 *	tests/bench/judgement [--rounds N] [--worst N] DIR...
 *
 * Every message is judged N times (3 unless told) and its least time counts, so that a busy machine
 * shifts little. --worst lists the slowest.
 */
#include "config.h"

#include <fts.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/inspect.h"

#define FILE_MOST (64 * 1024 * 1024)

struct timing {
	int64_t us;
	const char *path;
};

struct bench {
	struct arena *arena, *file, *message;
	struct inspect *engine;
	struct timing *times;
	size_t count, capacity;
	size_t rounds, worst;
};

static int64_t
processor_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
judge(struct bench *bench, const char *path)
{
	struct timing least = {INT64_MAX, arena_strdup(bench->arena, path)};
	struct message_source source;
	const char *why;
	size_t length, i;
	char *bytes;

	arena_reset(bench->file);
	if (file_read(bench->file, path, FILE_MOST, &bytes, &length, &why) != 0) {
		(void)fprintf(stderr, "judgement: %s\n", why);
		return;
	}
	message_source_of_file(bench->file, &inspect_conf(bench->engine)->message, bytes, length,
			       &source);
	for (i = 0; i < bench->rounds; i++) {
		int64_t before = processor_us(), took;
		struct inspection inspection;

		inspect_message(bench->engine, bench->message, &source, &inspection);
		took = processor_us() - before;
		if (took < least.us)
			least.us = took;
		arena_reset(bench->message);
	}
	bench->times = arena_grow(bench->arena, bench->times, bench->count, &bench->capacity,
				  sizeof(*bench->times));
	bench->times[bench->count++] = least;
}

static int
compare_times(const void *left, const void *right)
{
	const struct timing *a = left, *b = right;

	return a->us < b->us ? -1 : a->us > b->us;
}

static void
print(const char *name, struct timing *times, size_t count)
{
	int64_t sum = 0;
	size_t i;

	if (count == 0)
		return;
	for (i = 0; i < count; i++)
		sum += times[i].us;
	qsort(times, count, sizeof(*times), compare_times);
	(void)printf("%-36.36s %6zu mails, mean %6lld us, p50 %6lld, p99 %6lld, most %6lld\n", name,
		     count, (long long)sum / (long long)count, (long long)times[count / 2].us,
		     (long long)times[count * 99 / 100].us, (long long)times[count - 1].us);
}

static int
judge_folder(struct bench *bench, char *folder)
{
	char *paths[] = {folder, NULL};
	FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	size_t first = bench->count;
	FTSENT *entry;

	if (tree == NULL) {
		(void)fprintf(stderr, "judgement: %s: cannot be opened\n", folder);
		return -1;
	}
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F)
			judge(bench, entry->fts_path);
	(void)fts_close(tree);
	print(folder, bench->times + first, bench->count - first);
	return 0;
}

static int
read_arguments(struct bench *bench, int argc, char **argv)
{
	static const struct option options[] = {
		{"rounds", required_argument, NULL, 'r'},
		{"worst", required_argument, NULL, 'w'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			bench->rounds = (size_t)strtoul(optarg, NULL, 10);
		else if (option == 'w')
			bench->worst = (size_t)strtoul(optarg, NULL, 10);
		else
			return -1;
	}
	return optind < argc && bench->rounds != 0 ? 0 : -1;
}

static int
open_engine(struct bench *bench, const char **why)
{
	static const struct inspect_shared shared;
	struct conf *conf = conf_open(bench->arena, NULL, why);

	if (conf == NULL)
		return -1;
	bench->engine = inspect_open(conf, &shared, why);
	return bench->engine == NULL ? -1 : 0;
}

int
main(int argc, char **argv)
{
	struct bench bench = {
		.arena = arena_new(), .file = arena_new(), .message = arena_new(), .rounds = 3};
	const char *why;
	size_t i;

	if (read_arguments(&bench, argc, argv) != 0) {
		(void)fprintf(stderr, "usage: judgement [--rounds N] [--worst N] DIR...\n");
		return 2;
	}
	if (open_engine(&bench, &why) != 0) {
		(void)fprintf(stderr, "judgement: %s\n", why);
		return 2;
	}
	for (; optind < argc; optind++)
		if (judge_folder(&bench, argv[optind]) != 0)
			return 2;
	print("all", bench.times, bench.count);
	for (i = 0; i < bench.worst && i < bench.count; i++)
		(void)printf("%8lld us %s\n", (long long)bench.times[bench.count - 1 - i].us,
			     bench.times[bench.count - 1 - i].path);
	inspect_drop(bench.engine);
	arena_free(bench.message);
	arena_free(bench.file);
	arena_free(bench.arena);
	return 0;
}
