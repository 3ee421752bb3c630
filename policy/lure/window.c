/* SPDX-License-Identifier: BSD-2-Clause */
/* window - how strongly a passage asks for one thing (detection.md 2.10). */
#include "config.h"

#include "policy/lure/window.h"

#include <string.h>

#define REACH         400  /* of pressure, authority, negation and words like "click here" */
#define LINK_BEFORE   250  /* code points that a link may stand before the window */
#define LINK_BEHIND   600  /* and behind it */
#define SHORT_PASSAGE 1500 /* in which any link belongs to the window */

#define LANGUAGES 16

/* Points of strength. */
enum {
	FIRST_OBJECT = 25,
	MORE_OBJECT = 10,
	FIRST_ACTION = 25,
	MORE_ACTION = 5,
	WAY = 10,
	WAY_IN_WORDS = 10,
	TIME_PRESSURE = 15,
	AUTHORITY = 10,
	STRENGTH_MOST = 100
};

#define COUNTED 2 /* more cues of one group add nothing */

/* The cues that count for one window: each once, and none that overlaps one of its group. */
struct tally {
	unsigned distinct[CUE_GROUPS];
	const struct window_hit *counted[CUE_GROUPS][COUNTED];
	const struct window_hit *hits[WINDOW_CUES];
	size_t hit_count;
	bool head;
};

struct search {
	const struct window_question *question;
	const struct window_hit **hits; /* of this family: head first */
	size_t hit_count, head_count;
	const char *language; /* of object and action in this search */
	unsigned *stamps;     /* per cue: the round in which it was counted last */
	unsigned round;
};

/* What colours a lure; object and action are its core. */
static bool
is_soft(const struct window_hit *hit)
{
	return hit->cue->group > CUE_GROUP_ACTION;
}

static bool
overlap(const struct window_hit *a, const struct window_hit *b)
{
	return a->head == b->head && a->start < b->end && b->start < a->end;
}

static void
count_hit(struct search *search, const struct window_hit *hit, struct tally *tally)
{
	enum cue_group group = hit->cue->group;
	unsigned *count = &tally->distinct[group], i;

	if (search->stamps[hit->index] == search->round ||
	    (!is_soft(hit) && strcmp(hit->cue->language, search->language) != 0))
		return;
	search->stamps[hit->index] = search->round;
	if (*count == COUNTED)
		return;
	for (i = 0; i < *count; i++)
		if (overlap(tally->counted[group][i], hit))
			return;
	tally->counted[group][(*count)++] = hit;
	if (tally->hit_count < WINDOW_CUES)
		tally->hits[tally->hit_count++] = hit;
	tally->head = tally->head || hit->head;
}

/* Object and action stand inside the window; what colours them may stand around it. */
static void
count_around(struct search *search, size_t first, size_t end, struct tally *tally)
{
	size_t from = search->hits[first]->at, to = search->hits[end - 1]->at, i;

	for (i = first; i > search->head_count && search->hits[i - 1]->at + REACH >= from; i--)
		if (is_soft(search->hits[i - 1]))
			count_hit(search, search->hits[i - 1], tally);
	for (i = end; i < search->hit_count && search->hits[i]->at <= to + REACH; i++)
		if (is_soft(search->hits[i]))
			count_hit(search, search->hits[i], tally);
}

/* The link that belongs to a window of 'from' to 'to' code points: the nearest behind its begin. */
static bool
find_link(const struct passage *passage, size_t from, size_t to, size_t *link)
{
	bool any = passage->points <= SHORT_PASSAGE;
	bool found = false;
	size_t i;

	for (i = 0; i < passage->link_count; i++) {
		size_t at = passage->links[i].at;

		if (!any && (at + LINK_BEFORE < from || at > to + LINK_BEHIND))
			continue;
		*link = passage->links[i].link;
		found = true;
		if (at >= from)
			break;
	}
	return found;
}

static int
weigh(const struct window_question *question, const struct tally *tally, bool way)
{
	const struct family *family = question->family;
	const unsigned *count = tally->distinct;
	int strength = 0;
	unsigned group;

	if (count[CUE_GROUP_OBJECT] == 0 || count[CUE_GROUP_ACTION] == 0 ||
	    (!way && !question->attachment && count[CUE_GROUP_CTA] == 0))
		return 0;
	for (group = 0; group < CUE_GROUPS; group++)
		if ((family->needs & 1U << group) != 0 && count[group] == 0)
			return 0;
	strength += FIRST_OBJECT + (count[CUE_GROUP_OBJECT] > 1 ? MORE_OBJECT : 0);
	strength += FIRST_ACTION + (count[CUE_GROUP_ACTION] > 1 ? MORE_ACTION : 0);
	strength += way || question->attachment ? WAY : 0;
	strength += count[CUE_GROUP_CTA] != 0 ? WAY_IN_WORDS : 0;
	strength += count[CUE_GROUP_TIME] != 0 ? TIME_PRESSURE : 0;
	strength += count[CUE_GROUP_AUTHORITY] != 0 ? AUTHORITY : 0;
	strength -= (int)count[CUE_GROUP_NEGATION] * family->negation_costs;
	if (strength < 0)
		return 0;
	return strength > STRENGTH_MOST ? STRENGTH_MOST : strength;
}

/* Judge the hits 'first' to 'end' - 1 of the passage together with those of the head. */
static void
judge(struct search *search, size_t first, size_t end, struct window_answer *best)
{
	const struct passage *passage = search->question->passage;
	size_t from = 0, to = 0, link = 0, i;
	struct tally tally = {0};
	int strength;
	bool near;

	search->round++;
	for (i = first; i < end; i++)
		count_hit(search, search->hits[i], &tally);
	for (i = 0; i < search->head_count; i++)
		count_hit(search, search->hits[i], &tally);
	if (first < end) {
		from = search->hits[first]->at;
		to = search->hits[end - 1]->at;
		count_around(search, first, end, &tally);
	}
	near = find_link(passage, from, to, &link);
	strength = weigh(search->question, &tally, near);
	if (strength <= best->strength)
		return;
	*best = (struct window_answer){.strength = strength,
				       .head = tally.head,
				       .near = near,
				       .link = link,
				       .hit_count = tally.hit_count};
	for (i = 0; i < tally.hit_count; i++)
		best->hits[i] = *tally.hits[i];
	if (first < end) {
		best->from = search->hits[first]->start;
		best->to = search->hits[end - 1]->end;
	}
}

static bool
counts(const struct window_hit *hit, const struct family *family)
{
	return hit->family == family ||
	       (hit->family->use == FAMILY_EVERY && (family->own & 1U << hit->cue->group) == 0);
}

/* Hits of this family, and the languages in which both an object and an action were found. */
static size_t
gather(struct search *search, const char *languages[LANGUAGES])
{
	const struct window_question *question = search->question;
	unsigned groups[LANGUAGES] = {0};
	const char *seen[LANGUAGES];
	size_t count = 0, both = 0, i, j;

	for (i = 0; i < question->hit_count; i++) {
		const struct window_hit *hit = &question->hits[i];

		if (!counts(hit, question->family))
			continue;
		search->hits[search->hit_count++] = hit;
		search->head_count += hit->head ? 1 : 0;
		if (is_soft(hit))
			continue;
		for (j = 0; j < count && strcmp(seen[j], hit->cue->language) != 0; j++)
			continue;
		if (j == LANGUAGES)
			continue;
		if (j == count)
			seen[count++] = hit->cue->language;
		groups[j] |= 1U << hit->cue->group;
	}
	for (j = 0; j < count; j++)
		if (groups[j] == (1U << CUE_GROUP_OBJECT | 1U << CUE_GROUP_ACTION))
			languages[both++] = seen[j];
	return both;
}

static void
slide(struct search *search, struct window_answer *out)
{
	size_t first, end = search->head_count;

	judge(search, end, end, out);
	for (first = end; first < search->hit_count; first++) {
		while (end < search->hit_count &&
		       search->hits[end]->at - search->hits[first]->at <= WINDOW_POINTS)
			end++;
		judge(search, first, end, out);
	}
}

void
window_best(struct arena *arena, const struct window_question *question, struct window_answer *out)
{
	struct search search = {.question = question};
	const char *languages[LANGUAGES];
	size_t count, i;

	*out = (struct window_answer){0};
	search.hits = arena_zalloc(arena, question->hit_count + 1, sizeof(const void *));
	count = gather(&search, languages);
	if (count == 0)
		return;
	search.stamps = arena_zalloc(arena, question->cue_count + 1, sizeof(*search.stamps));
	for (i = 0; i < count; i++) {
		search.language = languages[i];
		slide(&search, out);
	}
}
