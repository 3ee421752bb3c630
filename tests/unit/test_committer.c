/* SPDX-License-Identifier: BSD-2-Clause */
/* test_committer - those who wait share one write, and a full queue fails at once. */
#include "config.h"

#include "policy/evidence/committer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define THREADS 32
#define EACH    50

/* A writer that can be held up. */
struct disk {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool held, busy;
	atomic_int writes, jobs, failing;
	size_t longest;
};

static struct disk
make_disk(void)
{
	return (struct disk){.lock = PTHREAD_MUTEX_INITIALIZER,
			     .changed = PTHREAD_COND_INITIALIZER};
}

static void
hold(struct disk *disk, bool held)
{
	(void)pthread_mutex_lock(&disk->lock);
	disk->held = held;
	(void)pthread_cond_broadcast(&disk->changed);
	(void)pthread_mutex_unlock(&disk->lock);
}

static void
write_jobs(void *context, struct committer_job *jobs)
{
	struct disk *disk = context;
	size_t count = 0;

	(void)pthread_mutex_lock(&disk->lock);
	disk->busy = true;
	(void)pthread_cond_broadcast(&disk->changed);
	while (disk->held)
		(void)pthread_cond_wait(&disk->changed, &disk->lock);
	(void)pthread_mutex_unlock(&disk->lock);
	for (; jobs != NULL; jobs = jobs->next) {
		jobs->result = disk->failing ? -1 : 0;
		jobs->why = "the disk says no";
		(*(int *)jobs->data)++;
		count++;
	}
	disk->jobs += (int)count;
	disk->writes++;
	if (count > disk->longest)
		disk->longest = count;
}

static void
await_busy(struct disk *disk)
{
	(void)pthread_mutex_lock(&disk->lock);
	while (!disk->busy)
		(void)pthread_cond_wait(&disk->changed, &disk->lock);
	(void)pthread_mutex_unlock(&disk->lock);
}

struct submitter {
	struct committer *committer;
	int times, written, failed;
	size_t weight;
	const char *why;
};

static void *
submit_some(void *data)
{
	struct submitter *submitter = data;
	int i;

	for (i = 0; i < submitter->times; i++) {
		struct committer_job job = {.data = &submitter->written,
					    .weight = submitter->weight};

		submitter->failed +=
			committer_submit(submitter->committer, &job, &submitter->why) != 0;
	}
	return NULL;
}

static void
every_job_is_written_once_and_many_share(void **state)
{
	struct submitter submitters[THREADS];
	struct disk disk = make_disk();
	const char *why = NULL;
	struct committer *committer = committer_open(write_jobs, &disk, 10000, &why);
	pthread_t threads[THREADS];
	size_t i;

	(void)state;
	hold(&disk, true);
	for (i = 0; i < THREADS; i++) {
		submitters[i] =
			(struct submitter){.committer = committer, .times = EACH, .weight = 1};
		assert_int_equal(pthread_create(&threads[i], NULL, submit_some, &submitters[i]), 0);
	}
	await_busy(&disk);
	hold(&disk, false);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(submitters[i].written, EACH);
		assert_int_equal(submitters[i].failed, 0);
	}
	committer_close(committer);
	assert_int_equal(disk.jobs, THREADS * EACH);
	assert_true(disk.longest > 1);
	assert_true(disk.writes < disk.jobs);
}

static void
a_full_queue_fails_at_once_and_loses_nobody(void **state)
{
	struct submitter first = {.times = 1, .weight = 5}, second = first, third = first;
	struct disk disk = make_disk();
	const char *why = NULL;
	struct committer *committer = committer_open(write_jobs, &disk, 8, &why);
	pthread_t one, two;

	(void)state;
	first.committer = second.committer = third.committer = committer;
	hold(&disk, true);
	assert_int_equal(pthread_create(&one, NULL, submit_some, &first), 0);
	await_busy(&disk); /* the first is being written, so the queue is empty */
	assert_int_equal(pthread_create(&two, NULL, submit_some, &second), 0);
	while (third.failed == 0) /* until the second waits in the queue */
		if (second.written == 0 && committer_waiting(committer) == 5)
			(void)submit_some(&third);
	assert_non_null(strstr(third.why, "evidence.queue_most"));
	hold(&disk, false);
	assert_int_equal(pthread_join(one, NULL), 0);
	assert_int_equal(pthread_join(two, NULL), 0);
	assert_int_equal(first.written + second.written, 2);
	assert_int_equal(third.written, 0);
	committer_close(committer);
}

static void
a_write_that_hangs_can_be_told(void **state)
{
	struct submitter first = {.times = 1, .weight = 1};
	struct disk disk = make_disk();
	const char *why = NULL;
	struct committer *committer = committer_open(write_jobs, &disk, 8, &why);
	pthread_t one;
	int64_t before;

	(void)state;
	assert_int_equal(committer_busy_us(committer), 0);
	first.committer = committer;
	hold(&disk, true);
	assert_int_equal(pthread_create(&one, NULL, submit_some, &first), 0);
	await_busy(&disk);
	before = committer_busy_us(committer);
	while (committer_busy_us(committer) <= before)
		;
	hold(&disk, false);
	assert_int_equal(pthread_join(one, NULL), 0);
	assert_int_equal(committer_busy_us(committer), 0);
	committer_close(committer);
}

static void
one_job_larger_than_the_queue_is_still_written(void **state)
{
	struct submitter large = {.times = 1, .weight = 5000};
	struct disk disk = make_disk();
	const char *why = NULL;

	(void)state;
	large.committer = committer_open(write_jobs, &disk, 10, &why);
	(void)submit_some(&large);
	assert_int_equal(large.failed, 0);
	committer_close(large.committer);
}

static void
a_failed_write_is_told_to_each(void **state)
{
	struct submitter submitter = {.times = 3, .weight = 1};
	struct disk disk = make_disk();
	const char *why = NULL;

	(void)state;
	disk.failing = 1;
	submitter.committer = committer_open(write_jobs, &disk, 10, &why);
	(void)submit_some(&submitter);
	assert_int_equal(submitter.failed, 3);
	assert_string_equal(submitter.why, "the disk says no");
	committer_close(submitter.committer);
	committer_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_job_is_written_once_and_many_share),
		cmocka_unit_test(a_full_queue_fails_at_once_and_loses_nobody),
		cmocka_unit_test(a_write_that_hangs_can_be_told),
		cmocka_unit_test(one_job_larger_than_the_queue_is_still_written),
		cmocka_unit_test(a_failed_write_is_told_to_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
