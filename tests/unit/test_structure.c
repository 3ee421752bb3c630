/* SPDX-License-Identifier: BSD-2-Clause */
/* test_structure - words and hosts that deceive are told from those that are only unusual. */
#include "config.h"

#include <string.h>

#include "policy/mail/structure.h"
#include "tests/unit/mails.h"

static void
words_are_counted_as_the_eye_reads_them(void **state)
{
	static const struct {
		const char *text;
		size_t broken, mixed;
		const char *why;
	} cases[] = {
		{"plain words", 0, 0, "ASCII"},
		{"pass\xE2\x80\x8Bword", 1, 0, "zero width space"},
		{"p\xC2\xAD"
		 "a\xC2\xADs\xC2\xADs",
		 1, 0, "soft hyphens between single letters"},
		{"Daten\xC2\xADschutz\xC2\xADgrund", 0, 0, "soft hyphens where German has them"},
		{"a \xE2\x80\x8C \xE2\x80\x8C b", 0, 0, "padding between words"},
		{"example.\xE2\x80\x8Borg", 0, 0, "behind a dot"},
		{"\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7", 0, 0,
		 "a joiner that Devanagari needs"},
		{"p\xD0\xB0ypal", 0, 1, "one Cyrillic letter"},
		{"\xD0\x9C\xD0\xB5\xD1\x82\xD0\xB0mask", 0, 1, "half and half"},
		{"Services\xD0\x9A\xD0\xBE\xD0\xBC\xD0\xB0\xD0\xBD\xD0\xB4\xD0\xB8", 0, 0,
		 "two words without a blank"},
		{"USB-\xD0\xBA\xD0\xB0\xD0\xB1\xD0\xB5\xD0\xBB\xD1\x8C", 0, 0, "a hyphen between"},
		{"\xCE\xB1\xCE\xB2\xCE\xB3 abc", 0, 0, "a Greek word"},
		{"na\xC3\xAFve caf\xC3\xA9", 0, 0, "diacritics"},
		{"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9", 0, 0, "a joined emoji"},
		{"", 0, 0, "nothing"},
		{"\xFF\xFE\x80", 0, 0, "no UTF-8"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct structure_words words;

		structure_count_words(cases[i].text, strlen(cases[i].text), &words);
		if (words.broken != cases[i].broken || words.mixed != cases[i].mixed)
			fail_msg("%s: broken %zu mixed %zu", cases[i].why, words.broken,
				 words.mixed);
	}
}

static void
findings_follow_from_the_mail(void **state)
{
	static const struct {
		const char *mail;
		enum finding_kind kind;
		bool expected;
		const char *why;
	} cases[] = {
		{"Subject: =?utf-8?Q?p=D0=B0ypal?=\n\n", FINDING_OBFUSCATED_TEXT, true, "subject"},
		{"Subject: paypal\n\n", FINDING_OBFUSCATED_TEXT, false, "plain subject"},
		{"Content-Type: text/html\n\n<a href='http://0x7f.1/a'>x</a>", FINDING_ODD_HOST,
		 true, "odd number"},
		{"Content-Type: text/html\n\n<a href='https://bank.com@evil.com/'>x</a>",
		 FINDING_ODD_HOST, true, "user name"},
		{"Content-Type: text/html\n\n<a href='https://example.org/@jane'>x</a>",
		 FINDING_ODD_HOST, false, "an @ in the path"},
		{"\n\nthe router is at 192.168.1.1 as ever", FINDING_ODD_HOST, false,
		 "a number in running text"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mails mail;

		mails_read(&mail, *state, cases[i].mail, strlen(cases[i].mail));
		if (finding_has(&mail.findings, cases[i].kind) != cases[i].expected)
			fail_msg("%s", cases[i].why);
	}
}

static void
only_text_that_outweighs_what_is_seen_is_hidden_text(void **state)
{
	char *words = arena_zalloc(*state, 1001, 1);
	struct mails mail;
	const char *text;

	memset(words, 'a', 1000);
	text = arena_printf(*state,
			    "Content-Type: text/html\n\n<div style='display:none'>%s</div>short",
			    words);
	mails_read(&mail, *state, text, strlen(text));
	assert_true(finding_has(&mail.findings, FINDING_HIDDEN_TEXT));
	text = arena_printf(*state,
			    "Content-Type: text/html\n\n<div style='display:none'>%s</div>%sb",
			    words, words);
	mails_read(&mail, *state, text, strlen(text));
	assert_false(finding_has(&mail.findings, FINDING_HIDDEN_TEXT));
	text = "Content-Type: text/html\n\n<div style='display:none'>a preview line</div>hi";
	mails_read(&mail, *state, text, strlen(text));
	assert_false(finding_has(&mail.findings, FINDING_HIDDEN_TEXT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_counted_as_the_eye_reads_them),
		cmocka_unit_test_setup_teardown(findings_follow_from_the_mail, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(
			only_text_that_outweighs_what_is_seen_is_hidden_text, mails_begin,
			mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
