/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_evasion_links - links that people can follow and a filter might miss (detection.md section
 * 5, Links): each way leads where a browser would go, or is told as odd or unreadable.
 */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/message.h"
#include "tests/unit/mails.h"

struct evasion {
	const char *page; /* HTML of the body */
	const char *host; /* where it leads; "" when a finding tells it instead */
	const char *why;
};

static void
read_page(struct arena *arena, const char *page, struct mails *mail)
{
	const char *text = arena_printf(arena,
					"From: a@sender.example\nTo: jane@corp.example\n"
					"Content-Type: text/html; charset=utf-8\n\n%s\n",
					page);

	mails_read(mail, arena, text, strlen(text));
}

static bool
leads_to(const struct message *message, const char *host)
{
	size_t i;

	for (i = 0; i < message->link_count; i++)
		if (!message->links[i].obscured && message->links[i].url.host.ascii != NULL &&
		    strcmp(message->links[i].url.host.ascii, host) == 0)
			return true;
	return false;
}

static const char *
told(struct arena *arena, const struct mails *mail)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < mail->message.link_count; i++)
		text_printf(&text, "%d:%s ", (int)mail->message.links[i].kind,
			    mail->message.links[i].obscured
				    ? mail->message.links[i].raw
				    : mail->message.links[i].url.host.ascii);
	for (i = 0; i < mail->findings.count; i++)
		text_printf(&text, "%s ", finding_info(mail->findings.items[i].kind)->name);
	return text_string(&text);
}

static void
check(void **state, const struct evasion *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		bool odd;
		struct mails mail;

		read_page(*state, cases[i].page, &mail);
		odd = finding_has(&mail.findings, FINDING_ODD_HOST) ||
		      finding_has(&mail.findings, FINDING_OBSCURED);
		if (*cases[i].host == '\0' ? !odd : !leads_to(&mail.message, cases[i].host))
			fail_msg("%s: %s", cases[i].why, told(*state, &mail));
	}
}

static void
addresses_are_read_as_browsers_do(void **state)
{
	static const struct evasion cases[] = {
		{"<base href='https://evil.example/'><a href='login'>x</a>", "evil.example",
		 "a base"},
		{"<base href='https://evil.example/'>\xE2\x80\x8E<a href='/login'>x</a>",
		 "evil.example", "a base with a mark behind it"},
		{"<a href='//evil.example/x'>x</a>", "evil.example", "no scheme"},
		{"<a href='http:evil.example/x'>x</a>", "evil.example", "no slash"},
		{"<a href='https:/evil.example/x'>x</a>", "evil.example", "one slash"},
		{"<a href='https:///evil.example/x'>x</a>", "evil.example", "three slashes"},
		{"<a href='hTTPs://EVIL.example/x'>x</a>", "evil.example", "mixed case"},
		{"<a href='https:\\\\evil.example\\x'>x</a>", "evil.example", "backslashes"},
		{"<a href='ht\ttps://evil.\nexample/x'>x</a>", "evil.example",
		 "blanks in scheme and host"},
		{"<a href='&#1; https://evil.example/x'>x</a>", "evil.example",
		 "a control character in front"},
	};

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
what_stands_before_the_sign_is_no_host(void **state)
{
	static const struct evasion cases[] = {
		{"<a href='https://bank.example@evil.example/'>x</a>", "evil.example", "userinfo"},
		{"<a href='https://bank.example%20%20%20%20%20%20@evil.example/'>x</a>",
		 "evil.example", "percent runs"},
		{"<a href='https://bank.example@other.example@evil.example/'>x</a>", "evil.example",
		 "several signs"},
		{"<a href='https://bank.example@evil.example/'>x</a>", "", "and it is odd"},
		{"<a href='https://bank.example%40evil.example/'>x</a>", "", "an encoded sign"},
		{"<a href='https://bank.example%2F.evil.example/'>x</a>", "", "an encoded slash"},
		{"<a href='https://bank.example%5C.evil.example/'>x</a>", "",
		 "an encoded backslash"},
		{"<a href='https://bank.example%00.evil.example/'>x</a>", "", "an encoded NUL"},
		{"<a href='https://evil.example:8443/'>bank.example:8443</a>", "evil.example",
		 "a port in the text"},
	};

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
odd_letters_in_hosts_are_undone_or_told(void **state)
{
	static const struct evasion cases[] = {
		{"<a href='https://evil\xE3\x80\x82"
		 "example/'>x</a>",
		 "evil.example", "an ideographic dot"},
		{"<a href='https://evil\xEF\xBC\x8E"
		 "example/'>x</a>",
		 "evil.example", "a fullwidth dot"},
		{"<a href='https://evil\xE2\x80\xA4"
		 "example/'>x</a>",
		 "", "a one-dot leader"},
		{"<a href='https://ev\xC2\xADil.example/'>x</a>", "evil.example", "a soft hyphen"},
		{"<a href='https://ev\xE2\x81\xA0il.example/'>x</a>", "evil.example",
		 "a word joiner"},
		{"<a href='https://bank.example\xE2\x81\x84login.evil.example/'>x</a>", "",
		 "a fraction slash"},
		{"<a href='https://bank.example\xE2\x88\x95login.evil.example/'>x</a>", "",
		 "a division slash"},
		{"<a href='https://bank.example\xEF\xBC\x8Flogin.evil.example/'>x</a>", "",
		 "a fullwidth slash"},
		{"<a href='https://evil.example/'>www.bank_com/login</a>", "evil.example",
		 "an underscore for a dot in the text"},
		{"<a href='http://3232235777/'>x</a>", "", "a decimal address"},
		{"<a href='http://0300.0250.0001.0001/'>x</a>", "", "an octal address"},
		{"<a href='http://0xC0A80101/'>x</a>", "", "a hexadecimal address"},
		{"<a href='http://192.43009/'>x</a>", "", "a short address"},
		{"<a href='http://[::ffff:198.51.100.1]/'>x</a>", "", "IPv4 in IPv6"},
		{"<a href='http://[fe80::1%25eth0]/'>x</a>", "", "a zone"},
	};

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
every_element_that_leads_somewhere_is_read(void **state)
{
	static const struct evasion cases[] = {
		{"<meta http-equiv=Refresh content='0; URL=https://evil.example/'>", "evil.example",
		 "a refresh"},
		{"<form action='https://evil.example/'><input name=p></form>", "evil.example",
		 "a form"},
		{"<form><button formaction='https://evil.example/'>x</button></form>",
		 "evil.example", "a button"},
		{"<form action='https://evil.example/'><input type=image src=x></form>",
		 "evil.example", "a picture that sends"},
		{"<map><area href='https://evil.example/'></map>", "evil.example", "an area"},
		{"<svg><a xlink:href='https://evil.example/'><text>x</text></a></svg>",
		 "evil.example", "SVG"},
		{"<iframe src='https://evil.example/'></iframe>", "evil.example", "a frame"},
		{"<iframe srcdoc='&lt;a href=https://evil.example/&gt;x&lt;/a&gt;'></iframe>",
		 "evil.example", "a page in a frame"},
		{"<a href='https://a.example/' ping='https://evil.example/'>x</a>", "evil.example",
		 "a ping"},
		{"<p style=\"background:url('https://evil.example/b.png')\">x</p>", "evil.example",
		 "a style"},
		{"<p onclick=\"window.open('https://evil.example/')\">x</p>", "evil.example",
		 "a handler"},
		{"<a href=\"javascript:location='https://evil.example/'\">x</a>", "evil.example",
		 "script as a link"},
		{"<a href=\"data:text/html,<a href='https://evil.example/'>x</a>\">x</a>",
		 "evil.example", "a page as a link"},
		{"<a href='https://www.google.com/x' "
		 "data-saferedirecturl='https://evil.example/'>x</a>",
		 "evil.example", "what a mail program opens in its place"},
		{"<!--[if mso]><v:roundrect href='https://evil.example/'>x</v:roundrect>"
		 "<![endif]-->",
		 "evil.example", "VML for Outlook"},
		{"<a href='mhtml:https://evil.example/x.mht'>x</a>", "evil.example",
		 "a page in an archive"},
		{"<a href='blob:https://evil.example/1'>x</a>", "evil.example", "a blob"},
	};

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
}

static void
what_links_carry_is_kept(void **state)
{
	struct mails mail;

	read_page(*state,
		  "<a href='https://jane.evil.example/a?rid=AbC1234&u=https%253A%252F%252Fbank."
		  "example%252F#amFuZUBjb3JwLmV4YW1wbGU='>x</a>",
		  &mail);
	assert_int_equal(mail.message.link_count, 1);
	assert_string_equal(mail.message.links[0].url.host.ascii, "jane.evil.example");
	assert_string_equal(mail.message.links[0].url.fragment, "amFuZUBjb3JwLmV4YW1wbGU=");
	assert_string_equal(url_parameter(*state, &mail.message.links[0].url, "rid"), "AbC1234");
	assert_string_equal(url_parameter(*state, &mail.message.links[0].url, "u"),
			    "https%3A%2F%2Fbank.example%2F");
}

/* What is seen as one address is one text, and what is hidden inside is none of it. */
static void
shown_addresses_are_what_is_seen(void **state)
{
	struct mails mail;

	read_page(*state,
		  "<a href='https://evil.example/'>https://ba<span "
		  "style='display:none'>x.evil</span>nk.example/</a>",
		  &mail);
	assert_string_equal(mail.message.links[0].text, "https://bank.example/");
	read_page(*state,
		  "<a href='https://evil.example/'>https://ba</a><a "
		  "href='https://evil.example/'>nk.example/</a>",
		  &mail);
	assert_string_equal(mail.message.texts[0].bytes, "https://bank.example/ ");
}

static void
addresses_to_be_copied_are_links(void **state)
{
	static const struct evasion cases[] = {
		{"<p>Copy this into your browser: hxxps://evil[.]com/x</p>", "evil.com", "hxxp"},
		{"<p>paste evil(dot)com/login in the address bar</p>", "evil.com", "a word"},
		{"<p>Kopieren Sie evil [.] com nicht, sondern evil[.]com in den Browser</p>",
		 "evil.com", "brackets"},
		{"<p>type evil dot com slash login into your browser</p>", "evil.com", "blanks"},
	};
	struct mails mail;

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
	read_page(*state, "<p>the campaign used hxxps://evil[.]com/x as its second stage</p>",
		  &mail);
	assert_int_equal(mail.message.link_count, 0);
}

static void
hosts_of_any_length_are_read_or_told(void **state)
{
	static const struct evasion cases[] = {
		{"<a href='https://microsoft-account-password-verification-security-center.example"
		 "/'>x</a>",
		 "microsoft-account-password-verification-security-center.example", "a long name"},
		{"<a href='https://a.b.c.d.e.f.g.h.i.j.k.l.m.n.evil.example/'>x</a>",
		 "a.b.c.d.e.f.g.h.i.j.k.l.m.n.evil.example", "many labels"},
		{"<a href='https://intranet/'>x</a>", "intranet", "one label"},
		{"<a href='https://evil.example./'>x</a>", "evil.example", "a trailing dot"},
		{"<a href='https://xn--google-.example/'>x</a>", "", "an A-label of ASCII"},
		{"<a href='https://xn--99999999.example/'>x</a>", "", "an A-label of nothing"},
		{"<a href='https://ex ample..com/'>x</a>", "", "no host at all"},
		{"<a href='http://[1:2/'>x</a>", "", "a broken bracket"},
	};

	check(state, cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_are_read_as_browsers_do, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(what_stands_before_the_sign_is_no_host, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(odd_letters_in_hosts_are_undone_or_told,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(every_element_that_leads_somewhere_is_read,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(what_links_carry_is_kept, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(shown_addresses_are_what_is_seen, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(addresses_to_be_copied_are_links, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(hosts_of_any_length_are_read_or_told, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
