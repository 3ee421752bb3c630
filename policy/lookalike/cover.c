/* SPDX-License-Identifier: BSD-2-Clause */
/* cover - whether a name is made of a brand and the words of a trade, and of nothing else. */
#include "config.h"

#include "policy/lookalike/cover.h"

#include <ctype.h>
#include <string.h>

#include "policy/lookalike/distance.h"

#define FREE_BRAND  7 /* a brand this long needs no edge of a token */
#define HALF_BRAND  5 /* this long needs one, shorter ones need two */
#define FREE_WORD   4
#define SLIP_BRAND  6 /* a brand this long is known with a slip, as a token of its own */
#define TOKENS_MOST 8 /* more are no name that anybody would read */
#define SLIP_WORD   5
#define SLIP_COST   0.5

/* The best way to have covered everything before one place. */
struct step {
	bool reached, glued;
	uint32_t label;
	unsigned score, services, accounts, fillers, others;
	double slips;
};

struct covering {
	const struct index *index;
	const char *text;
	size_t length;
	bool slips; /* a few tokens: slips of each are looked for */
	struct step steps[COVER_MOST + 1];
};

static bool
is_separator(char c)
{
	return c == '-' || c == '.' || c == '_';
}

bool
cover_is_edge(const char *text, size_t length, size_t at)
{
	return at == 0 || at >= length || is_separator(text[at]) || is_separator(text[at - 1]) ||
	       (isdigit((unsigned char)text[at]) != 0) !=
		       (isdigit((unsigned char)text[at - 1]) != 0);
}

static void
offer(struct covering *with, size_t to, const struct step *step)
{
	struct step *there = &with->steps[to];

	if (!there->reached || step->score > there->score) {
		*there = *step;
		there->reached = true;
	}
}

/* Which letters of 'text' at 'from' to 'to' stand at an edge: 0, 1 or 2. */
static unsigned
count_edges(const struct covering *with, size_t from, size_t to)
{
	return (unsigned)cover_is_edge(with->text, with->length, from) +
	       (unsigned)cover_is_edge(with->text, with->length, to);
}

static void
offer_brand(struct covering *with, size_t from, const struct lexicon_word *word)
{
	const struct index_label *label = &with->index->labels[word->value];
	unsigned edges = count_edges(with, from, from + word->length);
	struct step step = with->steps[from];

	bool glued = word->length < HALF_BRAND && edges == 1;

	if (word->length < FREE_BRAND && edges == 0)
		return;
	if (step.label != INDEX_NONE) {
		/* "drive-google": two words of one owner are a brand and its service. */
		if (with->index->labels[step.label].owner != label->owner)
			step.others++;
		else
			step.services++;
	}
	if (step.label == INDEX_NONE ||
	    (with->index->labels[step.label].common && !label->common)) {
		step.label = word->value;
		step.glued = glued;
		step.score += label->common ? 20000 : 40000;
		step.score -= glued ? 15000 : 0;
	}
	step.score += word->length * 100;
	offer(with, from + word->length, &step);
}

static void
offer_word(struct covering *with, size_t from, const struct lexicon_word *word)
{
	struct step step = with->steps[from];

	if (word->length < FREE_WORD &&
	    count_edges(with, from, from + word->length) < (word->length == 2 ? 2U : 1U))
		return;
	if (word->value != INDEX_FILLER) {
		step.services++;
		step.accounts += word->value == INDEX_ACCOUNT;
		step.score += 10;
	} else {
		step.fillers++;
	}
	offer(with, from + word->length, &step);
}

/* Where the token that begins at 'from' ends; 0 when none begins there. */
static size_t
find_token(const struct covering *with, size_t from)
{
	size_t to = from;

	if (from != 0 && !is_separator(with->text[from - 1]))
		return 0;
	while (to < with->length && !is_separator(with->text[to]))
		to++;
	return to;
}

/* "rakutan-card": a token that is nearly a brand. */
static void
offer_near_brand(struct covering *with, size_t from, size_t to)
{
	uint32_t found[NEAR_CANDIDATES];
	size_t count = 0, i;

	if (multimap_first(&with->index->vocabulary, with->text + from, to - from) == MULTIMAP_NONE)
		count = near_find(&with->index->near, with->text + from, to - from, found);
	for (i = 0; i < count; i++) {
		const struct index_label *label = &with->index->labels[found[i]];
		struct step step = with->steps[from];
		struct distance distance =
			distance_of(with->text + from, to - from, label->strong, label->length);

		if (label->common || label->length < SLIP_BRAND || step.label != INDEX_NONE ||
		    distance.cost > SLIP_COST || distance.cost <= 0)
			continue;
		step.label = found[i];
		step.slips = distance.cost;
		step.score += 30000 - (unsigned)(distance.cost * 1000);
		offer(with, to, &step);
	}
}

/* "acconut", "servce": a token that is nearly a service word. */
static void
offer_near_word(struct covering *with, size_t from, size_t to)
{
	uint32_t found[NEAR_CANDIDATES];
	size_t count = near_find(&with->index->near_words, with->text + from, to - from, found), i;

	for (i = 0; i < count; i++) {
		const struct lexicon_word *word = &with->index->words.words[found[i]];
		struct step step = with->steps[from];
		struct distance distance =
			distance_of(with->text + from, to - from, word->bytes, word->length);

		if (distance.edits > 1)
			continue;
		step.services++;
		step.accounts += word->value == INDEX_ACCOUNT;
		step.score += 5;
		offer(with, to, &step);
	}
}

static void
offer_slips(struct covering *with, size_t from)
{
	size_t to = find_token(with, from);

	if (!with->slips || to < from + SLIP_WORD)
		return;
	offer_near_brand(with, from, to);
	offer_near_word(with, from, to);
}

/* Letters and digits mixed, two digits at least: an identifier, no word. */
static size_t
find_identifier(const struct covering *with, size_t from)
{
	size_t to = find_token(with, from), digits = 0, at;

	for (at = from; at < to; at++)
		digits += isdigit((unsigned char)with->text[at]) != 0;
	return digits >= 2 && to - from > digits ? to : 0;
}

static size_t
find_label_end(const struct covering *with, size_t from)
{
	const char *dot;

	if (from != 0 && with->text[from - 1] != '.')
		return 0;
	dot = memchr(with->text + from, '.', with->length - from);
	return dot == NULL ? with->length : (size_t)(dot - with->text);
}

static void
offer_rest(struct covering *with, size_t from, bool skip)
{
	struct step step = with->steps[from];
	size_t to = from;

	if (is_separator(with->text[from]))
		offer(with, from + 1, &step);
	while (to < with->length && isdigit((unsigned char)with->text[to]))
		to++;
	if (to != from)
		offer(with, to, &step);
	to = find_identifier(with, from);
	if (to != 0)
		offer(with, to, &step);
	to = skip ? find_label_end(with, from) : 0;
	if (to > from)
		offer(with, to, &step);
}

void
cover_text(const struct index *index, const char *text, size_t length, bool skip, struct cover *out)
{
	struct covering with = {.index = index, .text = text, .length = length};
	const struct lexicon_word *word;
	size_t at, separators = 0;

	*out = (struct cover){.label = INDEX_NONE};
	for (at = 0; at < length; at++)
		separators += is_separator(text[at]);
	with.slips = separators != 0 && separators < TOKENS_MOST;
	if (length > COVER_MOST)
		return;
	with.steps[0] = (struct step){.reached = true, .label = INDEX_NONE};
	for (at = 0; at < length; at++) {
		struct lexicon_cursor brands, words;

		if (!with.steps[at].reached)
			continue;
		brands = lexicon_at(&index->brands, text + at, length - at);
		while ((word = lexicon_next(&index->brands, &brands)) != NULL)
			offer_brand(&with, at, word);
		words = lexicon_at(&index->words, text + at, length - at);
		while ((word = lexicon_next(&index->words, &words)) != NULL)
			offer_word(&with, at, word);
		offer_slips(&with, at);
		offer_rest(&with, at, skip);
	}
	out->covered = with.steps[length].reached;
	out->label = with.steps[length].label;
	out->services = with.steps[length].services;
	out->accounts = with.steps[length].accounts;
	out->fillers = with.steps[length].fillers;
	out->others = with.steps[length].others;
	out->slips = with.steps[length].slips;
	out->glued = with.steps[length].glued;
}
