/* SPDX-License-Identifier: BSD-2-Clause */
/* state - what is known of one identity, folded from its hits into one row. */
#include "config.h"

#include "policy/evidence/state.h"

#include <math.h>
#include <string.h>

#include "policy/evidence/store.pb-c.h"
#include "policy/evidence/wire.h"

#define LIVING 4 /* half-lives after which an impact no longer justifies a review */

static struct state_names
names_in(struct arena *arena, char *const *strings, size_t count)
{
	struct state_names names = {.count = count > STATE_NAMES_MOST ? STATE_NAMES_MOST : count};

	names.items = arena_zalloc(arena, STATE_NAMES_MOST, sizeof(*names.items));
	if (names.count != 0)
		memcpy(names.items, strings, names.count * sizeof(*names.items));
	return names;
}

static struct state_names
ids_in(struct arena *arena, const ProtobufCBinaryData *ids, size_t count)
{
	struct state_names names = {
		.items = arena_zalloc(arena, STATE_NAMES_MOST, sizeof(*names.items))};
	size_t i;

	for (i = 0; i < count && names.count < STATE_NAMES_MOST; i++)
		if (ids[i].len == ROWS_ID)
			names.items[names.count++] = digest_hex(arena, ids[i].data, ROWS_ID);
	return names;
}

static bool
read_event(const Lurewatch__StateEvent *from, struct state_event *out)
{
	if (from->hit.len != ROWS_ID || from->impact >= IMPACTS ||
	    from->disposition >= DISPOSITIONS)
		return false;
	memcpy(out->hit, from->hit.data, ROWS_ID);
	out->event = (struct risk_event){.when_ms = from->when_ms,
					 .score = from->score,
					 .impact = (enum impact)from->impact,
					 .disposition = (enum disposition)from->disposition,
					 .family = from->family};
	out->campaign = from->campaign;
	return true;
}

int
state_unpack(struct arena *arena, const void *bytes, size_t length, struct state *out,
	     const char **why)
{
	ProtobufCAllocator allocator = wire_allocator(arena);
	Lurewatch__State *from = NULL;
	size_t i;

	if (length <= WIRE_BYTES_MOST)
		from = lurewatch__state__unpack(&allocator, length, bytes);
	if (from == NULL) {
		*why = "the row of an identity is damaged";
		return -1;
	}
	*out = (struct state){
		.first_ms = from->first_ms, .last_ms = from->last_ms, .hits = from->hits};
	wire_identity_in(arena, from->identity, &out->identity);
	out->events = arena_zalloc(arena, STATE_EVENTS_MOST + 1, sizeof(*out->events));
	for (i = 0; i < from->n_events && out->event_count < STATE_EVENTS_MOST; i++)
		if (read_event(from->events[i], &out->events[out->event_count]))
			out->event_count++;
	out->families = names_in(arena, from->families, from->n_families);
	out->brands = names_in(arena, from->brands, from->n_brands);
	out->lookalikes = names_in(arena, from->lookalikes, from->n_lookalikes);
	out->techniques = names_in(arena, from->techniques, from->n_techniques);
	out->campaigns = names_in(arena, from->campaigns, from->n_campaigns);
	out->hit_ids = ids_in(arena, from->hit_ids, from->n_hit_ids);
	return 0;
}

static Lurewatch__StateEvent **
events_out(struct arena *arena, const struct state_event *events, size_t count)
{
	Lurewatch__StateEvent **out = arena_zalloc(arena, count + 1, sizeof(*out));
	Lurewatch__StateEvent *items = arena_zalloc(arena, count + 1, sizeof(*items));
	size_t i;

	for (i = 0; i < count; i++) {
		lurewatch__state_event__init(&items[i]);
		items[i].hit.len = ROWS_ID;
		items[i].hit.data = (uint8_t *)arena_memdup(arena, events[i].hit, ROWS_ID);
		items[i].when_ms = events[i].event.when_ms;
		items[i].score = events[i].event.score;
		items[i].impact = events[i].event.impact;
		items[i].disposition = events[i].event.disposition;
		items[i].family = wire_string(arena, events[i].event.family);
		items[i].campaign = wire_string(arena, events[i].campaign);
		out[i] = &items[i];
	}
	return out;
}

static ProtobufCBinaryData *
ids_out(struct arena *arena, const struct state_names *names)
{
	ProtobufCBinaryData *out = arena_zalloc(arena, names->count + 1, sizeof(*out));
	size_t i;

	for (i = 0; i < names->count; i++) {
		out[i].data = arena_zalloc(arena, ROWS_ID, 1);
		if (rows_read_id(names->items[i], out[i].data))
			out[i].len = ROWS_ID;
	}
	return out;
}

static char **
names_out(struct arena *arena, const struct state_names *names, size_t *count)
{
	*count = names->count;
	return wire_strings(arena, names->items, names->count);
}

void
state_pack(struct arena *arena, const struct state *state, unsigned char **bytes, size_t *length)
{
	Lurewatch__State out;

	lurewatch__state__init(&out);
	out.identity = wire_identity_out(arena, &state->identity);
	out.first_ms = state->first_ms;
	out.last_ms = state->last_ms;
	out.hits = state->hits;
	out.n_events = state->event_count;
	out.events = events_out(arena, state->events, state->event_count);
	out.families = names_out(arena, &state->families, &out.n_families);
	out.brands = names_out(arena, &state->brands, &out.n_brands);
	out.lookalikes = names_out(arena, &state->lookalikes, &out.n_lookalikes);
	out.techniques = names_out(arena, &state->techniques, &out.n_techniques);
	out.campaigns = names_out(arena, &state->campaigns, &out.n_campaigns);
	out.n_hit_ids = state->hit_ids.count;
	out.hit_ids = ids_out(arena, &state->hit_ids);
	*length = lurewatch__state__get_packed_size(&out);
	*bytes = arena_zalloc(arena, *length + 1, 1);
	(void)lurewatch__state__pack(&out, *bytes);
}

/* Put 'name' last; the oldest goes when there are too many. */
static void
add_name(struct arena *arena, struct state_names *names, const char *name)
{
	size_t i, from = names->count;

	if (name == NULL || name[0] == '\0')
		return;
	if (names->items == NULL)
		names->items = arena_zalloc(arena, STATE_NAMES_MOST, sizeof(*names->items));
	for (i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			from = i;
	if (from == STATE_NAMES_MOST)
		from = 0;
	if (from < names->count) {
		memmove(&names->items[from], &names->items[from + 1],
			(names->count - from - 1) * sizeof(*names->items));
		names->count--;
	}
	names->items[names->count++] = name;
}

/* How heavy an event is, on a scale that time does not change. */
static double
weight_of(const struct risk_event *event, int64_t half_life_ms)
{
	double share = (double)(event->score < 1 ? 1 : event->score) / 1000;
	double weight = log2(risk_severity(event->impact)) + 1.5 * log2(share);

	if (!disposition_unblocked(event->disposition))
		weight -= 1;
	return weight + (double)event->when_ms / (double)(half_life_ms < 1 ? 1 : half_life_ms);
}

/* Drop the lightest event of 'family', or of all when NULL. */
static void
drop_lightest(struct state *state, const char *family, int64_t half_life_ms)
{
	size_t i, lightest = state->event_count;
	double least = 0;

	for (i = 0; i < state->event_count; i++) {
		double weight = weight_of(&state->events[i].event, half_life_ms);

		if (family != NULL && strcmp(state->events[i].event.family, family) != 0)
			continue;
		if (lightest == state->event_count || weight < least) {
			lightest = i;
			least = weight;
		}
	}
	if (lightest == state->event_count)
		return;
	state->event_count--;
	memmove(&state->events[lightest], &state->events[lightest + 1],
		(state->event_count - lightest) * sizeof(*state->events));
}

static size_t
count_family(const struct state *state, const char *family)
{
	size_t i, count = 0;

	for (i = 0; i < state->event_count; i++)
		count += strcmp(state->events[i].event.family, family) == 0;
	return count;
}

static void
add_event(struct arena *arena, struct state *state, const struct state_event *event,
	  int64_t half_life_ms)
{
	if (state->events == NULL)
		state->events = arena_zalloc(arena, STATE_EVENTS_MOST + 1, sizeof(*state->events));
	state->events[state->event_count++] = *event;
	if (count_family(state, event->event.family) > STATE_FAMILY_EVENTS)
		drop_lightest(state, event->event.family, half_life_ms);
	if (state->event_count > STATE_EVENTS_MOST)
		drop_lightest(state, NULL, half_life_ms);
}

/* The lure that counted for most; without one the finding that did. */
static const char *
family_of(const struct hit *hit)
{
	const struct hit_finding *best = NULL;
	bool best_is_lure = false;
	size_t i;

	for (i = 0; i < hit->finding_count; i++) {
		const struct hit_finding *finding = &hit->findings[i];
		bool is_lure = finding->kind != NULL && strcmp(finding->kind, "lure") == 0;

		if (best == NULL || is_lure > best_is_lure ||
		    (is_lure == best_is_lure && finding->weight > best->weight)) {
			best = finding;
			best_is_lure = is_lure;
		}
	}
	if (best == NULL)
		return "";
	return best->family != NULL && best->family[0] != '\0' ? best->family : best->kind;
}

static const char *
or_empty(const char *string)
{
	return string == NULL ? "" : string;
}

void
state_add(struct arena *arena, struct state *state, const struct hit *hit,
	  const unsigned char id[ROWS_ID], int64_t half_life_ms)
{
	struct state_event event = {.event = {.when_ms = hit->when_ms,
					      .score = hit->score,
					      .impact = hit->impact,
					      .disposition = hit->disposition,
					      .family = or_empty(family_of(hit))},
				    .campaign = or_empty(hit->campaign)};
	size_t i;

	memcpy(event.hit, id, ROWS_ID);
	if (state->hits == 0 || hit->when_ms >= state->last_ms) {
		state->identity = hit->identity;
		state->last_ms = hit->when_ms;
	}
	if (state->hits == 0 || hit->when_ms < state->first_ms)
		state->first_ms = hit->when_ms;
	state->hits++;
	add_event(arena, state, &event, half_life_ms);
	for (i = 0; i < hit->family_count; i++)
		add_name(arena, &state->families, hit->families[i]);
	for (i = 0; i < hit->finding_count; i++)
		if (hit->findings[i].weight > 0)
			add_name(arena, &state->techniques, hit->findings[i].technique);
	add_name(arena, &state->brands, hit->brand);
	add_name(arena, &state->lookalikes, hit->lookalike);
	add_name(arena, &state->campaigns, hit->campaign);
	add_name(arena, &state->hit_ids, digest_hex(arena, id, ROWS_ID));
}

void
state_amend(struct state *state, const unsigned char id[ROWS_ID], enum disposition disposition)
{
	size_t i;

	for (i = 0; i < state->event_count; i++)
		if (memcmp(state->events[i].hit, id, ROWS_ID) == 0)
			state->events[i].event.disposition = disposition;
}

void
state_risk(struct arena *arena, const struct state *state, const struct conf_risk *conf,
	   int64_t now_ms, struct risk_identity *out, unsigned *impacts)
{
	struct risk_event *events = arena_zalloc(arena, state->event_count + 1, sizeof(*events));
	struct risk_exposure exposure = risk_exposure_of(&state->identity);
	size_t i;

	*impacts = 0;
	for (i = 0; i < state->event_count; i++) {
		events[i] = state->events[i].event;
		if (now_ms - events[i].when_ms <= LIVING * conf->half_life_ms)
			*impacts |= 1u << events[i].impact;
	}
	risk_of_identity(arena, conf, events, state->event_count, &exposure, now_ms, out);
}
