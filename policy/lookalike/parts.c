/* SPDX-License-Identifier: BSD-2-Clause */
/* parts - protected names inside longer ones: embedded domains, brands among words of their trade.
 */
#include "config.h"

#include "policy/lookalike/parts.h"

#include <string.h>

#include "policy/lookalike/cover.h"
#include "policy/lookalike/swap.h"

#define HITS         128 /* of one host: names in front must not hide what stands behind */
#define SERVICE_COST 0.4
#define FILLER_COST  0.6
#define LOOSE_COST   1.0
#define HALF_BRAND   7  /* this many need only begin or end a token */
#define HOST_WORD    3  /* letters of a word that is a host's name for certain */
#define OWN_BRAND    10 /* letters of an own name that is hardly a word */
#define CLEAR_BRAND  5  /* letters of a brand that is no accident as a label of a foreign host */

struct hit {
	size_t at, length;
	uint32_t label;
};

struct parts {
	struct probe *probe;
	const char *body;
	size_t length, label_start; /* of the registrable name's own label */
	struct hit hits[HITS];
	size_t hit_count;
};

static const struct index_label *
label_of(const struct parts *parts, const struct hit *hit)
{
	return &parts->probe->index->labels[hit->label];
}

static void
find_hits(struct parts *parts)
{
	const struct lexicon *brands = &parts->probe->index->brands;
	const struct lexicon_word *word;
	size_t at;

	for (at = 0; at < parts->length; at++) {
		struct lexicon_cursor cursor =
			lexicon_at(brands, parts->body + at, parts->length - at);

		while ((word = lexicon_next(brands, &cursor)) != NULL && parts->hit_count < HITS)
			parts->hits[parts->hit_count++] = (struct hit){
				.at = at, .length = word->length, .label = word->value};
	}
}

/* ---- embedding ------------------------------------------------------------------------------- */

/* Whether 'suffix' stands behind 'at', its dots as dots, hyphens or nothing, up to the end of a
 * token. Only the old suffixes are believed when nothing separates them: "applenews" is no domain.
 */
static bool
has_suffix(const struct parts *parts, size_t at, const char *suffix)
{
	const char *text = parts->body;
	bool apart = at < parts->length && (text[at] == '.' || text[at] == '-');

	if (!apart && strncmp(suffix, "com", 3) != 0 && strcmp(suffix, "net") != 0 &&
	    strcmp(suffix, "org") != 0 && strncmp(suffix, "co.", 3) != 0)
		return false;
	at += apart;
	for (; *suffix != '\0'; suffix++)
		if (*suffix != '.') {
			if (at >= parts->length || text[at++] != *suffix)
				return false;
		} else if (at < parts->length && (text[at] == '.' || text[at] == '-')) {
			at++;
		}
	return at >= parts->length || strchr(".-_", text[at]) != NULL;
}

static bool
has_own_suffix(const struct parts *parts, const struct hit *hit)
{
	const struct index_label *label = label_of(parts, hit);
	size_t i;

	for (i = 0; i < label->suffix_count; i++)
		if (has_suffix(parts, hit->at + hit->length, label->suffixes[i]))
			return true;
	return label->domain && label->length > PROBE_SHORT &&
	       has_suffix(parts, hit->at + hit->length, "com");
}

static bool
begins_token(const struct parts *parts, size_t at)
{
	const char *text = parts->body;

	if (at == 0 || strchr(".-_", text[at - 1]) != NULL)
		return true;
	return at >= 3 && memcmp(text + at - 3, "www", 3) == 0 &&
	       (at == 3 || strchr(".-_", text[at - 4]) != NULL);
}

/* Libraries reach publishers through "www-publisher-com.proxy.university.edu". */
static bool
is_proxy(const struct parts *parts)
{
	const char *suffix = parts->probe->suffix;

	return strcmp(suffix, "edu") == 0 || strncmp(suffix, "ac.", 3) == 0 ||
	       strncmp(suffix, "edu.", 4) == 0 || strstr(parts->body, "proxy") != NULL;
}

/* Of an ordinary word only forms that are domains to everybody: "apple.com.", not "forcecom". */
static bool
is_clear_domain(const struct parts *parts, const struct hit *hit)
{
	static const char *const forms[] = {".com", ".co.", "-com", "-co-", ".net.", ".org."};
	const char *end = parts->body + hit->at + hit->length;
	size_t i;

	if (label_of(parts, hit)->length <= PROBE_SHORT && hit->at != 0)
		return false;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strncmp(end, forms[i], strlen(forms[i])) == 0)
			return true;
	return end[0] == '.' && strcspn(end + 1, ".-_") == 2;
}

static void
check_embedding(struct parts *parts)
{
	size_t i;

	for (i = 0; i < parts->hit_count; i++) {
		const struct hit *hit = &parts->hits[i];
		const struct index_label *label = label_of(parts, hit);
		struct probe_charge charge = {.kind = FINDING_EMBEDDED, .label = label};

		if (!begins_token(parts, hit->at) || !has_own_suffix(parts, hit))
			continue;
		charge.needs_claim =
			is_proxy(parts) || (label->common && !is_clear_domain(parts, hit));
		charge.why =
			arena_printf(parts->probe->arena,
				     "%s stands inside the name of somebody else", label->target);
		probe_accuse(parts->probe, &charge);
	}
}

/* Before the brand stands nothing but a word that hosts are named by; 'kind' is that word's. */
static bool
is_host_word(const struct parts *parts, const struct hit *hit, uint32_t *kind)
{
	const char *word = parts->body + parts->label_start;
	size_t length = hit->at - parts->label_start;

	if (hit->at <= parts->label_start || hit->at + hit->length != parts->length)
		return false;
	*kind = multimap_value(&parts->probe->index->vocabulary, word, length);
	/* No company is called that. */
	if ((length == 3 && memcmp(word, "www", 3) == 0) ||
	    (length == 4 && memcmp(word, "www-", 4) == 0))
		*kind = INDEX_ACCOUNT;
	return *kind != MULTIMAP_NONE;
}

/* "wwwpaypal.com", "logincorp.example": only the dot is missing. */
static void
check_missing_dot(struct parts *parts)
{
	const struct index *index = parts->probe->index;
	uint32_t kind;
	size_t i;

	for (i = 0; i < parts->hit_count; i++) {
		const struct hit *hit = &parts->hits[i];
		const struct index_label *label = label_of(parts, hit);
		bool own = index->owners[label->owner].tier == LOOKALIKE_OWNED;
		struct probe_charge charge = {.kind = FINDING_EMBEDDED, .label = label};

		if (!is_host_word(parts, hit, &kind) ||
		    !probe_holds_suffix(label, parts->probe->suffix))
			continue;
		charge.needs_claim = (label->length <= PROBE_SHORT && !own) || label->common ||
				     label->product || kind != INDEX_ACCOUNT ||
				     hit->at < parts->label_start + HOST_WORD;
		charge.why =
			arena_printf(parts->probe->arena,
				     "%s with a host's name and without its dot", label->target);
		probe_accuse(parts->probe, &charge);
	}
}

/* ---- brand and words ------------------------------------------------------------------------- */

/* For "paypal-login" people want to read "paypal.com", not that its owner holds that name too. */
static const char *
best_target(const struct parts *parts, const struct index_label *label)
{
	const char *primary = parts->probe->index->owners[label->owner].primary;
	size_t length = strcspn(primary, ".");

	return strncmp(label->text, primary, length) == 0 ? primary : label->target;
}

struct covering {
	struct cover cover;
	bool together;    /* brand and words stand in one label, or nothing else is in the host */
	bool registrable; /* and that label is the registrable one */
};

/* Suffixes given away or sold for next to nothing, of which thieves take names by the hundred: a
 * brand that is no word among whatever else is no accident there. */
static bool
is_throwaway(const struct parts *parts, const struct index_label *label)
{
	static const char *const suffixes[] = {"top",  "xyz",  "icu",   "cyou",   "buzz", "cfd",
					       "sbs",  "tk",   "ml",    "ga",     "cf",   "gq",
					       "bond", "rest", "quest", "monster"};
	size_t i;

	if (label->common || label->product || label->length < CLEAR_BRAND)
		return false;
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcmp(suffixes[i], parts->probe->suffix) == 0)
			return true;
	return false;
}

/* "tencentstart.com", "lapostefinance.fr": owners name sites like that, nobody lists them all. With
 * hyphens they do not, nor do they need a word of what a thief is after. */
static bool
is_likely_own(const struct parts *parts, const struct covering *covering,
	      const struct index_label *label)
{
	const struct probe *probe = parts->probe;

	return covering->registrable && covering->cover.accounts == 0 &&
	       strchr(probe->label, '-') == NULL &&
	       probe->index->owners[label->owner].tier != LOOKALIKE_OWNED &&
	       swap_is_usual(probe, label);
}

static void
charge_cover(struct parts *parts, const struct covering *covering)
{
	const struct cover *cover = &covering->cover;
	const struct index_label *label = &parts->probe->index->labels[cover->label];
	struct probe_charge charge = {
		.kind = FINDING_COMBOSQUAT, .label = label, .target = best_target(parts, label)};

	charge.cost = (cover->services != 0 ? SERVICE_COST : FILLER_COST) + cover->slips;
	charge.needs_claim = (label->common || label->product || cover->services == 0 ||
			      !covering->together || is_likely_own(parts, covering, label)) &&
			     !is_throwaway(parts, label);
	if (cover->glued)
		charge.needs_claim = charge.loose = true;
	charge.why = arena_printf(parts->probe->arena, "%s joined with words of its trade",
				  charge.target);
	probe_accuse(parts->probe, &charge);
}

static void
check_label(struct parts *parts, size_t start, size_t end)
{
	struct covering covering = {.together = true, .registrable = start == parts->label_start};
	struct cover *cover = &covering.cover;

	cover_text(parts->probe->index, parts->body + start, end - start, false, cover);
	if (cover->covered && cover->label != INDEX_NONE &&
	    cover->services + cover->others + (start == parts->label_start ? cover->fillers : 0) !=
		    0)
		charge_cover(parts, &covering);
}

/* "account.amazon.evil.example": the labels before the registrable one, taken together. */
static void
check_subdomain(struct parts *parts)
{
	struct covering covering = {.together = false};
	struct cover *cover = &covering.cover;
	size_t length = parts->label_start - 1;

	cover_text(parts->probe->index, parts->body, length, false, cover);
	if (cover->covered && cover->label != INDEX_NONE && cover->services != 0 &&
	    parts->probe->index->labels[cover->label].length >= CLEAR_BRAND)
		covering.together = true;
	else
		cover_text(parts->probe->index, parts->body, length, true, cover);
	if (cover->covered && cover->label != INDEX_NONE)
		charge_cover(parts, &covering);
}

static void
check_cover(struct parts *parts)
{
	size_t start, end;

	check_label(parts, parts->label_start, parts->length);
	for (start = 0; start < parts->label_start && !probe_is_settled(parts->probe);
	     start = end + 1) {
		end = start + strcspn(parts->body + start, ".");
		check_label(parts, start, end);
	}
	if (parts->label_start != 0 && !probe_is_settled(parts->probe))
		check_subdomain(parts);
}

/* The organisation's own name, when it is one that nobody else has: joined words, or a long one. */
static bool
is_own_name(const struct parts *parts, const struct index_label *label)
{
	const struct index *index = parts->probe->index;

	return index->owners[label->owner].tier == LOOKALIKE_OWNED && !label->common &&
	       (label->length >= OWN_BRAND || strchr(label->text, '-') != NULL);
}

/* A brand as a token of its own among words that are not of the trade: for what the message claims.
 */
static void
check_tokens(struct parts *parts)
{
	size_t i;
	int edges;

	for (i = 0; i < parts->hit_count && !parts->probe->out->flagged; i++) {
		const struct hit *hit = &parts->hits[i];
		const struct index_label *label = label_of(parts, hit);
		struct probe_charge charge = {
			.kind = FINDING_COMBOSQUAT, .label = label, .cost = LOOSE_COST};

		charge.needs_claim = !is_throwaway(parts, label) && !is_own_name(parts, label);
		edges = cover_is_edge(parts->body, parts->length, hit->at) +
			cover_is_edge(parts->body, parts->length, hit->at + hit->length);
		if (label->common || edges < (label->length < HALF_BRAND ? 2 : 1))
			continue;
		charge.why =
			arena_printf(parts->probe->arena, "%s among other words", label->target);
		probe_accuse(parts->probe, &charge);
	}
}

void
parts_check(struct probe *probe, const char *body)
{
	struct parts parts = {.probe = probe, .body = body, .length = strlen(body)};
	const char *dot = strrchr(body, '.');

	parts.label_start = dot == NULL ? 0 : (size_t)(dot - body) + 1;
	find_hits(&parts);
	if (parts.hit_count == 0 && strchr(body + parts.label_start, '-') == NULL)
		return;
	check_embedding(&parts);
	if (!probe_is_settled(probe))
		check_missing_dot(&parts);
	if (!probe_is_settled(probe))
		check_cover(&parts);
	if (!probe_is_settled(probe))
		check_tokens(&parts);
}
