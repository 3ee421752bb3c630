/* SPDX-License-Identifier: BSD-2-Clause */
/* watchdog - cuts a connection whose library call does not return. */
#include "config.h"

#include "policy/directory/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct watchdog {
	pthread_t thread;
	pthread_mutex_t lock; /* guards everything below */
	pthread_cond_t changed;
	struct timespec deadline;
	bool armed, fired, stopping;
	int fd; /* a duplicate of ours, or -1 */
};

static struct timespec
after(int64_t ms)
{
	struct timespec when;

	(void)clock_gettime(CLOCK_MONOTONIC, &when);
	when.tv_sec += ms / 1000;
	when.tv_nsec += ms % 1000 * 1000000;
	if (when.tv_nsec >= 1000000000) {
		when.tv_nsec -= 1000000000;
		when.tv_sec++;
	}
	return when;
}

static void *
watch(void *data)
{
	struct watchdog *watchdog = data;

	(void)pthread_mutex_lock(&watchdog->lock);
	while (!watchdog->stopping) {
		int code;

		if (!watchdog->armed) {
			(void)pthread_cond_wait(&watchdog->changed, &watchdog->lock);
			continue;
		}
		code = pthread_cond_timedwait(&watchdog->changed, &watchdog->lock,
					      &watchdog->deadline);
		if (code != ETIMEDOUT || !watchdog->armed)
			continue;
		watchdog->armed = false;
		watchdog->fired = true;
		if (watchdog->fd >= 0)
			(void)shutdown(watchdog->fd, SHUT_RDWR);
	}
	(void)pthread_mutex_unlock(&watchdog->lock);
	return NULL;
}

/* Signals are the business of the thread that asked. */
static int
start(struct watchdog *watchdog)
{
	sigset_t all, before;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&watchdog->thread, NULL, watch, watchdog);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

struct watchdog *
watchdog_open(const char **why)
{
	struct watchdog *watchdog = calloc(1, sizeof(*watchdog));
	pthread_condattr_t attributes;

	if (watchdog == NULL) {
		*why = "no memory";
		return NULL;
	}
	watchdog->fd = -1;
	(void)pthread_mutex_init(&watchdog->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&watchdog->changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	if (start(watchdog) == 0)
		return watchdog;
	(void)pthread_cond_destroy(&watchdog->changed);
	(void)pthread_mutex_destroy(&watchdog->lock);
	free(watchdog);
	*why = "cannot start a thread";
	return NULL;
}

void
watchdog_close(struct watchdog *watchdog)
{
	if (watchdog == NULL)
		return;
	(void)pthread_mutex_lock(&watchdog->lock);
	watchdog->stopping = true;
	(void)pthread_cond_signal(&watchdog->changed);
	(void)pthread_mutex_unlock(&watchdog->lock);
	(void)pthread_join(watchdog->thread, NULL);
	if (watchdog->fd >= 0)
		(void)close(watchdog->fd);
	(void)pthread_cond_destroy(&watchdog->changed);
	(void)pthread_mutex_destroy(&watchdog->lock);
	free(watchdog);
}

void
watchdog_learn(struct watchdog *watchdog, int fd)
{
	int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
	int old;

	(void)pthread_mutex_lock(&watchdog->lock);
	old = watchdog->fd;
	watchdog->fd = copy;
	if (copy >= 0 && watchdog->fired) /* too late already: a name that took long to resolve */
		(void)shutdown(copy, SHUT_RDWR);
	(void)pthread_mutex_unlock(&watchdog->lock);
	if (old >= 0)
		(void)close(old);
}

void
watchdog_begin(struct watchdog *watchdog, int64_t ms)
{
	(void)pthread_mutex_lock(&watchdog->lock);
	watchdog->deadline = after(ms);
	watchdog->armed = true;
	watchdog->fired = false;
	(void)pthread_cond_signal(&watchdog->changed);
	(void)pthread_mutex_unlock(&watchdog->lock);
}

bool
watchdog_end(struct watchdog *watchdog)
{
	bool fired;

	(void)pthread_mutex_lock(&watchdog->lock);
	watchdog->armed = false;
	fired = watchdog->fired;
	(void)pthread_mutex_unlock(&watchdog->lock);
	return fired;
}
