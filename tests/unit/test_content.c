/* SPDX-License-Identifier: BSD-2-Clause */
/* test_content - texts and links come out of every kind of part, each once and in its place. */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/content.h"
#include "tests/unit/mails.h"

static const char *
texts_of(struct arena *arena, const struct message *message)
{
	static const char *const kinds[] = {"visible", "hidden", "attachment"};
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < message->text_count; i++)
		text_printf(&text, "%s%s %s:%.*s", i == 0 ? "" : " ; ",
			    kinds[message->texts[i].kind], message->texts[i].where,
			    (int)message->texts[i].length, message->texts[i].bytes);
	return text_string(&text);
}

static const char *
links_of(struct arena *arena, const struct message *message)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < message->link_count; i++)
		text_printf(&text, "%s%d%s %s:%s", i == 0 ? "" : " ; ", (int)message->links[i].kind,
			    message->links[i].attachment ? "!" : "", message->links[i].where,
			    message->links[i].url.host.ascii);
	return text_string(&text);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"

static void
texts_come_out_of_every_part(void **state)
{
	static const struct {
		const char *mail, *expected, *why;
	} cases[] = {
		{"\nhi", "visible body:hi", "plain"},
		{"Content-Type: text/html\n\n<p>h<b>i</b></p>", "visible body:hi\n", "page"},
		{"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
		 "quoted-printable\n\ncaf=E9",
		 "visible body:caf\xC3\xA9", "charset"},
		{"Content-Type: text/html\n\n<meta charset=koi8-r>\xD0\xC1",
		 "visible body:\xD0\xBF\xD0\xB0", "a page names its charset"},
		{"Content-Transfer-Encoding: x-unknown\n\nhi", "visible body:hi",
		 "unknown encoding"},
		{MIXED "Content-Type: text/plain; name=a.txt\nContent-Disposition: "
		       "attachment\n\nin file\n--b--\n",
		 "visible body:hi ; attachment attachment 1 a.txt:in file", "attached text"},
		{MIXED "Content-Type: text/plain\n\nfooter\n--b--\n",
		 "visible body:hi ; visible part 2:footer", "footer"},
		{MIXED "Content-Type: message/rfc822\n\nSubject: x\n\ninner\n--b--\n",
		 "visible body:hi ; attachment attached message:inner", "attached message"},
		{MIXED "Content-Type: application/octet-stream; name=m.eml\n\nSubject: "
		       "x\n\ninner\n--b--\n",
		 "visible body:hi ; attachment attached message:inner",
		 "attached message under another type"},
		{MIXED "Content-Type: application/octet-stream; "
		       "name=p.html\nContent-Transfer-Encoding: base64\n\n"
		       "PGI+eDwvYj4=\n--b--\n",
		 "visible body:hi ; attachment attachment 1 p.html:x", "attached page"},
		{MIXED "Content-Type: application/zip; name=a.zip\n\nPK\n--b--\n",
		 "visible body:hi", "an archive"},
		{"Content-Type: text/calendar\n\nSUMMARY:Meet\n", "visible body:Meet\n",
		 "invitation"},
		{"Subject: a\nSubject: b\n\nhi", "visible subject:b ; visible body:hi",
		 "a second subject"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;
		const char *got;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		got = texts_of(*state, &mail.message);
		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

static void
links_come_once_and_in_their_place(void **state)
{
	static const struct {
		const char *mail, *expected, *why;
	} cases[] = {
		{"\nsee https://a.example.com/x and https://a.example.com/x",
		 "6 body:a.example.com", "said twice"},
		{"Content-Type: text/html\n\n<a href=https://a.example.com>one</a><a "
		 "href=https://a.example.com>two</a>",
		 "0 body:a.example.com ; 0 body:a.example.com", "two texts"},
		{"Content-Type: text/html\n\n<a href=https://a.example.com>www.bank.com</a>",
		 "0 body:a.example.com", "an anchor's text is no link of its own"},
		{"Content-Type: text/html\n\n<p>copy https://a.example.com/x to your browser</p>",
		 "6 body:a.example.com", "an address in a page's text"},
		{"Content-Type: text/calendar\n\nDESCRIPTION:https://a.exam\n ple.com/x\n",
		 "8 body:a.example.com", "folded in an invitation"},
		{MIXED "Content-Type: image/svg+xml; name=a.svg\n\n<svg><a "
		       "href='https://a.example.com'>x</a></svg>\n"
		       "--b--\n",
		 "5! attachment 1 a.svg:a.example.com", "a picture"},
		{"\nmail jane@example.com about it", "", "an address is no link"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;
		const char *got;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		got = links_of(*state, &mail.message);
		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

static void
surplus_links_are_told(void **state)
{
	struct text text = TEXT_IN(*state);
	struct mails mail;
	int i;

	text_add_string(&text, "Content-Type: text/html\n\n");
	for (i = 0; i < 100; i++)
		text_printf(&text, "<a href='https://h%d.example.com/'>x</a> ", i);
	mails_read(&mail, *state, text.bytes, text.length);
	assert_int_equal(mail.message.link_count, mails_bounds.links_most);
	assert_true((mail.message.flags & MESSAGE_TRUNCATED) != 0);
}

static void
pages_that_ask_or_act_are_findings(void **state)
{
	static const struct {
		const char *mail;
		enum finding_kind kind;
		bool expected;
	} cases[] = {
		{"Content-Type: text/html\n\n<form action=https://a.example.com><input "
		 "type=password></form>",
		 FINDING_PASSWORD_FORM, true},
		{"Content-Type: text/html\n\n<form><input type=text></form>", FINDING_PASSWORD_FORM,
		 false},
		{MIXED "Content-Type: text/html; name=a.htm\n\n<input type=password>\n--b--\n",
		 FINDING_PASSWORD_FORM, true},
		{MIXED "Content-Type: text/html; name=a.htm\n\nx\n--b--\n", FINDING_HTML_ATTACHMENT,
		 true},
		{MIXED "Content-Type: text/html\n\nx\n--b--\n", FINDING_HTML_ATTACHMENT, false},
		{"Content-Type: text/html; name=a.htm\n\nx", FINDING_HTML_ATTACHMENT, false},
		{MIXED "Content-Type: text/html; "
		       "name=a.htm\n\n<script>document.write(atob('eA=='))</script>\n--b--\n",
		 FINDING_SCRIPT_ATTACHMENT, true},
		{MIXED "Content-Type: image/svg+xml; "
		       "name=a.svg\n\n<svg><script>x()</script></svg>\n--b--\n",
		 FINDING_SVG_ACTIVE, true},
		{MIXED
		 "Content-Type: image/svg+xml; name=a.svg\n\n<svg><path d='M0 0'/></svg>\n--b--\n",
		 FINDING_SVG_ACTIVE, false},
		{"Content-Type: text/html; charset=us-ascii\n\n<meta charset=utf-7>+ADw-b+AD4-",
		 FINDING_AMBIGUOUS, true},
		{"Content-Type: text/html; charset=utf-8\n\n<meta charset=iso-8859-1>x",
		 FINDING_AMBIGUOUS, false},
		{"Content-Type: text/html; charset=utf-8\n\n<meta charset=utf-16>x",
		 FINDING_AMBIGUOUS, false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (finding_has(&mail.findings, cases[i].kind) != cases[i].expected)
			fail_msg("case %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(texts_come_out_of_every_part, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(links_come_once_and_in_their_place, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(surplus_links_are_told, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(pages_that_ask_or_act_are_findings, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
