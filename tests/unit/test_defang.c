/* SPDX-License-Identifier: BSD-2-Clause */
/* test_defang - addresses for people to copy are read, those of prose are not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/mail/defang.h"

static void
only_what_is_asked_for_is_an_address(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"copy hxxps://evil[.]example/a into your browser", "https://evil.example/a"},
		{"copy HXXP://evil.example. into your browser", "http://evil.example"},
		{"type evil dot example slash login in your browser", "https://evil.example/login"},
		{"paste http[:]//evil(.)example in the address bar", "http://evil.example"},
		{"copie evil[.]example no navegador, depois other[.]example",
		 "https://evil.example https://other.example"},
		{"the actor used hxxps://evil[.]example/a", ""},
		{"copy it into your browser", ""},
		{"your browser may copy (dot) files", ""},
		{"open the browser [.] now", ""},
		{"", ""},
	};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = TEXT_IN(arena);
		struct defang_span span;
		size_t at = 0, length = strlen(cases[i].text);

		while (defang_find(arena, cases[i].text, length, &at, &span)) {
			assert_true(span.start + span.length <= length);
			text_printf(&text, "%s%s", text.length == 0 ? "" : " ", span.address);
		}
		if (strcmp(text_string(&text), cases[i].expected) != 0)
			fail_msg("%s: %s", cases[i].text, text_string(&text));
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_is_asked_for_is_an_address)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
