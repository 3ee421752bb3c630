/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_script - any script yields well-formed text inside the bounds. */
#include "config.h"

#include <stdlib.h>

#include "policy/base/text.h"
#include "policy/mail/script.h"
#include "tests/fuzz/fuzz.h"

#define MOST 4096

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct script out;
	size_t total = 0, i;

	script_read(arena, (const char *)bytes, length, MOST, &out);
	if (out.count > SCRIPT_FOUND_MOST)
		abort();
	for (i = 0; i < out.count; i++) {
		if (!text_is_utf8(out.found[i].bytes, out.found[i].length))
			abort();
		total += out.found[i].length;
	}
	/* A bad byte becomes three. */
	if (total > 3 * MOST)
		abort();
	arena_free(arena);
	return 0;
}
