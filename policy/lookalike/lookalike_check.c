/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike_check - one host against everything that is protected (detection.md 2.2 to 2.7). */
#include "config.h"

#include "policy/lookalike/lookalike_check.h"

#include <string.h>

#include "policy/lookalike/distance.h"
#include "policy/lookalike/inside.h"
#include "policy/lookalike/parts.h"
#include "policy/lookalike/probe.h"
#include "policy/mail/fold.h"

#define SCRIPT_FLAGS (HOST_MIXED_SCRIPT | HOST_WHOLE_SCRIPT)
#define SUFFIX_COST  0.4 /* the label typed wrong and another suffix: costs add up (H16) */
#define TWIN_SUFFIX  0.3 /* looks the same under another suffix: still as good as the same */
#define MANY_SITES   12
#define WEAK_COST    0.5

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* ---- the same skeleton ----------------------------------------------------------------------- */

static void
charge_twin(struct probe *probe, const struct index_label *label)
{
	bool here = probe_holds_suffix(label, probe->suffix);
	struct probe_charge charge = {.kind = probe->ascii ? FINDING_CONFUSABLE : FINDING_HOMOGLYPH,
				      .label = label,
				      .cost = here ? 0 : TWIN_SUFFIX};

	/* Letters of another script in a name of three letters are no chance either. */
	charge.needs_claim = probe->ascii
				     ? label->length <= PROBE_SHORT || !label->domain
				     : label->length < PROBE_SHORT &&
					       !(here && (probe->host->flags & SCRIPT_FLAGS) != 0);
	charge.why =
		arena_printf(probe->arena, "%s reads the same as %s", probe->label, label->target);
	probe_accuse(probe, &charge);
}

static const char *
last_label(const char *suffix)
{
	const char *dot = strrchr(suffix, '.');

	return dot == NULL ? suffix : dot + 1;
}

/* Country domains sold to everybody, mostly for other things than the country. */
static bool
is_sold_everywhere(const char *country)
{
	static const char *const sold[] = {"tk", "ml", "ga", "cf",  "gq", "cc", "ws",
					   "pw", "su", "to", "cm",  "co", "me", "io",
					   "tv", "ly", "la", "icu", "nu", "bz"};
	size_t i;

	for (i = 0; i < sizeof(sold) / sizeof(sold[0]); i++)
		if (strcmp(sold[i], country) == 0)
			return true;
	return false;
}

/* Where an owner is likely to hold his name unknown to us: the three old suffixes, his own country,
 * and any country when he has sites in many. */
static bool
is_usual(const struct index_label *label, const char *suffix)
{
	const char *last = last_label(suffix);
	size_t i;

	if (strcmp(suffix, "com") == 0 || strcmp(suffix, "net") == 0 || strcmp(suffix, "org") == 0)
		return true;
	if (strlen(last) != 2 || is_sold_everywhere(last))
		return false;
	if (label->suffix_count >= MANY_SITES)
		return true;
	for (i = 0; i < label->suffix_count; i++)
		if (strcmp(last_label(label->suffixes[i]), last) == 0)
			return true;
	return false;
}

/* A suffix that does not exist is a slip of whoever wrote the text, but for those kept for examples
 * (RFC 2606), which stand for any other. */
static bool
is_suffix(const struct probe *probe)
{
	static const char *const kept[] = {"example", "test", "invalid"};
	const char *last = last_label(probe->suffix);
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(kept[i], last) == 0)
			return true;
	return probe->host->known_suffix;
}

/* Below a suffix that is a provider's own, and not one where anybody gets a name. */
static bool
is_private(const struct probe *probe)
{
	return (probe->place.roles & INDEX_HOSTING) == 0 &&
	       strcmp(probe->host->registrable, probe->host->public_registrable) != 0;
}

static void
charge_suffix(struct probe *probe, const struct index_label *label)
{
	struct probe_charge charge = {.kind = label->domain ? FINDING_TLD_SWAP : FINDING_COMBOSQUAT,
				      .label = label,
				      .cost = SUFFIX_COST};

	charge.needs_claim = label->common || label->product || label->length <= PROBE_SHORT ||
			     is_usual(label, probe->suffix) || is_private(probe);
	if (!is_suffix(probe))
		return;
	charge.why =
		label->domain
			? arena_printf(probe->arena,
				       "%s under the suffix %s, where its owner is not known "
				       "to be",
				       label->target, probe->suffix)
			: arena_printf(probe->arena,
				       "the name is a brand of %s, which is not known to hold it",
				       label->target);
	probe_accuse(probe, &charge);
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
		else if (label->token)
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
		bool here = probe_holds_suffix(label, probe->suffix);
		struct probe_charge charge = {.kind = probe->ascii ? FINDING_CONFUSABLE
								   : FINDING_HOMOGLYPH,
					      .label = label,
					      .cost = WEAK_COST + (here ? 0 : SUFFIX_COST)};

		if (strcmp(label->strong, probe->strong) == 0)
			continue;
		charge.needs_claim =
			label->length <= PROBE_SHORT || !label->domain || (label->common && !here);
		charge.why = arena_printf(probe->arena, "%s looks like %s at a glance",
					  probe->label, label->target);
		probe_accuse(probe, &charge);
	}
}

/* ---- slips of the finger --------------------------------------------------------------------- */

static bool
needs_claim_for(const struct index_label *label, const struct distance *distance, double total)
{
	return label->common || label->length <= PROBE_SHORT || !label->domain ||
	       distance->edit == DISTANCE_FIRST || distance->edit == DISTANCE_DIGITS ||
	       distance->edit == DISTANCE_PLURAL || total > distance_limit(label->length);
}

static void
check_near(struct probe *probe)
{
	size_t length = strlen(probe->strong), count, i;
	struct probe_charge best = {.label = NULL, .cost = DISTANCE_FAR};
	uint32_t found[NEAR_CANDIDATES];

	/* "delivery" is a word, not a slip of "delhivery". */
	if (multimap_first(&probe->index->vocabulary, probe->label, strlen(probe->label)) !=
	    MULTIMAP_NONE)
		return;
	count = near_find(&probe->index->near, probe->strong, length, found);
	for (i = 0; i < count; i++) {
		const struct index_label *label = &probe->index->labels[found[i]];
		struct distance distance =
			distance_of(probe->strong, length, label->strong, label->length);
		double total = distance.cost +
			       (probe_holds_suffix(label, probe->suffix) ? 0 : SUFFIX_COST);
		bool claim = needs_claim_for(label, &distance, total);

		if (distance.edit == DISTANCE_NONE ||
		    distance.cost > distance_limit(label->length) ||
		    (claim && !probe_is_claimed(probe, label, false)) ||
		    (best.label != NULL && (claim > best.needs_claim ||
					    (claim == best.needs_claim && total >= best.cost))))
			continue;
		best = (struct probe_charge){
			.kind = distance.edit == DISTANCE_BIT ? FINDING_BITSQUAT : FINDING_TYPO,
			.label = label,
			.cost = total,
			.needs_claim = claim,
			.why = distance_sentence(distance.edit)};
	}
	if (best.label == NULL)
		return;
	best.why = arena_printf(probe->arena, "nearly %s: %s", best.label->target, best.why);
	probe_accuse(probe, &best);
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
is_immune(const struct index_place *place, const struct host *host)
{
	if ((place->roles & INDEX_HOSTING) != 0 && strcmp(place->role_name, host->ascii) == 0)
		return true;
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
	if (!probe_is_settled(probe))
		check_weak(probe);
	if (probe_is_settled(probe))
		return;
	parts_check(probe, body);
	skeleton = fold_skeleton(probe->arena, body, FOLD_STRONG);
	if (!probe_is_settled(probe) && strcmp(skeleton, body) != 0)
		parts_check(probe, skeleton);
	if (!probe_is_settled(probe))
		check_near(probe);
	if (!probe->out->flagged && probe->claims != NULL)
		inside_check(probe, skeleton);
}

void
lookalike_check_claimed(const struct index *index, struct arena *arena, const struct host *host,
			const struct claims *claims, struct lookalike_match *out)
{
	struct probe probe = {
		.index = index, .arena = arena, .host = host, .claims = claims, .out = out};

	*out = (struct lookalike_match){.target = "",
					.owner = "",
					.tier = LOOKALIKE_NONE,
					.role = "unknown",
					.why = "",
					.nearly = ""};
	index_place(index, host, &probe.place);
	out->role = name_role(&probe);
	if (is_immune(&probe.place, host) ||
	    (host->flags & (HOST_NUMERIC | HOST_SINGLE_LABEL)) != 0 || host->ascii[0] == '\0')
		return;
	check_all(&probe);
}

void
lookalike_check_host(const struct index *index, struct arena *arena, const struct host *host,
		     struct lookalike_match *out)
{
	lookalike_check_claimed(index, arena, host, NULL, out);
}
