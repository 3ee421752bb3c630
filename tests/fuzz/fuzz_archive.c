/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_archive - any bytes as a ZIP: names are text, contents inside the bounds. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/archive.h"
#include "tests/fuzz/fuzz.h"

#define MOST 4096

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct archive archive = {.bytes = (const char *)bytes, .length = length};
	struct archive_entry entry;
	size_t entries = 0;

	while (entries++ < 100 && archive_next(arena, &archive, &entry)) {
		struct archive_text text;

		if (!text_is_utf8(entry.name, strlen(entry.name)))
			abort();
		archive_unpack(arena, &archive, &entry, MOST, &text);
		if (text.length > MOST)
			abort();
	}
	arena_free(arena);
	return 0;
}
