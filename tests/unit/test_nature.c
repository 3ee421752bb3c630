/* SPDX-License-Identifier: BSD-2-Clause */
/* test_nature - a page is a page under any name and type. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/nature.h"

static void
parts_are_what_programs_make_of_them(void **state)
{
	static const struct {
		const char *type, *name, *other, *bytes;
		enum nature expected;
	} cases[] = {
		{"text/plain", "", "", "<html>", NATURE_TEXT},
		{"text/html", "", "", "x", NATURE_HTML},
		{"text/enriched", "", "", "x", NATURE_TEXT},
		{"text/html", "notes.txt", "", "x", NATURE_HTML},
		{"application/octet-stream", "invoice.pdf.html", "", "x", NATURE_HTML},
		{"application/octet-stream", "INVOICE.SHTML. ", "", "x", NATURE_HTML},
		{"application/pdf", "invoice.pdf", "invoice.htm", "x", NATURE_HTML},
		{"text/plain", "page.html", "", "x", NATURE_HTML},
		{"application/octet-stream", "", "", "\n <!DOCTYPE html><title>x", NATURE_HTML},
		{"application/octet-stream", "data.bin", "", "<svg xmlns=", NATURE_SVG},
		{"application/octet-stream", "data.bin", "", "BEGIN:VCALENDAR", NATURE_CALENDAR},
		{"application/octet-stream", "data.bin", "", "PK\x03\x04", NATURE_ARCHIVE},
		{"application/pdf", "a.ics", "", "\n%PDF-1.4", NATURE_PDF},
		{"image/jpeg", "scan.pdf", "", "%PDF-1.4", NATURE_PDF},
		{"text/plain", "a.txt", "", "%PDF-1.4", NATURE_PDF},
		{"image/png", "", "", "\x89PNG\r\n", NATURE_PICTURE},
		{"application/pdf", "", "", "\xFF\xD8\xFF\xE0", NATURE_PICTURE},
		{"application/octet-stream", "offer.url", "", "[InternetShortcut]", NATURE_TEXT},
		{"image/svg+xml", "", "", "x", NATURE_SVG},
		{"image/png", "logo.svg", "", "x", NATURE_SVG},
		{"image/png", "", "", "<html", NATURE_OTHER},
		{"text/xml", "", "", "<invoice/>", NATURE_OTHER},
		{"text/calendar", "", "", "x", NATURE_CALENDAR},
		{"application/octet-stream", "mail.eml", "", "x", NATURE_MESSAGE},
		{"application/pkcs7-mime", "smime.p7m", "", "x", NATURE_SEALED},
		{"message/delivery-status", "", "", "x", NATURE_QUIET},
		{"application/ms-tnef", "winmail.dat", "", "x", NATURE_OPAQUE},
		{"application/octet-stream", "winmail.dat", "", "x", NATURE_OPAQUE},
		{"image/svg+xml-compressed", "logo.svgz", "", "x", NATURE_SVG},
		{"message/partial", "", "", "x", NATURE_OPAQUE},
		{"application/zip", "html", "", "x", NATURE_OTHER},
		{"application/zip", ".html", "", "x", NATURE_OTHER},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct walk_leaf leaf = {.type = cases[i].type,
					       .charset = "",
					       .name = cases[i].name,
					       .other_name = cases[i].other,
					       .bytes = {cases[i].bytes, strlen(cases[i].bytes)}};

		if (nature_of(*state, &leaf) != cases[i].expected)
			fail_msg("%s %s: %d", cases[i].type, cases[i].name,
				 nature_of(*state, &leaf));
	}
}

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parts_are_what_programs_make_of_them, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
