/* SPDX-License-Identifier: BSD-2-Clause */
/* window - how strongly a passage asks for one thing (detection.md 2.10). */
#include "config.h"

#include "policy/lure/window.h"

#include <string.h>

#define REACH         400  /* of pressure, authority, negation and words like "click here" */
#define LINK_BEFORE   250  /* code points that a link may stand before the window */
#define LINK_BEHIND   600  /* and behind it */
#define SHORT_PASSAGE 1500 /* in which any link belongs to the window */

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

/* The cues that count for one window, each once. */
struct tally {
	unsigned distinct[CUE_GROUPS];
	const struct family_cue *cues[WINDOW_CUES];
	size_t cue_count;
	bool head;
};

struct search {
	const struct window_question *question;
	const struct window_hit **hits; /* of this family: head first */
	size_t hit_count, head_count;
	unsigned *stamps; /* per cue: the round in which it was counted last */
	unsigned round;
};

static void
count_hit(struct search *search, const struct window_hit *hit, struct tally *tally)
{
	if (search->stamps[hit->index] == search->round)
		return;
	search->stamps[hit->index] = search->round;
	if (tally->distinct[hit->cue->group]++ < 2 && tally->cue_count < WINDOW_CUES)
		tally->cues[tally->cue_count++] = hit->cue;
	tally->head = tally->head || hit->head;
}

/* Object and action stand inside the window; what colours them may stand around it. */
static void
count_around(struct search *search, size_t first, size_t end, struct tally *tally)
{
	size_t from = search->hits[first]->at, to = search->hits[end - 1]->at, i;

	for (i = first; i > search->head_count && search->hits[i - 1]->at + REACH >= from; i--)
		if (search->hits[i - 1]->cue->group > CUE_GROUP_ACTION)
			count_hit(search, search->hits[i - 1], tally);
	for (i = end; i < search->hit_count && search->hits[i]->at <= to + REACH; i++)
		if (search->hits[i]->cue->group > CUE_GROUP_ACTION)
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
	strength -= (int)(count[CUE_GROUP_NEGATION] > 2 ? 2 : count[CUE_GROUP_NEGATION]) *
		    family->negation_costs;
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
				       .cue_count = tally.cue_count};
	memcpy(best->cues, tally.cues, sizeof(tally.cues));
	if (first < end) {
		best->from = search->hits[first]->byte;
		best->to = search->hits[end - 1]->byte;
	}
}

static bool
gather(struct search *search)
{
	const struct window_question *question = search->question;
	bool object = false, action = false;
	size_t i;

	for (i = 0; i < question->hit_count; i++) {
		const struct window_hit *hit = &question->hits[i];

		if (hit->family != question->family && !hit->family->shared)
			continue;
		search->hits[search->hit_count++] = hit;
		search->head_count += hit->head ? 1 : 0;
		object = object || hit->cue->group == CUE_GROUP_OBJECT;
		action = action || hit->cue->group == CUE_GROUP_ACTION;
	}
	return object && action;
}

void
window_best(struct arena *arena, const struct window_question *question, struct window_answer *out)
{
	struct search search = {.question = question};
	size_t first, end;

	*out = (struct window_answer){0};
	search.hits = arena_zalloc(arena, question->hit_count + 1, sizeof(const void *));
	if (!gather(&search))
		return;
	search.stamps = arena_zalloc(arena, question->cue_count + 1, sizeof(*search.stamps));
	end = search.head_count;
	judge(&search, end, end, out);
	for (first = end; first < search.hit_count; first++) {
		while (end < search.hit_count &&
		       search.hits[end]->at - search.hits[first]->at <= WINDOW_POINTS)
			end++;
		judge(&search, first, end, out);
	}
}
