/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_holes_senders - holes of other filters about links and senders (detection.md 1.1), one test
 * each.
 */
#include "config.h"

#include "tests/unit/company.h"

#define COUNT(array)       (sizeof(array) / sizeof((array)[0]))
#define PAGE               "Content-Type: text/html; charset=utf-8\n\n"
#define LINK(href_, text_) "<p>Hello, <a href='" href_ "'>" text_ "</a></p>\n"

static bool
has(struct company *company, const char *letter, enum finding_kind kind)
{
	struct inspection inspection;

	company_read(company, letter, NULL, &inspection);
	return company_find(&inspection, kind) != NULL;
}

static bool
is_tagged(struct company *company, const char *letter)
{
	struct inspection inspection;

	company_read(company, letter, NULL, &inspection);
	return inspection.judgement.verdict >= VERDICT_TAG;
}

/* rspamd returns before its strict list when DMARC passes for the link's domain. */
static void
h4_dmarc_clears_no_protected_name(void **state)
{
	assert_true(has(*state,
			COMPANY_PROVEN("evil.example") "From: a@evil.example\n" PAGE LINK(
				"https://evil.example/x", "www.paypal.com"),
			FINDING_LINK_MISMATCH));
	assert_true(has(*state,
			COMPANY_PROVEN("evil.example") "From: a@evil.example\n" PAGE LINK(
				"https://evil.example/x", "www.nordwind.example"),
			FINDING_LINK_MISMATCH));
	/* the owner's own mailer, and what nobody protects */
	assert_false(has(*state,
			 COMPANY_PROVEN("paypal.com") "From: a@paypal.com\n" PAGE LINK(
				 "https://click.mailer.example/x", "www.paypal.com"),
			 FINDING_LINK_MISMATCH));
	assert_false(has(*state,
			 "From: a@shop.example\n" PAGE LINK("https://click.mailer.example/x",
							    "www.bookshop.example"),
			 FINDING_LINK_MISMATCH));
}

/* rspamd clears when the query of any host names what is shown. */
static void
h5_an_address_in_a_strangers_query_clears_nothing(void **state)
{
	static const char *const links[] = {
		"https://evil.example/?n=https://www.paypal.com/",
		"https://evil.example/?url=https%3A%2F%2Fwww.paypal.com%2F",
		"https://evil.example/https://www.paypal.com/",
		"https://notgoogle.com/url?q=https://www.paypal.com/",
		"https://www.google.com/search?q=https://www.paypal.com/",
	};
	struct company *company = *state;
	size_t i;

	for (i = 0; i < COUNT(links); i++)
		if (!has(company,
			 arena_printf(company->arena,
				      "From: a@desk.example\n" PAGE LINK("%s", "www.paypal.com"),
				      links[i]),
			 FINDING_LINK_MISMATCH))
			fail_msg("%s", links[i]);
	assert_false(has(company,
			 "From: a@desk.example\n" PAGE LINK("https://www.google.com/url?q=https://"
							    "www.paypal.com/",
							    "www.paypal.com"),
			 FINDING_LINK_MISMATCH));
}

/* rspamd compares only when the text begins with the address. */
static void
h6_a_name_anywhere_in_the_text_is_compared(void **state)
{
	static const char *const texts[] = {
		"Visit paypal.com",
		"Please sign in at https://www.paypal.com/signin to go on",
		"(www.paypal.com)",
		"paypal.com - secure",
		"\xE2\x96\xBA www.paypal.com",
	};
	struct company *company = *state;
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		if (!has(company,
			 arena_printf(
				 company->arena,
				 "From: a@desk.example\n" PAGE LINK("https://evil.example/x", "%s"),
				 texts[i]),
			 FINDING_LINK_MISMATCH))
			fail_msg("%s", texts[i]);
}

/* sublime once trusted the end of a Message-ID, which any sender writes. */
static void
h13_a_header_that_anybody_writes_excuses_nothing(void **state)
{
	static const char *const excuses[] = {
		"",
		"Message-ID: <1@paypal.com>\n",
		"Message-ID: <1@calendar.google.com>\nSender: calendar-notification@google.com\n",
		"List-Id: <team.nordwind.example>\nList-Unsubscribe: <mailto:x@nordwind.example>\n",
		"Auto-Submitted: auto-replied\nPrecedence: bulk\n",
		"In-Reply-To: <1@nordwind.example>\nReferences: <1@nordwind.example>\n",
		"Received-SPF: pass\nX-MS-Exchange-Organization-AuthAs: Internal\n",
		"Authentication-Results: mx.evil.example; dmarc=pass "
		"header.from=nordwind.example\n",
		"DKIM-Signature: v=1; a=rsa-sha256; d=nordwind.example; s=x; h=from; bh=x; b=x\n",
	};
	struct company *company = *state;
	size_t i;

	for (i = 0; i < COUNT(excuses); i++)
		if (!is_tagged(company, arena_printf(company->arena,
						     "%sFrom: Ida Holm <x@dorsal.example>\n"
						     "Subject: My account\n\n" COMPANY_LURE,
						     excuses[i])))
			fail_msg("%s", excuses[i]);
}

/* What somebody wrote into a service's mail, and the service's own link below it. */
#define CARRIED(home_)                                                                             \
	PAGE "<p>Your mailbox password expires today. Keep your current password to avoid losing " \
	     "access to your mailbox:</p><p><a class=btn "                                         \
	     "href='https://keep.evil.example/keep'>Keep "                                         \
	     "my password</a></p><p><a href='https://" home_ "/help'>Help</a></p>\n"

/* sublime's list of trusted senders became the channel of the abuse. */
static void
h14_a_true_service_is_not_believed_for_what_others_write(void **state)
{
	static const char *const carried[] = {
		COMPANY_PROVEN("docusign.net") "From: DocuSign <dse@docusign.net>\n"
					       "Subject: DocuSign: please review\n" CARRIED(
						       "www.docusign.com"),
		COMPANY_PROVEN("dropbox.com") "From: Dropbox <no-reply@dropbox.com>\n"
					      "Subject: Dropbox: a file for you\n" CARRIED(
						      "www.dropbox.com"),
		COMPANY_PROVEN("google.com") "From: \"Mailbox Team (via Google Docs)\" "
					     "<drive-shares-noreply@google.com>\n"
					     "Subject: Document shared with you\n" CARRIED(
						     "docs.google.com"),
		COMPANY_PROVEN("github.com") "From: sec-team <notifications@github.com>\n"
					     "Subject: [GitHub] security alert\n" CARRIED(
						     "github.com"),
	};
	static const char *const honest[] = {
		COMPANY_PROVEN("docusign.net") "From: Ida Holm via DocuSign <dse@docusign.net>\n"
					       "Subject: Please review and sign: order 71\n" PAGE
					       "<p>Ida Holm sent you a document to review and "
					       "sign.</p><p><a class=btn "
					       "href='https://eu.docusign.net/Signing/"
					       "?id=1'>REVIEW DOCUMENT</a></p>\n",
		COMPANY_PROVEN(
			"dropbox.com") "From: Dropbox <no-reply@dropbox.com>\nSubject: Ida shared "
				       "\"Plan\" with "
				       "you\n" PAGE
				       "<p>Ida Holm has shared a file with you.</p><p><a class=btn "
				       "href='https://www.dropbox.com/l/1'>View file</a></p>\n",
		COMPANY_PROVEN(
			"google.com") "From: \"Ida Holm (via Google Docs)\" "
				      "<drive-shares-noreply@google.com>\n"
				      "Subject: Document shared with you: Plan\n" PAGE
				      "<p>Ida Holm has shared a document.</p><p><a class=btn "
				      "href='https://docs.google.com/document/d/1/edit'>Open</a></"
				      "p>\n",
		COMPANY_PROVEN(
			"github.com") "From: Ida Holm <notifications@github.com>\nList-Id: "
				      "<tool.github.com>\n"
				      "Subject: Re: [crew/tool] Rotate the token "
				      "(#12)\nIn-Reply-To: <1@x>\n\n"
				      "The token in CI expires on Friday, see "
				      "https://docs.vendor.example/tokens.\n"
				      "\n-- \nReply to this email directly or view it on GitHub:\n"
				      "https://github.com/crew/tool/issues/12\n",
		/* its mailer rewrites every link */
		COMPANY_PROVEN(
			"dropbox.com") "From: Dropbox <no-reply@dropbox.com>\nSubject: Dropbox: "
				       "verify your email "
				       "address\n" PAGE
				       "<p>Please verify your email address to finish setting up "
				       "your Dropbox account.</p><p><a class=btn "
				       "href='https://click.mailer.example/"
				       "a?token=9f8e7d6c5b4a39281706'>Verify your "
				       "email</a></p><p><a "
				       "href='https://click.mailer.example/b'>Help</a></p>\n",
		COMPANY_PROVEN("accounts.google.com") "From: Google "
						      "<no-reply@accounts.google.com>\nSubject: "
						      "Security alert\n" PAGE
						      "<p>A new sign-in to your Google Account. If "
						      "this was not you, secure your "
						      "account.</p><p><a class=btn "
						      "href='https://accounts.google.com/x'>Check "
						      "activity</a></p>\n",
	};
	size_t i;

	for (i = 0; i < COUNT(carried); i++)
		if (!is_tagged(*state, carried[i]))
			fail_msg("%s", carried[i]);
	for (i = 0; i < COUNT(honest); i++)
		if (is_tagged(*state, honest[i]))
			fail_msg("%s", honest[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h4_dmarc_clears_no_protected_name),
		cmocka_unit_test(h5_an_address_in_a_strangers_query_clears_nothing),
		cmocka_unit_test(h6_a_name_anywhere_in_the_text_is_compared),
		cmocka_unit_test(h13_a_header_that_anybody_writes_excuses_nothing),
		cmocka_unit_test(h14_a_true_service_is_not_believed_for_what_others_write),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
