/* SPDX-License-Identifier: BSD-2-Clause */
/* test_content_calendar - strange invitations are told from those that services send. */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/content_calendar.h"
#include "tests/unit/mails.h"

#define HEAD(from_) \
	"From: " from_ "\nTo: jane@corp.example\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n"
#define ORGANIZER "ORGANIZER;CN=Bob:mailto:bob@organizer.example\n"

static const char *
told(struct arena *arena, const struct mails *mail)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < mail->findings.count; i++)
		text_printf(&text, "%s %d; ", finding_info(mail->findings.items[i].kind)->name,
			    mail->findings.items[i].weight);
	return text_string(&text);
}

static void
strangers_invitations_are_told(void **state)
{
	static const struct {
		const char *mail, *expected, *why;
	} cases[] = {
		{HEAD("c@service.example") ORGANIZER "DESCRIPTION:https://evil.example/\n",
		 "invitation 50; ", "three parties"},
		{HEAD("c@service.example") ORGANIZER "UID:jane@corp.example-1\n"
						     "DESCRIPTION:https://evil.example/\n",
		 "invitation 120; ", "made for the recipient"},
		{HEAD("c@service.example") ORGANIZER
		 "ATTACH;FMTTYPE=text/html;ENCODING=BASE64;VALUE=BINARY:PGZvcm0+PGlucHV0IHR5cGU9\n "
		 "cGFzc3dvcmQ+PC9mb3JtPg==\nURL:https://evil.example/\n",
		 "invitation 120; password-form 300; html-attachment 80; ", "with a page inside"},
		/* a calendar service sends for its user; rspamd 4008 */
		{HEAD("calendar@service.example") ORGANIZER "UID:7kukuqrfedlm2f9t@service.example\n"
							    "URL:https://meet.service.example/x\n",
		 "", "a link to the service"},
		{HEAD("calendar@service.example") ORGANIZER
		 "URL:https://www.organizer.example/room\n",
		 "", "a link to the organiser"},
		{HEAD("bob@organizer.example") ORGANIZER "URL:https://meet.example.net/x\n", "",
		 "the organiser himself"},
		{HEAD("bob@other.example\nReply-To: bob@organizer.example") ORGANIZER
		 "URL:https://meet.example.net/x\n",
		 "", "answers go to the organiser"},
		{HEAD("c@service.example") "ORGANIZER:mailto:ann@corp.example\n"
					   "URL:https://meet.example.net/x\n",
		 "", "a colleague"},
		{HEAD("c@service.example") "URL:https://meet.example.net/x\n", "",
		 "without organiser"},
		{HEAD("c@service.example") ORGANIZER "SUMMARY:lunch\n", "", "no link"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (strcmp(told(*state, &mail), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, told(*state, &mail));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(strangers_invitations_are_told, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
