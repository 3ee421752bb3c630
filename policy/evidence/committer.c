/* SPDX-License-Identifier: BSD-2-Clause */
/* committer - one thread that writes for everybody, so that those who wait share one flush. */
#include "config.h"

#include "policy/evidence/committer.h"

#include <signal.h>
#include <stdlib.h>

#include "policy/base/clock.h"

#define BATCH_MOST 1000 /* LMDB likes its transactions small (reliability.md section 4, rule 9) */

struct committer {
	pthread_t thread;
	committer_write *write;
	void *context;
	size_t queue_most;
	pthread_mutex_t lock;
	pthread_cond_t work;
	/* guarded by lock */
	struct committer_job *first, **last;
	size_t waiting;
	int64_t began_us; /* of the present write; 0 without */
	bool ending;
};

/* Cut the head of the queue off, up to a batch. Called with the lock held. */
static struct committer_job *
take_batch(struct committer *committer)
{
	struct committer_job *first = committer->first, **at = &committer->first;
	size_t weight = 0;

	while (*at != NULL && (weight == 0 || weight + (*at)->weight <= BATCH_MOST)) {
		weight += (*at)->weight;
		at = &(*at)->next;
	}
	committer->first = *at;
	*at = NULL;
	if (committer->first == NULL)
		committer->last = &committer->first;
	committer->waiting -= weight;
	return first;
}

/* A job may be gone as soon as it is done. Called with the lock held. */
static void
wake_all(struct committer_job *jobs)
{
	while (jobs != NULL) {
		struct committer_job *next = jobs->next;

		jobs->done = true;
		(void)pthread_cond_signal(&jobs->wake);
		jobs = next;
	}
}

static void *
run(void *data)
{
	struct committer *committer = data;

	(void)pthread_mutex_lock(&committer->lock);
	while (!committer->ending || committer->first != NULL) {
		struct committer_job *jobs;

		if (committer->first == NULL) {
			(void)pthread_cond_wait(&committer->work, &committer->lock);
			continue;
		}
		jobs = take_batch(committer);
		committer->began_us = clock_monotonic_us();
		(void)pthread_mutex_unlock(&committer->lock);
		committer->write(committer->context, jobs);
		(void)pthread_mutex_lock(&committer->lock);
		committer->began_us = 0;
		wake_all(jobs);
	}
	(void)pthread_mutex_unlock(&committer->lock);
	return NULL;
}

/* Signals are for the thread that started us. */
static int
start(struct committer *committer)
{
	sigset_t all, before;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&committer->thread, NULL, run, committer);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

struct committer *
committer_open(committer_write *write, void *context, size_t queue_most, const char **why)
{
	struct committer *committer = calloc(1, sizeof(*committer));

	if (committer == NULL) {
		*why = "no memory";
		return NULL;
	}
	committer->write = write;
	committer->context = context;
	committer->queue_most = queue_most;
	committer->last = &committer->first;
	(void)pthread_mutex_init(&committer->lock, NULL);
	(void)pthread_cond_init(&committer->work, NULL);
	if (start(committer) != 0) {
		*why = "cannot start the writer thread";
		free(committer);
		return NULL;
	}
	return committer;
}

void
committer_close(struct committer *committer)
{
	if (committer == NULL)
		return;
	(void)pthread_mutex_lock(&committer->lock);
	committer->ending = true;
	(void)pthread_cond_signal(&committer->work);
	(void)pthread_mutex_unlock(&committer->lock);
	(void)pthread_join(committer->thread, NULL);
	(void)pthread_cond_destroy(&committer->work);
	(void)pthread_mutex_destroy(&committer->lock);
	free(committer);
}

size_t
committer_waiting(struct committer *committer)
{
	size_t waiting;

	(void)pthread_mutex_lock(&committer->lock);
	waiting = committer->waiting;
	(void)pthread_mutex_unlock(&committer->lock);
	return waiting;
}

int64_t
committer_busy_us(struct committer *committer)
{
	int64_t began;

	(void)pthread_mutex_lock(&committer->lock);
	began = committer->began_us;
	(void)pthread_mutex_unlock(&committer->lock);
	return began == 0 ? 0 : clock_monotonic_us() - began;
}

/* Called with the lock held. */
static int
enqueue(struct committer *committer, struct committer_job *job, const char **why)
{
	if (committer->ending) {
		*why = "the store is closing";
		return -1;
	}
	if (committer->waiting != 0 && committer->waiting + job->weight > committer->queue_most) {
		*why = "too many hits wait for the disk (evidence.queue_most)";
		return -1;
	}
	*committer->last = job;
	committer->last = &job->next;
	committer->waiting += job->weight;
	(void)pthread_cond_signal(&committer->work);
	return 0;
}

int
committer_submit(struct committer *committer, struct committer_job *job, const char **why)
{
	job->next = NULL;
	job->done = false;
	job->result = -1;
	job->why = "not written";
	(void)pthread_cond_init(&job->wake, NULL);
	(void)pthread_mutex_lock(&committer->lock);
	if (enqueue(committer, job, &job->why) == 0)
		while (!job->done)
			(void)pthread_cond_wait(&job->wake, &committer->lock);
	(void)pthread_mutex_unlock(&committer->lock);
	(void)pthread_cond_destroy(&job->wake);
	if (job->result != 0)
		*why = job->why;
	return job->result;
}
