/* SPDX-License-Identifier: BSD-2-Clause */
/* test_calendar - invitations give up their text and links. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/calendar.h"

static void
folded_links_come_out_whole(void **state)
{
	static const char text[] =
		"BEGIN:VCALENDAR\r\nUID:1234\r\nDESCRIPTION;LANGUAGE=en:Sign in at "
		"https://exam\r\n ple.org/a\\nnow\\, please\r\nSUMMARY:Payroll\r\n"
		"X-ALT-DESC;FMTTYPE=text/html:<a href=\"https://example.org\">x</a>\r\n"
		"END:VCALENDAR\r\n";
	struct calendar out;

	calendar_read(*state, text, strlen(text), &out);
	assert_string_equal(out.text, "Sign in at https://example.org/a\nnow, please\nPayroll\n");
	assert_string_equal(out.html, "<a href=\"https://example.org\">x</a>\n");
}

static void
nonsense_is_no_text(void **state)
{
	static const char *const cases[] = {"",           "\n\n\n",  "x", ":::", "DESCRIPTION",
					    "\r\n \r\n ", "SUMMARY;"};
	struct calendar out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		calendar_read(*state, cases[i], strlen(cases[i]), &out);
		assert_int_equal(out.text_length, 0);
		assert_int_equal(out.html_length, 0);
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
		cmocka_unit_test_setup_teardown(folded_links_come_out_whole, begin, end),
		cmocka_unit_test_setup_teardown(nonsense_is_no_text, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
