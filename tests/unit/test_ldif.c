/* SPDX-License-Identifier: BSD-2-Clause */
/* test_ldif - RFC 2849 as exporters write it, and what shows that a file is not whole. */
#include "config.h"

#include "policy/directory/ldif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/* All entries as "dn|name=value|name=value;", or "! reason". */
static const char *
read_all(struct arena *arena, const char *bytes, size_t length)
{
	struct entry_attributes wanted = {.arena = arena};
	struct text out = TEXT_IN(arena);
	const char *why = NULL;
	struct entry entry;
	struct feed *feed;
	size_t i, j;
	int more;

	(void)entry_want(&wanted, "cn");
	(void)entry_want(&wanted, "mail");
	feed = ldif_open_bytes(arena, "t", bytes, length, &wanted);
	while ((more = feed->next(feed, arena, &entry, &why)) > 0) {
		text_add_string(&out, entry.dn);
		for (i = 0; i < wanted.count; i++)
			for (j = 0; j < entry.values[i].count; j++)
				text_printf(&out, "|%s=%s", wanted.names[i],
					    entry.values[i].items[j].bytes);
		text_add_string(&out, ";");
	}
	feed->close(feed);
	return more == 0 ? text_string(&out) : arena_printf(arena, "! %s", why);
}

static void
content_records_are_read_as_they_are_written(void **state)
{
	static const struct {
		const char *text, *expected, *why;
	} cases[] = {
		{"", "", "an empty file"},
		{"version: 1\n", "", "only a version"},
		{"version: 1\n\ndn: cn=a\ncn: a\n", "cn=a|cn=a;", "one record"},
		{"version: 1\ndn: cn=a\ncn: a\n", "cn=a|cn=a;", "no line behind the version"},
		{"dn: cn=a\ncn: a\n\ndn: cn=b\ncn: b\n\n\n", "cn=a|cn=a;cn=b|cn=b;", "two records"},
		{"dn: cn=a\r\ncn: a\r\n\r\ndn: cn=b\r\n\r\n", "cn=a|cn=a;cn=b;", "CRLF"},
		{"dn: cn=a\ncn: long\n er v\n alue\n", "cn=a|cn=longer value;", "folded"},
		{"dn: cn=a\r\ncn: lo\r\n ng\r\n", "cn=a|cn=long;", "folded with CRLF"},
		{"dn: cn=a\n,dc=x\n", "! t:2: need \"attribute: value\"", "not folded"},
		{"# hello\n#  folded\n on\ndn: cn=a\n# between\ncn: a\n", "cn=a|cn=a;", "comments"},
		{"dn:: Y249YcOk\ncn:: w6Q=\n", "cn=a\xC3\xA4|cn=\xC3\xA4;", "base64"},
		{"dn: cn=a\ncn::\n", "cn=a|cn=;", "empty base64"},
		{"dn: cn=a\ncn:: w6\n Q=\n", "cn=a|cn=\xC3\xA4;", "folded inside base64"},
		{"dn: cn=a\ncn:\ncn:    b\n", "cn=a|cn=|cn=b;", "empty value, many blanks"},
		{"dn: cn=a\nCN: b\ncn;lang-de: c\nsn: d\nmail;x-y;z: e\n", "cn=a|cn=b|cn=c|mail=e;",
		 "options, case, and what is not wanted"},
		{"dn: cn=a\nmail;range=0-*: e\n", "cn=a|mail=e;", "a range to its end"},
		{"dn: cn=a\nmail: e\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n",
		 "cn=a|mail=e;", "as ldapsearch writes"},
		{"ref: ldap://x/dc=y\n\ndn: cn=a\n", "cn=a;", "a reference"},
		{"\xEF\xBB\xBF"
		 "dn: cn=a\n",
		 "cn=a;", "a byte order mark"},
		{"dn: \ncn: a\n", "|cn=a;", "the root"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = read_all(*state, cases[i].text, strlen(cases[i].text));

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

static void
what_is_not_whole_or_no_content_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *expected, *why;
	} cases[] = {
		{"dn: cn=a\ncn: b", "! t:2: the file ends inside a line", "no last line end"},
		{"dn: cn=a\ncn:: w6Q\n", "! t:2: broken base64", "cut base64"},
		{"dn: cn=a\ncn:: w6 Q=\n", "! t:2: broken base64", "a blank in base64"},
		{"dn: cn=a\ncn:: w6Q=w6Q=\n", "! t:2: broken base64", "two in one"},
		{"dn: cn=a\ncn:< file:///etc/passwd\n", "! t:2: a value by URL is refused", "URL"},
		{"dn: cn=a\nchangetype: delete\n", "! t:2: change records", "a change"},
		{"dn: cn=a\ncontrol: 1.2.3 true\n", "! t:2: change records", "a control"},
		{"version: 2\n", "! t:1: need version 1", "another version"},
		{"\ncn: a\n", "! t:2: need \"dn: ...\"", "no dn"},
		{"version: 1\n\nversion: 1\n", "! t:3: need \"dn: ...\"", "version twice"},
		{"dn: cn=a\ncn: b\ndn: cn=c\n", "! t:3: a second dn", "no line between"},
		{"dn: cn=a\nno colon\n", "! t:2: need \"attribute", "no colon"},
		{"dn: cn=a\n: x\n", "! t:2: need \"attribute", "no name"},
		{"dn: cn=a\nc n: x\n", "! t:2: need \"attribute", "a blank in a name"},
		{"dn: cn=a\n\n x\n", "! t:3: need \"attribute", "nothing to continue"},
		{"dn:: AAA=\n", "! t:1: this is no distinguished name", "NUL in a DN"},
		{"dn: cn=a\nmail;range=0-9: x\n", "! t:2: the values of this attribute", "range"},
		{"dn: cn=a\n\nsearch: 2\nresult: 4 Size limit exceeded\n",
		 "! t:4: the search that wrote", "ldapsearch failed"},
		{"dn: cn=a\n\nsearch: 2\nresult: 0", "! t:4: the file ends", "cut in the trailer"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = read_all(*state, cases[i].text, strlen(cases[i].text));

		if (strncmp(got, cases[i].expected, strlen(cases[i].expected)) != 0)
			fail_msg("%s: %s", cases[i].why, got);
	}
}

static void
a_line_beyond_the_bound_is_refused(void **state)
{
	struct text text = TEXT_IN(*state);
	char *filler = arena_zalloc(*state, LDIF_LINE_BYTES + 2, 1);

	memset(filler, 'x', LDIF_LINE_BYTES + 1);
	text_printf(&text, "dn: cn=a\ncn: ");
	text_add(&text, filler, LDIF_LINE_BYTES + 1);
	text_add_byte(&text, '\n');
	assert_string_equal(read_all(*state, text.bytes, text.length), "! t:2: line too long");
}

static void
values_of_no_use_are_dropped_however_long(void **state)
{
	struct text text = TEXT_IN(*state);
	int i;

	text_printf(&text, "dn: cn=a\njpegPhoto:: ");
	for (i = 0; i < 100000; i++)
		text_add_string(&text, "AAAA");
	text_add_string(&text, "\ncn: b\n");
	assert_string_equal(read_all(*state, text.bytes, text.length), "cn=a|cn=b;");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(content_records_are_read_as_they_are_written,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_not_whole_or_no_content_is_refused_with_its_line, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_line_beyond_the_bound_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(values_of_no_use_are_dropped_however_long, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
