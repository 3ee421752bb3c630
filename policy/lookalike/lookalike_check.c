/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike_check - one host against everything that is protected (detection.md 2.2 to 2.7). */
#include "config.h"

#include "policy/lookalike/lookalike_check.h"

#include <string.h>

#include "policy/lookalike/inside.h"
#include "policy/lookalike/parts.h"
#include "policy/lookalike/probe.h"
#include "policy/lookalike/slips.h"
#include "policy/lookalike/swap.h"
#include "policy/lookalike/tiers.h"
#include "policy/mail/fold.h"

#define SCRIPT_FLAGS (HOST_MIXED_SCRIPT | HOST_WHOLE_SCRIPT)
#define TWIN_SUFFIX  0.3 /* looks the same under another suffix: still as good as the same */
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

static void
check_skeleton(struct probe *probe, const char *skeleton)
{
	const struct multimap *table = &probe->index->strong;
	uint32_t entry = multimap_first(table, skeleton, strlen(skeleton));

	for (; entry != MULTIMAP_NONE; entry = multimap_next(table, entry)) {
		const struct index_label *label =
			&probe->index->labels[table->entries[entry].value];

		if (label->wordless && probe->ascii)
			continue;
		/* The same under its own suffix is the same only to the eye: "xn--paypal-". */
		if (strcmp(label->text, probe->label) != 0 ||
		    probe_holds_suffix(label, probe->suffix))
			charge_twin(probe, label);
		else if (label->token)
			swap_check(probe, label);
	}
}

static void
check_strong(struct probe *probe)
{
	const char *readings[FOLD_VARIANTS];
	size_t count, i;

	check_skeleton(probe, probe->strong);
	if (probe->ascii)
		return;
	count = fold_skeleton_variants(probe->arena, probe->label, readings);
	for (i = 1; i < count && !probe_is_settled(probe); i++)
		check_skeleton(probe, readings[i]);
}

/* At the front the eye looks twice, but for "lnstagram". */
static bool
begin_alike(const char *seen, const char *target)
{
	return seen[0] == target[0] || (seen[0] == 'l' && target[0] == 'i') ||
	       (seen[0] == 'i' && target[0] == 'l');
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
					      .cost = WEAK_COST + (here ? 0 : PROBE_SUFFIX_COST)};

		if (strcmp(label->strong, probe->strong) == 0)
			continue;
		charge.needs_claim = label->length <= PROBE_SHORT || !label->domain ||
				     !label->token || (label->common && !here) ||
				     !begin_alike(probe->strong, label->strong);
		charge.why = arena_printf(probe->arena, "%s looks like %s at a glance",
					  probe->label, label->target);
		probe_accuse(probe, &charge);
	}
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
	if ((place->roles & INDEX_KNOWN) != 0)
		return "known";
	return tiers_role(tiers_of(probe->index, place->registrable));
}

/* A name of the image without foreign letters: only that many know such a one does not make it
 * honest. */
static enum lookalike_tier
tier_of(const struct probe *probe)
{
	const char *registrable = probe->place.registrable;

	return strncmp(registrable, "xn--", 4) == 0 ? LOOKALIKE_NONE
						    : tiers_of(probe->index, registrable);
}

/* Owned, known, exempt, popular: never accused of imitating another. */
static bool
is_immune(const struct probe *probe)
{
	const struct index_place *place = &probe->place;
	const struct host *host = probe->host;

	if (tier_of(probe) == LOOKALIKE_POPULAR)
		return true;
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
		slips_check(probe);
	if (!probe->out->flagged && probe->claims != NULL)
		inside_check(probe, skeleton, body);
	if (!probe->out->flagged)
		tiers_check(probe, body);
}

static struct lookalike_match
match_nothing(const char *role)
{
	return (struct lookalike_match){.target = "",
					.owner = "",
					.tier = LOOKALIKE_NONE,
					.role = role,
					.why = "",
					.nearly = ""};
}

/* Who looks the same as one of us or an issuer may have talked himself into the history of mail.
 * Whatever else a partner's name is like, it is his. */
static void
check_partner(struct probe *probe)
{
	struct lookalike_match *out = probe->out;

	(void)prepare(probe);
	if (probe->label[0] != '\0')
		check_strong(probe);
	if ((out->kind != FINDING_HOMOGLYPH && out->kind != FINDING_CONFUSABLE) || out->needs_claim)
		*out = match_nothing(out->role);
}

void
lookalike_check_claimed(const struct index *index, struct arena *arena, const struct host *host,
			struct claims *claims, struct lookalike_match *out)
{
	struct probe probe = {
		.index = index, .arena = arena, .host = host, .claims = claims, .out = out};

	index_place(index, host, &probe.place);
	*out = match_nothing(name_role(&probe));
	if (is_immune(&probe) || (host->flags & (HOST_NUMERIC | HOST_SINGLE_LABEL)) != 0 ||
	    host->ascii[0] == '\0')
		return;
	if (tier_of(&probe) == LOOKALIKE_PARTNER)
		check_partner(&probe);
	else
		check_all(&probe);
}

void
lookalike_check_host(const struct index *index, struct arena *arena, const struct host *host,
		     struct lookalike_match *out)
{
	lookalike_check_claimed(index, arena, host, NULL, out);
}
