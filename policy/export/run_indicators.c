/* SPDX-License-Identifier: BSD-2-Clause */
/* run_indicators - sender infrastructure, lookalike and link domains, imitated brands, for
 * blocking. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/export/csv.h"
#include "policy/export/run.h"

#define PERIOD_MS (30 * CLOCK_DAY_MS)
#define BUCKETS   8192
#define MOST      100000 /* of distinct values */

struct indicator {
	struct indicator *next;
	const char *type, *value, *imitates;
	uint64_t hits;
	int64_t first_ms, last_ms;
};

struct collection {
	struct run *run;
	struct indicator *buckets[BUCKETS];
	size_t count;
};

static struct indicator *
find(struct collection *collection, const char *type, const char *value)
{
	uint64_t hash = text_hash(value, strlen(value)) ^ text_hash(type, strlen(type));
	struct indicator **bucket = &collection->buckets[hash % BUCKETS], *at = *bucket;
	struct arena *arena = collection->run->arena;

	while (at != NULL && (strcmp(at->value, value) != 0 || strcmp(at->type, type) != 0))
		at = at->next;
	if (at != NULL || collection->count == MOST)
		return at;
	at = arena_zalloc(arena, 1, sizeof(*at));
	*at = (struct indicator){
		.next = *bucket, .type = type, .value = arena_strdup(arena, value), .imitates = ""};
	*bucket = at;
	collection->count++;
	return at;
}

static void
add(struct collection *collection, const char *type, const char *value, const char *imitates,
    const struct hit *hit)
{
	struct indicator *at;

	if (value == NULL || value[0] == '\0')
		return;
	at = find(collection, type, value);
	if (at == NULL)
		return;
	if (at->imitates[0] == '\0' && imitates[0] != '\0')
		at->imitates = arena_strdup(collection->run->arena, imitates);
	if (at->hits == 0 || hit->when_ms < at->first_ms)
		at->first_ms = hit->when_ms;
	if (at->hits == 0 || hit->when_ms > at->last_ms)
		at->last_ms = hit->when_ms;
	at->hits++;
}

static const char *
domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? "" : at + 1;
}

/* What is imitated or ours must never end in a block list. */
static bool
is_innocent(const struct hit *hit, const char *domain)
{
	size_t i;

	if (text_equal_fold(domain, domain_of(hit->recipient)))
		return true;
	for (i = 0; i < hit->finding_count; i++)
		if (text_equal_fold(domain, hit->findings[i].target))
			return true;
	return false;
}

static const char *
target_of(const struct hit *hit)
{
	size_t i;

	for (i = 0; i < hit->finding_count; i++)
		if (hit->findings[i].target[0] != '\0')
			return hit->findings[i].target;
	return hit->brand;
}

/* Whether the owner of 'domain' sent it: DMARC says so, or a good signature of it. */
static bool
is_proven(const struct hit *hit, const char *domain)
{
	static const char pass[] = "pass ";

	if (strcmp(hit->dmarc, "pass") == 0)
		return true;
	return strncmp(hit->dkim, pass, strlen(pass)) == 0 &&
	       text_equal_fold(domain, hit->dkim + strlen(pass));
}

static void
add_sender(struct collection *collection, const struct hit *hit)
{
	const char *domain = domain_of(hit->header_from);

	/* Else anybody could have a name of his choice blocked: who writes From chooses it. */
	if (!is_proven(hit, domain) || is_innocent(hit, domain))
		return;
	add(collection, "sender-domain", domain, "", hit);
}

static bool
gather(void *data, const struct hit *hit)
{
	struct collection *collection = data;
	size_t i;

	if (hit->verdict < VERDICT_TAG)
		return true;
	if (!is_innocent(hit, hit->lookalike))
		add(collection, "lookalike-domain", hit->lookalike, target_of(hit), hit);
	for (i = 0; i < hit->link_domain_count; i++)
		if (!is_innocent(hit, hit->link_domains[i]))
			add(collection, "link-domain", hit->link_domains[i], "", hit);
	add(collection, "brand", hit->brand, "", hit);
	add(collection, "client-address", hit->client_address, "", hit);
	add_sender(collection, hit);
	return true;
}

static int
by_type_and_value(const void *a, const void *b)
{
	const struct indicator *const *x = a, *const *y = b;
	int order = strcmp((*x)->type, (*y)->type);

	return order != 0 ? order : strcmp((*x)->value, (*y)->value);
}

static const struct indicator **
sort(struct collection *collection)
{
	const struct indicator **sorted, *at;
	size_t i, count = 0;

	sorted = arena_zalloc(collection->run->arena, collection->count + 1, sizeof(*sorted));
	for (i = 0; i < BUCKETS; i++)
		for (at = collection->buckets[i]; at != NULL; at = at->next)
			sorted[count++] = at;
	if (count != 0)
		qsort(sorted, count, sizeof(*sorted), by_type_and_value);
	return sorted;
}

static int
write_sorted(struct run *run, struct collection *collection, const char **why)
{
	static const char *const names[] = {"type", "value",      "imitates",
					    "hits", "first_seen", "last_seen"};
	const struct indicator **sorted = sort(collection);
	struct outfile *file = outfile_open(run->arena, run->folder, "indicators.csv");
	struct text text = TEXT_IN(run->arena);
	size_t i;

	csv_row(&text, names, sizeof(names) / sizeof(names[0]));
	outfile_add(file, &text, 0);
	for (i = 0; i < collection->count; i++) {
		const struct indicator *at = sorted[i];

		csv_row(&text,
			(const char *const[]){
				at->type, csv_cell(run->arena, at->value, run->guard),
				csv_cell(run->arena, at->imitates, run->guard),
				arena_printf(run->arena, "%llu", (unsigned long long)at->hits),
				clock_rfc3339(run->arena, at->first_ms, 1),
				clock_rfc3339(run->arena, at->last_ms, 1)},
			sizeof(names) / sizeof(names[0]));
		outfile_add(file, &text, 1);
	}
	return run_close(run, file, why);
}

int
run_indicators(struct run *run, const char **why)
{
	struct collection *collection = arena_zalloc(run->arena, 1, sizeof(*collection));
	struct store_query query = {.since_ms = run->request->now_ms - PERIOD_MS};

	collection->run = run;
	if (store_hits(run->store, &query, gather, collection, why) != 0)
		return -1;
	return write_sorted(run, collection, why);
}
