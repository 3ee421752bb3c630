/* SPDX-License-Identifier: BSD-2-Clause */
/* census - all subjects of a generation, and who is meant by a name. */
#include "config.h"

#include "policy/directory/census.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"

void
census_begin(struct census *census, struct arena *arena)
{
	*census = (struct census){.arena = arena,
				  .by_dn = {.arena = arena},
				  .by_id = {.arena = arena},
				  .by_account = {.arena = arena},
				  .by_address = {.arena = arena}};
}

void
census_add(struct census *census, const struct subject *subject)
{
	struct subject *copy = arena_zalloc(census->arena, 1, sizeof(*copy));

	*copy = *subject;
	census->subjects = arena_grow(census->arena, census->subjects, census->count,
				      &census->capacity, sizeof(struct subject *));
	census->subjects[census->count++] = copy;
}

static int
compare_dns(const void *a, const void *b)
{
	const struct subject *left = *(struct subject *const *)a;
	const struct subject *right = *(struct subject *const *)b;
	int order = strcmp(left->dn_key, right->dn_key);

	return order != 0 ? order : strcmp(left->id, right->id);
}

/* The same entry found by two searches is no surprise; two entries with one id are. */
static void
drop_duplicates(struct census *census)
{
	size_t kept = 0, i;

	for (i = 0; i < census->count; i++) {
		struct subject *subject = census->subjects[i];

		if (!names_add(&census->by_dn, subject->dn_key, (uint32_t)kept))
			continue;
		if (!names_add(&census->by_id, subject->id, (uint32_t)kept)) {
			*names_find(&census->by_dn, subject->dn_key) =
				*names_find(&census->by_id, subject->id);
			census->same_id++;
			continue;
		}
		census->subjects[kept++] = subject;
	}
	census->count = kept;
}

void
census_seal(struct census *census)
{
	size_t i, j;

	if (census->count != 0)
		qsort(census->subjects, census->count, sizeof(struct subject *), compare_dns);
	drop_duplicates(census);
	for (i = 0; i < census->count; i++) {
		struct subject *subject = census->subjects[i];

		if (subject->account[0] != '\0')
			(void)names_add(&census->by_account,
					text_lower(census->arena, subject->account), (uint32_t)i);
		for (j = 0; j < subject->address_count; j++)
			(void)names_add(&census->by_address, subject->addresses[j].key,
					(uint32_t)i);
	}
}

struct subject *
census_find(const struct census *census, const char *name)
{
	const struct names *names = &census->by_account;
	const uint32_t *number;

	if (strchr(name, '=') != NULL)
		names = &census->by_dn;
	else if (strchr(name, '@') != NULL)
		names = &census->by_address;
	number = names_find(names, name);
	return number == NULL ? NULL : census->subjects[*number];
}

/* Address first, then the better claim to it. */
static int
compare_addresses(const void *a, const void *b)
{
	const struct census_address *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order == 0)
		order = (int)left->via - (int)right->via;
	if (order == 0)
		order = (int)left->subject->disabled - (int)right->subject->disabled;
	if (order == 0)
		order = left->subject->tier - right->subject->tier;
	return order != 0 ? order : strcmp(left->subject->id, right->subject->id);
}

struct census_address *
census_addresses(const struct census *census, size_t *count, uint64_t *shared)
{
	struct census_address *all = NULL;
	size_t total = 0, capacity = 0, kept = 0, i, j;

	for (i = 0; i < census->count; i++)
		for (j = 0; j < census->subjects[i]->address_count; j++) {
			const struct subject_address *address = &census->subjects[i]->addresses[j];

			all = arena_grow(census->arena, all, total, &capacity, sizeof(*all));
			all[total++] = (struct census_address){.key = address->key,
							       .via = address->via,
							       .subject = census->subjects[i]};
		}
	if (total != 0)
		qsort(all, total, sizeof(*all), compare_addresses);
	for (i = 0; i < total; i++) {
		if (kept == 0 || strcmp(all[kept - 1].key, all[i].key) != 0)
			all[kept++] = all[i];
		else
			*shared += 1;
	}
	*count = kept;
	return all;
}

void
census_set_add(struct arena *arena, struct subject_set *set, struct subject *subject, size_t most)
{
	set->total++;
	if (set->count == most)
		return;
	set->items =
		arena_grow(arena, set->items, set->count, &set->capacity, sizeof(struct subject *));
	set->items[set->count++] = subject;
}

static int
compare_members(const void *a, const void *b)
{
	const struct subject *left = *(struct subject *const *)a;
	const struct subject *right = *(struct subject *const *)b;
	int order = left->tier - right->tier;

	return order != 0 ? order : strcmp(left->id, right->id);
}

void
census_set_order(struct subject_set *set, size_t most)
{
	if (set->count != 0)
		qsort(set->items, set->count, sizeof(struct subject *), compare_members);
	if (set->count > most)
		set->count = most;
}
