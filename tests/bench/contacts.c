/* SPDX-License-Identifier: BSD-2-Clause */
/* contacts - what the history of mail costs: entering pairs, noting and asking for one mail. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/clock.h"
#include "policy/directory/correspondents.h"
#include "tests/unit/scratch.h"

#define PAIRS   1000000
#define OURS    5000   /* addresses of ours */
#define DOMAINS 50000  /* of theirs */
#define ASKED   200000 /* questions that are measured one by one */

struct names {
	char own[64], foreign[96], foreign_domain[64];
};

static uint64_t
mix(uint64_t number)
{
	number = (number ^ number >> 31) * 0x7fb5d329728ea185ULL;
	return number ^ number >> 27;
}

/* Pair 'i': few of theirs write often, most seldom. */
static struct gather_fact
pair(struct names *names, uint64_t i)
{
	uint64_t number = mix(i);

	(void)snprintf(names->own, sizeof(names->own), "user%llu@bench.example",
		       (unsigned long long)(number % OURS));
	(void)snprintf(names->foreign_domain, sizeof(names->foreign_domain), "d%llu.example",
		       (unsigned long long)(number / OURS % DOMAINS));
	(void)snprintf(names->foreign, sizeof(names->foreign), "p%llu@%s",
		       (unsigned long long)(number >> 40 & 7), names->foreign_domain);
	return (struct gather_fact){.own = names->own,
				    .own_domain = "bench.example",
				    .foreign = names->foreign,
				    .foreign_domain = names->foreign_domain,
				    .when_ms = clock_now_ms(),
				    .out = (number >> 50 & 3) == 0};
}

static void
must(int result, const char *why)
{
	if (result == 0)
		return;
	(void)fprintf(stderr, "contacts: %s\n", why);
	exit(1);
}

/* Note and write all of them; what noting alone took, in microseconds. */
static int64_t
fill(struct correspondents *correspondents)
{
	int64_t noting_us = 0, began_us;
	struct names names;
	const char *why = NULL;
	uint64_t i, j;

	for (i = 0; i < PAIRS; i += CORRESPONDENTS_SLOTS) {
		began_us = clock_monotonic_us();
		for (j = i; j < i + CORRESPONDENTS_SLOTS && j < PAIRS; j++) {
			const struct gather_fact fact = pair(&names, j);

			correspondents_note(correspondents, &fact);
		}
		noting_us += clock_monotonic_us() - began_us;
		must(correspondents_flush(correspondents, &why), why);
	}
	return noting_us;
}

static int
smaller_first(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

/* Half of them known, half not. */
static void
ask(struct arena *arena, struct correspondents *correspondents)
{
	int *took = arena_zalloc(arena, ASKED, sizeof(*took));
	int64_t began_us = clock_monotonic_us(), all_us;
	struct ledger_answer answer;
	struct names names;
	const char *why = NULL;
	uint64_t i, known = 0;

	for (i = 0; i < ASKED; i++) {
		const struct gather_fact who = pair(&names, i * 2 * PAIRS / ASKED);
		int64_t before_us = clock_monotonic_us();

		if (correspondents_ask(correspondents, &who, &answer, &why) != ANSWER_FOUND)
			must(-1, why);
		took[i] = (int)(clock_monotonic_us() - before_us);
		known += answer.address.in + answer.address.out != 0 ? 1 : 0;
	}
	all_us = clock_monotonic_us() - began_us;
	qsort(took, ASKED, sizeof(*took), smaller_first);
	(void)printf("asking: %.2f us a recipient, half below %d, 99 of 100 below %d (%.0f %% "
		     "known)\n",
		     (double)all_us / ASKED, took[ASKED / 2], took[ASKED / 100 * 99],
		     100.0 * (double)known / ASKED);
}

int
main(void)
{
	const struct conf_contacts conf = {.pairs_most = 100000000, .flush_ms = 3600 * 1000};
	struct arena *arena = arena_new();
	const char *why = NULL, *folder = scratch_make(arena);
	struct correspondents *correspondents =
		correspondents_open(arena, folder, &conf, CORRESPONDENTS_WRITE, &why);
	struct correspondents_status status;
	int64_t began_us = clock_monotonic_us(), noting_us, all_us;
	struct conf_list partners;

	must(correspondents == NULL ? -1 : 0, why);
	noting_us = fill(correspondents);
	all_us = clock_monotonic_us() - began_us;
	correspondents_status(correspondents, &status);
	(void)printf("%llu mails: noted in %.2f us each, written in %.1f us each\n",
		     (unsigned long long)status.size.mails, (double)noting_us / PAIRS,
		     (double)(all_us - noting_us) / PAIRS);
	(void)printf("%llu pairs, %llu domains: %.0f MB of file, %.0f bytes a row; the ring %.1f "
		     "MB\n",
		     (unsigned long long)status.size.pairs, (unsigned long long)status.size.domains,
		     (double)status.size.bytes / 1e6,
		     (double)status.size.bytes / (double)(status.size.pairs + status.size.domains),
		     CORRESPONDENTS_SLOTS * (GATHER_BYTES + 24) / 1e6);
	ask(arena, correspondents);
	began_us = clock_monotonic_us();
	partners = correspondents_partners(correspondents, arena, &conf, PAIRS);
	(void)printf("partners: %zu of them listed in %.0f ms\n", partners.count,
		     (double)(clock_monotonic_us() - began_us) / 1000);
	correspondents_close(correspondents);
	scratch_remove(folder);
	arena_free(arena);
	return 0;
}
