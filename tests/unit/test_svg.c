/* SPDX-License-Identifier: BSD-2-Clause */
/* test_svg - entities of a picture's own are put in, within bounds. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/mail/svg.h"

static void
own_entities_are_put_in(void **state)
{
	static const struct {
		const char *picture, *expected;
	} cases[] = {
		{"<svg>&x;</svg>", "<svg>&x;</svg>"},
		{"<!ENTITY x \"evil\"><svg>&x;&x; &y; &</svg>",
		 "<!ENTITY x \"evil\"><svg>evilevil &y; &</svg>"},
		{"<!ENTITY x 'a&y;'><!ENTITY y 'b'>&x;", "<!ENTITY x 'ab'><!ENTITY y 'b'>ab"},
		{"<!ENTITY x>&x;", "<!ENTITY x>&x;"},
		{"<!ENTITY x \"unclosed>&x;", "<!ENTITY x \"unclosed>&x;"},
		{"", ""},
	};
	struct arena *arena = arena_new();
	struct svg_text out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		svg_expand(arena, cases[i].picture, strlen(cases[i].picture), 1000, &out);
		if (out.length != strlen(cases[i].expected) ||
		    memcmp(out.bytes, cases[i].expected, out.length) != 0)
			fail_msg("%s: %.*s", cases[i].picture, (int)out.length, out.bytes);
	}
	arena_free(arena);
}

/* A billion laughs end at the bound. */
static void
laughs_are_bounded(void **state)
{
	struct arena *arena = arena_new();
	struct text text = TEXT_IN(arena);
	struct svg_text out;
	unsigned i, j;

	(void)state;
	for (i = 0; i < 10; i++) {
		text_printf(&text, "<!ENTITY e%u \"", i);
		for (j = 0; j < 100; j++)
			text_printf(&text, "&e%u;", i + 1);
		text_add_string(&text, "\">");
	}
	text_add_string(&text, "&e0;");
	svg_expand(arena, text_string(&text), text.length, 100000, &out);
	assert_true(out.length <= 100000);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_entities_are_put_in),
		cmocka_unit_test(laughs_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
