/* SPDX-License-Identifier: BSD-2-Clause */
/* multimap - strings to numbers, several a string: filled once, then only read. */
#include "config.h"

#include "policy/lookalike/multimap.h"

#include <string.h>

#include "policy/base/text.h"

#define FIRST_SLOTS 1024

static uint32_t
hash_of(const char *key, size_t length)
{
	uint64_t hash = text_hash(key, length);

	return (uint32_t)(hash ^ hash >> 32);
}

static void
link_entry(struct multimap *map, uint32_t index)
{
	uint32_t *slot = &map->slots[map->entries[index].hash & (map->slot_count - 1)];

	/* Behind the others, so that entries of one key come back in the order they went in. */
	while (*slot != MULTIMAP_NONE)
		slot = &map->entries[*slot].next;
	*slot = index;
}

static void
grow_slots(struct arena *arena, struct multimap *map)
{
	uint32_t i;

	map->slot_count = map->slot_count == 0 ? FIRST_SLOTS : map->slot_count * 4;
	map->slots = arena_zalloc(arena, map->slot_count, sizeof(*map->slots));
	memset(map->slots, 0xFF, map->slot_count * sizeof(*map->slots));
	for (i = 0; i < map->count; i++)
		map->entries[i].next = MULTIMAP_NONE;
	for (i = 0; i < map->count; i++)
		link_entry(map, i);
}

void
multimap_add(struct arena *arena, struct multimap *map, const char *key, size_t length,
	     uint32_t value)
{
	struct multimap_entry *entry;

	if (map->count * 2 >= map->slot_count)
		grow_slots(arena, map);
	map->entries =
		arena_grow(arena, map->entries, map->count, &map->capacity, sizeof(*map->entries));
	entry = &map->entries[map->count];
	*entry = (struct multimap_entry){.key = key,
					 .length = (uint32_t)length,
					 .hash = hash_of(key, length),
					 .value = value,
					 .next = MULTIMAP_NONE};
	link_entry(map, (uint32_t)map->count++);
}

static uint32_t
find_from(const struct multimap *map, uint32_t entry, const char *key, size_t length, uint32_t hash)
{
	for (; entry != MULTIMAP_NONE; entry = map->entries[entry].next) {
		const struct multimap_entry *item = &map->entries[entry];

		if (item->hash == hash && item->length == length &&
		    memcmp(item->key, key, length) == 0)
			return entry;
	}
	return MULTIMAP_NONE;
}

uint32_t
multimap_first(const struct multimap *map, const char *key, size_t length)
{
	uint32_t hash;

	if (map->slot_count == 0)
		return MULTIMAP_NONE;
	hash = hash_of(key, length);
	return find_from(map, map->slots[hash & (map->slot_count - 1)], key, length, hash);
}

uint32_t
multimap_next(const struct multimap *map, uint32_t entry)
{
	const struct multimap_entry *item = &map->entries[entry];

	return find_from(map, item->next, item->key, item->length, item->hash);
}

uint32_t
multimap_value(const struct multimap *map, const char *key, size_t length)
{
	uint32_t entry = multimap_first(map, key, length);

	return entry == MULTIMAP_NONE ? MULTIMAP_NONE : map->entries[entry].value;
}
