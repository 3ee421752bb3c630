/* SPDX-License-Identifier: BSD-2-Clause */
/* test_outcome - what is done with a message, also when its evidence cannot be written. */
#include "config.h"

#include "milter/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The door, played: it finds what the test wants and keeps what it was asked to record. */
struct inspect {
	enum verdict verdict;
	int score;
	const char *record_fails;
	int recorded, learned;
	enum disposition disposition;
};

void
inspect_drop(struct inspect *engine)
{
	(void)engine;
}

void
inspect_message(struct inspect *engine, struct arena *arena, const struct message_source *source,
		struct inspection *out)
{
	*out = (struct inspection){.findings = {.arena = arena}, .reason = "played"};
	out->recipient_count = source->envelope.recipient_count;
	out->judgement.verdict = engine->verdict;
	out->judgement.score = engine->score;
}

int
inspect_record(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
	       enum disposition disposition, size_t *count, const char **why)
{
	(void)arena;
	engine->disposition = disposition;
	if (engine->record_fails != NULL && inspection->judgement.score != 0) {
		*why = engine->record_fails;
		return -1;
	}
	engine->recorded++;
	*count = inspection->judgement.score == 0 ? 0 : inspection->recipient_count;
	return 0;
}

void
inspect_learn(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
	      int64_t when_ms)
{
	(void)arena;
	(void)inspection;
	assert_true(when_ms > 0);
	engine->learned++;
}

struct play {
	struct arena *arena;
	struct conf *conf;
	struct session *session;
};

static void
begin(struct play *play, struct inspect *engine, const char *settings)
{
	const char *why = NULL;

	play->arena = arena_new();
	play->conf = conf_parse(play->arena, "test", settings, &why);
	if (play->conf == NULL)
		fail_msg("%s", why);
	play->session = session_open();
	session_begin(play->session, engine, play->conf, "<s@example.net>");
}

static void
end(struct play *play)
{
	session_close(play->session);
	conf_free(play->conf);
	arena_free(play->arena);
}

static void
a_verdict_becomes_what_the_settings_say(void **state)
{
	static const struct {
		enum verdict verdict;
		const char *settings;
		enum disposition expected;
	} cases[] = {
		{VERDICT_NONE, "", DISPOSITION_PASSED},
		{VERDICT_RECORD, "", DISPOSITION_PASSED},
		{VERDICT_TAG, "", DISPOSITION_TAGGED},
		{VERDICT_TAG, "milter { tag = false }", DISPOSITION_PASSED},
		{VERDICT_QUARANTINE, "", DISPOSITION_QUARANTINED},
		{VERDICT_REJECT, "", DISPOSITION_REJECTED},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct inspect engine = {.verdict = cases[i].verdict, .score = 640};
		struct outcome outcome;
		struct play play;

		begin(&play, &engine, cases[i].settings);
		session_recipient(play.session, "<a@example.org>", NULL);
		outcome_reach(play.session, &outcome);
		assert_int_equal(outcome.disposition, cases[i].expected);
		assert_int_equal(engine.disposition, cases[i].expected);
		assert_int_equal(outcome.hits, 1);
		assert_true(outcome.hit);
		assert_null(outcome.fault);
		assert_int_equal(engine.learned, 1);
		end(&play);
	}
}

static void
evidence_that_cannot_be_written_follows_on_fault_hit(void **state)
{
	static const struct {
		const char *settings;
		enum disposition expected;
	} cases[] = {
		{"", DISPOSITION_DEFERRED},
		{"milter { on_fault_hit = tempfail }", DISPOSITION_DEFERRED},
		{"milter { on_fault_hit = accept }", DISPOSITION_TAGGED},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct inspect engine = {
			.verdict = VERDICT_TAG, .score = 640, .record_fails = "disk full"};
		struct outcome outcome;
		struct play play;

		begin(&play, &engine, cases[i].settings);
		outcome_reach(play.session, &outcome);
		assert_int_equal(outcome.disposition, cases[i].expected);
		assert_string_equal(outcome.fault, "disk full");
		/* what is put off comes again */
		assert_int_equal(engine.learned,
				 outcome.disposition == DISPOSITION_DEFERRED ? 0 : 1);
		assert_true(outcome.hit);
		end(&play);
	}
}

static void
a_fault_of_a_clean_message_follows_on_fault_clean(void **state)
{
	static const struct {
		const char *settings;
		enum disposition expected;
	} cases[] = {
		{"", DISPOSITION_PASSED},
		{"milter { on_fault_clean = tempfail }", DISPOSITION_DEFERRED},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct inspect engine = {.verdict = VERDICT_NONE};
		struct outcome outcome;
		struct play play;

		begin(&play, &engine, cases[i].settings);
		outcome_reach(play.session, &outcome);
		assert_int_equal(outcome.disposition, DISPOSITION_PASSED);
		outcome_fault(play.conf, &outcome, "the MTA took no change");
		assert_int_equal(outcome.disposition, cases[i].expected);
		end(&play);
	}
}

static void
a_flood_of_forged_fields_is_deferred(void **state)
{
	struct inspect engine = {.verdict = VERDICT_TAG, .score = 640};
	struct outcome outcome;
	struct play play;
	int i;

	(void)state;
	begin(&play, &engine, "");
	for (i = 0; i <= FORGED_MOST; i++)
		session_field(play.session, "X-Lurewatch", " verdict=none");
	outcome_reach(play.session, &outcome);
	assert_int_equal(outcome.disposition, DISPOSITION_DEFERRED);
	assert_int_equal(engine.disposition, DISPOSITION_DEFERRED);
	end(&play);
}

static void
an_aborted_message_is_recorded_as_what_it_was(void **state)
{
	struct inspect engine = {.verdict = VERDICT_REJECT, .score = 900};
	struct outcome outcome;
	struct play play;

	(void)state;
	begin(&play, &engine, "");
	session_recipient(play.session, "<a@example.org>", "5.1.1 unknown");
	outcome_reach_aborted(play.session, &outcome);
	assert_int_equal(engine.disposition, DISPOSITION_RECIPIENT_REFUSED);
	session_recipient(play.session, "<b@example.org>", NULL);
	outcome_reach_aborted(play.session, &outcome);
	assert_int_equal(engine.disposition, DISPOSITION_ABORTED);
	assert_int_equal(outcome.hits, 2);
	assert_int_equal(engine.learned, 0);
	end(&play);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verdict_becomes_what_the_settings_say),
		cmocka_unit_test(evidence_that_cannot_be_written_follows_on_fault_hit),
		cmocka_unit_test(a_fault_of_a_clean_message_follows_on_fault_clean),
		cmocka_unit_test(a_flood_of_forged_fields_is_deferred),
		cmocka_unit_test(an_aborted_message_is_recorded_as_what_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
