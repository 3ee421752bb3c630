/* SPDX-License-Identifier: BSD-2-Clause */
/* test_thread - replies in which somebody takes a participant's place, and replies to nothing. */
#include "config.h"

#include "policy/lookalike/thread.h"

#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct promise {
	const char *letter, *target; /* of a hijack; NULL: none */
	bool fake;
};

static void
hold(struct company *company, const struct promise *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct inspection inspection;
		const struct finding *hijack;

		company_read(company, cases[i].letter, NULL, &inspection);
		hijack = company_find(&inspection, FINDING_THREAD_HIJACK);
		if ((hijack != NULL) != (cases[i].target != NULL) ||
		    (hijack != NULL && strcmp(hijack->target, cases[i].target) != 0))
			fail_msg("%s: %s", cases[i].letter, hijack == NULL ? "" : hijack->why);
		if ((company_find(&inspection, FINDING_FAKE_THREAD) != NULL) != cases[i].fake)
			fail_msg("%s", cases[i].letter);
		if ((inspection.judgement.verdict >= VERDICT_TAG) != (hijack != NULL))
			fail_msg("%s: score %d", cases[i].letter, inspection.judgement.score);
	}
}

static void
who_takes_a_participants_place_is_told(void **state)
{
	static const struct promise cases[] = {
		{"From: Ben <ben@lighthuose-marine.com>\nSubject: Re: invoice 71\nReferences: "
		 "<1@x>\n"
		 "\nPlease see below.\n\nFrom: Ben Oak <ben@lighthouse-marine.com>\nSent: Monday\n"
		 "To: Payroll <payroll@nordwind.example>\nSubject: invoice 71\n\nHello\n",
		 "lighthouse-marine.com", false},
		{"From: Ben <ben@lighthouse-rnarine.com>\nSubject: AW: invoice 71\n"
		 "In-Reply-To: <1@x>\n\nOn Monday, Ben <ben@lighthouse-marine.com> wrote:\n> "
		 "Hello\n",
		 "lighthouse-marine.com", false},
		{"From: Ben <ben@lighthouse-marnie.com>\nTo: payroll@nordwind.example\n"
		 "Cc: Ada <ada@lighthouse-marine.com>\nSubject: Re: invoice 71\n\nNew account.\n",
		 "lighthouse-marine.com", true},
		{"From: Ben <ben@lighthouse-marnie.com>\nSubject: invoice 71\n\nSee below.\n\n"
		 "Von: Ben <ben@lighthouse-marine.com>\nGesendet: Montag\nAn: x@nordwind.example\n"
		 "Betreff: Rechnung 71\n\nHallo\n",
		 "lighthouse-marine.com", false},
	};

	hold(*state, cases, COUNT(cases));
}

static void
answers_go_to_no_twin_of_the_sender(void **state)
{
	static const struct promise cases[] = {
		{COMPANY_PROVEN("lighthouse-marine.com") "From: Ben "
							 "<ben@lighthouse-marine.com>\nReply-To: "
							 "ben@lighthuose-marine.com\n"
							 "Subject: invoice 71\n\nHello\n",
		 "lighthouse-marine.com", false},
		{"From: Ben <ben@lighthouse-marine.com>\nReply-To: ben@lighthouse-marine.de\n"
		 "Subject: invoice 71\n\nHello\n",
		 NULL, false},
		{"From: Ben <ben@lighthouse-marine.com>\nReply-To: ben@lighthousemarine.com\n"
		 "Subject: invoice 71\n\nHello\n",
		 NULL, false},
		{"From: Ben <ben@lighthouse-marine.com>\nReply-To: desk@tickets.example\n"
		 "Subject: invoice 71\n\nHello\n",
		 NULL, false},
	};

	hold(*state, cases, COUNT(cases));
}

static void
honest_replies_are_left_alone(void **state)
{
	static const struct promise cases[] = {
		{"From: Ben <ben@lighthouse-marine.com>\nSubject: Re: invoice 71\nReferences: "
		 "<1@x>\n"
		 "\nOn Monday, Ada <ada@lighthouse-marine.com> wrote:\n> Hello\n",
		 NULL, false},
		{"From: Ben <ben@lighthouse-marine.de>\nSubject: Re: invoice 71\nReferences: "
		 "<1@x>\n"
		 "\nOn Monday, Ada <ada@lighthouse-marine.com> wrote:\n> another suffix\n",
		 NULL, false},
		{"From: Ben <ben@lighthousemarine.com>\nSubject: Re: invoice 71\nReferences: "
		 "<1@x>\n"
		 "\nOn Monday, Ada <ada@lighthouse-marine.com> wrote:\n> a hyphen\n",
		 NULL, false},
		{"From: Ben <ben@lighthouse-marines.com>\nSubject: Re: invoice 71\nReferences: "
		 "<1@x>\n"
		 "\nOn Monday, Ada <ada@lighthouse-marine.com> wrote:\n> a plural\n",
		 NULL, false},
		{"From: Ben <ben@uol.com>\nSubject: Re: invoice 71\nReferences: <1@x>\n"
		 "\nOn Monday, Ada <ada@ual.com> wrote:\n> short names\n",
		 NULL, false},
		{"From: Ben <ben@lighthuose-marine.com>\nSubject: invoice 71\n\n"
		 "Write to ada@lighthouse-marine.com, no thread here.\n",
		 NULL, false},
		{"From: Ben <ben@gmail.com>\nSubject: Re: invoice 71\nReferences: <1@x>\n"
		 "\nOn Monday, Ada <ada@gmial.com> wrote:\n> her own slip\n",
		 NULL, false},
	};

	hold(*state, cases, COUNT(cases));
}

static void
a_reply_to_nothing_is_weak_evidence(void **state)
{
	static const struct promise cases[] = {
		{"From: a@desk.example\nSubject: Re: lunch\n\nYes.\n", NULL, true},
		{"From: a@desk.example\nSubject: RE[2]: lunch\n\nYes.\n", NULL, true},
		{"From: a@desk.example\nSubject: Antw: lunch\n\nYes.\n", NULL, true},
		{"From: a@desk.example\nSubject: Re: lunch\nIn-Reply-To: <1@x>\n\nYes.\n", NULL,
		 false},
		{"From: a@desk.example\nSubject: Fwd: lunch\n\nYes.\n", NULL, false},
		{"From: a@desk.example\nSubject: Reset: all of it\n\nYes.\n", NULL, false},
		{"From: a@desk.example\nSubject: \n\nYes.\n", NULL, false},
		{"From: a@desk.example\n\nYes.\n", NULL, false},
	};

	hold(*state, cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_takes_a_participants_place_is_told),
		cmocka_unit_test(answers_go_to_no_twin_of_the_sender),
		cmocka_unit_test(honest_replies_are_left_alone),
		cmocka_unit_test(a_reply_to_nothing_is_weak_evidence),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
