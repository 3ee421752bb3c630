/* SPDX-License-Identifier: BSD-2-Clause */
/* test_inspect_contact - what the history of mail says about a message, and what mail teaches it.
 */
#include "config.h"

#include "policy/inspect_contact.h"

#include "policy/base/clock.h"
#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY          CLOCK_DAY_MS
#define IDA          "ida.holm@nordwind.example"
#define LURED(from_) from_ "To: " IDA "\nSubject: direct deposit\n\n" COMPANY_LURE
#define PLAIN(from_) from_ "To: " IDA "\nSubject: photos\n\n" COMPANY_TALK

static void
flush(struct company *company)
{
	const char *why = NULL;

	if (correspondents_flush(company->correspondents, &why) != 0)
		fail_msg("%s", why);
}

static void
remember(struct company *company, const char *foreign, int days_ago, bool out)
{
	struct gather_fact fact = {.own = IDA,
				   .own_domain = "nordwind.example",
				   .foreign = foreign,
				   .foreign_domain = strchr(foreign, '@') + 1,
				   .when_ms = clock_now_ms() - days_ago * DAY,
				   .out = out};

	correspondents_note(company->correspondents, &fact);
	flush(company);
}

/* Three mails, three weeks ago. */
static void
warm_up(struct company *company)
{
	int i;

	for (i = 0; i < 3; i++)
		remember(company, "news@known.example", 21 - i, false);
}

static const char *
first_contact(struct company *company, const char *letter)
{
	struct inspection inspection;
	const struct finding *finding;

	company_read(company, letter, IDA, &inspection);
	finding = company_find(&inspection, FINDING_FIRST_CONTACT);
	return finding == NULL ? NULL : finding->why;
}

static void
a_fresh_history_makes_nobody_a_stranger(void **state)
{
	struct company *company = *state;
	struct inspection inspection;

	assert_null(first_contact(company, LURED("From: x@dorsal.example\n")));
	remember(company, "news@known.example", 21, false);
	remember(company, "news@known.example", 21, false);
	company_read(company, LURED("From: x@dorsal.example\n"), IDA, &inspection);
	assert_null(company_find(&inspection, FINDING_FIRST_CONTACT));
	assert_int_equal(inspection.history.contact, CONTACT_UNKNOWN);
	assert_int_equal(inspection.recipients[0].contact, CONTACT_UNKNOWN);
}

static void
a_warm_one_tells_strangers_by_age_and_volume(void **state)
{
	struct company *company = *state;
	const char *why;

	warm_up(company);
	why = first_contact(company, LURED("From: x@dorsal.example\n"));
	assert_non_null(why);
	assert_non_null(strstr(why, "no mail"));
	remember(company, "hello@dorsal.example", 2, false);
	why = first_contact(company, LURED("From: x@dorsal.example\n"));
	assert_non_null(why);
	assert_non_null(strstr(why, "1 message since"));
	assert_null(first_contact(company, LURED("From: x@known.example\n")));
	assert_null(first_contact(company, PLAIN("From: x@stranger.example\n")));
	assert_null(first_contact(company, LURED("From: it@nordwind.example\n")));
}

static void
a_free_mailbox_is_known_by_its_address(void **state)
{
	struct company *company = *state;
	int i;

	warm_up(company);
	for (i = 0; i < 3; i++)
		remember(company, "ann@gmail.com", 20, true);
	assert_null(first_contact(company, LURED("From: ann@gmail.com\n")));
	assert_non_null(first_contact(company, LURED("From: eve@gmail.com\n")));
}

static void
a_proven_issuer_is_no_stranger(void **state)
{
	struct company *company = *state;

	warm_up(company);
	assert_non_null(first_contact(company, LURED("From: x@github.com\n")));
	assert_null(
		first_contact(company, LURED(COMPANY_PROVEN("github.com") "From: x@github.com\n")));
}

static void
history_excuses_a_namesake_only_when_proven(void **state)
{
	static const char *const heads[] = {
		COMPANY_PROVEN("dorsal.example") "From: Ida Holm <ida@dorsal.example>\n",
		"From: Ida Holm <ida@dorsal.example>\n",
		COMPANY_FAILED("dorsal.example") "From: Ida Holm <ida@dorsal.example>\n",
		COMPANY_PROVEN("dorsal.example") "From: Ida Holm <eve@dorsal.example>\n",
	};
	static const enum verdict expected[] = {VERDICT_NONE, VERDICT_TAG, VERDICT_TAG,
						VERDICT_TAG};
	struct company *company = *state;
	struct inspection inspection;
	size_t i;

	warm_up(company);
	for (i = 0; i < 3; i++)
		remember(company, "ida@dorsal.example", 20, i == 0);
	for (i = 0; i < COUNT(heads); i++) {
		company_read(company,
			     arena_printf(company->arena,
					  "%sTo: " COMPANY_PAYROLL
					  "\nSubject: direct deposit\n\n" COMPANY_LURE,
					  heads[i]),
			     COMPANY_PAYROLL, &inspection);
		if (inspection.judgement.verdict != expected[i] &&
		    !(i == 0 && inspection.judgement.verdict == VERDICT_RECORD))
			fail_msg("%s: %s %d", heads[i], verdict_name(inspection.judgement.verdict),
				 inspection.judgement.score);
	}
}

struct envelope {
	const char *login, *client;
	bool refused;
};

/* How many mails a letter adds to the history. */
static int
learns(struct company *company, const char *letter, const char *recipient,
       const struct envelope *envelope)
{
	struct message_source source;
	struct message_recipient to = {.typed = recipient, .refused = envelope->refused};
	struct correspondents_status before, after;
	struct inspection inspection;

	correspondents_status(company->correspondents, &before);
	message_source_of_file(company->arena, &inspect_conf(company->engine)->message, letter,
			       strlen(letter), &source);
	source.envelope.auth_identity = envelope->login;
	source.envelope.client_address = envelope->client;
	source.envelope.recipients = &to;
	source.envelope.recipient_count = 1;
	inspect_message(company->engine, company->arena, &source, &inspection);
	inspect_learn(company->engine, company->arena, &inspection, clock_now_ms());
	flush(company);
	correspondents_status(company->correspondents, &after);
	return (int)(after.size.mails - before.size.mails);
}

static void
only_what_is_beyond_forging_teaches(void **state)
{
	static const struct {
		const char *letter, *recipient;
		struct envelope envelope;
		int expected;
		const char *why;
	} cases[] = {
		{PLAIN("From: a@else.example\n"), IDA, {0}, 1, "harmless mail to us"},
		{PLAIN("From: a@else.example\n"), IDA, {.refused = true}, 0, "refused"},
		{PLAIN(COMPANY_FAILED("else.example") "From: a@else.example\n"),
		 IDA,
		 {0},
		 0,
		 "authentication failed"},
		{PLAIN("From: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {0},
		 0,
		 "anybody can write our name"},
		{PLAIN("From: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {.login = "ida"},
		 1,
		 "signed in"},
		{PLAIN("Auto-Submitted: auto-replied\nFrom: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {.login = "ida"},
		 0,
		 "an absence note, which whoever writes to us calls forth"},
		{PLAIN("From: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {.client = "192.168.1.7"},
		 1,
		 "from inside"},
		{PLAIN("From: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {.client = "198.51.100.7"},
		 0,
		 "from outside"},
		{PLAIN(COMPANY_PROVEN("nordwind.example") "From: Ida Holm <" IDA ">\n"),
		 "a@else.example",
		 {.client = "198.51.100.7"},
		 1,
		 "proven"},
		{PLAIN("From: Ida Holm <" IDA ">\n"),
		 COMPANY_PAYROLL,
		 {.login = "ida"},
		 0,
		 "among ourselves"},
		{PLAIN("From: a@else.example\n"), "b@third.example", {0}, 0, "none of us"},
		{PLAIN("From: a@else.example, b@else.example\n"), IDA, {0}, 0, "two senders"},
	};
	struct company *company = *state;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		int got = learns(company, cases[i].letter, cases[i].recipient, &cases[i].envelope);

		if (got != cases[i].expected)
			fail_msg("%s: %d", cases[i].why, got);
	}
}

static void
a_phish_does_not_make_its_sender_known(void **state)
{
	static const struct envelope plain = {0};
	struct company *company = *state;

	assert_int_equal(learns(company,
				"From: Nordwind IT Helpdesk <it@nordwind-login.example>\n"
				"To: " IDA "\nSubject: direct deposit\n\n" COMPANY_LURE,
				IDA, &plain),
			 0);
}

static void
aliases_are_one_correspondent(void **state)
{
	static const struct envelope plain = {0};
	struct company *company = *state;
	struct gather_fact who = {.own = "katrin.nordmann@nordwind.example",
				  .own_domain = "nordwind.example",
				  .foreign = "a@else.example",
				  .foreign_domain = "else.example"};
	struct ledger_answer answer;
	const char *why;

	assert_int_equal(
		learns(company, PLAIN("From: A@else.example\n"), "CEO@Nordwind.example", &plain),
		1);
	assert_int_equal(correspondents_ask(company->correspondents, &who, &answer, &why),
			 ANSWER_FOUND);
	assert_int_equal(answer.address.in, 1);
}

static void
who_imitates_a_partner_is_found(void **state)
{
	static const char letter[] = "From: Hafenkontor <x@hafenk0ntor.example>\nTo: " IDA
				     "\nSubject: direct deposit\n\n" COMPANY_LURE;
	struct company *company = *state;
	struct inspect *before = company->engine;
	struct inspection inspection;
	const struct finding *finding;
	const char *why = NULL;
	int i;

	for (i = 0; i < 12; i++)
		remember(company, "kontor@hafenkontor.example", 40 - i, i % 3 == 0);
	company_read(company, letter, IDA, &inspection);
	assert_null(company_find(&inspection, FINDING_CONFUSABLE));
	company->engine = inspect_open(
		conf_parse(company->arena, "test", "protected { owned = {\"nordwind.example\"} }",
			   &why),
		&(struct inspect_shared){.correspondents = company->correspondents}, &why);
	assert_non_null(company->engine);
	company_read(company, letter, IDA, &inspection);
	finding = company_find(&inspection, FINDING_CONFUSABLE);
	assert_non_null(finding);
	assert_string_equal(finding->target, "hafenkontor.example");
	assert_int_equal(finding->tier, LOOKALIKE_PARTNER);
	company_read(company, "From: x@hafenkontor.example\nSubject: hello\n\n" COMPANY_TALK, IDA,
		     &inspection);
	assert_int_equal(inspection.findings.count, 0);
	inspect_drop(before);
}

static void
one_mail_is_judged_for_each_of_its_readers(void **state)
{
	static const char letter[] =
		"From: Build alerts <x@dorsal.example>\nSubject: API token expires\n\n"
		"Your API token expires today. Rotate the API key within 24 hours: confirm your "
		"current\naccess token at https://tokens.dorsal-builds.example/rotate\n";
	struct company *company = *state;
	struct message_recipient to[] = {{.typed = IDA},
					 {.typed = "felix.brandt@nordwind.example"},
					 {.typed = "ci-deploy@nordwind.example"}};
	struct message_source source;
	struct inspection inspection;
	const struct finding *finding;

	message_source_of_file(company->arena, &inspect_conf(company->engine)->message, letter,
			       strlen(letter), &source);
	source.envelope.recipients = to;
	source.envelope.recipient_count = 3;
	inspect_message(company->engine, company->arena, &source, &inspection);
	finding = company_find(&inspection, FINDING_OWNER_LURED);
	assert_non_null(finding);
	assert_int_equal(finding->recipient, 2);
	assert_string_equal(finding->observed, "felix.brandt@nordwind.example");
	finding = company_find(&inspection, FINDING_MAILBOX_LURED);
	assert_non_null(finding);
	assert_int_equal(finding->recipient, 3);
	assert_true(inspection.judgement.aims[1].score > inspection.judgement.aims[0].score);
	assert_true(inspection.judgement.aims[2].score > inspection.judgement.aims[0].score);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fresh_history_makes_nobody_a_stranger,
						company_set_up, company_tear_down),
		cmocka_unit_test_setup_teardown(a_warm_one_tells_strangers_by_age_and_volume,
						company_set_up, company_tear_down),
		cmocka_unit_test_setup_teardown(a_free_mailbox_is_known_by_its_address,
						company_set_up, company_tear_down),
		cmocka_unit_test_setup_teardown(a_proven_issuer_is_no_stranger, company_set_up,
						company_tear_down),
		cmocka_unit_test_setup_teardown(history_excuses_a_namesake_only_when_proven,
						company_set_up, company_tear_down),
		cmocka_unit_test_setup_teardown(only_what_is_beyond_forging_teaches, company_set_up,
						company_tear_down),
		cmocka_unit_test_setup_teardown(a_phish_does_not_make_its_sender_known,
						company_set_up, company_tear_down),
		cmocka_unit_test_setup_teardown(aliases_are_one_correspondent, company_set_up,
						company_tear_down),
		cmocka_unit_test_setup_teardown(who_imitates_a_partner_is_found, company_set_up,
						company_tear_down),
		cmocka_unit_test_setup_teardown(one_mail_is_judged_for_each_of_its_readers,
						company_set_up, company_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
