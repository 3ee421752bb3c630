/* SPDX-License-Identifier: BSD-2-Clause */
/* test_content_archive - what stands in archives is read like what is attached. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/mail/content_archive.h"
#include "tests/unit/mails.h"

#define HEAD                                                            \
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n" \
	"Content-Type: application/octet-stream; name="

static const char *
told(struct arena *arena, const struct mails *mail)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 1; i < mail->message.text_count; i++)
		text_printf(&text, "'%.*s' ", (int)mail->message.texts[i].length,
			    mail->message.texts[i].bytes);
	for (i = 0; i < mail->message.link_count; i++)
		text_printf(&text, "%s%s ", mail->message.links[i].url.host.ascii,
			    mail->message.links[i].url.query);
	for (i = 0; i < mail->findings.count; i++)
		text_printf(&text, "%s ", finding_info(mail->findings.items[i].kind)->name);
	return text_string(&text);
}

static void
archives_are_looked_into(void **state)
{
	static const struct {
		const char *seed, *expected;
	} cases[] = {
		{"page.zip", "'' evil.example password-form html-attachment "},
		{"stored.zip", "'[InternetShortcut]\nURL=https://evil.example/s\n' evil.example "
			       "program-file "},
		{"word.docx", "'Your mailbox\nis full\n' '' evil.examplea=1&b=2 "},
		{"encrypted.zip", "obscured "},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = arena_printf(*state, "%s/tests/fuzz/seeds/archive/%s",
						getenv("top_srcdir"), cases[i].seed);
		struct text text = TEXT_IN(*state);
		struct mails mail;
		const char *why;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(*state, path, 65536, &bytes, &length, &why), 0);
		text_printf(&text, HEAD "%s\n\n", cases[i].seed);
		text_add(&text, bytes, length);
		text_add_string(&text, "\n--b--\n");
		mails_read(&mail, *state, text.bytes, text.length);
		if (strcmp(told(*state, &mail), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].seed, told(*state, &mail));
	}
}

static void
programs_are_noted_by_name(void **state)
{
	static const struct {
		const char *name;
		bool expected;
	} cases[] = {
		{"invoice.pdf.exe", true}, {"Setup.LNK", true}, {"vpn.mobileconfig", true},
		{"notes.txt", false},      {"jar", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = arena_printf(*state, HEAD "%s\n\nx\n--b--\n", cases[i].name);
		struct mails mail;

		mails_read(&mail, *state, text, strlen(text));
		if (finding_has(&mail.findings, FINDING_PROGRAM_FILE) != cases[i].expected)
			fail_msg("%s", cases[i].name);
	}
}

static void
add_base64(struct text *out, const struct text *in)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < in->length; i += 3) {
		unsigned char bytes[3] = {0};

		memcpy(bytes, in->bytes + i, in->length - i < 3 ? in->length - i : 3);
		text_add_byte(out, digits[bytes[0] >> 2]);
		text_add_byte(out, digits[(bytes[0] & 3) << 4 | bytes[1] >> 4]);
		text_add_byte(out, digits[(bytes[1] & 15) << 2 | bytes[2] >> 6]);
		text_add_byte(out, digits[bytes[2] & 63]);
	}
}

/* An invitation in an archive in an invitation: reading them must not go down without end. */
static void
files_in_files_have_a_bound(void **state)
{
	static const char entry[] = "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0"
				    "\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0"
				    "a.ics";
	struct text text = TEXT_IN(*state), head = TEXT_IN(*state);
	struct mails mail;
	unsigned i;

	text_add_string(&text, "BEGIN:VCALENDAR\nSUMMARY:at the end\n");
	for (i = 0; i < 12; i++) {
		struct text zip = TEXT_IN(*state), calendar = TEXT_IN(*state);

		text_add(&zip, entry, sizeof(entry) - 1);
		text_add(&zip, text.bytes, text.length);
		text_add_string(&calendar, "BEGIN:VCALENDAR\nSUMMARY:more\n"
					   "ATTACH;FMTTYPE=application/zip;ENCODING=BASE64:");
		add_base64(&calendar, &zip);
		text_add_byte(&calendar, '\n');
		text = calendar;
	}
	text_add_string(&head, HEAD "a.ics\n\n");
	text_add(&head, text.bytes, text.length);
	text_add_string(&head, "\n--b--\n");
	mails_read(&mail, *state, head.bytes, head.length);
	assert_true(finding_has(&mail.findings, FINDING_TRUNCATED));
	assert_in_range(mail.message.text_count, 2, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(archives_are_looked_into, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(programs_are_noted_by_name, mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(files_in_files_have_a_bound, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
