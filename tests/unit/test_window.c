/* SPDX-License-Identifier: BSD-2-Clause */
/* test_window - strength grows with what is asked, falls with what denies it, and stays in reach.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/window.h"

#define HITS_MOST 8

static const struct family family = {.name = "f", .negation_costs = 30, .weight = 100};
static const struct family shared = {.name = "every", .use = FAMILY_EVERY};
static const struct family other = {.name = "g", .weight = 100};
static const struct family picky = {
	.name = "p", .weight = 100, .own = 1U << CUE_GROUP_ACTION, .negation_costs = 30};

static const struct family_cue cues[] = {
	{.group = CUE_GROUP_OBJECT, .language = "en"},
	{.group = CUE_GROUP_OBJECT, .language = "en"},
	{.group = CUE_GROUP_ACTION, .language = "en"},
	{.group = CUE_GROUP_ACTION, .language = "de"},
	{.group = CUE_GROUP_TIME, .language = "en"},
	{.group = CUE_GROUP_AUTHORITY, .language = "en"},
	{.group = CUE_GROUP_CTA, .language = "en"},
	{.group = CUE_GROUP_NEGATION, .language = "en"},
};

enum { OBJECT, OBJECT_TOO, ACTION, ACTION_DE, TIME, AUTHORITY, CTA, NEGATION };

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

struct placed {
	int cue;
	size_t at;
	const struct family *family;
	bool head;
};

static struct window_answer
ask(struct arena *arena, const struct placed *placed, size_t count, long link_at, size_t points)
{
	struct window_hit hits[HITS_MOST];
	struct passage_link link = {.at = (size_t)link_at, .link = 3};
	struct passage passage = {.text = "", .points = points, .links = &link};
	struct window_question question = {.family = placed[0].family == &picky ? &picky : &family,
					   .hits = hits,
					   .hit_count = count,
					   .passage = &passage};
	struct window_answer answer;
	size_t i;

	passage.link_count = link_at >= 0;
	question.cue_count = sizeof(cues) / sizeof(cues[0]);
	for (i = 0; i < count; i++)
		hits[i] = (struct window_hit){.cue = &cues[placed[i].cue],
					      .index = (unsigned)placed[i].cue,
					      .family = placed[i].family,
					      .at = placed[i].at,
					      .start = placed[i].at - 5,
					      .end = placed[i].at,
					      .text = "",
					      .head = placed[i].head};
	window_best(arena, &question, &answer);
	return answer;
}

static void
strength_follows_the_cues(void **state)
{
	static const struct {
		struct placed placed[HITS_MOST];
		size_t count;
		long link;
		int strength;
		const char *why;
	} cases[] = {
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}}, 2, 50, 60, "bare core"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}}, 2, -1, 0, "no way to act"},
		{{{OBJECT, 10, &family, 0}}, 1, 50, 0, "no action"},
		{{{ACTION, 10, &family, 0}}, 1, 50, 0, "no object"},
		{{{OBJECT, 10, &other, 0}, {ACTION, 30, &family, 0}},
		 2,
		 50,
		 0,
		 "the object is another family's"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &shared, 0}},
		 2,
		 50,
		 60,
		 "an action of every family"},
		{{{OBJECT, 10, &family, 0}, {ACTION_DE, 30, &shared, 0}},
		 2,
		 50,
		 0,
		 "an action of another language"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}, {CTA, 40, &shared, 0}},
		 3,
		 -1,
		 60,
		 "words that ask for an answer are a way too"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}, {TIME, 40, &shared, 0}},
		 3,
		 50,
		 75,
		 "pressure"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}, {AUTHORITY, 400, &shared, 0}},
		 3,
		 50,
		 70,
		 "authority some way off"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}, {NEGATION, 400, &shared, 0}},
		 3,
		 50,
		 30,
		 "a negation some way off"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 30, &family, 0}, {NEGATION, 900, &shared, 0}},
		 3,
		 50,
		 60,
		 "a negation out of reach"},
		{{{OBJECT, 10, &family, 0}, {ACTION, 230, &family, 0}},
		 2,
		 50,
		 0,
		 "object and action too far apart"},
		{{{OBJECT, 10, &family, 0}, {OBJECT_TOO, 12, &family, 0}, {ACTION, 30, &family, 0}},
		 3,
		 50,
		 60,
		 "a second object in the same place counts once"},
		{{{OBJECT, 10, &family, 0}, {OBJECT_TOO, 20, &family, 0}, {ACTION, 30, &family, 0}},
		 3,
		 50,
		 70,
		 "a second object elsewhere counts"},
		{{{OBJECT, 10, &family, 1}, {ACTION, 900, &family, 0}},
		 2,
		 950,
		 60,
		 "the subject reaches everywhere"},
		{{{OBJECT, 10, &family, 1}, {ACTION, 20, &family, 1}},
		 2,
		 950,
		 60,
		 "all of it in the subject"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct window_answer answer =
			ask(*state, cases[i].placed, cases[i].count, cases[i].link, 1000);

		if (answer.strength != cases[i].strength)
			fail_msg("%s: %d", cases[i].why, answer.strength);
	}
}

static void
in_a_long_text_the_link_must_stand_by(void **state)
{
	static const struct placed core[] = {{OBJECT, 1000, &family, 0},
					     {ACTION, 1020, &family, 0}};

	assert_int_equal(ask(*state, core, 2, 1300, 9000).strength, 60);
	assert_int_equal(ask(*state, core, 2, 800, 9000).strength, 60);
	assert_int_equal(ask(*state, core, 2, 5000, 9000).strength, 0);
	assert_int_equal(ask(*state, core, 2, 5000, 9000).near, false);
	assert_int_equal(ask(*state, core, 2, 1300, 9000).link, 3);
}

static void
a_family_may_want_cues_of_its_own(void **state)
{
	static const struct placed general[] = {{OBJECT, 10, &picky, 0}, {ACTION, 30, &shared, 0}};
	static const struct placed own[] = {{OBJECT, 10, &picky, 0}, {ACTION, 30, &picky, 0}};

	assert_int_equal(ask(*state, general, 2, 50, 1000).strength, 0);
	assert_int_equal(ask(*state, own, 2, 50, 1000).strength, 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(strength_follows_the_cues, begin, end),
		cmocka_unit_test_setup_teardown(in_a_long_text_the_link_must_stand_by, begin, end),
		cmocka_unit_test_setup_teardown(a_family_may_want_cues_of_its_own, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
