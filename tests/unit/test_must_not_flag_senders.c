/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_must_not_flag_senders - what other filters flagged for its sender and had to take back
 * (detection.md section 4, "Senders"), one test a point.
 */
#include "config.h"

#include "policy/risk/keys.h"
#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TO           "To: " COMPANY_PAYROLL "\n"

static struct inspection
inspect_letter(struct company *company, const char *letter, const char *recipient)
{
	struct inspection inspection;

	company_read(company, letter, recipient, &inspection);
	return inspection;
}

/* No letter reaches a tag, and none has a finding of 'kind' that is a key. */
static void
leave_alone(struct company *company, const char *const *letters, size_t count,
	    enum finding_kind kind)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct inspection inspection = inspect_letter(company, letters[i], NULL);
		const struct finding *finding = company_find(&inspection, kind);

		if (inspection.judgement.verdict >= VERDICT_TAG)
			fail_msg("%s: %s", letters[i], inspection.reason);
		if (finding != NULL && finding->weight >= KEYS_ROLE)
			fail_msg("%s: %s", letters[i], finding->why);
	}
}

/* rspamd 1673, PR 1548, 1674: lists rewrite From and Reply-To. */
static void
mailing_lists(void **state)
{
	static const char *const letters[] = {
		COMPANY_PROVEN(
			"lists.crew.example") "From: Ann Lee via crew <crew@lists.crew.example>\n"
					      "Reply-To: Ann Lee <ann.lee@gmail.com>\nList-Id: "
					      "<crew.lists.crew.example>\n" TO
					      "Subject: [crew] meeting\n\n" COMPANY_TALK,
		COMPANY_PROVEN(
			"googlegroups.com") "From: 'Ann Lee' via crew <crew@googlegroups.com>\n"
					    "Reply-To: ann.lee@gmail.com\nList-Id: "
					    "<crew.googlegroups.com>\n" TO
					    "Subject: [crew] meeting\n\n" COMPANY_TALK,
		COMPANY_PROVEN("linkedin.com") "From: Ann Lee <messages-noreply@linkedin.com>\n"
					       "Reply-To: ann.lee@gmail.com\nList-Unsubscribe: "
					       "<https://www.linkedin.com/u>\n" TO
					       "Subject: Ann wrote to you\n\n" COMPANY_TALK,
		COMPANY_PROVEN("googlegroups.com") "From: \"ann@crew.example via crew\" "
						   "<crew@googlegroups.com>\n" TO
						   "Subject: [crew] meeting\n\n" COMPANY_TALK,
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_REPLY_TO);
	leave_alone(*state, letters, COUNT(letters), FINDING_ADDRESS_IN_NAME);
}

/* rspamd 1891, 2567, 3350, 4991: forms and desks answer to somebody else by design. */
static void
web_forms_and_ticket_systems(void **state)
{
	static const char *const letters[] = {
		COMPANY_PROVEN(
			"nordwind.example") "From: Website <form@nordwind.example>\nReply-To: "
					    "ann.lee@gmail.com\n" TO
					    "Subject: New message from the contact "
					    "form\n\n" COMPANY_TALK,
		"From: Help Centre <desk@crew.example>\nReply-To: desk+id4711@gmail.com\n" TO
		"Subject: [#4711] your question\n\n" COMPANY_TALK,
		"From: Crew <desk@crew.example>\nReply-To: tickets@desk-vendor.example\n" TO
		"Subject: your question\n\n" COMPANY_TALK,
		COMPANY_PROVEN(
			"zendesk.com") "From: Ann (Crew) <support@crew.zendesk.com>\nReply-To: "
				       "crew.desk@gmail.com\n" TO
				       "Subject: your question\n\n" COMPANY_TALK,
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_REPLY_TO);
}

/* rspamd 4008, sublime PR 1678: a calendar shows whom it writes for. */
static void
calendar_notifications(void **state)
{
	static const char *const letters[] = {
		COMPANY_PROVEN(
			"google.com") "From: \"ida.holm@nordwind.example (Google Calendar)\" "
				      "<calendar-notification@google.com>\n" TO
				      "Subject: Invitation: summer party\n\n" COMPANY_TALK,
		COMPANY_PROVEN(
			"google.com") "From: Ida Holm <calendar-notification@google.com>\n" TO
				      "Subject: Accepted: summer party\n\n" COMPANY_TALK,
		COMPANY_PROVEN(
			"zoom.us") "From: \"payroll@nordwind.example\" <no-reply@zoom.us>\n" TO
				   "Subject: Meeting begins\n\n" COMPANY_TALK,
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_ADDRESS_IN_NAME);
	leave_alone(*state, letters, COUNT(letters), FINDING_PERSON_NAME);
}

/* rspamd 3285: "foo.fo- private" was read as a domain. */
static void
display_names_that_only_look_like_addresses(void **state)
{
	static const char *const letters[] = {
		"From: \"foo@bar.fo- private\" <ann@crew.example>\n" TO
		"Subject: x\n\n" COMPANY_TALK,
		"From: \"Ann @ Crew\" <ann@crew.example>\n" TO "Subject: x\n\n" COMPANY_TALK,
		"From: \"Sale @50% off. Now\" <ann@crew.example>\n" TO
		"Subject: x\n\n" COMPANY_TALK,
		"From: \"ann@crew.example\" <ann@mail.crew.example>\n" TO
		"Subject: x\n\n" COMPANY_TALK,
		"From: \"@annlee\" <ann@crew.example>\n" TO "Subject: x\n\n" COMPANY_TALK,
		"From: \"Lee, Ann (crew)\" <ann@crew.example>\n" TO "Subject: x\n\n" COMPANY_TALK,
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_ADDRESS_IN_NAME);
}

/* sublime PR 381, 369: groups of ours break DMARC of the brands that write to them. */
static void
groups_that_rewrite(void **state)
{
	static const char *const letters[] = {
		COMPANY_PROVEN("nordwind.example") "From: \"Amazon Web Services via Cloud Team\" "
						   "<cloud@nordwind.example>\n" TO
						   "Subject: Your AWS account: "
						   "maintenance\n\n" COMPANY_TALK
						   "https://console.aws.amazon.com/health\n",
		"Authentication-Results: mx.nordwind.example; spf=fail smtp.mailfrom=amazon.com; "
		"dkim=pass header.d=amazon.com\n"
		"From: Amazon Web Services <no-reply-aws@amazon.com>\n" TO
		"Subject: Your AWS account: maintenance\n\n" COMPANY_TALK
		"https://console.aws.amazon.com/health\n",
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_AUTH_FAIL);
}

/* sublime PR 539, 399, 849: reports, receipts and automatic answers. */
static void
automatic_answers(void **state)
{
	static const char *const letters[] = {
		"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.crew.example>\n" TO
		"Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		"--b\n\nYour message could not be delivered, see https://mx.vendor.example/5.1.1\n"
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
		"mx.crew.example\n"
		"--b--\n",
		"Return-Path: <>\nFrom: Postmaster <postmaster@crew.example>\n" TO
		"Subject: failure notice\n\nThis message could not be delivered.\n"
		"550 5.1.1 no such user, see https://help.vendor.example/5.1.1\n",
		"From: Ann Lee <ann@crew.example>\nAuto-Submitted: auto-replied\n" TO
		"Subject: Out of office: direct deposit\n\nI am away until Monday.\n",
		"Return-Path: <>\n" COMPANY_PROVEN(
			"gmail.com") "From: Ida Holm <ida.holm@gmail.com>\nAuto-Submitted: "
				     "auto-replied\n" TO "Subject: Out of office: change my direct "
				     "deposit\n\nI am away.\n\n"
				     "> I have changed my bank and would like to change my direct "
				     "deposit before\n"
				     "> the next payroll run. Please let me know what information "
				     "you need.\n",
		"From: Ann Lee <ann@crew.example>\n" TO "Subject: Read: direct deposit\n"
		"Content-Type: multipart/report; report-type=disposition-notification; "
		"boundary=b\n\n"
		"--b\n\nYour message was read.\n--b--\n",
		"From: Crew Survey <survey@crew.example>\nAuto-Submitted: auto-generated\n" TO
		"Subject: How did we do?\n\nTell us: https://survey.vendor.example/71\n",
	};

	leave_alone(*state, letters, COUNT(letters), FINDING_PERSON_NAME);
	leave_alone(*state, letters, COUNT(letters), FINDING_ROLE_CLAIM);
}

/* Defender's same-name vendor; the rules for VIPs and payroll exempt it too. */
static void
the_same_person_at_home_and_at_work(void **state)
{
	static const char from_home[] = "From: Ida Holm <ida.holm77@gmail.com>\n"
					"To: ida.holm@nordwind.example\nSubject: note\n\n";
	struct company *company = *state;
	struct inspection inspection =
		inspect_letter(company, arena_printf(company->arena, "%s" COMPANY_LURE, from_home),
			       "ida.holm@nordwind.example");

	assert_null(company_find(&inspection, FINDING_PERSON_NAME));
	assert_true(inspection.judgement.verdict < VERDICT_TAG);
	/* a private letter to a colleague is a fact, but nothing is asked for */
	inspection = inspect_letter(
		company, arena_printf(company->arena, "%s" COMPANY_TALK, from_home), NULL);
	assert_non_null(company_find(&inspection, FINDING_PERSON_NAME));
	assert_int_equal(inspection.judgement.verdict, VERDICT_NONE);
	/* one she told the directory about */
	inspection = inspect_letter(company,
				    "From: Anna Berg <anna.berg@nordwind-logistik.example>\n" TO
				    "Subject: note\n\n" COMPANY_TALK,
				    NULL);
	assert_null(company_find(&inspection, FINDING_PERSON_NAME));
}

/* M1 suppresses with history; sublime PR 3002, 3003: failed authentication voids that. */
static void
history_excuses_only_what_is_proven(void **state)
{
	struct finding findings[] = {
		{.kind = FINDING_PERSON_NAME, .family = "person-name", .tier = 9},
		{.kind = FINDING_LURE, .family = "payroll", .tier = 9, .weight = 224},
	};
	struct risk_message message = {
		.findings = findings, .finding_count = COUNT(findings), .sender_two_way = true};

	(void)state;
	assert_non_null(keys_decide(keys_of(&message)));
	message.sender_proven = true;
	assert_null(keys_decide(keys_of(&message)));
	message.sender_two_way = false;
	assert_non_null(keys_decide(keys_of(&message)));
}

#define NOTICE                                                                          \
	TO "Subject: PayPal: your password was changed\nContent-Type: text/html\n\n"    \
	   "<p>You changed the password of your PayPal account. If it was not you, <a " \
	   "href='https://www.paypal.com/x'>tell us</a>.</p>\n"

/* sublime PR 877: trusted with DMARC only; PR 3823: not for ever (test_holes_senders, H14). */
static void
a_brand_is_trusted_with_proof_only(void **state)
{
	static const char *const letters[] = {
		COMPANY_PROVEN("paypal.com") "From: PayPal <service@paypal.com>\n" NOTICE,
		"From: PayPal <service@paypal.com>\n" NOTICE, /* unknown is no failure */
	};
	struct inspection inspection;

	leave_alone(*state, letters, COUNT(letters), FINDING_AUTH_FAIL);
	inspection = inspect_letter(
		*state, COMPANY_FAILED("paypal.com") "From: PayPal <service@paypal.com>\n" NOTICE,
		NULL);
	assert_non_null(company_find(&inspection, FINDING_AUTH_FAIL));
}

/* sublime PR 703 is the anti-example (H13); PR 711: who is exempt still has his links looked at. */
static void
an_exempt_sender_has_his_links_looked_at(void **state)
{
	struct inspection inspection = inspect_letter(
		*state,
		COMPANY_PROVEN("github.com") "From: Ida Holm <notifications@github.com>\n" TO
					     "Subject: x\n\nSee "
					     "https://www.paypal.com.evil.example/ soon\n",
		NULL);

	assert_null(company_find(&inspection, FINDING_PERSON_NAME));
	assert_non_null(company_find(&inspection, FINDING_EMBEDDED));
}

/* sublime PR 2997, 3002: an exemption inside an "or" excused everything. Each excuses alone, and
 * none of them excuses what it is not about. */
static void
each_exemption_stands_alone(void **state)
{
	static const struct {
		const char *head, *recipient;
		bool found;
	} cases[] = {
		{"From: Ida Holm <x@dorsal.example>\n", NULL, true},
		{"From: Ida Holm <x@dorsal.example>\n", "ida.holm@nordwind.example", false},
		{"From: Anna Berg <x@dorsal.example>\n", "ida.holm@nordwind.example", true},
		{COMPANY_PROVEN("github.com") "From: Ida Holm <x@github.com>\n", NULL, false},
		{COMPANY_PROVEN("dorsal.example") "From: Ida Holm <x@dorsal.example>\n", NULL,
		 true},
		{COMPANY_PROVEN("github.com") "From: Ida Holm <x@dorsal.example>\n", NULL, true},
		{"From: Ida Holm <ida.holm@nordwind.example>\n", NULL, false},
	};
	struct company *company = *state;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct inspection inspection = inspect_letter(
			company,
			arena_printf(company->arena, "%s" TO "Subject: x\n\n" COMPANY_TALK,
				     cases[i].head),
			cases[i].recipient);

		if ((company_find(&inspection, FINDING_PERSON_NAME) != NULL) != cases[i].found)
			fail_msg("%s", cases[i].head);
	}
}

/* Vendors of awareness training: told, not silent, and by proof (test_inspect_rules has more). */
static void
awareness_training(void **state)
{
	static const char settings[] =
		"protected { owned = {\"nordwind.example\"} }\n"
		"authentication { trusted_ids = {\"mx.nordwind.example\"} }\n"
		"allow training { senders = {drills.example} findings = {\"*\"} }\n";
	static const char drill[] = "From: Nordwind IT Helpdesk <it@drills.example>\n" TO
				    "Subject: My account\n\n" COMPANY_LURE;
	struct company *company = *state, other = {.arena = company->arena};
	const char *why = "";
	struct inspection inspection;
	struct inspect_shared shared = {0};

	other.engine =
		inspect_open(conf_parse(company->arena, "test", settings, &why), &shared, &why);
	assert_non_null(other.engine);
	inspection = inspect_letter(&other, drill, NULL);
	assert_true(inspection.judgement.verdict >= VERDICT_TAG);
	inspection = inspect_letter(
		&other,
		arena_printf(company->arena, "%s%s", COMPANY_PROVEN("drills.example"), drill),
		NULL);
	assert_true(inspection.judgement.verdict < VERDICT_TAG);
	assert_non_null(strstr(inspection.reason, "allow training"));
	inspect_drop(other.engine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailing_lists),
		cmocka_unit_test(web_forms_and_ticket_systems),
		cmocka_unit_test(calendar_notifications),
		cmocka_unit_test(display_names_that_only_look_like_addresses),
		cmocka_unit_test(groups_that_rewrite),
		cmocka_unit_test(automatic_answers),
		cmocka_unit_test(the_same_person_at_home_and_at_work),
		cmocka_unit_test(history_excuses_only_what_is_proven),
		cmocka_unit_test(a_brand_is_trusted_with_proof_only),
		cmocka_unit_test(an_exempt_sender_has_his_links_looked_at),
		cmocka_unit_test(each_exemption_stands_alone),
		cmocka_unit_test(awareness_training),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
