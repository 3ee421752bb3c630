/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_evasion_mime - parts that a mail program shows and a filter might not (detection.md section
 * 5, MIME and transport): what any reader would see is found, what readers disagree about is told.
 */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/message.h"
#include "tests/unit/mails.h"

#define PAGE           "<a href=https://evil.example/>x</a>"
#define BASE64         "PGEgaHJlZj1odHRwczovL2V2aWwuZXhhbXBsZS8+eDwvYT4="
#define HTML           "Content-Type: text/html\n"
#define MIXED          "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
#define LENGTH(array_) (sizeof(array_) / sizeof((array_)[0]))

struct evasion {
	const char *mail;
	unsigned flag;    /* of enum message_flag, or 0 */
	const char *said; /* in a visible text, the subject or a From display; "" is any */
	const char *why;
	size_t length; /* 0: up to NUL */
};

static bool
leads_to_evil(const struct message *message)
{
	size_t i;

	for (i = 0; i < message->link_count; i++)
		if (!message->links[i].obscured && message->links[i].url.host.ascii != NULL &&
		    strcmp(message->links[i].url.host.ascii, "evil.example") == 0)
			return true;
	return false;
}

static const char *
all_text(struct arena *arena, const struct message *message)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	text_printf(&text, "%s\n", message->subject);
	for (i = 0; i < message->from.count; i++)
		text_printf(&text, "%s <%s>\n", message->from.items[i].display,
			    message->from.items[i].text);
	for (i = 0; i < message->text_count; i++)
		text_add(&text, message->texts[i].bytes, message->texts[i].length);
	return text_string(&text);
}

static void
read_mail(struct arena *arena, const struct evasion *evasion, struct mails *mail)
{
	mails_read(mail, arena, evasion->mail,
		   evasion->length == 0 ? strlen(evasion->mail) : evasion->length);
}

static void
check_links(void **state, const struct evasion *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct mails mail;

		read_mail(*state, &cases[i], &mail);
		if (!leads_to_evil(&mail.message))
			fail_msg("%s: no link in '%s'", cases[i].why,
				 all_text(*state, &mail.message));
		if ((mail.message.flags & cases[i].flag) != cases[i].flag)
			fail_msg("%s: flags %x", cases[i].why, mail.message.flags);
	}
}

static void
check_text(void **state, const struct evasion *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct mails mail;

		read_mail(*state, &cases[i], &mail);
		if (strstr(all_text(*state, &mail.message), cases[i].said) == NULL)
			fail_msg("%s: '%s'", cases[i].why, all_text(*state, &mail.message));
		if ((mail.message.flags & cases[i].flag) != cases[i].flag)
			fail_msg("%s: flags %x", cases[i].why, mail.message.flags);
	}
}

static void
parts_of_every_reading_are_read(void **state)
{
	static const struct evasion cases[] = {
		{"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nhi\n--a--\n--b\n"
		 "Content-Type: text/html\n\n" PAGE "\n--b--\n",
		 MESSAGE_AMBIGUOUS, "", "the second of two boundaries (CVE-2024-28054)", 0},
		{"Content-Type: multipart/mixed; boundary=b; boundary=a\n\n--a\n\nhi\n--a--\n--b\n"
		 "Content-Type: text/html\n\n" PAGE "\n--b--\n",
		 MESSAGE_AMBIGUOUS, "", "the first of two boundaries", 0},
		{"Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n" HTML "\n" PAGE
		 "\n--b--\n",
		 0, "", "a quoted boundary", 0},
		{"Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \n" HTML "\n" PAGE
		 "\n--b --\n",
		 0, "", "a boundary with a blank at its end", 0},
		{MIXED "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n" HTML "\n" PAGE
		       "\n--bb--\n--b--\n",
		 0, "", "nested boundaries of one prefix", 0},
		{MIXED HTML "\n" PAGE, 0, "", "no boundary at the end", 0},
	};

	check_links(state, cases, LENGTH(cases));
}

static void
encodings_are_undone_as_programs_do(void **state)
{
	static const struct evasion cases[] = {
		{HTML "Content-Transfer-Encoding: BaSe64\n\n" BASE64, 0, "", "mixed case", 0},
		{HTML "Content-Transfer-Encoding: base64 (really)\n\n" BASE64, 0, "", "a comment",
		 0},
		{HTML "Content-Transfer-Encoding: \"base64\"\n\n" BASE64, 0, "", "quotes", 0},
		{HTML "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n"
		      "PGEgaHJlZj1odHRwczovL2V2aWwuZXhhbXBsZS8+eDwvYT48cD5oZWxsbyBoZWxsbyBoZWxs\n"
		      "bzwvcD4=",
		 MESSAGE_AMBIGUOUS, "", "two encodings", 0},
		{HTML "Content-Transfer-Encoding: x-strange\n\n"
		      "PGEgaHJlZj1odHRwczovL2V2aWwuZXhhbXBsZS8+eDwvYT48cD5oZWxsbyBoZWxsbyBoZWxs\n"
		      "bzwvcD4=",
		 MESSAGE_AMBIGUOUS, "", "an unknown encoding", 0},
		{HTML "Content-Transfer-Encoding: base64\n\nPGEg!aHJl*Zj1o\ndHRwczovL2V2a\n"
		      "WwuZXhh bXBsZS8+eDwvYT4=",
		 0, "", "junk in base64", 0},
		{HTML "Content-Transfer-Encoding: base64\n\nPGI+eDwvYj4=PGEgaHJlZj1odHRwczovL2V2"
		      "aWwuZXhhbXBsZS8+eDwvYT4=",
		 0, "", "padding in the middle", 0},
		{HTML "Content-Transfer-Encoding: base64\n\n"
		      "PGEgaHJlZj1odHRwczovL2V2aWwuZXhhbXBsZS8+eDwvYT4",
		 0, "", "no padding", 0},
		{HTML "Content-Transfer-Encoding: quoted-printable\n\n<a href=3Dhttps://ev=\nil.ex="
		      "\nample/>x</a>",
		 0, "", "soft breaks in words", 0},
		{HTML "Content-Transfer-Encoding: quoted-printable\n\n<a href=3dhttps://evil."
		      "example/=ZZ>x</a>",
		 0, "", "digits that are none", 0},
		{HTML "\n" PAGE, 0, "", "no encoding named", 0},
		{"\n" PAGE, 0, "", "no type named: plain text", 0},
	};

	check_links(state, cases, LENGTH(cases));
}

static void
header_fields_of_every_reading_are_read(void **state)
{
	static const struct evasion cases[] = {
		{"From: a@one.example\nFrom: b@two.example\n\nhi", MESSAGE_AMBIGUOUS, "two.example",
		 "two From fields", 0},
		{"Subject: one\nSubject: two\n\nhi", MESSAGE_AMBIGUOUS, "two", "two Subject fields",
		 0},
		{"From: a@one.example, Bank <b@two.example>\n\nhi", 0, "two.example",
		 "two mailboxes in From", 0},
		{"From: a@one.example; b@two.example\n\nhi", 0, "two.example",
		 "a list with semicolons", 0},
		{"From: Group: b@two.example;\n\nhi", 0, "two.example", "a group", 0},
		{"From: (x) Bank (y) <b (z) @two.example>\n\nhi", 0, "two.example", "comments", 0},
		{"From: \"=?utf-8?Q?Bank?=\" <b@two.example>\n\nhi", 0, "Bank",
		 "an encoded word in quotes", 0},
		{"Subject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=\n\nhi", 0, "caf\xC3\xA9",
		 "a letter split between encoded words", 0},
		{"Subject: =?x-nothing?Q?pass?= =?utf-8?Q?word?=\n\nhi", 0, "pass",
		 "a charset of no known name", 0},
		{"Subject: one\r two\n\nhi", 0, "two", "a bare CR in a field", 0},
		{"Subject: one\n\ttwo\n\nhi", 0, "one two", "a folded field", 0},
		{"From: a@one.example\0b\nSubject: x\n\nhi", MESSAGE_AMBIGUOUS, "one.example",
		 "a NUL in a field", 36},
	};

	check_text(state, cases, LENGTH(cases));
}

static void
parts_are_what_programs_open_them_as(void **state)
{
	static const struct evasion cases[] = {
		{"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nhello Jane\n--b\n" HTML
		 "\n" PAGE "\n--b--\n",
		 0, "", "a page that says another thing than the text", 0},
		{"Content-Type: multipart/alternative; boundary=b\n\n--b\n" HTML "\n" PAGE
		 "\n--b\n\nhello Jane\n--b--\n",
		 0, "", "the page first", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream\n\n<html>" PAGE
		       "\n--b--\n",
		 0, "", "a page of no type", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream; name=a.shtml\n\n" PAGE
		       "\n--b--\n",
		 0, "", ".shtml", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream; name=a.xhtml\n\n" PAGE
		       "\n--b--\n",
		 0, "", ".xhtml", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream; name=a.svgz\nContent-"
		       "Transfer-Encoding: base64\n\nH4sIAAAAAAACA7MpLku3sylOLsosKLGrsNGHsmwSFTKK"
		       "UtNslTJKSgqKrfT1U8syc/RSKxJzC3JS9ZXsbEpSK0rs0vNt9MEMG/1EIAYZBQBLwBWwUAAA"
		       "AA==\n--b--\n",
		 0, "", ".svgz", 0},
		{MIXED "\nhi\n--b\nContent-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n"
		       "Content-Type: text/html\n\n" PAGE "\n--b--\n",
		 0, "", "a message in a message", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream; name=a.eml\n\n"
		       "Content-Type: text/html\n\n" PAGE "\n--b--\n",
		 0, "", ".eml", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/octet-stream; name=a.mht\n\n"
		       "Content-Type: multipart/related; boundary=c\n\n--c\nContent-Type: "
		       "text/html\n\n" PAGE "\n--c--\n--b--\n",
		 0, "", ".mht", 0},
		{"Content-Type: multipart/related; boundary=b\n\n--b\n" HTML
		 "\n<a href=https://evil.example/><img src=cid:1></a>\n--b\nContent-Type: "
		 "image/png\n"
		 "Content-ID: <1>\n\n\x89PNG\n--b--\n",
		 0, "", "a picture for a button", 0},
		{MIXED "\nhi\n--b\nContent-Type: application/pdf; name*0*=utf-8''invoice.pdf; "
		       "name*1*=%2ehtml\n\n" PAGE "\n--b--\n",
		 0, "", "a name in pieces", 0},
	};

	check_links(state, cases, LENGTH(cases));
}

static void
what_cannot_be_read_is_told(void **state)
{
	static const struct evasion cases[] = {
		{MIXED "\nhi\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\n"
		       "\x78\x9F\x3E\x22\n--b--\n",
		 MESSAGE_OBSCURED, "hi", "winmail.dat", 0},
		{MIXED "\nhi\n--b\nContent-Type: message/external-body; access-type=url\n\nx\n--b--"
		       "\n",
		 MESSAGE_OBSCURED, "hi", "a body that is elsewhere", 0},
		{MIXED "\nhi\n--b\nContent-Type: message/partial; id=1; number=1\n\nx\n--b--\n",
		 MESSAGE_OBSCURED, "hi", "a piece of a message", 0},
		{"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx", MESSAGE_ENCRYPTED, "",
		 "an encrypted message", 0},
	};

	check_text(state, cases, LENGTH(cases));
}

static void
charsets_are_undone_as_programs_do(void **state)
{
	static const struct evasion cases[] = {
		{"Content-Type: text/html; charset=utf-7\n\n+ADw-a href+AD0-https://evil.example/"
		 "+AD4-x+ADw-/a+AD4-",
		 0, "", "UTF-7", 0},
		{"Content-Type: text/html; charset=iso-2022-jp\n\n\x1B$B\x1B(B" PAGE, 0, "",
		 "escapes of ISO-2022-JP", 0},
		{"Content-Type: text/html; charset=x-nothing\n\n" PAGE, 0, "", "no such charset",
		 0},
		{"Content-Type: text/html; charset=utf-8\n\n<p>\xC0\xBC</p>" PAGE, 0, "",
		 "an overlong letter is none", 0},
		{"Content-Type: text/html; charset=us-ascii\n\n<meta charset=utf-7>+ADw-a "
		 "href+AD0-https://evil.example/+AD4-x+ADw-/a+AD4-",
		 MESSAGE_AMBIGUOUS, "", "a page that names another charset", 0},
		{"Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n"
		 "PABhACAAaAByAGUAZgA9AGgAdAB0AHAAcwA6AC8ALwBlAHYAaQBsAC4AZQB4AGEAbQBwAGwAZQAvAD4A"
		 "eAA8AC8AYQA+AA==",
		 0, "", "UTF-16 without its mark", 0},
	};
	static const struct evasion words[] = {
		{"Content-Type: text/plain; charset=iso-8859-1\n\n\x93pay\x94 \x80 5", 0,
		 "\xE2\x82\xAC 5", "windows-1252 under the name of Latin 1", 0},
	};

	check_links(state, cases, LENGTH(cases));
	check_text(state, words, LENGTH(words));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parts_of_every_reading_are_read, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(encodings_are_undone_as_programs_do, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(header_fields_of_every_reading_are_read,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(parts_are_what_programs_open_them_as, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_told, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(charsets_are_undone_as_programs_do, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
