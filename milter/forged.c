/* SPDX-License-Identifier: BSD-2-Clause */
/* forged - header fields of a stranger that claim to be ours. */
#include "config.h"

#include "milter/forged.h"

#include <string.h>
#include <strings.h>

#include "policy/mail/authentication.h"

/* MTAs count "Name :" and "NAME" under the same name as "Name" (milter.md section 3.4). */
static bool
is_named(const char *name, const char *wanted)
{
	size_t length = strcspn(name, " \t:");

	return length == strlen(wanted) && strncasecmp(name, wanted, length) == 0;
}

static void
note_results(struct forged *forged, struct arena *arena, const char *value)
{
	const struct conf_list ids = {.items = &forged->results_id, .count = 1};

	forged->results_seen++;
	if (forged->results_id == NULL || forged->results_count > FORGED_MOST)
		return;
	if (forged->results_shared && !forged->below_received)
		return;
	if (!authres_claims(value, strlen(value), &ids))
		return;
	forged->results = arena_grow(arena, forged->results, forged->results_count,
				     &forged->results_capacity, sizeof(*forged->results));
	forged->results[forged->results_count++] = forged->results_seen;
}

void
forged_note(struct forged *forged, struct arena *arena, const char *name, const char *value)
{
	if (is_named(name, FORGED_TAG))
		forged->tags++;
	else if (is_named(name, FORGED_RESULTS))
		note_results(forged, arena, value);
	else if (is_named(name, "Received"))
		forged->below_received = true;
}

bool
forged_too_many(const struct forged *forged)
{
	return forged->tags > FORGED_MOST || forged->results_count > FORGED_MOST;
}
