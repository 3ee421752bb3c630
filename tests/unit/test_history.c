/* SPDX-License-Identifier: BSD-2-Clause */
/* test_history - lines of old logs are pairs of sender and recipient, or nothing. */
#include "config.h"

#include "policy/directory/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY          CLOCK_DAY_MS
#define NOW          1764028800000LL /* 2025-11-25T00:00:00Z */
#define MX           "Nov 23 10:00:00 mx postfix/"

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

static enum history_line
read(struct history *history, const char *line, struct history_pair *out)
{
	return history_read(history, line, strlen(line), out);
}

static void
csv_is_from_to_when(void **state)
{
	static const struct {
		const char *line;
		enum history_line expected;
		const char *from, *to;
		int64_t when_ms;
	} cases[] = {
		{"from,to,when", HISTORY_NOTHING, NULL, NULL, 0},
		{"", HISTORY_NOTHING, NULL, NULL, 0},
		{"a@x.example,b@y.example", HISTORY_PAIR, "a@x.example", "b@y.example", NOW},
		{"a@x.example,b@y.example,\r", HISTORY_PAIR, "a@x.example", "b@y.example", NOW},
		{"a@x.example,b@y.example,2025-11-20T00:00:00Z", HISTORY_PAIR, "a@x.example",
		 "b@y.example", NOW - 5 * DAY},
		{"\"a,\"\"b\"\"@x.example\",b@y.example,10d", HISTORY_PAIR, "a,\"b\"@x.example",
		 "b@y.example", NOW - 10 * DAY},
		{"a@x.example,b@y.example,2030-01-01", HISTORY_PAIR, "a@x.example", "b@y.example",
		 NOW},
		{"a@x.example,b@y.example,soon", HISTORY_BAD, NULL, NULL, 0},
		{"a@x.example,b@y.example,1d,more", HISTORY_BAD, NULL, NULL, 0},
		{"a@x.example", HISTORY_BAD, NULL, NULL, 0},
		{"no address,b@y.example", HISTORY_BAD, NULL, NULL, 0},
		{"\"a@x.example,b@y.example", HISTORY_BAD, NULL, NULL, 0},
	};
	struct history *history = history_new(*state, NOW);
	struct history_pair pair;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		if (read(history, cases[i].line, &pair) != cases[i].expected)
			fail_msg("%s", cases[i].line);
		if (cases[i].expected != HISTORY_PAIR)
			continue;
		assert_string_equal(pair.from, cases[i].from);
		assert_string_equal(pair.to, cases[i].to);
		assert_int_equal(pair.when_ms, cases[i].when_ms);
	}
}

static void
a_log_joins_sender_and_recipients_by_queue_id(void **state)
{
	static const struct {
		const char *line;
		enum history_line expected;
		const char *to;
	} lines[] = {
		{MX "smtpd[7]: connect from mail.x.example[192.0.2.1]", HISTORY_NOTHING, NULL},
		{MX "smtp[7]: 4ABC: to=<early@y.example>, status=sent (ok)", HISTORY_NOTHING, NULL},
		{MX "qmgr[7]: 4ABC: from=<a@x.example>, size=9, nrcpt=2 (queue active)",
		 HISTORY_NOTHING, NULL},
		{MX "smtp[7]: 4ABC: to=<b@y.example>, relay=mx, dsn=2.0.0, status=sent (ok)",
		 HISTORY_PAIR, "b@y.example"},
		{MX "smtp[7]: 4ABC: to=<c@y.example>, orig_to=<c>, status=sent (ok)", HISTORY_PAIR,
		 "c@y.example"},
		{MX "smtp[7]: 4ABC: to=<d@y.example>, status=bounced (no such user)",
		 HISTORY_NOTHING, NULL},
		{MX "smtp[7]: 4ABC: to=<\"status=sent\"@y.example>, status=deferred (later)",
		 HISTORY_NOTHING, NULL},
		{MX "smtp[7]: 4ABC: to=<\": from=<e@z.example>, status=deferred (later)",
		 HISTORY_NOTHING, NULL},
		{MX "smtp[7]: 4ABC: to=<f@y.example>, status=sent (ok)", HISTORY_PAIR,
		 "f@y.example"},
		{MX "smtp[7]: 5DEF: to=<f@y.example>, status=sent (ok)", HISTORY_NOTHING, NULL},
		{MX "qmgr[7]: 6ABC: from=<>, size=9, nrcpt=1 (queue active)", HISTORY_NOTHING,
		 NULL},
		{MX "smtp[7]: 6ABC: to=<f@y.example>, status=sent (ok)", HISTORY_NOTHING, NULL},
		{"once postfix/smtp[7]: 4ABC: to=<f@y.example>, status=sent (ok)", HISTORY_BAD,
		 NULL},
	};
	struct history *history = history_new(*state, NOW);
	struct history_pair pair;
	size_t i;

	for (i = 0; i < COUNT(lines); i++) {
		if (read(history, lines[i].line, &pair) != lines[i].expected)
			fail_msg("%s", lines[i].line);
		if (lines[i].expected != HISTORY_PAIR)
			continue;
		assert_string_equal(pair.from, "a@x.example");
		assert_string_equal(pair.to, lines[i].to);
		assert_int_equal(pair.when_ms, NOW - 2 * DAY + 10 * 3600 * 1000);
	}
}

static void
a_time_without_a_year_is_past(void **state)
{
	struct history *history = history_new(*state, NOW);
	struct history_pair pair;

	(void)read(history, MX "qmgr[7]: 4ABC: from=<a@x.example>, size=9", &pair);
	assert_int_equal(read(history,
			      "Dec  1 00:00:00 mx postfix/smtp[7]: 4ABC: to=<b@y.example>, "
			      "status=sent",
			      &pair),
			 HISTORY_PAIR);
	assert_int_equal(pair.when_ms, NOW - 359 * DAY);
	assert_int_equal(read(history,
			      "2025-11-24T01:00:00.5+01:00 mx postfix/smtp[7]: 4ABC: "
			      "to=<b@y.example>, status=sent",
			      &pair),
			 HISTORY_PAIR);
	assert_int_equal(pair.when_ms, NOW - DAY + 500);
}

static void
mail_dates_are_read(void **state)
{
	static const struct {
		const char *date;
		bool good;
		int64_t when_ms;
	} cases[] = {
		{"Tue, 25 Nov 2025 00:00:00 +0000", true, NOW},
		{" 25 Nov 2025 01:00:00 +0100 (CET)", true, NOW},
		{"Mon, 24 Nov 2025 16:00 -0800", true, NOW},
		{"Tue, 25 Nov 2025 00:00:00", true, NOW},
		{"Tue, 32 Nov 2025 00:00:00 +0000", false, 0},
		{"Tue, 25 Foo 2025 00:00:00 +0000", false, 0},
		{"yesterday", false, 0},
		{"", false, 0},
	};
	int64_t when_ms;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		when_ms = -1;
		if (history_mail_date(cases[i].date, &when_ms) != cases[i].good)
			fail_msg("%s", cases[i].date);
		if (cases[i].good)
			assert_int_equal(when_ms, cases[i].when_ms);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(csv_is_from_to_when, begin, end),
		cmocka_unit_test_setup_teardown(a_log_joins_sender_and_recipients_by_queue_id,
						begin, end),
		cmocka_unit_test_setup_teardown(a_time_without_a_year_is_past, begin, end),
		cmocka_unit_test_setup_teardown(mail_dates_are_read, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
