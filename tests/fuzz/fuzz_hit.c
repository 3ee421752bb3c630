/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_hit - rows of a hostile store: hits, states and reviews. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/evidence/hit.h"
#include "policy/evidence/reviews.h"
#include "policy/evidence/state.h"
#include "tests/fuzz/fuzz.h"

/* What was read once is written and read the same again. */
static void
check_hit(struct arena *arena, const struct hit *hit)
{
	unsigned char *bytes, *again;
	size_t length, more;
	const char *why;
	struct hit back;

	if (hit->impact >= IMPACTS || hit->disposition >= DISPOSITIONS ||
	    hit->verdict > VERDICT_REJECT || hit->identity.kind >= IDENTITY_KINDS)
		abort();
	hit_pack(arena, hit, &bytes, &length);
	if (hit_unpack(arena, bytes, length, &back, &why) != 0)
		abort();
	hit_pack(arena, &back, &again, &more);
	if (more != length || memcmp(bytes, again, length) != 0)
		abort();
}

static void
check_state(struct arena *arena, struct state *state, const struct hit *hit)
{
	static const struct conf_risk conf = {.half_life_ms = 86400000};
	unsigned char id[ROWS_ID] = {1}, *bytes;
	struct risk_identity risk;
	unsigned impacts;
	size_t length;

	if (hit != NULL)
		state_add(arena, state, hit, id, conf.half_life_ms);
	if (state->event_count > STATE_EVENTS_MOST || state->families.count > STATE_NAMES_MOST)
		abort();
	state_risk(arena, state, &conf, 0, &risk, &impacts);
	if (risk.risk < 0 || risk.risk > 1000)
		abort();
	state_pack(arena, state, &bytes, &length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct database_span key = {"key", 3}, row = {bytes, length};
	struct store_review review;
	struct state state;
	struct hit hit;
	const char *why;
	bool is_hit = hit_unpack(arena, bytes, length, &hit, &why) == 0;

	if (is_hit)
		check_hit(arena, &hit);
	if (state_unpack(arena, bytes, length, &state, &why) == 0)
		check_state(arena, &state, is_hit ? &hit : NULL);
	if (reviews_read(arena, key, row, &review) && review.kind >= REVIEW_KINDS)
		abort();
	arena_free(arena);
	return 0;
}
