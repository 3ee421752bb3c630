/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_ldif - any bytes are entries to their orderly end, or a reason with file and line. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/conf/conf.h"
#include "policy/directory/ldif.h"
#include "policy/directory/mapping.h"
#include "tests/fuzz/fuzz.h"

/* Values end with a NUL, and a subject is usable. */
static void
check_entry(struct arena *arena, const struct mapping *mapping, const struct entry *entry)
{
	struct mapping_losses losses = {0};
	struct subject subject;
	size_t i, j;

	for (i = 0; i < entry->attributes->count; i++)
		for (j = 0; j < entry->values[i].count; j++)
			if (entry->values[i].items[j].bytes[entry->values[i].items[j].length] !=
			    '\0')
				abort();
	if (!mapping_subject(mapping, arena, entry, &losses, &subject))
		return;
	if (subject.id[0] == '\0' || strlen(subject.id) > MAPPING_ID_BYTES ||
	    subject.address_count > MAPPING_ADDRESSES || subject.mail == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct conf *conf; /* the defaults, read once */
	struct arena *arena = arena_new();
	const char *why = NULL;
	struct mapping *mapping = NULL;
	struct entry entry;
	struct feed *feed;
	int more;

	if (conf == NULL)
		conf = conf_open(arena, NULL, &why);
	mapping = mapping_open(arena, &conf->directories[0], 0, &why);
	feed = ldif_open_bytes(arena, "fuzz", (const char *)bytes, length,
			       mapping_attributes(mapping));
	why = NULL;
	while ((more = feed->next(feed, arena, &entry, &why)) > 0)
		check_entry(arena, mapping, &entry);
	if (more < 0 && (why == NULL || strncmp(why, "fuzz:", 5) != 0))
		abort();
	feed->close(feed);
	arena_free(arena);
	return 0;
}
