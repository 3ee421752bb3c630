/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike_check - one host against everything that is protected (detection.md 2.2 to 2.7). */
#include "config.h"

#include "policy/lookalike/lookalike_check.h"

#include <string.h>

#include "policy/lookalike/cover.h"
#include "policy/lookalike/distance.h"
#include "policy/mail/fold.h"

#define HITS         16
#define SUFFIX_COST  0.4 /* the label typed wrong and another suffix: costs add up (H16) */
#define TWIN_SUFFIX  0.3 /* looks the same under another suffix: still as good as the same */
#define WEAK_COST    0.5
#define SHORT_LABEL  4
#define SERVICE_COST 0.4
#define FILLER_COST  0.6
#define LOOSE_COST   1.0

struct hit {
	size_t at, length;
	uint32_t label;
};

struct probe {
	const struct index *index;
	struct arena *arena;
	const struct host *host;
	struct index_place place;
	const char *label;  /* of the registrable name, Unicode */
	const char *strong; /* its skeleton */
	const char *suffix;
	const char *body; /* the host without its suffix, as written or as skeleton */
	size_t body_length, label_start;
	bool ascii, skeletal;
	struct hit hits[HITS];
	size_t hit_count;
	struct lookalike_match *out;
};

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static bool
holds_suffix(const struct index_label *label, const char *suffix)
{
	size_t i;

	for (i = 0; i < label->suffix_count; i++)
		if (strcmp(label->suffixes[i], suffix) == 0)
			return true;
	return false;
}

struct charge {
	enum finding_kind kind;
	const struct index_label *label;
	double cost;
	bool needs_claim;
	const char *why;
};

static const char *
name_restraint(const struct charge *charge)
{
	if (!charge->needs_claim)
		return "";
	if (charge->label->common)
		return "the brand is an ordinary word: counts only when the message claims it";
	if (charge->label->length <= SHORT_LABEL)
		return "the brand is short: counts only when the message claims it";
	return "weak likeness: counts only when the message claims the brand";
}

/* The first charge that stands alone wins; one that needs a claim gives way to it, and to one that
 * imitates the organisation itself. */
static void
accuse(struct probe *probe, const struct charge *charge)
{
	const struct index_owner *owner = &probe->index->owners[charge->label->owner];
	struct lookalike_match *out = probe->out;

	if (out->flagged && (!out->needs_claim || charge->needs_claim) &&
	    !(out->needs_claim && out->tier > owner->tier))
		return;
	out->flagged = true;
	out->kind = charge->kind;
	out->target = charge->label->target;
	out->owner = owner->name;
	out->tier = owner->tier;
	out->cost = charge->cost;
	out->needs_claim = charge->needs_claim;
	out->why = charge->why;
	out->nearly = name_restraint(charge);
}

static bool
is_settled(const struct probe *probe)
{
	return probe->out->flagged && !probe->out->needs_claim;
}

/* ---- the same skeleton ----------------------------------------------------------------------- */

static void
charge_twin(struct probe *probe, const struct index_label *label)
{
	bool here = holds_suffix(label, probe->suffix);
	struct charge charge = {.kind = probe->ascii ? FINDING_CONFUSABLE : FINDING_HOMOGLYPH,
				.label = label,
				.cost = here ? 0 : TWIN_SUFFIX};

	charge.needs_claim = label->length < SHORT_LABEL ||
			     (probe->ascii && (label->length == SHORT_LABEL || !label->domain));
	charge.why =
		arena_printf(probe->arena, "%s reads the same as %s", probe->label, label->target);
	accuse(probe, &charge);
}

static void
charge_suffix(struct probe *probe, const struct index_label *label)
{
	struct charge charge = {.kind = FINDING_TLD_SWAP,
				.label = label,
				.cost = SUFFIX_COST,
				.needs_claim = label->common || label->length <= SHORT_LABEL};

	if (label->domain)
		charge.why = arena_printf(probe->arena,
					  "%s under the suffix %s, where its owner is "
					  "not known to be",
					  label->target, probe->suffix);
	else
		charge.why = arena_printf(probe->arena,
					  "the name is a brand of %s, which does not "
					  "hold it",
					  label->target);
	if (!label->domain)
		charge.kind = FINDING_COMBOSQUAT;
	accuse(probe, &charge);
}

static void
check_strong(struct probe *probe)
{
	const struct multimap *table = &probe->index->strong;
	uint32_t entry = multimap_first(table, probe->strong, strlen(probe->strong));

	for (; entry != MULTIMAP_NONE; entry = multimap_next(table, entry)) {
		const struct index_label *label =
			&probe->index->labels[table->entries[entry].value];

		if (strcmp(label->text, probe->label) != 0)
			charge_twin(probe, label);
		else
			charge_suffix(probe, label);
	}
}

static void
check_weak(struct probe *probe)
{
	const struct multimap *table = &probe->index->weak;
	const char *weak = fold_skeleton(probe->arena, probe->label, FOLD_WEAK);
	uint32_t entry = multimap_first(table, weak, strlen(weak));

	for (; entry != MULTIMAP_NONE; entry = multimap_next(table, entry)) {
		const struct index_label *label =
			&probe->index->labels[table->entries[entry].value];
		bool here = holds_suffix(label, probe->suffix);
		struct charge charge = {.kind = probe->ascii ? FINDING_CONFUSABLE
							     : FINDING_HOMOGLYPH,
					.label = label,
					.cost = WEAK_COST + (here ? 0 : SUFFIX_COST)};

		if (strcmp(label->strong, probe->strong) == 0)
			continue;
		charge.needs_claim =
			label->length <= SHORT_LABEL || !label->domain || (label->common && !here);
		charge.why = arena_printf(probe->arena, "%s looks like %s at a glance",
					  probe->label, label->target);
		accuse(probe, &charge);
	}
}

/* ---- parts of a longer name ------------------------------------------------------------------ */

static void
find_hits(struct probe *probe)
{
	const struct lexicon *brands = &probe->index->brands;
	const struct lexicon_word *word;
	size_t at;

	probe->hit_count = 0;
	for (at = 0; at < probe->body_length; at++) {
		struct lexicon_cursor cursor =
			lexicon_at(brands, probe->body + at, probe->body_length - at);

		while ((word = lexicon_next(brands, &cursor)) != NULL && probe->hit_count < HITS)
			probe->hits[probe->hit_count++] = (struct hit){
				.at = at, .length = word->length, .label = word->value};
	}
}

/* 'suffix' behind 'at', its dots as dots, hyphens or nothing; where it ends, or 0. */
static size_t
match_suffix(const struct probe *probe, size_t at, const char *suffix)
{
	const char *text = probe->body;
	size_t end = probe->body_length;

	if (at < end && (text[at] == '.' || text[at] == '-'))
		at++;
	for (; *suffix != '\0'; suffix++) {
		if (*suffix != '.') {
			if (at >= end || text[at++] != *suffix)
				return 0;
		} else if (at < end && (text[at] == '.' || text[at] == '-')) {
			at++;
		}
	}
	if (at < end && text[at] != '.' && text[at] != '-' && text[at] != '_')
		return 0;
	return at;
}

static bool
begins_token(const struct probe *probe, size_t at)
{
	const char *text = probe->body;

	if (at == 0 || strchr(".-_", text[at - 1]) != NULL)
		return true;
	return at >= 3 && memcmp(text + at - 3, "www", 3) == 0 &&
	       (at == 3 || strchr(".-", text[at - 4]) != NULL);
}

/* The end of the target's own suffix behind a hit, or 0. */
static size_t
find_embedding(const struct probe *probe, const struct hit *hit)
{
	const struct index_label *label = &probe->index->labels[hit->label];
	size_t i, end;

	for (i = 0; i < label->suffix_count; i++) {
		end = match_suffix(probe, hit->at + hit->length, label->suffixes[i]);
		if (end != 0)
			return end;
	}
	return label->domain && label->length > SHORT_LABEL
		       ? match_suffix(probe, hit->at + hit->length, "com")
		       : 0;
}

/* Libraries reach publishers through "www-publisher-com.proxy.university.edu". */
static bool
is_campus(const struct probe *probe)
{
	return strcmp(probe->suffix, "edu") == 0 || strncmp(probe->suffix, "ac.", 3) == 0 ||
	       strncmp(probe->suffix, "edu.", 4) == 0;
}

static void
check_embedding(struct probe *probe)
{
	size_t i;

	for (i = 0; i < probe->hit_count; i++) {
		const struct hit *hit = &probe->hits[i];
		const struct index_label *label = &probe->index->labels[hit->label];
		struct charge charge = {.kind = FINDING_EMBEDDED, .label = label};

		if (!begins_token(probe, hit->at) || find_embedding(probe, hit) == 0)
			continue;
		charge.needs_claim = is_campus(probe) || (label->length <= SHORT_LABEL &&
							  label->common && hit->at != 0);
		charge.why = arena_printf(
			probe->arena, "%s stands inside the name of somebody else", label->target);
		accuse(probe, &charge);
	}
}

/* "wwwpaypal.com": only the dot is missing. */
static void
check_missing_dot(struct probe *probe)
{
	const char *label = probe->body + probe->label_start;
	size_t length = probe->body_length - probe->label_start, i;

	for (i = 0; i < probe->hit_count; i++) {
		const struct hit *hit = &probe->hits[i];
		const struct index_label *target = &probe->index->labels[hit->label];

		if (hit->at != probe->label_start + 3 || hit->length + 3 != length ||
		    memcmp(label, "www", 3) != 0 || !holds_suffix(target, probe->suffix))
			continue;
		accuse(probe,
		       &(struct charge){.kind = FINDING_EMBEDDED,
					.label = target,
					.needs_claim = target->length <= SHORT_LABEL,
					.why = arena_printf(probe->arena,
							    "%s with www and without its dot",
							    target->target)});
	}
}

static void
charge_cover(struct probe *probe, const struct cover *cover, bool own_label)
{
	const struct index_label *label = &probe->index->labels[cover->label];
	struct charge charge = {.kind = FINDING_COMBOSQUAT, .label = label};

	charge.cost = cover->services != 0 ? SERVICE_COST : FILLER_COST;
	charge.needs_claim = label->common || cover->services == 0 || !own_label;
	charge.why = arena_printf(probe->arena, "%s joined with words of its trade", label->target);
	accuse(probe, &charge);
}

static void
check_cover(struct probe *probe)
{
	const char *text = probe->body;
	size_t start = probe->label_start, end;
	struct cover cover;

	cover_text(probe->index, text + start, probe->body_length - start, false, &cover);
	if (cover.covered && cover.label != INDEX_NONE && cover.services + cover.fillers != 0)
		charge_cover(probe, &cover, true);
	for (start = 0; start < probe->label_start && !is_settled(probe); start = end + 1) {
		end = start + strcspn(text + start, ".");
		cover_text(probe->index, text + start, end - start, false, &cover);
		if (cover.covered && cover.label != INDEX_NONE && cover.services != 0)
			charge_cover(probe, &cover, true);
	}
	if (probe->label_start == 0 || probe->out->flagged)
		return;
	cover_text(probe->index, text, probe->label_start - 1, true, &cover);
	if (cover.covered && cover.label != INDEX_NONE)
		charge_cover(probe, &cover, false);
}

/* A brand as a token of its own among words that are not of the trade: for what the message claims.
 */
static void
check_tokens(struct probe *probe)
{
	size_t i;

	for (i = 0; i < probe->hit_count && !probe->out->flagged; i++) {
		const struct hit *hit = &probe->hits[i];
		const struct index_label *label = &probe->index->labels[hit->label];

		if (label->common || hit->at < probe->label_start ||
		    !cover_is_edge(probe->body, probe->body_length, hit->at) ||
		    !cover_is_edge(probe->body, probe->body_length, hit->at + hit->length))
			continue;
		accuse(probe,
		       &(struct charge){.kind = FINDING_COMBOSQUAT,
					.label = label,
					.cost = LOOSE_COST,
					.needs_claim = true,
					.why = arena_printf(probe->arena, "%s among other words",
							    label->target)});
	}
}

static void
check_parts(struct probe *probe)
{
	find_hits(probe);
	if (probe->hit_count == 0)
		return;
	check_embedding(probe);
	if (!is_settled(probe))
		check_missing_dot(probe);
	if (!is_settled(probe))
		check_cover(probe);
	if (!is_settled(probe))
		check_tokens(probe);
}

/* ---- slips of the finger --------------------------------------------------------------------- */

static bool
needs_claim_for(const struct index_label *label, const struct distance *distance, double total)
{
	return label->common || label->length <= SHORT_LABEL || !label->domain ||
	       distance->edit == DISTANCE_FIRST || distance->edit == DISTANCE_DIGITS ||
	       distance->edit == DISTANCE_PLURAL || total > distance_limit(label->length);
}

static void
check_near(struct probe *probe)
{
	size_t length = strlen(probe->strong), count, i;
	struct charge best = {.label = NULL, .cost = DISTANCE_FAR};
	uint32_t found[NEAR_CANDIDATES];

	count = near_find(&probe->index->near, probe->strong, length, found);
	for (i = 0; i < count; i++) {
		const struct index_label *label = &probe->index->labels[found[i]];
		struct distance distance =
			distance_of(probe->strong, length, label->strong, label->length);
		double total =
			distance.cost + (holds_suffix(label, probe->suffix) ? 0 : SUFFIX_COST);
		bool claim = needs_claim_for(label, &distance, total);

		if (distance.edit == DISTANCE_NONE ||
		    distance.cost > distance_limit(label->length) ||
		    (best.label != NULL && (claim > best.needs_claim ||
					    (claim == best.needs_claim && total >= best.cost))))
			continue;
		best = (struct charge){.kind = distance.edit == DISTANCE_BIT ? FINDING_BITSQUAT
									     : FINDING_TYPO,
				       .label = label,
				       .cost = total,
				       .needs_claim = claim,
				       .why = distance_sentence(distance.edit)};
	}
	if (best.label == NULL)
		return;
	best.why = arena_printf(probe->arena, "nearly %s: %s", best.label->target, best.why);
	accuse(probe, &best);
}

/* ---- the order of checks --------------------------------------------------------------------- */

static const char *
name_role(const struct probe *probe)
{
	const struct index_place *place = &probe->place;

	if ((place->roles & INDEX_HOSTING) != 0)
		return "hosting";
	if ((place->roles & INDEX_TENANT) != 0)
		return "tenant";
	if (place->owner != INDEX_NONE) {
		const struct index_owner *owner = &probe->index->owners[place->owner];

		if (owner->tier == LOOKALIKE_OWNED)
			return "owned";
		if ((place->roles & INDEX_FREEMAIL) != 0)
			return "freemail";
		return arena_printf(probe->arena, "issuer %s", owner->name);
	}
	if ((place->roles & INDEX_FREEMAIL) != 0)
		return "freemail";
	if ((place->roles & INDEX_EXEMPT) != 0)
		return "exempt";
	return (place->roles & INDEX_KNOWN) != 0 ? "known" : "unknown";
}

/* Owned, known, exempt: never accused of imitating another. */
static bool
is_immune(const struct index_place *place)
{
	return place->owner != INDEX_NONE ||
	       (place->roles & (INDEX_KNOWN | INDEX_EXEMPT | INDEX_TENANT | INDEX_FREEMAIL)) != 0;
}

static size_t
count_labels(const char *name)
{
	size_t count = 1;

	for (; *name != '\0'; name++)
		count += *name == '.';
	return count;
}

/* 'name' without its last 'labels' labels; "" when nothing is left. */
static char *
without_tail(struct arena *arena, const char *name, size_t labels)
{
	const char *end = name + strlen(name);

	while (labels > 0 && end > name)
		if (*--end == '.')
			labels--;
	return arena_memdup(arena, name, (size_t)(end - name));
}

static void
set_body(struct probe *probe, const char *body)
{
	const char *dot = strrchr(body, '.');

	probe->body = body;
	probe->body_length = strlen(body);
	probe->label_start = dot == NULL ? 0 : (size_t)(dot - body) + 1;
}

static const char *
prepare(struct probe *probe)
{
	const char *dot = strchr(probe->place.registrable, '.');
	const char *body, *last;

	probe->suffix = dot == NULL ? "" : dot + 1;
	body = without_tail(probe->arena, probe->host->unicode, count_labels(probe->suffix));
	last = strrchr(body, '.');
	probe->label = last == NULL ? body : last + 1;
	probe->ascii = is_ascii(probe->label);
	probe->strong = fold_skeleton(probe->arena, probe->label, FOLD_STRONG);
	return body;
}

static void
check_all(struct probe *probe)
{
	const char *body = prepare(probe), *skeleton;

	if (probe->label[0] == '\0')
		return;
	check_strong(probe);
	if (!is_settled(probe))
		check_weak(probe);
	if (is_settled(probe))
		return;
	set_body(probe, body);
	check_parts(probe);
	skeleton = fold_skeleton(probe->arena, body, FOLD_STRONG);
	if (!is_settled(probe) && strcmp(skeleton, body) != 0) {
		set_body(probe, skeleton);
		check_parts(probe);
	}
	if (!is_settled(probe))
		check_near(probe);
}

void
lookalike_check_host(const struct index *index, struct arena *arena, const struct host *host,
		     struct lookalike_match *out)
{
	struct probe probe = {.index = index, .arena = arena, .host = host, .out = out};

	*out = (struct lookalike_match){.target = "",
					.owner = "",
					.tier = LOOKALIKE_NONE,
					.role = "unknown",
					.why = "",
					.nearly = ""};
	index_place(index, host, &probe.place);
	out->role = name_role(&probe);
	if (is_immune(&probe.place) || (host->flags & (HOST_NUMERIC | HOST_SINGLE_LABEL)) != 0 ||
	    host->ascii[0] == '\0')
		return;
	check_all(&probe);
}
