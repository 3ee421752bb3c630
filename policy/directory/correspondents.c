/* SPDX-License-Identifier: BSD-2-Clause */
/* correspondents - who has written with whom: asked for each message, taught by each message. */
#include "config.h"

#include "policy/directory/correspondents.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"

#define BATCH        512 /* facts in one transaction: LMDB likes them small */
#define RETIRED_MOST 16
#define TICKS        10 /* looks at the ring for each flush */
#define NO_HISTORY   "no history yet: nothing was learned or imported"

struct correspondents {
	struct arena *arena;
	enum correspondents_use use;
	const char *state, *cache, *folder, *file; /* the file whose identity tells of a new one */
	uint64_t pairs_most;
	int64_t flush_ms;
	struct gather *gather;
	_Atomic(struct ledger *) ledger; /* NULL: none */
	_Atomic(const char *) why;       /* "" while all is well */
	/* of the one who writes */
	struct ledger *retired[RETIRED_MOST]; /* a reader may still be in one */
	size_t retired_count;
	dev_t device;
	ino_t inode;
	/* the daemon's thread */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping; /* guarded by lock */
};

/* ---- opening --------------------------------------------------------------------------------- */

/* Kept once: the thread comes here again and again. */
static void
remember(struct correspondents *self, const char *why)
{
	if (strcmp(atomic_load(&self->why), why) != 0)
		atomic_store(&self->why, arena_strdup(self->arena, why));
}

/* Nothing that a tool could read, and no fault. */
static bool
is_absent(const struct correspondents *self)
{
	return self->use == CORRESPONDENTS_READ && access(self->folder, F_OK) != 0 &&
	       errno == ENOENT;
}

/* The reason of a failure is in 'arena'. */
static int
open_ledger(struct correspondents *self, struct arena *arena, const char **why)
{
	static const enum ledger_use uses[] = {[CORRESPONDENTS_READ] = LEDGER_READ,
					       [CORRESPONDENTS_WRITE] = LEDGER_IMPORT,
					       [CORRESPONDENTS_SERVE] = LEDGER_WRITE};
	bool writing = self->use != CORRESPONDENTS_READ;
	struct ledger *ledger, *old = atomic_load(&self->ledger);
	struct stat about;

	if (writing && (file_make_folder(arena, self->state, 0700, why) != 0 ||
			file_make_folder(arena, self->cache, 0700, why) != 0))
		return -1;
	if (ledger_open(arena, self->folder, uses[self->use], &ledger, why) != 0)
		return -1;
	if (stat(self->file, &about) == 0) {
		self->device = about.st_dev;
		self->inode = about.st_ino;
	}
	if (old != NULL)
		self->retired[self->retired_count++] = old;
	atomic_store(&self->ledger, ledger);
	return 0;
}

/* The ledger that lies there now: another one when the cache was deleted. NULL when there is none.
 */
static struct ledger *
follow(struct correspondents *self)
{
	struct ledger *ledger = atomic_load(&self->ledger);
	struct arena *scratch;
	const char *why = NULL;
	struct stat about;

	if (ledger != NULL && (self->retired_count == RETIRED_MOST ||
			       (stat(self->file, &about) == 0 && about.st_dev == self->device &&
				about.st_ino == self->inode)))
		return ledger;
	scratch = arena_new();
	ledger = NULL;
	if (open_ledger(self, scratch, &why) == 0)
		ledger = atomic_load(&self->ledger);
	else
		remember(self, why);
	arena_free(scratch);
	return ledger;
}

/* ---- writing --------------------------------------------------------------------------------- */

struct batch {
	struct gather_fact facts[BATCH];
	char bytes[BATCH][GATHER_BYTES];
};

static int
write_batch(struct correspondents *self, const struct gather_fact *facts, size_t count,
	    const char **why)
{
	struct ledger *ledger = follow(self);

	if (ledger == NULL) {
		*why = atomic_load(&self->why);
		return -1;
	}
	if (ledger_enter(ledger, facts, count, why) != 0 ||
	    ledger_trim(ledger, self->pairs_most, clock_now_ms(), why) != 0) {
		remember(self, *why);
		return -1;
	}
	remember(self, "");
	return 0;
}

/* At most what the ring holds: those who put must not keep us here. */
int
correspondents_flush(struct correspondents *self, const char **why)
{
	struct arena *arena = arena_new();
	struct batch *batch = arena_zalloc(arena, 1, sizeof(*batch));
	size_t count = BATCH, taken = 0;
	int result = 0;

	while (result == 0 && count == BATCH && taken < CORRESPONDENTS_SLOTS) {
		for (count = 0; count < BATCH; count++)
			if (!gather_take(self->gather, batch->bytes[count], &batch->facts[count]))
				break;
		if (count != 0)
			result = write_batch(self, batch->facts, count, why);
		taken += count;
	}
	arena_free(arena);
	return result;
}

/* Wait for the next tick; false when it is time to stop. */
static bool
rest(struct correspondents *self)
{
	struct timespec until;
	bool go_on;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += self->flush_ms / TICKS / 1000;
	until.tv_nsec += (long)(self->flush_ms / TICKS % 1000) * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&self->lock);
	while (!self->stopping && pthread_cond_timedwait(&self->wake, &self->lock, &until) == 0)
		;
	go_on = !self->stopping;
	(void)pthread_mutex_unlock(&self->lock);
	return go_on;
}

static void *
serve(void *data)
{
	struct correspondents *self = data;
	const char *why;
	int tick = 0;

	while (rest(self)) {
		if (++tick < TICKS && gather_waiting(self->gather) < CORRESPONDENTS_SLOTS / 2)
			continue;
		(void)correspondents_flush(self, &why);
		tick = 0;
	}
	(void)correspondents_flush(self, &why);
	return NULL;
}

/* Signals are for the thread that started us. */
static int
start(struct correspondents *self, const char **why)
{
	pthread_condattr_t attributes;
	sigset_t all, before;
	int code;

	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&self->lock, NULL);
	(void)pthread_cond_init(&self->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&self->thread, NULL, serve, self);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (code == 0)
		return 0;
	(void)pthread_cond_destroy(&self->wake);
	(void)pthread_mutex_destroy(&self->lock);
	*why = "cannot start the thread that learns";
	return -1;
}

static void
stop(struct correspondents *self)
{
	(void)pthread_mutex_lock(&self->lock);
	self->stopping = true;
	(void)pthread_cond_signal(&self->wake);
	(void)pthread_mutex_unlock(&self->lock);
	(void)pthread_join(self->thread, NULL);
	(void)pthread_cond_destroy(&self->wake);
	(void)pthread_mutex_destroy(&self->lock);
}

/* ---- the handle ------------------------------------------------------------------------------ */

struct correspondents *
correspondents_open(struct arena *arena, const char *state, const struct conf_contacts *conf,
		    enum correspondents_use use, const char **why)
{
	struct arena *own = arena_new();
	struct correspondents *self = arena_zalloc(own, 1, sizeof(*self));
	const char *reason = NULL;

	self->arena = own;
	self->use = use;
	self->state = arena_strdup(own, state);
	self->cache = arena_printf(own, "%s/cache", state);
	self->folder = arena_printf(own, "%s/contacts", self->cache);
	self->file = arena_printf(own, "%s/data.mdb", self->folder);
	self->pairs_most = (uint64_t)conf->pairs_most;
	self->flush_ms = conf->flush_ms;
	if (use != CORRESPONDENTS_READ)
		self->gather = gather_new(own, CORRESPONDENTS_SLOTS);
	atomic_store(&self->why, "");
	if (open_ledger(self, arena, &reason) != 0)
		remember(self, is_absent(self) ? NO_HISTORY : reason);
	if (use == CORRESPONDENTS_SERVE && start(self, why) != 0) {
		*why = arena_strdup(arena, *why);
		ledger_close(atomic_load(&self->ledger));
		arena_free(own);
		return NULL;
	}
	return self;
}

void
correspondents_close(struct correspondents *self)
{
	const char *why;
	size_t i;

	if (self == NULL)
		return;
	if (self->use == CORRESPONDENTS_SERVE)
		stop(self);
	else if (self->use == CORRESPONDENTS_WRITE)
		(void)correspondents_flush(self, &why);
	for (i = 0; i < self->retired_count; i++)
		ledger_close(self->retired[i]);
	ledger_close(atomic_load(&self->ledger));
	arena_free(self->arena);
}

void
correspondents_note(struct correspondents *self, const struct gather_fact *fact)
{
	if (self->gather != NULL && *fact->own_domain != '\0' && *fact->foreign_domain != '\0')
		(void)gather_put(self->gather, fact);
}

enum answer
correspondents_ask(struct correspondents *self, const struct gather_fact *who,
		   struct ledger_answer *out, const char **why)
{
	struct ledger *ledger = atomic_load(&self->ledger);

	if (ledger == NULL) {
		*why = atomic_load(&self->why);
		return ANSWER_DOWN;
	}
	return ledger_ask(ledger, who, out, why);
}

struct partners {
	struct arena *arena;
	const struct conf_contacts *conf;
	struct conf_list list;
	size_t capacity, most;
	int64_t now_ms;
};

static bool
add_partner(void *data, const char *domain, const struct contact_past *past)
{
	struct partners *partners = data;
	struct conf_list *list = &partners->list;

	if (contact_of(partners->conf, past, partners->now_ms) != CONTACT_PARTNER)
		return true;
	if (list->count == partners->most)
		return false;
	list->items = arena_grow(partners->arena, list->items, list->count, &partners->capacity,
				 sizeof(*list->items));
	list->items[list->count++] = arena_strdup(partners->arena, domain);
	return true;
}

struct conf_list
correspondents_partners(struct correspondents *self, struct arena *arena,
			const struct conf_contacts *conf, size_t most)
{
	struct partners partners = {
		.arena = arena, .conf = conf, .most = most, .now_ms = clock_now_ms()};
	const char *why;

	if (correspondents_domains(self, add_partner, &partners, &why) != 0)
		return (struct conf_list){0};
	return partners.list;
}

int
correspondents_domains(struct correspondents *self,
		       bool (*each)(void *data, const char *domain,
				    const struct contact_past *past),
		       void *data, const char **why)
{
	struct ledger *ledger = atomic_load(&self->ledger);

	if (ledger == NULL) {
		*why = atomic_load(&self->why);
		return -1;
	}
	return ledger_domains(ledger, each, data, why);
}

void
correspondents_status(struct correspondents *self, struct correspondents_status *out)
{
	struct ledger *ledger = atomic_load(&self->ledger);
	const char *why;

	*out = (struct correspondents_status){.why = atomic_load(&self->why)};
	out->absent = strcmp(out->why, NO_HISTORY) == 0;
	if (self->gather != NULL)
		out->lost = gather_lost(self->gather);
	if (ledger != NULL && ledger_size(ledger, &out->size, &why) != 0) {
		out->size = (struct ledger_size){0};
		out->why = why;
	}
}
