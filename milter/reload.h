/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reload - signals: SIGUSR1 puts the settings file in force anew, SIGTERM and SIGINT end the
 * daemon.
 *
 * A thread of its own waits for them; main() blocks them before any thread starts. libmilter takes
 * SIGHUP for stop, so SIGUSR1 it is. A file that is broken is refused and the settings in force
 * stay. Messages in progress keep what they began with. What was opened at the start takes effect
 * at a restart only; a change is named in the log.
 *
 * Who owns: struct reload belongs to main() and outlives the thread. Threads: reload_now() from
 * any, one at a time, so that what was read last is in force. Fails: -1 with *why; reload_now()
 * logs.
 */
#ifndef MILTER_RELOAD_H
#define MILTER_RELOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "milter/socket.h"
#include "policy/inspect.h"

struct reload {
	const char *settings; /* the file; NULL: embedded defaults */
	struct inspect_shared shared;
	const struct socket *socket;
	const struct conf *started_with;
	pthread_t thread;
	pthread_mutex_t turn; /* one reload at a time; no message waits for it */
	atomic_bool stopped;  /* smfi_main() returned */
};

/* Block the signals that are waited for, and those that must not kill; before any thread. */
void reload_block_signals(void);
int reload_start(struct reload *reload, const char **why);
/* After smfi_main() returned, whoever stopped it: the thread ends before the process does. */
void reload_stop(struct reload *reload);
/* Put the first engine in force. */
int reload_first(const struct reload *reload, struct arena *arena, const char **why);
/* Build a new engine from the file and put it in force; 'cause' is for the log. */
void reload_now(struct reload *reload, const char *cause);

#endif
