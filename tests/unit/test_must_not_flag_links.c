/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_must_not_flag_links - what other filters flagged for its links and had to take back
 * (detection.md section 4, "Links"), one test a point.
 */
#include "config.h"

#include "policy/risk/keys.h"
#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD                                                                                 \
	"From: Shop <news@bookshop.example>\nTo: " COMPANY_PAYROLL "\nSubject: Your order\n" \
	"Content-Type: text/html; charset=utf-8\n\n<p>Your order is on its way.</p>\n"

/* Kinds that say something about a link or its host. */
static bool
is_about_links(enum finding_kind kind)
{
	return kind == FINDING_LINK_MISMATCH || kind == FINDING_OPEN_REDIRECT ||
	       kind == FINDING_ODD_HOST || kind == FINDING_OBSCURED ||
	       finding_info(kind)->class == FINDING_CLASS_DOMAIN;
}

static void
leave_alone(struct company *company, const char *const *pages, size_t count)
{
	size_t i, k;

	for (i = 0; i < count; i++) {
		struct inspection inspection;

		company_read(company, arena_printf(company->arena, HEAD "%s\n", pages[i]), NULL,
			     &inspection);
		for (k = 0; k < inspection.findings.count; k++)
			if (is_about_links(inspection.findings.items[k].kind))
				fail_msg("%s: %s", pages[i], inspection.findings.items[k].why);
		assert_int_equal(inspection.judgement.verdict, VERDICT_NONE);
	}
}

/* rspamd 549, 5060 ("works as designed"), PR 618: a tracker under a shown address. */
static void
click_tracking(void **state)
{
	static const char *const pages[] = {
		"<a href='https://click.mailer.example/ls/click?upn=u001.abc'>www.bookshop.example"
		"</a>",
		"<a href='https://track.mailer.example/c/1/https%3A%2F%2Fbookshop.example'>"
		"https://bookshop.example/orders/71</a>",
		"<a href='https://link.mailer.example/x'>bookshop.de</a> "
		"<a href='https://link.mailer.example/y'>bookshop.com</a>",
		"<a href='https://click.mailer.example/f'>facebook.com/bookshop</a>",
		"<a href='https://click.mailer.example/f'>Follow us on www.instagram.com</a>",
	};

	leave_alone(*state, pages, COUNT(pages));
}

/* rspamd 5170, 5430, PR 6066: what comes out of the redirect is what is shown. */
static void
redirects_that_arrive_where_they_say(void **state)
{
	static const char *const pages[] = {
		"<a href='https://www.google.com/url?q=https://www.paypal.com/home'>www.paypal.com"
		"</a>",
		"<a href='https://www.google.com/url?q=https%3A%2F%2Fwww.paypal.de%2Fhome'>"
		"paypal.com</a>",
		"<a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fgithub.com%2Fx'>github.com/x"
		"</a>",
		"<a href='https://www.paypal.com/go?to=https://www.paypal.de/home'>paypal.de</a>",
	};

	leave_alone(*state, pages, COUNT(pages));
}

/* sublime 1817, 3570, 4275, 4276: links that a gateway wrapped. */
static void
security_rewriters(void **state)
{
	static const char *const pages[] = {
		"<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F"
		"www.paypal.com%2Fhome&amp;data=05' title='Original URL: "
		"https://www.paypal.com/home. Click or tap if you trust this link.'>www.paypal.com"
		"</a>",
		"<a href='https://urldefense.com/v3/__https://www.paypal.com/home__;!!abc$'>"
		"www.paypal.com</a>",
		"<a href='https://urldefense.proofpoint.com/v2/url?u=https-3A__www.paypal.com_&amp;"
		"d=x'>www.paypal.com</a>",
		"<a href='https://protect-eu.mimecast.com/s/abc?domain=paypal.com'>www.paypal.com"
		"</a>",
		"<a href='https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.paypal.com'>"
		"www.paypal.com</a>",
	};

	leave_alone(*state, pages, COUNT(pages));
}

/* rspamd 593, 5424 ("&sp"), 4344 (one label), 31b5aa004 (an address without a scheme), 5823
 * ("wght@0"), 5c5b2985c ("word dot so"). */
static void
slop_in_links(void **state)
{
	static const char *const pages[] = {
		"<a href=' https://www.bookshop.example/a b '>order</a>",
		"<a href='https://www.bookshop.example/?a=1&sp=2&copy=3'>order</a>",
		"<a href=\"https://www.bookshop.example/\n  order\">order</a>",
		"<a href='http://intranet/start'>start</a> <a href='http://wiki:8080/'>wiki</a>",
		"<a href='orders@bookshop.example'>write to us</a>",
		"<a "
		"href='mailto:orders@bookshop.example?subject=Order'>orders@bookshop.example</a>",
		"<link href='https://fonts.googleapis.com/css2?family=Roboto:wght@0,400;1,700' "
		"rel='stylesheet'>",
		"<a href='https://fonts.googleapis.com/css2?family=Roboto:wght@0,400'>font</a>",
		"<a href='https://www.google.com/maps/@53.5,9.9,12z'>where we are</a>",
		"<p>The last word dot so to speak. Or not.So be it. Node.js and ASP.NET.</p>",
	};

	leave_alone(*state, pages, COUNT(pages));
}

/* ClamAV 728: what loads or describes is not what a reader follows. */
static void
links_that_nobody_sees(void **state)
{
	static const char *const pages[] = {
		"<link rel='stylesheet' href='https://cdn.mailer.example/a.css'>",
		"<style>@import url('https://cdn.mailer.example/paypal.com.css');</style>",
		"<p xmlns='http://www.w3.org/1999/xhtml'>x</p>",
		"<td background='https://cdn.mailer.example/www.paypal.com.png'>x</td>",
		"<img src='https://cdn.mailer.example/i.png' alt='www.paypal.com'>",
	};

	leave_alone(*state, pages, COUNT(pages));
}

/* A newsletter's footer is full of other people's pages: points, but no second key. */
static void
rented_space_in_a_footer(void **state)
{
	static const char letter[] =
		"From: Shop <news@bookshop.example>\nTo: " COMPANY_PAYROLL "\nSubject: News\n"
		"Content-Type: text/html; charset=utf-8\n\n"
		"<p><a class=btn href='https://www.bookshop.example/'>Our new books</a></p><p>Here "
		"is "
		"what happened in the last weeks, told in so many words that the page gets long "
		"enough to have a top, a middle and an end.</p><p><a "
		"href='https://www.bookshop.example/u'>Unsubscribe</a> <a "
		"href='https://crew-books.netlify.app/'>Crew</a></p>\n";
	struct inspection inspection;
	const struct finding *finding;

	company_read(*state, letter, NULL, &inspection);
	finding = company_find(&inspection, FINDING_FREE_HOSTING);
	assert_non_null(finding);
	assert_false(finding->prominent);
	assert_true(finding->weight < KEYS_HOSTED);
}

/* mailcow PR 486, nixos-mailserver PR 130: a hit was called malware and refused. */
static void
a_hit_is_not_refused_and_not_called_malware(void **state)
{
	static const char letter[] =
		"From: PayPal <x@evil.example>\nTo: " COMPANY_PAYROLL
		"\nSubject: Your PayPal account is limited\nContent-Type: text/html\n\n"
		"<p>Confirm your account: <a href='https://paypal.com.evil.example/'>"
		"www.paypal.com</a></p>\n";
	struct inspection inspection;

	company_read(*state, letter, NULL, &inspection);
	assert_int_equal(inspection.judgement.verdict, VERDICT_TAG);
	assert_null(strcasestr(inspection.reason, "malware"));
	assert_null(strcasestr(inspection.reason, "virus"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(click_tracking),
		cmocka_unit_test(redirects_that_arrive_where_they_say),
		cmocka_unit_test(security_rewriters),
		cmocka_unit_test(slop_in_links),
		cmocka_unit_test(links_that_nobody_sees),
		cmocka_unit_test(rented_space_in_a_footer),
		cmocka_unit_test(a_hit_is_not_refused_and_not_called_malware),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
