/* SPDX-License-Identifier: BSD-2-Clause */
/* test_aim - a victim's address behind the # or in the host is told, in a query it is not. */
#include "config.h"

#include <string.h>

#include "policy/mail/aim.h"
#include "tests/unit/mails.h"

static void
victims_in_links_are_told(void **state)
{
	static const struct {
		const char *link;
		int weight; /* 0: no finding */
	} cases[] = {
		{"https://evil.example/a#amFuZS5kb2VAY29ycC5leGFtcGxl", 150},
		{"https://evil.example/a#e=amFuZS5kb2VAY29ycC5leGFtcGxl&x", 150},
		{"https://evil.example/a#Jane.Doe@corp.example", 60},
		{"https://evil.example/a#jane.doe%40corp.example", 60},
		{"https://jane-doe.evil.example/a", 120},
		{"https://jane.doe.evil.example/a", 120},
		{"https://news.example/u?e=jane.doe@corp.example", 0},
		{"https://news.example/u?e=amFuZS5kb2VAY29ycC5leGFtcGxl", 0},
		{"https://docs.example/a#chapter-twelve-of-the-book", 0},
		{"https://evil.example/a#am9obkBjb3JwLmV4YW1wbGU", 0}, /* somebody else */
		{"https://jane.example/", 0},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = arena_printf(*state,
						"To: Jane.Doe@corp.example\n"
						"Content-Type: text/html\n\n<a href='%s'>x</a>",
						cases[i].link);
		struct mails mail;
		int weight = 0;
		size_t j;

		mails_read(&mail, *state, text, strlen(text));
		for (j = 0; j < mail.findings.count; j++)
			if (mail.findings.items[j].kind == FINDING_AIMED_LINK)
				weight = mail.findings.items[j].weight;
		if (weight != cases[i].weight)
			fail_msg("%s: %d", cases[i].link, weight);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(victims_in_links_are_told, mails_begin, mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
