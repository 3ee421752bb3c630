/* SPDX-License-Identifier: BSD-2-Clause */
/* names - a table from strings to numbers, for joining entries while a generation is built. */
#include "config.h"

#include "policy/directory/names.h"

#include <string.h>

#include "policy/base/text.h"

#define FIRST_SIZE 64 /* a power of two, as all later sizes */

/* The slot that holds the key, or the free one where it belongs. */
static struct names_slot *
probe(const struct names *names, const char *key, uint64_t hash)
{
	size_t i = hash & (names->size - 1);

	while (names->slots[i].key != NULL &&
	       (names->slots[i].hash != hash || strcmp(names->slots[i].key, key) != 0))
		i = (i + 1) & (names->size - 1);
	return &names->slots[i];
}

static void
grow(struct names *names)
{
	struct names old = *names;
	size_t i;

	names->size = old.size == 0 ? FIRST_SIZE : old.size * 2;
	names->slots = arena_zalloc(names->arena, names->size, sizeof(*names->slots));
	for (i = 0; i < old.size; i++)
		if (old.slots[i].key != NULL)
			*probe(names, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

bool
names_add(struct names *names, const char *key, uint32_t value)
{
	uint64_t hash = text_hash(key, strlen(key));
	struct names_slot *slot;

	if ((names->count + 1) * 3 > names->size * 2)
		grow(names);
	slot = probe(names, key, hash);
	if (slot->key != NULL)
		return false;
	*slot = (struct names_slot){.key = key, .hash = hash, .value = value};
	names->count++;
	return true;
}

uint32_t *
names_find(const struct names *names, const char *key)
{
	struct names_slot *slot;

	if (names->size == 0)
		return NULL;
	slot = probe(names, key, text_hash(key, strlen(key)));
	return slot->key == NULL ? NULL : &slot->value;
}
