/* SPDX-License-Identifier: BSD-2-Clause */
/* inside - a brand that the message claims, anywhere inside a host, with one slip at most. */
#include "config.h"

#include "policy/lookalike/inside.h"

#include <string.h>

#include "policy/lookalike/cover.h"

#define EXACT_COST  1.0
#define SLIP_COST   1.5
#define SLIP_LEAST  4 /* letters of a brand that is looked for with a slip */
#define OWNERS_MOST 8
#define HOSTS_MOST  32 /* of one message; the links that matter stand first */

static bool
begins_exactly(const char *text, size_t length, const char *word, size_t word_length)
{
	return length >= word_length && memcmp(text, word, word_length) == 0;
}

bool
inside_begins(const char *text, size_t length, const char *word, size_t word_length)
{
	size_t same = 0, left, rest;

	while (same < length && same < word_length && text[same] == word[same])
		same++;
	if (same == word_length)
		return true;
	text += same;
	word += same;
	left = length - same;
	rest = word_length - same;
	if (begins_exactly(text, left, word + 1, rest - 1))
		return true;
	if (left == 0)
		return false;
	if (begins_exactly(text + 1, left - 1, word, rest) ||
	    begins_exactly(text + 1, left - 1, word + 1, rest - 1))
		return true;
	return left > 1 && rest > 1 && text[0] == word[1] && text[1] == word[0] &&
	       begins_exactly(text + 2, left - 2, word + 2, rest - 2);
}

/* A short brand is no accident only where a token begins or ends with it. */
static bool
holds(const char *name, const char *word)
{
	const char *at = strstr(name, word);
	size_t length = strlen(name), word_length = strlen(word);

	for (; at != NULL; at = strstr(at + 1, word))
		if (word_length >= SLIP_LEAST || cover_is_edge(name, length, (size_t)(at - name)) ||
		    cover_is_edge(name, length, (size_t)(at - name) + word_length))
			return true;
	return false;
}

/* One slip leaves the half before it or the half behind it whole, but for the letters between. */
static bool
holds_half(const char *name, size_t length, const char *word, size_t word_length)
{
	size_t half = word_length / 2;

	return memmem(name, length, word, half - 1) != NULL ||
	       memmem(name, length, word + half + 1, word_length - half - 1) != NULL;
}

static bool
nearly_holds(const char *name, const char *word)
{
	size_t left = strlen(name), word_length = strlen(word);

	if (word_length < SLIP_LEAST || !holds_half(name, left, word, word_length))
		return false;
	for (; left != 0; left--, name++)
		if (inside_begins(name, left, word, word_length))
			return true;
	return false;
}

static void
look_for(struct probe *probe, const char *skeleton, const char *body,
	 const struct index_label *label)
{
	bool exact = holds(skeleton, label->strong) || holds(body, label->text);
	struct probe_charge charge = {.kind = exact ? FINDING_COMBOSQUAT : FINDING_TYPO,
				      .label = label,
				      .cost = exact ? EXACT_COST : SLIP_COST,
				      .needs_claim = true,
				      .loose = true};

	if (label->wordless ||
	    (!exact && !nearly_holds(skeleton, label->strong) && !nearly_holds(body, label->text)))
		return;
	charge.why = arena_printf(probe->arena, "%s, which the message claims, %s inside",
				  label->text, exact ? "stands" : "nearly stands");
	probe_accuse(probe, &charge);
}

void
inside_check(struct probe *probe, const char *skeleton, const char *body)
{
	struct claims *claims = probe->claims;
	size_t i, owners = 0;
	uint32_t k;

	if (claims->searched++ >= HOSTS_MOST)
		return;
	for (i = 0; i < claims->count && owners < OWNERS_MOST; i++) {
		const struct index_owner *owner = &probe->index->owners[claims->items[i].owner];

		if (!claims->items[i].strong)
			continue;
		owners++;
		for (k = 0; k < owner->label_count && !probe->out->flagged; k++)
			look_for(probe, skeleton, body,
				 &probe->index->labels[owner->first_label + k]);
	}
}
