/* SPDX-License-Identifier: BSD-2-Clause */
/* test_matcher - every cue is found wherever it stands, by any number of threads. */
#include "config.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/lure/cue.h"
#include "policy/lure/matcher.h"

static const char *const phrases[] = {
	"your (mailbox|e-?mail) password",
	"password ... expir*",
	"within # (hours|days)",
	"clique aqui",
	"口座 ... 確認",
};

#define PHRASES (sizeof(phrases) / sizeof(phrases[0]))

struct fixture {
	struct arena *arena;
	struct cue cues[PHRASES];
	const struct cue *list[PHRASES];
	struct matcher *matcher;
};

static int
begin(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_zalloc(arena, 1, sizeof(*fixture));
	const char *why;
	size_t i;

	fixture->arena = arena;
	for (i = 0; i < PHRASES; i++) {
		if (cue_parse(arena, phrases[i], &fixture->cues[i], &why) != 0)
			return -1;
		fixture->list[i] = &fixture->cues[i];
	}
	fixture->matcher = matcher_open(arena, fixture->list, PHRASES, &why);
	*state = fixture;
	return fixture->matcher == NULL ? -1 : 0;
}

static int
end(void **state)
{
	struct fixture *fixture = *state;

	matcher_close(fixture->matcher);
	arena_free(fixture->arena);
	return 0;
}

static void
hits_come_in_order_with_their_place(void **state)
{
	static const char text[] =
		" keep your mailbox password it expires within 24 hours clique aqui ";
	struct fixture *fixture = *state;
	struct matcher_hits hits;

	matcher_scan(fixture->matcher, fixture->arena, text, strlen(text), &hits);
	assert_int_equal(hits.count, 4);
	assert_false(hits.capped);
	assert_int_equal(hits.items[0].cue, 0);
	assert_int_equal(hits.items[0].start, 6);
	assert_int_equal(hits.items[0].end, 27);
	assert_int_equal(hits.items[1].cue, 1);
	assert_int_equal(hits.items[2].cue, 2);
	assert_int_equal(hits.items[3].cue, 3);
}

static void
a_repeated_cue_is_found_again_but_not_for_ever(void **state)
{
	struct fixture *fixture = *state;
	struct text text = TEXT_IN(fixture->arena);
	struct matcher_hits hits;
	size_t i;

	text_add_string(&text, "clique aqui. no words of interest. clique aqui ");
	matcher_scan(fixture->matcher, fixture->arena, text.bytes, text.length, &hits);
	assert_int_equal(hits.count, 2);
	for (i = 0; i < 5000; i++)
		text_add_string(&text, "clique aqui ");
	matcher_scan(fixture->matcher, fixture->arena, text.bytes, text.length, &hits);
	assert_int_equal(hits.count, MATCHER_CUE_HITS);
}

static void
an_empty_text_and_odd_bytes_are_harmless(void **state)
{
	struct fixture *fixture = *state;
	struct matcher_hits hits;

	matcher_scan(fixture->matcher, fixture->arena, "", 0, &hits);
	assert_int_equal(hits.count, 0);
	matcher_scan(fixture->matcher, fixture->arena, "\0\xff\xc3 clique aqui", 16, &hits);
	assert_int_equal(hits.count, 1);
}

static void
words_without_blanks_between_are_found(void **state)
{
	static const char text[] = " お客様の口座のご利用を確認してください";
	struct fixture *fixture = *state;
	struct matcher_hits hits;

	matcher_scan(fixture->matcher, fixture->arena, text, strlen(text), &hits);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.items[0].cue, 4);
	assert_int_equal(hits.items[0].start, 13);
}

static void *
scan_often(void *argument)
{
	static const char text[] = " your email password will expire within 3 days ";
	struct fixture *fixture = argument;
	struct arena *arena = arena_new();
	size_t i, found = 0;

	for (i = 0; i < 500; i++) {
		struct matcher_hits hits;

		matcher_scan(fixture->matcher, arena, text, strlen(text), &hits);
		found += hits.count == 3;
		arena_reset(arena);
	}
	arena_free(arena);
	return found == 500 ? argument : NULL;
}

static void
threads_scan_at_once(void **state)
{
	pthread_t threads[4];
	void *result;
	size_t i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, scan_often, *state), 0);
	for (i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_non_null(result);
	}
}

static void
the_version_is_that_of_the_library(void **state)
{
	struct fixture *fixture = *state;

	assert_non_null(strchr(matcher_version(fixture->matcher), '.'));
	assert_null(strchr(matcher_version(fixture->matcher), ' '));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hits_come_in_order_with_their_place),
		cmocka_unit_test(a_repeated_cue_is_found_again_but_not_for_ever),
		cmocka_unit_test(an_empty_text_and_odd_bytes_are_harmless),
		cmocka_unit_test(words_without_blanks_between_are_found),
		cmocka_unit_test(threads_scan_at_once),
		cmocka_unit_test(the_version_is_that_of_the_library),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
