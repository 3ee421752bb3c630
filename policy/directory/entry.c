/* SPDX-License-Identifier: BSD-2-Clause */
/* entry - one directory entry as a feed delivers it, reduced to the attributes that are wanted. */
#include "config.h"

#include "policy/directory/entry.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

static const struct entry_values nothing = {0};

static int
find(const struct entry_attributes *attributes, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < attributes->count; i++)
		if (strncasecmp(attributes->names[i], name, length) == 0 &&
		    attributes->names[i][length] == '\0')
			return (int)i;
	return -1;
}

int
entry_want(struct entry_attributes *attributes, const char *name)
{
	int i = find(attributes, name, strlen(name));

	if (i >= 0)
		return i;
	if (attributes->count == ENTRY_ATTRIBUTES_MOST)
		return -1;
	attributes->names[attributes->count] = text_lower(attributes->arena, name);
	return (int)attributes->count++;
}

void
entry_begin(struct entry *entry, struct arena *arena, const struct entry_attributes *attributes,
	    const char *dn)
{
	*entry = (struct entry){.arena = arena, .attributes = attributes, .dn = dn};
	entry->values = arena_zalloc(arena, attributes->count + 1, sizeof(*entry->values));
}

bool
entry_add(struct entry *entry, const char *name, const void *bytes, size_t length)
{
	int i = find(entry->attributes, name, strcspn(name, ";"));
	struct entry_values *values;

	if (i < 0 || length > ENTRY_VALUE_BYTES)
		return true;
	if (entry->total == ENTRY_VALUES_MOST || entry->bytes + length > ENTRY_BYTES_MOST)
		return false;
	values = &entry->values[i];
	values->items = arena_grow(entry->arena, values->items, values->count, &values->capacity,
				   sizeof(*values->items));
	values->items[values->count++] = (struct entry_value){
		.bytes = arena_memdup(entry->arena, bytes, length), .length = length};
	entry->total++;
	entry->bytes += length;
	return true;
}

const struct entry_values *
entry_all(const struct entry *entry, int attribute)
{
	return attribute < 0 ? &nothing : &entry->values[attribute];
}

const char *
entry_text(const struct entry *entry, int attribute)
{
	const struct entry_values *values = entry_all(entry, attribute);

	return values->count == 0 ? NULL : values->items[0].bytes;
}
