/* SPDX-License-Identifier: BSD-2-Clause */
/* table - strings to numbers, several a string: filled once, then only read. */
#include "config.h"

#include "policy/lookalike/table.h"

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
link_entry(struct table *table, uint32_t index)
{
	uint32_t *slot = &table->slots[table->entries[index].hash & (table->slot_count - 1)];

	/* Behind the others, so that entries of one key come back in the order they went in. */
	while (*slot != TABLE_NONE)
		slot = &table->entries[*slot].next;
	*slot = index;
}

static void
grow_slots(struct arena *arena, struct table *table)
{
	uint32_t i;

	table->slot_count = table->slot_count == 0 ? FIRST_SLOTS : table->slot_count * 4;
	table->slots = arena_zalloc(arena, table->slot_count, sizeof(*table->slots));
	memset(table->slots, 0xFF, table->slot_count * sizeof(*table->slots));
	for (i = 0; i < table->count; i++)
		table->entries[i].next = TABLE_NONE;
	for (i = 0; i < table->count; i++)
		link_entry(table, i);
}

void
table_add(struct arena *arena, struct table *table, const char *key, size_t length, uint32_t value)
{
	struct table_entry *entry;

	if (table->count * 2 >= table->slot_count)
		grow_slots(arena, table);
	table->entries = arena_grow(arena, table->entries, table->count, &table->capacity,
				    sizeof(*table->entries));
	entry = &table->entries[table->count];
	*entry = (struct table_entry){.key = key,
				      .length = (uint32_t)length,
				      .hash = hash_of(key, length),
				      .value = value,
				      .next = TABLE_NONE};
	link_entry(table, (uint32_t)table->count++);
}

static uint32_t
find_from(const struct table *table, uint32_t entry, const char *key, size_t length, uint32_t hash)
{
	for (; entry != TABLE_NONE; entry = table->entries[entry].next) {
		const struct table_entry *item = &table->entries[entry];

		if (item->hash == hash && item->length == length &&
		    memcmp(item->key, key, length) == 0)
			return entry;
	}
	return TABLE_NONE;
}

uint32_t
table_first(const struct table *table, const char *key, size_t length)
{
	uint32_t hash;

	if (table->slot_count == 0)
		return TABLE_NONE;
	hash = hash_of(key, length);
	return find_from(table, table->slots[hash & (table->slot_count - 1)], key, length, hash);
}

uint32_t
table_next(const struct table *table, uint32_t entry)
{
	const struct table_entry *item = &table->entries[entry];

	return find_from(table, item->next, item->key, item->length, item->hash);
}

uint32_t
table_value(const struct table *table, const char *key, size_t length)
{
	uint32_t entry = table_first(table, key, length);

	return entry == TABLE_NONE ? TABLE_NONE : table->entries[entry].value;
}
