/* SPDX-License-Identifier: BSD-2-Clause */
/* keeper - the housekeeper: looks for a newly published directory, and tells systemd that we live.
 */
#include "config.h"

#include "milter/keeper.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "milter/notify.h"
#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/directory/correspondents.h"
#include "policy/directory/directory.h"
#include "policy/evidence/store.h"

#define ROUND_US    (2 * 1000 * 1000)
#define PARTNERS_US (3600LL * 1000 * 1000) /* a look at all partners takes longer */

/* Partners while they are summed up. */
struct partners {
	const struct conf_contacts *conf;
	int64_t now_ms;
	uint64_t sum;
};

/* Generations only grow, so their sum changes whenever one of them does. */
static uint64_t
generations(struct directory *directory)
{
	struct arena *arena = arena_new();
	struct directory_status status;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; directory_status(directory, arena, i, &status); i++)
		sum += status.generation;
	arena_free(arena);
	return sum;
}

static bool
add_partner(void *data, const char *domain, const struct contact_past *past)
{
	struct partners *partners = data;

	if (contact_of(partners->conf, past, partners->now_ms) == CONTACT_PARTNER)
		partners->sum += text_hash(domain, strlen(domain));
	return true;
}

/* A number that changes when the partners do. */
static uint64_t
partners(const struct reload *reload)
{
	struct partners partners = {.conf = &reload->started_with->contacts,
				    .now_ms = clock_now_ms()};
	const char *why;

	return correspondents_domains(reload->shared.correspondents, add_partner, &partners,
				      &why) == 0
		       ? partners.sum
		       : 0;
}

/* Sleep until the next round; false when it is time to stop. */
static bool
rest(struct keeper *keeper, uint64_t round_us)
{
	struct timespec until;
	bool go_on;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(round_us % 1000000) * 1000;
	until.tv_sec += (time_t)(round_us / 1000000) + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&keeper->lock);
	while (!keeper->stopping &&
	       pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until) == 0)
		;
	go_on = !keeper->stopping;
	(void)pthread_mutex_unlock(&keeper->lock);
	return go_on;
}

/* A writer that hangs counts as hung, whatever else still moves. */
static void
feed_watchdog(struct store *store, uint64_t interval_us)
{
	if (interval_us != 0 && (uint64_t)store_busy_us(store) < interval_us / 2)
		notify_alive();
}

static void *
keep(void *data)
{
	struct keeper *keeper = data;
	struct directory *directory = keeper->reload->shared.directory;
	uint64_t known = generations(directory), now;
	uint64_t known_partners = partners(keeper->reload);
	int64_t looked_us = clock_monotonic_us();
	uint64_t interval_us = notify_interval_us();
	uint64_t round_us = interval_us / 3;

	if (round_us == 0 || round_us > ROUND_US)
		round_us = ROUND_US;
	do {
		feed_watchdog(keeper->reload->shared.store, interval_us);
		directory_refresh(directory);
		now = generations(directory);
		if (now != known)
			reload_now(keeper->reload, "new directory generation");
		known = now;
		if (clock_monotonic_us() - looked_us < PARTNERS_US)
			continue;
		looked_us = clock_monotonic_us();
		now = partners(keeper->reload);
		if (now != known_partners)
			reload_now(keeper->reload, "new partners");
		known_partners = now;
	} while (rest(keeper, round_us));
	return NULL;
}

int
keeper_start(struct keeper *keeper, struct reload *reload, const char **why)
{
	pthread_condattr_t attributes;

	*keeper = (struct keeper){.reload = reload};
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&keeper->lock, NULL);
	(void)pthread_cond_init(&keeper->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	if (pthread_create(&keeper->thread, NULL, keep, keeper) == 0)
		return 0;
	*why = "cannot start a thread";
	return -1;
}

void
keeper_stop(struct keeper *keeper)
{
	(void)pthread_mutex_lock(&keeper->lock);
	keeper->stopping = true;
	(void)pthread_cond_signal(&keeper->wake);
	(void)pthread_mutex_unlock(&keeper->lock);
	(void)pthread_join(keeper->thread, NULL);
	(void)pthread_cond_destroy(&keeper->wake);
	(void)pthread_mutex_destroy(&keeper->lock);
}
