/* SPDX-License-Identifier: BSD-2-Clause */
/* test_pdf - text, links and actions of PDF files, also where the file hides them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/mail/pdf.h"

static void
read_bytes(struct arena *arena, const char *bytes, size_t length, struct pdf *out)
{
	const struct pdf_bounds bounds = {.decoded = 1024 * 1024,
					  .text = 65536,
					  .links = 3,
					  .pixels = 100000,
					  .until_us = clock_monotonic_us() + 60000000};

	pdf_read(arena, &bounds, bytes, length, out);
}

static const char *
links_of(struct arena *arena, const struct pdf *pdf)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < pdf->link_count; i++)
		text_printf(&text, "%s%.*s%s", i == 0 ? "" : " ", (int)pdf->links[i].length,
			    pdf->links[i].address, pdf->links[i].form ? "!" : "");
	return text_string(&text);
}

static const char *
marks_of(struct arena *arena, const struct pdf *pdf)
{
	return arena_printf(
		arena, "%s%s%s%s%s%s", pdf->script ? "script " : "", pdf->launch ? "launch " : "",
		pdf->form ? "form " : "", pdf->encrypted ? "encrypted " : "",
		pdf->unreadable ? "unreadable " : "", pdf->truncated ? "truncated " : "");
}

/* The seeds are small files of every kind. */
static void
every_kind_of_file_is_read(void **state)
{
	static const struct {
		const char *seed, *text, *links, *marks;
		size_t pages;
	} cases[] = {
		{"plain.pdf", "Your mailbox is full\nVerify it\nB C\n",
		 "https://evil.example/a(b)/c", "", 1},
		{"flate.pdf", "Your mailbox is full\nVerify it\nB C\n", "https://evil.example/h",
		 "", 1},
		{"objstm.pdf", "", "https://evil.example/packed", "script ", 0},
		{"cid.pdf", "Hfia\xF0\x9F\x98\x80\n", "", "", 1},
		{"actions.pdf", "", "https://evil.example/post!", "script launch form ", 0},
		{"encrypted.pdf", "", "https://evil.example/a(b)/c", "", 0}, /* by nothing */
		{"locked-40.pdf", "Verify now\n", "https://evil.example/locked", "", 1},
		{"locked-rc4.pdf", "Verify now\n", "https://evil.example/locked", "", 1},
		{"locked-aes.pdf", "Verify now\n", "https://evil.example/locked", "", 1},
		{"locked-256.pdf", "", "", "encrypted ", 1},
		{"locked-password.pdf", "", "", "encrypted ", 1},
		{"predictor.pdf", "", "http://a.example/", "", 0},
		{"a85.pdf", "Your mailbox is full\nVerify it\nB C\n", "", "", 1},
	};
	struct arena *arena = arena_new();
	struct pdf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = arena_printf(arena, "%s/tests/fuzz/seeds/pdf/%s",
						getenv("top_srcdir"), cases[i].seed);
		const char *why = NULL;
		size_t length;
		char *bytes;

		assert_int_equal(file_read(arena, path, 65536, &bytes, &length, &why), 0);
		read_bytes(arena, bytes, length, &out);
		if (strcmp(out.text, cases[i].text) != 0 ||
		    strcmp(links_of(arena, &out), cases[i].links) != 0 ||
		    strcmp(marks_of(arena, &out), cases[i].marks) != 0 ||
		    out.pages != cases[i].pages)
			fail_msg("%s: '%s' '%s' '%s' %zu", cases[i].seed, out.text,
				 links_of(arena, &out), marks_of(arena, &out), out.pages);
	}
	arena_free(arena);
}

static void
links_are_found_where_the_file_hides_them(void **state)
{
	static const struct {
		const char *file, *links, *why;
	} cases[] = {
		{"1 0 obj<</URI(http://a.example/)>>endobj", "http://a.example/", "no header"},
		{"1 0 obj\n<</URI 2 0 R>>\nendobj 2 0 obj(http://a.example/)endobj",
		 "http://a.example/", "a reference"},
		{"1 0 obj<</#55R#49(http://a.example/)>>endobj", "http://a.example/",
		 "a name in numbers"},
		{"1 0 obj<</URI(htt\\\np://a.exampl\\145/)>>endobj", "http://a.example/",
		 "escapes"},
		{"1 0 obj<</X(unclosed\n2 0 obj<</URI(http://a.example/)>>endobj",
		 "http://a.example/", "a string that never ends"},
		{"1 0 obj<</Length 9>>stream\n2 0 obj<</URI(http://a.example/)>>endobj",
		 "http://a.example/", "a stream that never ends"},
		{"1 0 obj<</URI(http://a.example/)>>endobj 1 0 "
		 "obj<</URI(http://b.example/)>>endobj",
		 "http://a.example/ http://b.example/", "an object that is replaced"},
		{"1 0 obj<</URI(http://a.example/)>>endobj 2 0 "
		 "obj<</URI(http://a.example/)>>endobj",
		 "http://a.example/", "each once"},
		{"1 0 obj<</URI<</Base(http://a.example/)>>>>endobj", "", "a base is no link"},
		{"1 0 obj<</URI 1 0 R>>endobj 2 0 obj 2 0 R endobj", "", "circles"},
		{"1 0 obj[/URI(a)/URI(b)/URI(c)/URI(d)]endobj", "a b c", "a bound"},
	};
	struct arena *arena = arena_new();
	struct pdf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_bytes(arena, cases[i].file, strlen(cases[i].file), &out);
		if (strcmp(links_of(arena, &out), cases[i].links) != 0)
			fail_msg("%s: '%s'", cases[i].why, links_of(arena, &out));
	}
	arena_free(arena);
}

/* What costs much for few bytes ends at its bound. */
static void
work_is_bounded(void **state)
{
	struct arena *arena = arena_new();
	struct text text = TEXT_IN(arena);
	struct pdf out;
	unsigned i;

	(void)state;
	for (i = 0; i < 100000; i++)
		text_add_string(&text, "1 0 obj(");
	read_bytes(arena, text_string(&text), text.length, &out);
	assert_true(out.truncated);
	text.length = 0;
	for (i = 0; i < 200000; i++)
		text_add_string(&text, "1 0 obj[");
	read_bytes(arena, text_string(&text), text.length, &out);
	assert_true(out.truncated);
	text.length = 0;
	for (i = 0; i < 100000; i++)
		text_add_string(&text, "1 0 obj% ");
	read_bytes(arena, text_string(&text), text.length, &out);
	assert_true(out.truncated);
	arena_free(arena);
}

/* A width for codes from far below nothing, and one large stream that is all of a page often. */
static void
numbers_of_the_file_cost_no_work(void **state)
{
	static const char widths[] =
		"1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
		"2 0 obj<<>>stream\nBT /F 9 Tf (x) Tj ET\nendstream endobj "
		"3 0 obj<</Type/Font/Subtype/Type0/DescendantFonts[<<"
		"/W[-99999999999999999999999999 65535 400]>>]>>endobj";
	struct arena *arena = arena_new();
	struct text text = TEXT_IN(arena);
	struct pdf out;
	unsigned i;

	(void)state;
	read_bytes(arena, widths, strlen(widths), &out);
	assert_int_equal(out.pages, 1);
	text_add_string(&text, "1 0 obj<</Type/Page/Contents[");
	for (i = 0; i < 60; i++)
		text_add_string(&text, "2 0 R ");
	text_add_string(&text, "]>>endobj 2 0 obj<<>>stream\n");
	for (i = 0; i < 40000; i++)
		text_add_string(&text, "q ");
	text_add_string(&text, "\nendstream endobj");
	read_bytes(arena, text_string(&text), text.length, &out);
	assert_true(out.truncated);
	assert_true(out.decoded <= 1024 * 1024);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_file_is_read),
		cmocka_unit_test(links_are_found_where_the_file_hides_them),
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(numbers_of_the_file_cost_no_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
