/* SPDX-License-Identifier: BSD-2-Clause */
/* test_hosting - open places are known by host and path, and what only looks like one is not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/hosting.h"

static const char table[] = "# places\napp run.example\npage builder.example\n"
			    "form docs.example/forms\nstorage docs.example/file\n"
			    "shortener sh.example\n";

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

static void
links_are_found_by_host_and_path(void **state)
{
	static const struct {
		const char *url, *class, *why;
	} cases[] = {
		{"https://x.run.example/a", "app", "below an application host"},
		{"https://a.b.run.example/", "app", "two steps below"},
		{"https://run.example/", NULL, "the host's own site"},
		{"https://www.builder.example/", NULL, "the builder's own site"},
		{"https://shop.builder.example/", "page", "a customer's page"},
		{"https://notbuilder.example/", NULL, "only ends like it"},
		{"https://docs.example/forms/d/1", "form", "by path"},
		{"https://docs.example/file/1", "storage", "another path"},
		{"https://docs.example/help", NULL, "no path of the table"},
		{"https://sh.example/abc", "shortener", "exactly the host"},
		{"https://example/", NULL, "a single label"},
		{"mailto:a@sh.example", NULL, "no web link"},
	};
	const char *why;
	struct hosting *hosting = hosting_read(*state, "t", table, strlen(table), &why);
	size_t i;

	assert_non_null(hosting);
	assert_int_equal(hosting_count(hosting), 5);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct hosting_entry *entry = NULL;
		struct url url;

		if (url_parse(*state, cases[i].url, strlen(cases[i].url), 4096, NULL, &url, &why) ==
		    0)
			entry = hosting_find(hosting, &url);
		if ((entry == NULL) != (cases[i].class == NULL) ||
		    (entry != NULL &&
		     strcmp(hosting_class_name(entry->class), cases[i].class) != 0))
			fail_msg("%s: %s", cases[i].url, cases[i].why);
	}
}

static void
a_bad_line_is_told_with_file_and_line(void **state)
{
	static const char *const lines[] = {
		"castle a.example\n",
		"app\n",
		"app example\n",
		"app A.example\n",
		"app a.example b.example\n",
		"app .a.example\n",
		"app https://a.example\n",
	};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *why = NULL;
		char *text = arena_printf(*state, "# head\n%s", lines[i]);

		assert_null(hosting_read(*state, "t", text, strlen(text), &why));
		assert_ptr_equal(strstr(why, "t:2: "), why);
	}
}

static void
every_class_has_a_name_and_words(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < HOSTING_CLASSES; i++) {
		assert_true(strlen(hosting_class_name((enum hosting_class)i)) > 2);
		assert_true(strlen(hosting_class_words((enum hosting_class)i)) > 5);
		assert_in_range(hosting_weight((enum hosting_class)i), 0, 200);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(links_are_found_by_host_and_path, begin, end),
		cmocka_unit_test_setup_teardown(a_bad_line_is_told_with_file_and_line, begin, end),
		cmocka_unit_test(every_class_has_a_name_and_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
