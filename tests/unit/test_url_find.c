/* SPDX-License-Identifier: BSD-2-Clause */
/* test_url_find - links of running text are found whole, and prose is left alone. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "policy/mail/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct finding_case {
	const char *text, *found; /* NULL: nothing */
	bool bare;
};

static void
check(const struct finding_case *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct url_span span = {0};
		size_t at = 0, length = strlen(cases[i].text);
		bool found = url_find(cases[i].text, length, &at, &span);

		if (found != (cases[i].found != NULL))
			fail_msg("\"%s\": found \"%.*s\"", cases[i].text, (int)span.length,
				 cases[i].text + span.start);
		if (!found)
			continue;
		if (span.length != strlen(cases[i].found) ||
		    memcmp(cases[i].text + span.start, cases[i].found, span.length) != 0)
			fail_msg("\"%s\": found \"%.*s\"", cases[i].text, (int)span.length,
				 cases[i].text + span.start);
		assert_int_equal(span.bare, cases[i].bare);
		assert_true(at >= span.start + span.length);
	}
}

static void
links_with_a_scheme_are_found_whole(void **state)
{
	static const struct finding_case cases[] = {
		{"see https://example.com/x today", "https://example.com/x", false},
		{"https://example.com.", "https://example.com", false},
		{"(https://example.com/a_(b))", "https://example.com/a_(b)", false},
		{"<https://example.com/>", "https://example.com/", false},
		{"\"https://example.com/\"", "https://example.com/", false},
		{"HTTPS://EXAMPLE.COM/X!", "HTTPS://EXAMPLE.COM/X", false},
		{"https://user@example.com/x", "https://user@example.com/x", false},
		{"https://good.com@evil.example/", "https://good.com@evil.example/", false},
		{"https://192.0.2.1:8080/x", "https://192.0.2.1:8080/x", false},
		{"https://[2001:db8::1]/x", "https://[2001:db8::1]/x", false},
		{"https:\\\\example.com\\x", "https:\\\\example.com\\x", false},
		{"http://intranet/x", "http://intranet/x", false},
		{"https://p\xD0\xB0ypal.com/x", "https://p\xD0\xB0ypal.com/x", false},
		{"\xE8\xAF\xB7https://example.com/a\xE8\xAF\xB7", "https://example.com/a", false},
		{"https://example.com/a\xE3\x80\x82", "https://example.com/a", false},
		{"https://example\xE3\x80\x82"
		 "com/a",
		 "https://example\xE3\x80\x82"
		 "com/a",
		 false},
		{"https://example.com/a?b=1&c=[2]", "https://example.com/a?b=1&c=[2]", false},
		{"ftp://example.com/x, or", "ftp://example.com/x", false},
		{"https://example.com/x\xE2\x80\x9D he said", "https://example.com/x", false},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
bare_domains_are_found_by_their_suffix(void **state)
{
	static const struct finding_case cases[] = {
		{"Visit paypal.com now", "paypal.com", true},
		{"Visit PayPal.com, now", "PayPal.com", true},
		{"www.example.com/login?x", "www.example.com/login?x", true},
		{"go to example.co.uk.", "example.co.uk", true},
		{"example.com:8443/x", "example.com:8443/x", true},
		{"www.intranet.corp", "www.intranet.corp", true},
		{"(example.com)", "example.com", true},
		{"link:example.com", "example.com", true},
		{"\xE3\x81\x84\xE3\x80\x82google \xE3\x81\x84", NULL, false},
		{"\xD1\x8F\xD0\xBD\xD0\xB4\xD0\xB5\xD0\xBA\xD1\x81.\xD1\x80\xD1\x84",
		 "\xD1\x8F\xD0\xBD\xD0\xB4\xD0\xB5\xD0\xBA\xD1\x81.\xD1\x80\xD1\x84", true},
		{"pay\xE2\x80\x8Bpal.com", "pay\xE2\x80\x8Bpal.com", true},
		{"paypal\xEF\xBC\x8E"
		 "com",
		 "paypal\xEF\xBC\x8E"
		 "com",
		 true},
		{"EXAMPLE.IN", "EXAMPLE.IN", true},
		{"get.example.sh/install", "get.example.sh/install", true},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
prose_files_and_addresses_are_left_alone(void **state)
{
	static const struct finding_case cases[] = {
		{"write to ann@example.com please", NULL, false},
		{"ann.smith@example.com", NULL, false},
		{"invoice.pdf and node.js", NULL, false},
		{"run install.sh or setup.py", NULL, false},
		{"archive.zip", NULL, false},
		{"It is done.In the next", NULL, false},
		{"e.g. this, i.e. that", NULL, false},
		{"version 1.2.3.4", NULL, false},
		{"hxxps://evil.example.com/x", NULL, false},
		{"https://evil[.]example.com/x", NULL, false},
		{"evil[.]example.com", NULL, false},
		{"evil.example[.]com", NULL, false},
		{"evil[dot]example.com", NULL, false},
		{"and so on...", NULL, false},
		{"https://", NULL, false},
		{"https:// x", NULL, false},
		{"/usr/share/file.com", NULL, false},
		{"object.name()", NULL, false},
		{"a..com", NULL, false},
		{".com", NULL, false},
		{"", NULL, false},
	};

	(void)state;
	check(cases, COUNT(cases));
}

static void
all_links_of_a_text_are_found_in_order(void **state)
{
	static const char text[] = "a.com b@c.com https://d.com/,e.com; www.f.com/(g) h.pdf i.com";
	static const char *const expected[] = {"a.com", "https://d.com/,e.com", "www.f.com/(g)",
					       "i.com"};
	struct url_span span;
	size_t at = 0, i;

	(void)state;
	for (i = 0; i < COUNT(expected); i++) {
		assert_true(url_find(text, sizeof(text) - 1, &at, &span));
		assert_int_equal(span.length, strlen(expected[i]));
		assert_memory_equal(text + span.start, expected[i], span.length);
	}
	assert_false(url_find(text, sizeof(text) - 1, &at, &span));
}

/* Each takes some milliseconds; square time would take minutes. */
static void
hostile_text_costs_linear_time(void **state)
{
	static const char *const pieces[] = {".",          "@",      "a.",          "http://",
					     "http://a.",  "a.com@", "a.com,",      "((",
					     "http://a[.", "[.",     "http://a/))", "\xE3\x80\x82",
					     "\xFF",       ":/",     "www."};
	size_t most = 1024 * 1024, i, used;
	char *text = malloc(most);

	(void)state;
	assert_non_null(text);
	for (i = 0; i < COUNT(pieces); i++) {
		size_t length = strlen(pieces[i]), at = 0;
		clock_t start = clock();
		struct url_span span;

		for (used = 0; used + length <= most; used += length)
			memcpy(text + used, pieces[i], length);
		while (url_find(text, used, &at, &span))
			assert_true(span.start + span.length <= used);
		assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_with_a_scheme_are_found_whole),
		cmocka_unit_test(bare_domains_are_found_by_their_suffix),
		cmocka_unit_test(prose_files_and_addresses_are_left_alone),
		cmocka_unit_test(all_links_of_a_text_are_found_in_order),
		cmocka_unit_test(hostile_text_costs_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
