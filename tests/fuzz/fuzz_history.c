/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_history - any lines are pairs of bounded strings from the past, or nothing. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/directory/history.h"
#include "tests/fuzz/fuzz.h"

#define NOW (20000LL * 86400 * 1000)

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct history *history = history_new(arena, NOW);
	char *text = arena_memdup(arena, bytes, length);
	const char *at = text, *end = text + length;
	struct history_pair pair;
	int64_t when_ms;

	(void)history_mail_date(text, &when_ms);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line = (size_t)((newline == NULL ? end : newline) - at);

		if (history_read(history, at, line, &pair) == HISTORY_PAIR &&
		    (pair.from[0] == '\0' || strlen(pair.from) > HISTORY_ADDRESS ||
		     strlen(pair.to) > HISTORY_ADDRESS || pair.when_ms > NOW))
			abort();
		at += line + 1;
	}
	arena_free(arena);
	return 0;
}
