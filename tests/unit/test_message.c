/* SPDX-License-Identifier: BSD-2-Clause */
/* test_message - a message is understood as its readers would, however it is written. */
#include "config.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/message.h"
#include "tests/unit/mails.h"

#define READ(mail, state, text) mails_read((mail), *(state), (text), strlen(text))

static void
fields_become_facts(void **state)
{
	struct mails mail;

	READ(&mail, state,
	     "From: Jane Doe <jane@Example.ORG>\nReply-To: x@example.com\nTo: a@example.org, "
	     "b@example.org\n"
	     "Cc: c@example.org\nSender: list@example.org\nSubject: "
	     "=?utf-8?Q?Caf=C3=A9?=\nMessage-ID: <1@example.org>\n"
	     "Date: Mon, 23 Nov 2026 10:00:00 +0000\nList-Id: A list "
	     "<list.example.org>\nIn-Reply-To: <0@example.org>\n"
	     "Auto-Submitted: auto-generated\n\nhi");
	assert_int_equal(mail.message.from.count, 1);
	assert_string_equal(mail.message.from.items[0].text, "jane@example.org");
	assert_string_equal(mail.message.from.items[0].display, "Jane Doe");
	assert_string_equal(mail.message.reply_to.items[0].text, "x@example.com");
	assert_int_equal(mail.message.to.count, 2);
	assert_int_equal(mail.message.cc.count, 1);
	assert_string_equal(mail.message.sender.text, "list@example.org");
	assert_string_equal(mail.message.subject, "Caf\xC3\xA9");
	assert_string_equal(mail.message.message_id, "<1@example.org>");
	assert_string_equal(mail.message.list_id, "list.example.org");
	assert_int_equal(mail.message.flags, MESSAGE_LIST | MESSAGE_REPLY | MESSAGE_AUTOMATIC);
	assert_int_equal(mail.findings.count, 0);
}

static void
absent_fields_are_empty_and_never_null(void **state)
{
	struct mails mail;

	READ(&mail, state, "");
	assert_string_equal(mail.message.subject, "");
	assert_string_equal(mail.message.message_id, "");
	assert_string_equal(mail.message.list_id, "");
	assert_string_equal(mail.message.date, "");
	assert_string_equal(mail.message.sender.text, "");
	assert_string_equal(mail.message.envelope_sender.text, "");
	assert_string_equal(mail.message.auth.spf_domain, "");
	assert_string_equal(mail.message.auth.dmarc_domain, "");
	assert_string_equal(mail.message.auth.identity, "");
	assert_int_equal(mail.message.from.count, 0);
}

static void
doubled_fields_are_ambiguous_and_both_are_read(void **state)
{
	struct mails mail;

	READ(&mail, state,
	     "From: a@example.org\nFrom: b@example.org\nSubject: one\nSubject: two\n\n");
	assert_int_equal(mail.message.from.count, 2);
	assert_true((mail.message.flags & MESSAGE_AMBIGUOUS) != 0);
	assert_string_equal(mail.message.subject, "one");
	READ(&mail, state, "Subject: one\nSubject: one\n\n");
	assert_int_equal(mail.message.flags, 0);
	mails_read(&mail, *state, "From: a@example.org\0 <b@example.com>\n\n", 38);
	assert_true((mail.message.flags & MESSAGE_AMBIGUOUS) != 0);
}

static void
results_count_only_above_the_first_received(void **state)
{
	static const char ours[] =
		"Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\n";
	struct mails mail;
	const char *text;

	text = arena_printf(*state, "%sReceived: by x\nFrom: a@bank.example\n\n", ours);
	READ(&mail, state, text);
	assert_true(authentication_proves(&mail.message.auth, "bank.example"));
	text = arena_printf(*state, "Received: by x\n%sFrom: a@bank.example\n\n", ours);
	READ(&mail, state, text);
	assert_false(mail.message.auth.trusted);
}

static void
envelope_senders_are_never_mixed_up_with_none(void **state)
{
	struct mails mail;

	READ(&mail, state, "Return-Path: <>\n\n");
	assert_string_equal(mail.message.envelope_sender.text, "");
	assert_true((mail.message.flags & MESSAGE_AUTOMATIC) != 0);
	READ(&mail, state, "Return-Path: <jane@example.org>\n\n");
	assert_string_equal(mail.message.envelope_sender.text, "jane@example.org");
	assert_false((mail.message.flags & MESSAGE_AUTOMATIC) != 0);
	READ(&mail, state, "Return-Path: <broken\n\n");
	assert_string_not_equal(mail.message.envelope_sender.text, "");
	assert_true((mail.message.flags & MESSAGE_OBSCURED) != 0);
}

static void
files_split_as_mtas_split(void **state)
{
	static const struct {
		const char *file;
		size_t fields;
		const char *body, *why;
	} cases[] = {
		{"A: b\nC: d\n\nbody", 2, "body", "LF"},
		{"A: b\r\nC: d\r\n\r\nbody", 2, "body", "CRLF"},
		{"A: b\rC: d\r\rbody", 2, "body", "CR alone"},
		{"From jane@example.org Mon Nov 23\n>From x\nA: b\n\nbody", 1, "body", "mbox"},
		{"A: b\nnot a field\nC: d\n\nbody", 1, "not a field\nC: d\n\nbody",
		 "a line that is no field"},
		{" A: b\n\nbody", 0, " A: b\n\nbody", "a blank in front"},
		{"A : b\n\nbody", 1, "body", "a blank before the colon"},
		{"\nbody", 0, "body", "no fields"},
		{"", 0, "", "nothing"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message_source source;

		message_source_of_file(*state, &mails_bounds, cases[i].file, strlen(cases[i].file),
				       &source);
		if (source.field_count != cases[i].fields ||
		    source.body_length != strlen(cases[i].body))
			fail_msg("%s: %zu fields, body %zu", cases[i].why, source.field_count,
				 source.body_length);
		if (source.field_count != 0) {
			assert_string_equal(source.fields[0].name, "A");
			assert_string_equal(source.fields[0].value, " b");
		}
	}
}

static void
folds_of_a_file_are_kept(void **state)
{
	struct message_source source;

	message_source_of_file(*state, &mails_bounds, "A: b\r\n\tc\r\n d\r\n\r\n", 16, &source);
	assert_int_equal(source.field_count, 1);
	assert_string_equal(source.fields[0].value, " b\r\n\tc\r\n d");
	assert_non_null(message_field(&source, "a"));
	assert_null(message_field(&source, "b"));
}

static void
headers_are_bounded(void **state)
{
	struct text text = TEXT_IN(*state);
	struct mails mail;
	int i;

	for (i = 0; i < 1000; i++)
		text_add_string(&text, "X: y\n");
	mails_read(&mail, *state, text.bytes, text.length);
	assert_int_equal(mail.source.field_count, mails_bounds.headers_most);
	assert_true((mail.message.flags & MESSAGE_TRUNCATED) != 0);
	text.length = 0;
	text_add_string(&text, "Subject: ");
	for (i = 0; i < 100000; i++)
		text_add_string(&text, "y");
	mails_read(&mail, *state, text.bytes, text.length);
	assert_int_equal(mail.source.fields[0].length, mails_bounds.header_bytes);
	assert_true(finding_has(&mail.findings, FINDING_TRUNCATED));
}

static void
the_key_is_the_same_for_the_same_mail_only(void **state)
{
	static const char one[] =
		"Received: by a; 1\nFrom: a@example.org\nSubject: x\nMessage-ID: <1@x>\n\nhi";
	static const char again[] =
		"Received: by b; 2\nReceived: by a; 1\nFrom: a@example.org\nSubject: x\n"
		"Message-ID: <1@x>\nX-Spam: no\n\nhi";
	static const char other[] = "From: a@example.org\nSubject: x\nMessage-ID: <1@x>\n\nho";
	struct mails first, second, third;

	READ(&first, state, one);
	READ(&second, state, again);
	READ(&third, state, other);
	assert_memory_equal(first.message.content_key, second.message.content_key, 32);
	assert_memory_not_equal(first.message.content_key, third.message.content_key, 32);
}

static void
a_message_without_body_is_told(void **state)
{
	struct message_field field = {"From", " a@example.org", 14};
	struct message_source source = {.fields = &field, .field_count = 1};
	struct finding_list findings = {.arena = *state};
	struct message message;

	message_read(*state, &mails_reader, &source, &message, &findings);
	assert_int_equal(message.flags, MESSAGE_NO_BODY);
	assert_int_equal(message.from.count, 1);
}

/* What kills GMime by itself (reliability.md section 5), in the head and in an attached message. */
static void
mail_that_kills_parsers_is_read_in_time(void **state)
{
	static const struct {
		const char *start, *repeated;
		size_t times;
	} cases[] = {
		{"To: ", "g:", 50000},
		{"Content-Type: message/rfc822\n\nTo: ", "g:", 400000},
		{"Content-Type: multipart/mixed; boundary=b\n\n--b\nTo: ", "g:", 400000},
		{"Content-Type: text/plain; ", "name*0*=a;", 5000},
		{"Content-Type: text/plain; boundary=\"", "\\\"", 20000},
		{"", "X: y\n", 200000},
		{"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 100000},
		{"To: ", "a@example.org,", 100000},
		{"", "To: a@example.org\n", 60000},
		{"", "Content-Type: message/rfc822\n\n", 30000},
		{"Subject: ", "=?utf-8?Q?a?= ", 100000},
		{"From: ", "(", 100000},
		{"Content-Type: text/html\n\n", "<div>", 100000},
		{"Content-Type: text/html\n\n", "<a href=http://x.example.com/>x</a>", 20000},
		{"Authentication-Results: ", "(", 100000},
		{"Content-Type: ", "(", 100000},
		{"Content-Type: multipart/mixed; boundary=\"\n\"\n\n", "--\n", 100000},
		{"\n", "http://", 100000},
	};
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = TEXT_IN(*state);
		int64_t before;
		struct mails mail;

		text_add_string(&text, cases[i].start);
		for (j = 0; j < cases[i].times; j++)
			text_add_string(&text, cases[i].repeated);
		before = clock_monotonic_us();
		mails_read(&mail, *state, text.bytes, text.length);
		if (clock_monotonic_us() - before > 5000000)
			fail_msg("case %zu took %lld us", i,
				 (long long)(clock_monotonic_us() - before));
		arena_reset(*state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_become_facts, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(absent_fields_are_empty_and_never_null, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(doubled_fields_are_ambiguous_and_both_are_read,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(results_count_only_above_the_first_received,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(envelope_senders_are_never_mixed_up_with_none,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(files_split_as_mtas_split, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(folds_of_a_file_are_kept, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(headers_are_bounded, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(the_key_is_the_same_for_the_same_mail_only,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(a_message_without_body_is_told, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(mail_that_kills_parsers_is_read_in_time,
						mails_begin, mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
