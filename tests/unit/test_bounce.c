/* SPDX-License-Identifier: BSD-2-Clause */
/* test_bounce - whether a message reports that another was not delivered. */
#include "config.h"

#include "policy/mail/bounce.h"

#include "tests/unit/mails.h"

static void
reports_are_known_by_form_or_words(void **state)
{
	static const struct {
		const char *mail;
		bool report;
	} cases[] = {
		{"Content-Type: multipart/report; report-type=delivery-status; "
		 "boundary=b\n\n--b\n\n"
		 "Sorry.\n--b--\n",
		 true},
		{"Subject: failure\n\nThe host said: 550 5.1.1 no such user\n", true},
		{"Subject: failure\n\n452-too many\n", true},
		{"Subject: failure\n\nStatus: 5.7.1\n", true},
		{"Subject: failure\n\nSorry.\n\nReceived: from a by b\n", true},
		{"Return-Path: <>\nAuto-Submitted: auto-replied\nSubject: x\n\nSign in again.\n",
		 false},
		{"Subject: x\n\nOnly 500 EUR or 1550 points, version 15.1.2, call 4711.\n", false},
		{"Subject: x\n\n", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (bounce_is_report(&mail.message) != cases[i].report)
			fail_msg("%s", cases[i].mail);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reports_are_known_by_form_or_words, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
