/* SPDX-License-Identifier: BSD-2-Clause */
/* test_correspondents - what is noted is known after the next flush, whatever became of the cache.
 */
#include "config.h"

#include "policy/directory/correspondents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "tests/unit/scratch.h"

#define DAY CLOCK_DAY_MS

static const struct conf_contacts conf = {.warm_after_ms = 14 * DAY,
					  .warm_messages = 3,
					  .known_after_ms = 7 * DAY,
					  .known_messages = 3,
					  .partner_after_ms = 30 * DAY,
					  .partner_messages = 4,
					  .pairs_most = 100000,
					  .flush_ms = 3600 * 1000};

static const struct gather_fact fact = {.own = "bob@corp.example",
					.own_domain = "corp.example",
					.foreign = "ann@else.example",
					.foreign_domain = "else.example"};

struct place {
	struct arena *arena;
	const char *state;
};

static int
begin(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	if (place == NULL)
		return -1;
	place->arena = arena_new();
	place->state = scratch_make(place->arena);
	*state = place;
	return 0;
}

static int
end(void **state)
{
	struct place *place = *state;

	scratch_remove(place->state);
	arena_free(place->arena);
	free(place);
	return 0;
}

static struct correspondents *
open_for(struct place *place, enum correspondents_use use)
{
	const char *why = NULL;
	struct correspondents *self =
		correspondents_open(place->arena, place->state, &conf, use, &why);

	assert_non_null(self);
	return self;
}

static void
note(struct correspondents *self, int64_t days_ago, bool out)
{
	struct gather_fact one = fact;

	one.when_ms = clock_now_ms() - days_ago * DAY;
	one.out = out;
	correspondents_note(self, &one);
}

static struct ledger_answer
ask(struct correspondents *self)
{
	struct ledger_answer answer = {0};
	const char *why;

	assert_int_equal(correspondents_ask(self, &fact, &answer, &why), ANSWER_FOUND);
	return answer;
}

static void
nothing_there_is_down_and_says_why(void **state)
{
	struct place *place = *state;
	struct correspondents *self = open_for(place, CORRESPONDENTS_READ);
	struct correspondents_status status;
	struct ledger_answer answer;
	const char *why = NULL;

	assert_int_equal(correspondents_ask(self, &fact, &answer, &why), ANSWER_DOWN);
	assert_non_null(strstr(why, "no history"));
	assert_int_equal(correspondents_partners(self, place->arena, &conf, 10).count, 0);
	correspondents_status(self, &status);
	assert_string_equal(status.why, why);
	note(self, 0, true);
	correspondents_close(self);
}

static void
what_is_noted_is_known_after_a_flush(void **state)
{
	struct correspondents *self = open_for(*state, CORRESPONDENTS_WRITE);
	struct gather_fact half = fact;
	const char *why;

	half.foreign_domain = "";
	correspondents_note(self, &half);
	note(self, 2, false);
	note(self, 1, true);
	assert_int_equal(ask(self).mails, 0);
	assert_int_equal(correspondents_flush(self, &why), 0);
	assert_int_equal(ask(self).mails, 2);
	assert_int_equal(ask(self).address.out, 1);
	correspondents_close(self);
}

static void
more_than_the_ring_holds_is_lost_and_counted(void **state)
{
	struct correspondents *self = open_for(*state, CORRESPONDENTS_WRITE);
	struct correspondents_status status;
	const char *why;
	int i;

	for (i = 0; i < CORRESPONDENTS_SLOTS + 10; i++)
		note(self, 0, false);
	assert_int_equal(correspondents_flush(self, &why), 0);
	correspondents_status(self, &status);
	assert_int_equal(status.lost, 10);
	assert_int_equal(status.size.mails, CORRESPONDENTS_SLOTS);
	assert_string_equal(status.why, "");
	correspondents_close(self);
}

static void
the_daemons_thread_writes_what_waits_when_it_stops(void **state)
{
	struct correspondents *self = open_for(*state, CORRESPONDENTS_SERVE);

	note(self, 1, true);
	correspondents_close(self);
	self = open_for(*state, CORRESPONDENTS_READ);
	assert_int_equal(ask(self).mails, 1);
	correspondents_close(self);
}

static void
a_deleted_cache_is_begun_anew(void **state)
{
	struct place *place = *state;
	struct correspondents *self = open_for(place, CORRESPONDENTS_WRITE), *other;
	const char *why;

	note(self, 1, true);
	assert_int_equal(correspondents_flush(self, &why), 0);
	scratch_remove(arena_printf(place->arena, "%s/cache", place->state));
	note(self, 0, false);
	assert_int_equal(correspondents_flush(self, &why), 0);
	assert_int_equal(ask(self).mails, 1);
	other = open_for(place, CORRESPONDENTS_READ);
	assert_int_equal(ask(other).mails, 1);
	correspondents_close(other);
	correspondents_close(self);
}

static void
a_folder_that_cannot_be_made_stops_nobody(void **state)
{
	struct place *place = *state;
	const char *file = arena_printf(place->arena, "%s/cache", place->state), *why = NULL;
	struct correspondents *self;
	FILE *blocking = fopen(file, "w");

	assert_non_null(blocking);
	(void)fclose(blocking);
	self = open_for(place, CORRESPONDENTS_WRITE);
	note(self, 0, true);
	assert_int_equal(correspondents_flush(self, &why), -1);
	assert_non_null(why);
	assert_int_equal(remove(file), 0);
	note(self, 0, true);
	assert_int_equal(correspondents_flush(self, &why), 0);
	assert_int_equal(ask(self).mails, 1);
	correspondents_close(self);
}

static void
two_way_mail_over_weeks_makes_a_partner(void **state)
{
	struct place *place = *state;
	struct correspondents *self = open_for(place, CORRESPONDENTS_WRITE);
	struct conf_list partners;
	const char *why;

	note(self, 40, true);
	note(self, 20, true);
	note(self, 10, true);
	note(self, 5, true);
	assert_int_equal(correspondents_flush(self, &why), 0);
	assert_int_equal(correspondents_partners(self, place->arena, &conf, 10).count, 0);
	note(self, 0, false);
	assert_int_equal(correspondents_flush(self, &why), 0);
	partners = correspondents_partners(self, place->arena, &conf, 10);
	assert_int_equal(partners.count, 1);
	assert_string_equal(partners.items[0], "else.example");
	assert_int_equal(correspondents_partners(self, place->arena, &conf, 0).count, 0);
	correspondents_close(self);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_there_is_down_and_says_why, begin, end),
		cmocka_unit_test_setup_teardown(what_is_noted_is_known_after_a_flush, begin, end),
		cmocka_unit_test_setup_teardown(more_than_the_ring_holds_is_lost_and_counted, begin,
						end),
		cmocka_unit_test_setup_teardown(the_daemons_thread_writes_what_waits_when_it_stops,
						begin, end),
		cmocka_unit_test_setup_teardown(a_deleted_cache_is_begun_anew, begin, end),
		cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_made_stops_nobody, begin,
						end),
		cmocka_unit_test_setup_teardown(two_way_mail_over_weeks_makes_a_partner, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
