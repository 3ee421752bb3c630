/* SPDX-License-Identifier: BSD-2-Clause */
/* live - what all sessions share: the engine in force, and the count of what is running. */
#include "config.h"

#include "milter/live.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "policy/base/clock.h"

/* libmilter passes no data to callbacks; held only for the copy of a pointer. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct inspect *in_force; /* guarded by lock */

static atomic_long running;
static atomic_bool closed;
static atomic_long sessions;

void
live_set(struct inspect *engine)
{
	struct inspect *before;

	(void)pthread_mutex_lock(&lock);
	before = in_force;
	in_force = engine;
	(void)pthread_mutex_unlock(&lock);
	inspect_drop(before);
}

struct inspect *
live_hold(void)
{
	struct inspect *held;

	(void)pthread_mutex_lock(&lock);
	held = in_force == NULL ? NULL : inspect_hold(in_force);
	(void)pthread_mutex_unlock(&lock);
	return held;
}

bool
live_enter(void)
{
	/* Counted before looked: live_close() sets 'closed' before it looks at the count. */
	atomic_fetch_add(&running, 1);
	if (!atomic_load(&closed))
		return true;
	atomic_fetch_sub(&running, 1);
	return false;
}

void
live_leave(void)
{
	atomic_fetch_sub(&running, 1);
}

bool
live_close(int64_t patience_ms)
{
	const struct timespec tick = {.tv_nsec = 5 * 1000 * 1000};
	int64_t end_us = clock_monotonic_us() + patience_ms * 1000;

	atomic_store(&closed, true);
	while (atomic_load(&running) != 0) {
		if (clock_monotonic_us() >= end_us)
			return false;
		(void)nanosleep(&tick, NULL);
	}
	return true;
}

bool
live_session_begin(int64_t most)
{
	if (atomic_fetch_add(&sessions, 1) < most)
		return true;
	atomic_fetch_sub(&sessions, 1);
	return false;
}

void
live_session_end(void)
{
	atomic_fetch_sub(&sessions, 1);
}
