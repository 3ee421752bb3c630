/* SPDX-License-Identifier: BSD-2-Clause */
/* tiers - a host against the names of the image: partners and popular ones (detection.md 2.5). */
#include "config.h"

#include "policy/lookalike/tiers.h"

#include <string.h>

#include "policy/lookalike/distance.h"
#include "policy/lookalike/image.h"
#include "policy/mail/fold.h"

#define TWINS_MOST   64  /* names of one skeleton that are looked at */
#define SUFFIX_COST  0.4 /* the label nearly the same and another suffix: costs add up (H16) */
#define CHEAP_COST   0.3 /* letters swapped, doubled or alike: no chance in a long label */
#define LONG_LABEL   8
#define SUFFIX_LEAST 2
#define SUFFIX_MOST  63
#define SCRIPT_LEAST 3 /* letters of another script in so short a name are no chance */
#define SCRIPT_FLAGS (HOST_MIXED_SCRIPT | HOST_WHOLE_SCRIPT)

struct charge {
	enum finding_kind kind;
	struct image_name target;
	double cost;
	bool needs_claim;
	bool stands; /* in a message even without a claim: few enough are partners */
	const char *why;
};

enum lookalike_tier
tiers_of(const struct index *index, const char *registrable)
{
	struct image_name name;
	uint32_t rank = IMAGE_NONE;

	if (index->image != NULL)
		rank = image_find(index->image, registrable, strlen(registrable));
	if (rank == IMAGE_NONE)
		return LOOKALIKE_NONE;
	image_name(index->image, rank, &name);
	return name.tier;
}

const char *
tiers_role(enum lookalike_tier tier)
{
	if (tier == LOOKALIKE_NONE)
		return "unknown";
	return tier == LOOKALIKE_PARTNER ? "partner" : "popular";
}

static void
accuse(struct probe *probe, const struct charge *charge)
{
	const struct image_name *target = &charge->target;
	struct lookalike_match *out = probe->out;

	if (charge->needs_claim && !charge->stands && probe->claims != NULL &&
	    !claims_speak_of(probe->claims, target->bytes, target->label))
		return;
	out->flagged = true;
	out->kind = charge->kind;
	out->target = arena_memdup(probe->arena, charge->target.bytes, charge->target.length);
	out->owner = out->target;
	out->tier = charge->target.tier;
	out->cost = charge->cost;
	out->needs_claim = charge->needs_claim;
	out->why = arena_printf(probe->arena, "%s %s", charge->why, out->target);
	out->nearly = charge->needs_claim
			      ? "one of many names: counts only when the message speaks of it"
			      : "";
}

static bool
has_label(const struct probe *probe, const struct image_name *name)
{
	const char *seen = probe->place.registrable;

	return strncmp(seen, name->bytes, name->label) == 0 && seen[name->label] == '.';
}

static bool
has_suffix(const struct probe *probe, const struct image_name *name)
{
	size_t length = name->length - name->label - 1;

	return strlen(probe->suffix) == length &&
	       memcmp(probe->suffix, name->bytes + name->label + 1, length) == 0;
}

/* A label in ASCII imitates none that is not: it is the plainer one. */
static bool
is_imitable(const struct probe *probe, const struct image_name *name)
{
	return !probe->ascii || strncmp(name->bytes, "xn--", 4) != 0;
}

/* ---- the same skeleton ----------------------------------------------------------------------- */

static void
charge_twin(struct probe *probe, const struct image_name *target)
{
	bool here = has_suffix(probe, target), scripts = (probe->host->flags & SCRIPT_FLAGS) != 0;
	size_t least = here && scripts ? SCRIPT_LEAST : PROBE_SHORT + 1;
	struct charge charge = {.kind = probe->ascii ? FINDING_CONFUSABLE : FINDING_HOMOGLYPH,
				.target = *target,
				.cost = here ? 0 : SUFFIX_COST,
				.why = "the name reads the same as"};

	charge.stands =
		strlen(probe->strong) >= least && (here || target->tier == LOOKALIKE_PARTNER);
	/* Marks on Latin letters are how many languages spell. */
	charge.needs_claim = !here || strlen(probe->strong) < least ||
			     (target->tier == LOOKALIKE_POPULAR && !probe->ascii && !scripts);
	accuse(probe, &charge);
}

/* Whether the label itself is somebody's name, so that it needs no other to explain it. */
static bool
check_twins(struct probe *probe, const char *skeleton)
{
	const struct image *image = probe->index->image;
	uint32_t rank = image_twins(image, skeleton, strlen(skeleton));
	struct image_name name, best = {.bytes = NULL};
	unsigned i;

	for (i = 0; rank != IMAGE_NONE && i < TWINS_MOST; i++, rank = image_next(image, rank)) {
		image_name(image, rank, &name);
		if (has_label(probe, &name))
			return true;
		if (is_imitable(probe, &name) &&
		    (best.bytes == NULL || (has_suffix(probe, &name) && !has_suffix(probe, &best))))
			best = name;
	}
	if (best.bytes != NULL)
		charge_twin(probe, &best);
	return false;
}

/* The same by every reading of glyphs that have two. */
static bool
check_readings(struct probe *probe)
{
	const char *readings[FOLD_VARIANTS] = {probe->strong};
	size_t count = 1, i;

	if (!probe->ascii)
		count = fold_skeleton_variants(probe->arena, probe->label, readings);
	for (i = 0; i < count && !probe_is_settled(probe); i++)
		if (check_twins(probe, readings[i]))
			return true;
	return false;
}

/* ---- a whole domain inside the name ---------------------------------------------------------- */

static bool
is_separator(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '\0';
}

/* Where a token that begins at 'at' ends. */
static size_t
token_end(const char *body, size_t at)
{
	while (!is_separator(body[at]))
		at++;
	return at;
}

/* Whether "label.suffix" is a name of the image. */
static bool
is_name(struct probe *probe, const char *label, size_t length, const char *suffix,
	struct image_name *out)
{
	const char *name = arena_printf(probe->arena, "%.*s.%s", (int)length, label, suffix);
	uint32_t rank = image_find(probe->index->image, name, strlen(name));

	if (rank == IMAGE_NONE)
		return false;
	image_name(probe->index->image, rank, out);
	return true;
}

/* A suffix of two tokens or one at 'at', with the label before it. */
static bool
has_domain(struct probe *probe, const char *body, const size_t label[2], size_t at,
	   struct image_name *out)
{
	size_t length = label[1] - label[0], first = token_end(body, at), second;
	char suffix[2 * SUFFIX_MOST + 2];

	if (first < at + SUFFIX_LEAST || first > at + SUFFIX_MOST)
		return false;
	memcpy(suffix, body + at, first - at);
	second = body[first] == '.' || body[first] == '-' ? token_end(body, first + 1) : first;
	if (second > first + SUFFIX_LEAST && second <= first + SUFFIX_MOST) {
		suffix[first - at] = '.';
		memcpy(suffix + (first - at) + 1, body + first + 1, second - first - 1);
		suffix[second - at] = '\0';
		if (is_name(probe, body + label[0], length, suffix, out))
			return true;
	}
	suffix[first - at] = '\0';
	return is_name(probe, body + label[0], length, suffix, out);
}

static bool
begins_token(const char *body, size_t at)
{
	if (at == 0 || is_separator(body[at - 1]))
		return true;
	return at >= 3 && memcmp(body + at - 3, "www", 3) == 0 &&
	       (at == 3 || is_separator(body[at - 4]));
}

static bool
is_old_suffix(const char *at)
{
	return (strncmp(at, "com", 3) == 0 || strncmp(at, "net", 3) == 0 ||
		strncmp(at, "org", 3) == 0) &&
	       is_separator(at[3]);
}

/* Dots between label and suffix are plain; elsewhere words meet by chance. */
static void
charge_embedded(struct probe *probe, const struct image_name *target, char between)
{
	struct charge charge = {.kind = FINDING_EMBEDDED,
				.target = *target,
				.why = "inside the name of somebody else stands"};

	charge.needs_claim = target->label <= PROBE_SHORT ||
			     (target->tier == LOOKALIKE_POPULAR && between != '.');
	accuse(probe, &charge);
}

/* "web.com" stands in many a name. */
static bool
is_long_enough(const struct image_name *target)
{
	return target->tier == LOOKALIKE_PARTNER || target->label > PROBE_SHORT;
}

/* The label that begins at 'start', to each of its ends. */
static bool
check_label(struct probe *probe, const char *body, size_t start)
{
	struct image_name target;
	size_t end;

	for (end = start + 1; body[end] != '\0' && end - start <= SUFFIX_MOST; end++) {
		bool apart = body[end] == '.' || body[end] == '-';
		const size_t label[2] = {start, end};

		if ((apart || is_old_suffix(body + end)) &&
		    has_domain(probe, body, label, end + apart, &target) &&
		    is_long_enough(&target)) {
			charge_embedded(probe, &target, body[end]);
			return true;
		}
		if (body[end] == '.')
			break;
	}
	return false;
}

static void
check_embedding(struct probe *probe, const char *body)
{
	size_t start;

	for (start = 0; body[start] != '\0'; start++)
		if (begins_token(body, start) && check_label(probe, body, start))
			return;
}

/* ---- one edit -------------------------------------------------------------------------------- */

static bool
needs_claim_for(const struct charge *charge, const struct distance *distance)
{
	return charge->target.tier == LOOKALIKE_POPULAR || charge->target.label < LONG_LABEL ||
	       distance->cost > CHEAP_COST || charge->cost > CHEAP_COST;
}

/* Among so many popular names a slip is a slip only under the same suffix. */
static bool
is_probable(const struct probe *probe, const struct charge *charge)
{
	return charge->target.tier == LOOKALIKE_PARTNER || has_suffix(probe, &charge->target);
}

static bool
is_better(const struct charge *charge, const struct charge *best)
{
	if (best->target.bytes == NULL || charge->needs_claim != best->needs_claim)
		return best->target.bytes == NULL || !charge->needs_claim;
	if (charge->target.tier != best->target.tier)
		return charge->target.tier < best->target.tier;
	return charge->cost < best->cost;
}

/* To the skeleton or to the label as it is written, whichever is nearer. */
static struct distance
measure(const struct image *image, uint32_t rank, const char *seen, const struct image_name *name)
{
	size_t length;
	const char *skeleton = image_skeleton(image, rank, &length);
	struct distance distance = distance_of(seen, strlen(seen), skeleton, length), written;

	if (skeleton == name->bytes)
		return distance;
	written = distance_of(seen, strlen(seen), name->bytes, name->label);
	return written.cost < distance.cost ? written : distance;
}

static void
check_near(struct probe *probe, const char *seen)
{
	const struct image *image = probe->index->image;
	struct charge best = {.target = {.bytes = NULL}};
	uint32_t found[IMAGE_NEAR_MOST];
	size_t count = image_near(image, seen, strlen(seen), found), i;

	for (i = 0; i < count; i++) {
		struct charge charge = {.kind = FINDING_TYPO, .why = "one edit away from"};
		struct distance distance;

		image_name(image, found[i], &charge.target);
		distance = measure(image, found[i], seen, &charge.target);
		if (distance.edit == DISTANCE_BIT)
			charge.kind = FINDING_BITSQUAT;
		charge.stands = charge.target.tier == LOOKALIKE_PARTNER &&
				has_suffix(probe, &charge.target);
		charge.cost = distance.cost + (has_suffix(probe, &charge.target) ? 0 : SUFFIX_COST);
		charge.needs_claim = needs_claim_for(&charge, &distance);
		if (is_imitable(probe, &charge.target) && is_probable(probe, &charge) &&
		    charge.cost <= distance_limit(charge.target.label) && is_better(&charge, &best))
			best = charge;
	}
	if (best.target.bytes != NULL)
		accuse(probe, &best);
}

void
tiers_check(struct probe *probe, const char *body)
{
	if (probe->index->image == NULL)
		return;
	if (!check_readings(probe)) {
		if (!probe->out->flagged)
			check_near(probe, probe->strong);
		if (!probe->out->flagged && strcmp(probe->label, probe->strong) != 0)
			check_near(probe, probe->label);
	}
	if (!probe_is_settled(probe))
		check_embedding(probe, body);
}
