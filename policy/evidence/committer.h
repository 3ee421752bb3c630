/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * committer - one thread that writes for everybody, so that those who wait share one flush.
 *
 * Whoever submits a job sleeps until it is written. The thread takes all that queued while it wrote
 * the last time, and hands it over as one list; it never waits to gather more (performance.md
 * section 4). A full queue is a failure at once, since waiting would only move the queue into the
 * MTA.
 *
 * Who owns: jobs are their submitters', usually on the stack. Threads: any number submit. Fails:
 * committer_submit() returns -1 with *why (static text).
 */
#ifndef POLICY_EVIDENCE_COMMITTER_H
#define POLICY_EVIDENCE_COMMITTER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct committer;

struct committer_job {
	void *data;    /* for the writer */
	size_t weight; /* what it counts in the queue */
	int result;    /* set by the writer for each job: 0, or -1 with why */
	const char *why;
	struct committer_job *next; /* the list handed to the writer; ours while it waits */
	bool done;
	pthread_cond_t wake;
};

/* Writes all jobs of a list at once and sets result of each. Called by one thread at a time. */
typedef void committer_write(void *context, struct committer_job *jobs);

/* 'queue_most' is the weight that may wait; NULL with *why when no thread can be had. */
struct committer *committer_open(committer_write *write, void *context, size_t queue_most,
				 const char **why);
/* Writes what waits, then ends the thread. Takes NULL. */
void committer_close(struct committer *committer);
/* Weight in the queue, apart from what is being written. */
size_t committer_waiting(struct committer *committer);
/* How long the present write has lasted, in microseconds; 0 while there is none. */
int64_t committer_busy_us(struct committer *committer);
int committer_submit(struct committer *committer, struct committer_job *job, const char **why);

#endif
