/* SPDX-License-Identifier: BSD-2-Clause */
/* test_report - that one line tells the message, and nothing of a stranger breaks it. */
#include "config.h"

#include "milter/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct play {
	struct arena *arena;
	struct conf *conf;
	struct session *session;
	struct inspect_recipient recipients[5];
	struct inspection inspection;
	struct outcome outcome;
};

static void
begin(struct play *play, const char *sender)
{
	const char *why = NULL;

	*play = (struct play){.arena = arena_new()};
	play->conf = conf_parse(play->arena, "test", "", &why);
	play->session = session_open();
	play->session->client_address = "192.0.2.1";
	session_begin(play->session, NULL, play->conf, sender);
	play->recipients[0] = (struct inspect_recipient){
		.address = "alice@example.org",
		.answer = ANSWER_FOUND,
		.resolution.identity = {
			.id = "42", .account = "alice", .kind = IDENTITY_PERSON, .tier = 1}};
	play->inspection = (struct inspection){.recipients = play->recipients,
					       .recipient_count = 1,
					       .reason = "homoglyph of example.com",
					       .judgement = {.verdict = VERDICT_TAG, .score = 640}};
	play->outcome = (struct outcome){
		.disposition = DISPOSITION_TAGGED, .inspection = &play->inspection, .hits = 1};
}

static void
end(struct play *play)
{
	session_close(play->session);
	conf_free(play->conf);
	arena_free(play->arena);
}

static void
the_line_begins_with_the_queue_id_and_ends_with_the_reason(void **state)
{
	struct play play;
	const char *expected;

	(void)state;
	begin(&play, "<s@example.net>");
	session_queue_id(play.session, "4XyZ");
	expected = arena_printf(play.arena,
				"4XyZ: verdict=tag score=640 disposition=tagged hits=1 session=%s "
				"client=192.0.2.1 from=<s@example.net> rcpt=alice@example.org "
				"identity=alice kind=person tier=1 (homoglyph of example.com)",
				play.session->id);
	assert_string_equal(report_line(play.session, &play.outcome), expected);
	end(&play);
}

static void
unknown_and_unresolved_are_told_apart(void **state)
{
	struct play play;

	(void)state;
	begin(&play, "");
	play.recipients[0].answer = ANSWER_DOWN;
	play.recipients[1] = (struct inspect_recipient){
		.address = "x@example.org",
		.answer = ANSWER_NONE,
		.resolution.identity.kind = IDENTITY_UNKNOWN,
		.refused = true,
	};
	play.inspection.recipient_count = 2;
	assert_non_null(strstr(report_line(play.session, &play.outcome),
			       "rcpt=alice@example.org identity=unresolved "
			       "rcpt=x@example.org identity=unknown refused ("));
	end(&play);
}

static void
many_recipients_are_counted_not_listed(void **state)
{
	struct play play;
	size_t i;

	(void)state;
	begin(&play, "");
	for (i = 1; i < 5; i++)
		play.recipients[i] = play.recipients[0];
	play.inspection.recipient_count = 5;
	assert_non_null(strstr(report_line(play.session, &play.outcome), " and 2 more ("));
	end(&play);
}

static void
hostile_text_stays_on_the_line(void **state)
{
	struct play play;
	const char *line;
	char address[3000];
	int i;

	(void)state;
	for (i = 0; i < (int)sizeof(address) - 1; i++)
		address[i] = (char)(i % 255 + 1);
	address[sizeof(address) - 1] = '\0';
	begin(&play, address);
	session_queue_id(play.session, "Q\r\nfake: verdict=none");
	play.recipients[0].address = address;
	play.inspection.reason = address;
	play.outcome.fault = address;
	line = report_line(play.session, &play.outcome);
	for (i = 0; line[i] != '\0'; i++)
		assert_true((unsigned char)line[i] >= ' ' && line[i] != 127);
	assert_true(strlen(line) < 2000);
	end(&play);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_begins_with_the_queue_id_and_ends_with_the_reason),
		cmocka_unit_test(unknown_and_unresolved_are_told_apart),
		cmocka_unit_test(many_recipients_are_counted_not_listed),
		cmocka_unit_test(hostile_text_stays_on_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
