/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_domain - any bytes as a host: the look-alike check keeps its promises. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/lookalike/lookalike.h"
#include "tests/fuzz/fuzz.h"

/* Opened once: a fuzzer asks millions of times. */
static const struct lookalike *
get_tables(void)
{
	static struct lookalike *tables;
	static const char *owned[] = {"meridian-freight.example"};
	const struct conf_protected conf = {.owned = {owned, 1}};
	struct arena *arena = arena_new();
	const char *why;

	if (tables == NULL)
		tables = lookalike_open(arena, &conf, NULL, &why);
	if (tables == NULL)
		abort();
	arena_free(arena);
	return tables;
}

/* A match names what it accuses of what; anything else names nothing. */
static void
hold(const struct lookalike *tables, const struct host *host, const struct lookalike_match *match)
{
	if (match->role == NULL || match->why == NULL || match->nearly == NULL ||
	    match->target == NULL || match->owner == NULL)
		abort();
	if (match->flagged && (match->why[0] == '\0' || match->target[0] == '\0' ||
			       match->owner[0] == '\0' || match->tier == LOOKALIKE_NONE ||
			       match->cost < 0 || !text_is_utf8(match->why, strlen(match->why))))
		abort();
	if (!match->flagged && (match->target[0] != '\0' || match->needs_claim))
		abort();
	/* The owner's own names are never accused. */
	if (match->flagged && lookalike_owner(tables, host)[0] != '\0')
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct lookalike *tables = get_tables();
	struct arena *arena = arena_new();
	struct lookalike_match match;
	struct host host;
	const char *why;
	bool alone;

	if (host_canonical(arena, (const char *)bytes, length, &host, &why) == 0) {
		lookalike_check(tables, arena, &host, &match);
		hold(tables, &host, &match);
		/* Beside a claim nothing that stands alone is lost, and more may be found. */
		alone = match.flagged && !match.needs_claim;
		lookalike_check_as(tables, arena, &host, "Amazon", &match);
		hold(tables, &host, &match);
		if (alone && !match.flagged)
			abort();
	}
	arena_free(arena);
	return 0;
}
