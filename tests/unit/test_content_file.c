/* SPDX-License-Identifier: BSD-2-Clause */
/* test_content_file - attached files are read like the mail itself, within their own time. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/mail/content_file.h"
#include "tests/unit/mails.h"

#define MIXED \
	"From: a@sender.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
/* Without the libraries of pictures none is read. */
#ifdef HAVE_QR
#define PICTURES "9:evil.example qr-link "
#else
#define PICTURES ""
#endif
#define PDF "Content-Type: application/pdf; name=a.pdf\n\n%PDF-1.4\n"

/* Texts, links and findings of a mail but for the words of its body. */
static const char *
told(struct arena *arena, const struct mails *mail)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 1; i < mail->message.text_count; i++)
		text_printf(&text, "'%.*s' ", (int)mail->message.texts[i].length,
			    mail->message.texts[i].bytes);
	for (i = 0; i < mail->message.link_count; i++)
		text_printf(&text, "%d:%s ", (int)mail->message.links[i].kind,
			    mail->message.links[i].url.host.ascii);
	for (i = 0; i < mail->findings.count; i++)
		text_printf(&text, "%s ", finding_info(mail->findings.items[i].kind)->name);
	return text_string(&text);
}

static void
files_say_what_they_say(void **state)
{
	static const struct {
		const char *mail, *expected, *why;
	} cases[] = {
		{MIXED PDF "1 0 obj<</URI(https://evil.example/)>>endobj\n--b--\n",
		 "'' 0:evil.example pdf-link ", "a link"},
		{MIXED PDF "1 0 obj<</URI(https://www.sender.example/)>>endobj\n--b--\n",
		 "'' 0:www.sender.example ", "a link to the sender's own house"},
		{MIXED PDF "1 0 obj<</URI(https://a.example/)>>endobj "
			   "2 0 obj<</URI(https://b.example/)>>endobj\n--b--\n",
		 "'' 0:a.example 0:b.example ", "several places"},
		{MIXED PDF "1 0 obj<</URI(mailto:a@b.example)>>endobj\n--b--\n",
		 "'' 10: ", "an address"},
		{MIXED PDF "1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F "
			   "<</Subtype/Type1>>>>>>>>endobj 2 0 obj<<>>stream\nBT /F 9 Tf (go to "
			   "www.evil.example/x) Tj ET\nendstream endobj\n--b--\n",
		 "'go to www.evil.example/x\n' 7:www.evil.example ", "an address in the text"},
		{MIXED PDF "1 0 obj<</S/SubmitForm/F(https://evil.example/)>>endobj\n--b--\n",
		 "'' 1:evil.example pdf-action pdf-link ", "a form"},
		{MIXED PDF "1 0 obj<</S/Launch>>endobj 2 0 obj<</JS(x)>>endobj\n--b--\n",
		 "'' pdf-action ", "actions"},
		{MIXED PDF "1 0 obj<</URI(\xFF\x01)>>endobj 2 0 obj<</V 5>>endobj "
			   "trailer<</Encrypt 2 0 R>>\n--b--\n",
		 "'' obscured ", "encrypted"},
		{MIXED PDF "1 0 obj<</URI(https://evil.example/)>>endobj %/Encrypt 9 0 R\n--b--\n",
		 "'' 0:evil.example pdf-link ", "not encrypted, whatever a comment says"},
		{MIXED PDF "1 0 obj<</URI(https://evil.example/)>>endobj 2 0 obj<</V 5>>endobj "
			   "trailer<</Encrypt 2 0 R>>\n--b--\n",
		 "'' 0:evil.example obscured pdf-link ", "said to be encrypted"},
		{MIXED PDF "\n--b--\n", "'' obscured ", "no objects"},
		{MIXED "Content-Type: image/svg+xml; name=a.svgz\nContent-Transfer-Encoding: "
		       "base64\n\nH4sIAAAAAAACA7MpLku3sylOLsosKLGrsNGHsmwSFTKKUtNslTJKSgqKrfT1U8sy"
		       "c/RSKxJzC3JS9ZXsbEpSK0rs0vNt9MEMG/1EIAYZBQBLwBWwUAAAAA==\n--b--\n",
		 "'go' 5:evil.example svg-active ", "a packed picture"},
		{MIXED "Content-Type: application/octet-stream; "
		       "name=a.url\n\n[InternetShortcut]\nURL=https://evil.example/x\n--b--\n",
		 "'[InternetShortcut]\nURL=https://evil.example/x' 6:evil.example ", "a shortcut"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (strcmp(told(*state, &mail), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, told(*state, &mail));
	}
}

/* A code in a picture of each format is a link like any other. */
static void
codes_in_pictures_are_links(void **state)
{
	static const char *const seeds[] = {"plain.png",      "clear.png", "plain.gif",
					    "interlaced.gif", "plain.jpg", "shaded.jpg"};
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		const char *path = arena_printf(*state, "%s/tests/fuzz/seeds/picture/%s",
						getenv("top_srcdir"), seeds[i]);
		struct text text = TEXT_IN(*state);
		struct mails mail;
		const char *why;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(*state, path, 65536, &bytes, &length, &why), 0);
		text_add_string(&text, MIXED "Content-Type: image/png\n\n");
		text_add(&text, bytes, length);
		text_add_string(&text, "\n--b--\n");
		mails_read(&mail, *state, text.bytes, text.length);
		assert_string_equal(told(*state, &mail), PICTURES);
	}
}

/* A drawing of squares as a table: each letter is three bytes, the last of which tells its colour.
 */
static const char *
table_of(struct arena *arena, const char *squares, size_t length)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	text_add_string(&text, "Content-Type: text/html; charset=utf-8\n\nscan: <table><tr>");
	for (i = 0; i < length; i++)
		if (squares[i] == '\n')
			text_add_string(&text, "</tr>\n<tr>");
		else if ((unsigned char)squares[i] == 0x9B)
			text_add_string(&text, "<td style='background:#102030'><div></div></td>");
		else if ((unsigned char)squares[i] == 0x9C)
			text_add_string(&text, "<td></td>");
	text_add_string(&text, "</tr></table>");
	return text_string(&text);
}

static void
codes_drawn_on_pages_are_links(void **state)
{
	static const char *const seeds[] = {"half-light.txt", "full-dark.txt", "squares.txt"};
	struct mails mail;
	const char *page;
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		const char *path = arena_printf(*state, "%s/tests/fuzz/seeds/qr/%s",
						getenv("top_srcdir"), seeds[i]);
		const char *why;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(*state, path, 65536, &bytes, &length, &why), 0);
		page = arena_printf(*state,
				    "Content-Type: text/html; charset=utf-8\n\nscan: <pre>%s</pre>",
				    bytes);
		mails_read(&mail, *state, page, strlen(page));
		assert_string_equal(told(*state, &mail), "9:evil.example qr-link ");
		if (i == 2) {
			page = table_of(*state, bytes, length);
			mails_read(&mail, *state, page, strlen(page));
			assert_string_equal(told(*state, &mail), "9:evil.example qr-link ");
		}
	}
}

/* What libjpeg must decode is not read without it. */
static void
codes_in_pdf_are_links(void **state)
{
	static const struct {
		const char *seed, *expected;
	} cases[] = {
		{"picture-rgb.pdf", "'' 9:evil.example qr-link "},
		{"picture-palette.pdf", "'' 9:evil.example qr-link "},
		{"picture-mask.pdf", "'' 9:evil.example qr-link "},
		{"picture-jpeg.pdf", "'' " PICTURES},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = arena_printf(*state, "%s/tests/fuzz/seeds/pdf/%s",
						getenv("top_srcdir"), cases[i].seed);
		struct text text = TEXT_IN(*state);
		struct mails mail;
		const char *why;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(*state, path, 65536, &bytes, &length, &why), 0);
		text_add_string(&text, MIXED "Content-Type: application/pdf\n\n");
		text_add(&text, bytes, length);
		text_add_string(&text, "\n--b--\n");
		mails_read(&mail, *state, text.bytes, text.length);
		if (strcmp(told(*state, &mail), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].seed, told(*state, &mail));
	}
}

static void
codes_in_text_are_links(void **state)
{
	static const char *const seeds[] = {"half-light.txt", "full-dark.txt", "squares.txt"};
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		const char *path = arena_printf(*state, "%s/tests/fuzz/seeds/qr/%s",
						getenv("top_srcdir"), seeds[i]);
		struct mails mail;
		const char *why, *text;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(*state, path, 65536, &bytes, &length, &why), 0);
		text = arena_printf(*state, "Content-Type: text/plain; charset=utf-8\n\nscan:\n%s",
				    bytes);
		mails_read(&mail, *state, text, strlen(text));
		assert_string_equal(told(*state, &mail), "9:evil.example qr-link ");
	}
}

/* What is left unread is told, never clean. */
static void
no_time_is_truncated(void **state)
{
	static const char bytes[] =
		MIXED PDF "1 0 obj<</URI(https://evil.example/)>>endobj\n--b--\n";
	struct conf_message bounds = mails_bounds;
	const struct message_reader reader = {&bounds, &mails_authentication, NULL};
	struct finding_list findings = {.arena = *state};
	struct message_source source;
	struct message message;

	bounds.files_ms = 0;
	message_source_of_file(*state, &bounds, bytes, strlen(bytes), &source);
	message_read(*state, &reader, &source, &message, &findings);
	assert_int_equal(message.link_count, 0);
	assert_true((message.flags & MESSAGE_TRUNCATED) != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_say_what_they_say, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(codes_in_pictures_are_links, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(codes_drawn_on_pages_are_links, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(codes_in_pdf_are_links, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(codes_in_text_are_links, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(no_time_is_truncated, mails_begin, mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
