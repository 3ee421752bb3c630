/* SPDX-License-Identifier: BSD-2-Clause */
/* choice - which of several families that fire in one message names the lure. */
#include "config.h"

#include "policy/lure/choice.h"

#define POINTS_MOST 500
#define STAY_MOST   2
#define SHARE       4 /* of the points of what gives way */
/* Of 100: a special family names the lure from this share of a general one's strength on; a second
 * one of no lower rank stays beside the first from this share on. */
#define SPECIAL_LEAST 80
#define SECOND_LEAST  90

/* Whether 'a' is about as strong as 'b' or stronger. */
static bool
matches(const struct choice *a, const struct choice *b, int share)
{
	return a->strength * 100 >= b->strength * share;
}

/* Whether 'a' names the lure rather than 'b'. */
static bool
outranks(const struct choice *a, const struct choice *b)
{
	if (a->rank > b->rank)
		return matches(a, b, SPECIAL_LEAST);
	if (a->rank < b->rank)
		return !matches(b, a, SPECIAL_LEAST);
	return a->strength > b->strength;
}

/* Whether 'a' stays beside the first. */
static bool
stays(const struct choice *a, const struct choice *first)
{
	return a->most == 0 && a->rank >= first->rank && matches(a, first, SECOND_LEAST);
}

static size_t
find_first(const struct choice *items, size_t count)
{
	size_t first = CHOICE_NONE, i;

	for (i = 0; i < count; i++)
		if (items[i].strength > 0 &&
		    (first == CHOICE_NONE || outranks(&items[i], &items[first])))
			first = i;
	return first;
}

void
choice_make(struct choice *items, size_t count)
{
	size_t first = find_first(items, count), stay = 1, i;
	int more = 0, most;

	if (first == CHOICE_NONE)
		return;
	most = items[first].most == 0 ? POINTS_MOST : items[first].most;
	for (i = 0; i < count; i++) {
		items[i].into = CHOICE_NONE;
		if (i == first || items[i].strength == 0)
			continue;
		if (stay < STAY_MOST && stays(&items[i], &items[first])) {
			stay++;
			continue;
		}
		items[i].into = first;
		if (items[i].most == 0 || items[first].most != 0)
			more += items[i].points;
	}
	more = items[first].points + more / SHARE;
	items[first].points = more > most ? most : more;
}
