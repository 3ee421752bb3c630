/* SPDX-License-Identifier: BSD-2-Clause */
/* reload - signals: SIGUSR1 puts the settings file in force anew, SIGTERM and SIGINT end the
 * daemon. */
#include "config.h"

#include "milter/reload.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "milter/live.h"
#include "milter/notify.h"
#include "policy/base/log.h"

static void
list_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGUSR1);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
}

void
reload_block_signals(void)
{
	sigset_t set;

	list_signals(&set);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGPIPE);
	/* A limit of file size is a full disk, not the end. */
	(void)sigaddset(&set, SIGXFSZ);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static bool
same_directories(const struct conf *before, const struct conf *now)
{
	size_t i;

	if (before->directory_count != now->directory_count)
		return false;
	for (i = 0; i < now->directory_count; i++)
		if (strcmp(before->directories[i].name, now->directories[i].name) != 0 ||
		    strcmp(before->directories[i].delimiter, now->directories[i].delimiter) != 0)
			return false;
	return true;
}

/* What was opened at the start and serves until the end. */
static void
warn_of_restart(const struct conf *before, const struct conf *now)
{
	const struct conf_milter *old = &before->milter, *new = &now->milter;
	const struct conf_evidence *stored = &before->evidence, *store = &now->evidence;
	const struct {
		const char *name;
		bool same;
	} fixed[] = {
		{"milter.socket", strcmp(old->socket, new->socket) == 0},
		{"milter.socket_mode", old->socket_mode == new->socket_mode},
		{"milter.socket_group", strcmp(old->socket_group, new->socket_group) == 0},
		{"milter.user", strcmp(old->user, new->user) == 0},
		{"milter.idle", old->idle_ms == new->idle_ms},
		{"evidence.folder", strcmp(stored->folder, store->folder) == 0},
		{"evidence.size_most", stored->size_most == store->size_most},
		{"evidence.queue_most", stored->queue_most == store->queue_most},
		{"contacts.pairs_most", before->contacts.pairs_most == now->contacts.pairs_most},
		{"contacts.flush", before->contacts.flush_ms == now->contacts.flush_ms},
		{"log.target", strcmp(before->log.target, now->log.target) == 0},
		{"log.facility", strcmp(before->log.facility, now->log.facility) == 0},
		{"a directory's name or delimiter", same_directories(before, now)},
	};
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (!fixed[i].same)
			log_warn("%s changed: takes effect at a restart", fixed[i].name);
}

static struct inspect *
open_engine(struct arena *arena, const struct reload *reload, const char **why)
{
	/* Started without a file, it takes one that came since. */
	const char *path = reload->settings == NULL ? conf_usual_path() : reload->settings;
	struct conf *conf = conf_open(arena, path, why);
	struct inspect *engine;

	if (conf == NULL)
		return NULL;
	engine = inspect_open(conf, &reload->shared, why);
	if (engine == NULL) {
		/* The reason may lie in the settings' own memory. */
		*why = arena_strdup(arena, *why);
		conf_free(conf);
	}
	return engine;
}

int
reload_first(const struct reload *reload, struct arena *arena, const char **why)
{
	struct inspect *engine = open_engine(arena, reload, why);

	if (engine == NULL)
		return -1;
	live_set(engine);
	return 0;
}

void
reload_now(struct reload *reload, const char *cause)
{
	struct arena *arena = arena_new();
	const char *why = NULL;
	struct inspect *engine;

	(void)pthread_mutex_lock(&reload->turn);
	engine = open_engine(arena, reload, &why);
	if (engine == NULL) {
		log_error("reload (%s) refused, the settings in force stay: %s", cause, why);
	} else {
		warn_of_restart(reload->started_with, inspect_conf(engine));
		log_info("reloaded (%s): %s", cause, inspect_conf(engine)->path);
		store_follow(reload->shared.store, &inspect_conf(engine)->risk);
		live_set(engine);
	}
	(void)pthread_mutex_unlock(&reload->turn);
	arena_free(arena);
}

/*
 * smfi_stop() from a thread of ours races with the end of the listener inside libmilter, so its own
 * thread, which takes SIGHUP for stop, is asked to do it. The listener looks every five seconds
 * whether it shall stop, or when somebody connects.
 */
static void
stop_libmilter(const struct reload *reload)
{
	const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};

	if (!atomic_load(&reload->stopped))
		(void)kill(getpid(), SIGHUP);
	while (!atomic_load(&reload->stopped)) {
		socket_wake(reload->socket);
		(void)nanosleep(&pause, NULL);
	}
}

static void *
wait_for_signals(void *data)
{
	struct reload *reload = data;
	sigset_t set;
	int number;

	list_signals(&set);
	while (sigwait(&set, &number) == 0) {
		if (number != SIGUSR1)
			break;
		notify_reloading();
		reload_now(reload, "signal");
		notify_ready("filtering");
	}
	notify_stopping();
	stop_libmilter(reload);
	return NULL;
}

int
reload_start(struct reload *reload, const char **why)
{
	(void)pthread_mutex_init(&reload->turn, NULL);
	if (pthread_create(&reload->thread, NULL, wait_for_signals, reload) == 0)
		return 0;
	(void)pthread_mutex_destroy(&reload->turn);
	*why = "cannot start a thread";
	return -1;
}

void
reload_stop(struct reload *reload)
{
	atomic_store(&reload->stopped, true);
	/* It still waits where libmilter's own thread took the signal. */
	(void)pthread_kill(reload->thread, SIGTERM);
	(void)pthread_join(reload->thread, NULL);
	(void)pthread_mutex_destroy(&reload->turn);
}
