/* SPDX-License-Identifier: BSD-2-Clause */
/* test_reply - subjects of answers, and what merely says so in its header. */
#include "config.h"

#include "policy/mail/reply.h"
#include "tests/unit/mails.h"

static void
subjects_of_answers_are_known(void **state)
{
	static const struct {
		const char *subject;
		bool expected;
	} cases[] = {
		{"Re: your invoice", true},
		{"  AW: Rechnung", true},
		{"RE[2]: your invoice", true},
		{"\xE5\x9B\x9E\xE5\xA4\x8D\xEF\xBC\x9A\xE5\x8F\x91\xE7\xA5\xA8", true},
		{"Your invoice", false},
		{"Reminder: your invoice", false},
		{"", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (reply_says(cases[i].subject) != cases[i].expected)
			fail_msg("%s", cases[i].subject);
}

/* A field that nobody sees makes no answer of a mail: whoever forges it must also say "Re:". */
static void
an_answer_says_so(void **state)
{
	static const struct {
		const char *mail;
		bool expected;
	} cases[] = {
		{"In-Reply-To: <a@b.example>\nSubject: Re: x\n\nhi\n", true},
		{"Subject: AW: x\nReferences: <a@b.example>\n\nhi\n", true},
		{"In-Reply-To: <a@b.example>\nSubject: x\n\nhi\n", false},
		{"In-Reply-To: <a@b.example>\n\nhi\n", false},
		{"Subject: Re: x\n\nhi\n", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (((mail.message.flags & MESSAGE_ANSWER) != 0) != cases[i].expected)
			fail_msg("%s", cases[i].mail);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subjects_of_answers_are_known),
		cmocka_unit_test_setup_teardown(an_answer_says_so, mails_begin, mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
