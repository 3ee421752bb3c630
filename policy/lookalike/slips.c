/* SPDX-License-Identifier: BSD-2-Clause */
/* slips - registrable names a slip of the finger or of the ear away from a protected one. */
#include "config.h"

#include "policy/lookalike/slips.h"

#include <string.h>

#include "policy/lookalike/distance.h"
#include "policy/lookalike/sound.h"

#define SOUND_COST  0.6
#define ONCE_LEAST  4 /* letters of a name that any one letter leaves recognisable ... */
#define TWICE_LEAST 9 /* ... and of one that any two leave so */
#define WORD_LEAST  5 /* letters of a word that two names may share by chance ... */
#define REST_LEAST  5 /* ... and of what then tells them apart */

/* Two spellings on their way to be compared. */
struct pair {
	const char *seen, *target;
	size_t seen_length, target_length;
};

static bool
is_word(const struct index *index, const char *bytes, size_t length)
{
	return multimap_first(&index->vocabulary, bytes, length) != MULTIMAP_NONE;
}

/* Letters that both begin with, or with 'tail' end with. */
static size_t
count_shared(const struct pair *pair, bool tail)
{
	size_t most =
		pair->seen_length < pair->target_length ? pair->seen_length : pair->target_length;
	size_t i = 0;

	while (i < most && (tail ? pair->seen[pair->seen_length - 1 - i] ==
					    pair->target[pair->target_length - 1 - i]
				 : pair->seen[i] == pair->target[i]))
		i++;
	return i;
}

/* "cryptocities" and "cryptokitties": what both owe to a word of the trade makes them no nearer. */
static void
drop_word(const struct index *index, struct pair *pair, bool tail)
{
	size_t shared = count_shared(pair, tail), length;

	for (length = shared; length >= WORD_LEAST; length--) {
		const char *word =
			tail ? pair->target + pair->target_length - length : pair->target;

		if (pair->target_length < length + REST_LEAST || !is_word(index, word, length))
			continue;
		pair->seen += tail ? 0 : length;
		pair->target += tail ? 0 : length;
		pair->seen_length -= length;
		pair->target_length -= length;
		return;
	}
}

static struct distance
measure(const struct index *index, struct pair pair)
{
	struct distance distance;

	drop_word(index, &pair, false);
	drop_word(index, &pair, true);
	distance = distance_of(pair.seen, pair.seen_length, pair.target, pair.target_length);
	/* One letter is always worth a look beside a claim. */
	if (distance.cost > distance_limit(pair.target_length) &&
	    (distance.edits != 1 || pair.target_length < ONCE_LEAST))
		distance.cost = DISTANCE_FAR;
	return distance;
}

/* As written, and as the eye reads it: in "klanra" the eye finds no m, in "klarna" it does. */
static struct distance
measure_both(const struct probe *probe, const struct index_label *label)
{
	struct distance seen, written;

	seen = measure(probe->index, (struct pair){probe->strong, label->strong,
						   strlen(probe->strong), label->length});
	if (!probe->ascii ||
	    (strcmp(probe->label, probe->strong) == 0 && strcmp(label->text, label->strong) == 0))
		return seen;
	written = measure(probe->index, (struct pair){probe->label, label->text,
						      strlen(probe->label), strlen(label->text)});
	return written.cost < seen.cost ? written : seen;
}

static bool
needs_claim_for(const struct index_label *label, const struct distance *distance, double total)
{
	return label->common || label->length <= PROBE_SHORT || !label->domain ||
	       distance->edit == DISTANCE_FIRST || distance->edit == DISTANCE_DIGITS ||
	       distance->edit == DISTANCE_PLURAL ||
	       (distance->edit == DISTANCE_HYPHEN && distance->edits == 1) ||
	       total > distance_limit(label->length) ||
	       (distance->edits > 1 && label->length < TWICE_LEAST);
}

static void
weigh(const struct probe *probe, const struct index_label *label, struct probe_charge *best)
{
	struct distance distance = measure_both(probe, label);
	double total =
		distance.cost + (probe_holds_suffix(label, probe->suffix) ? 0 : PROBE_SUFFIX_COST);
	bool claim = needs_claim_for(label, &distance, total);
	bool loose = distance.cost > distance_limit(label->length);

	if (distance.edit == DISTANCE_NONE || distance.cost >= DISTANCE_FAR ||
	    (loose && !probe->ascii) || (claim && !probe_is_claimed(probe, label, loose)) ||
	    (best->label != NULL &&
	     (claim > best->needs_claim || (claim == best->needs_claim && total >= best->cost))))
		return;
	*best = (struct probe_charge){.kind = distance.edit == DISTANCE_BIT ? FINDING_BITSQUAT
									    : FINDING_TYPO,
				      .label = label,
				      .cost = total,
				      .needs_claim = claim,
				      .loose = loose,
				      .why = distance_sentence(distance.edit)};
}

static void
check_near(struct probe *probe)
{
	const char *spellings[2] = {probe->strong, probe->label};
	size_t count = probe->ascii && strcmp(probe->label, probe->strong) != 0 ? 2 : 1, i, k;
	struct probe_charge best = {.label = NULL, .cost = DISTANCE_FAR};
	uint32_t found[NEAR_CANDIDATES];

	for (i = 0; i < count; i++) {
		size_t near =
			near_find(&probe->index->near, spellings[i], strlen(spellings[i]), found);

		for (k = 0; k < near; k++)
			weigh(probe, &probe->index->labels[found[k]], &best);
	}
	if (best.label == NULL)
		return;
	best.why = arena_printf(probe->arena, "nearly %s: %s", best.label->target, best.why);
	probe_accuse(probe, &best);
}

static void
check_sound(struct probe *probe)
{
	const struct multimap *table = &probe->index->sounds;
	char sound[SOUND_ROOM];
	uint32_t entry;

	if (!probe->ascii || !sound_of(probe->label, sound))
		return;
	entry = multimap_first(table, sound, strlen(sound));
	for (; entry != MULTIMAP_NONE; entry = multimap_next(table, entry)) {
		const struct index_label *label =
			&probe->index->labels[table->entries[entry].value];
		bool here = probe_holds_suffix(label, probe->suffix);
		struct probe_charge charge = {.kind = FINDING_TYPO,
					      .label = label,
					      .cost = SOUND_COST + (here ? 0 : PROBE_SUFFIX_COST)};

		if (strcmp(label->text, probe->label) == 0)
			continue;
		charge.needs_claim = label->common || !label->domain || !here ||
				     charge.cost > distance_limit(label->length);
		charge.why = arena_printf(probe->arena, "%s sounds like %s", probe->label,
					  label->target);
		probe_accuse(probe, &charge);
	}
}

void
slips_check(struct probe *probe)
{
	const char *name = probe->label;

	/* "delivery" is a word, not a slip of "delhivery", and a brand is no slip of another. */
	if (is_word(probe->index, name, strlen(name)) ||
	    multimap_first(&probe->index->plain, name, strlen(name)) != MULTIMAP_NONE)
		return;
	check_near(probe);
	if (!probe_is_settled(probe))
		check_sound(probe);
}
