/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keeper - the housekeeper: looks for a newly published directory, and tells systemd that we live.
 *
 * systemd hears of us only while the store's writer moves: without it no hit gets its answer.
 * A new directory generation may bring new domains of our own, the history of mail new partners, so
 * the engine is built anew then; for partners it looks every hour.
 *
 * Who owns: struct keeper belongs to main() until keeper_stop(). Threads: one of its own. Fails: -1
 * with *why.
 */
#ifndef MILTER_KEEPER_H
#define MILTER_KEEPER_H

#include <pthread.h>
#include <stdbool.h>

#include "milter/reload.h"

struct keeper {
	struct reload *reload;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping; /* guarded by lock */
};

int keeper_start(struct keeper *keeper, struct reload *reload, const char **why);
void keeper_stop(struct keeper *keeper);

#endif
