/* SPDX-License-Identifier: BSD-2-Clause */
/* test_entity - heads end where programs end them, parts lie where any of them sees one. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/entity.h"

#define SPAN(string) ((struct entity_span){(string), strlen(string)})

static bool
is(struct entity_span span, const char *expected)
{
	return span.length == strlen(expected) && memcmp(span.bytes, expected, span.length) == 0;
}

static void
heads_end_where_programs_end_them(void **state)
{
	static const struct {
		const char *bytes, *body, *why;
	} cases[] = {
		{"A: b\nC: d\n\nbody", "body", "an empty line"},
		{"A: b\r\n\r\nbody", "body", "CRLF"},
		{"\nbody", "body", "no fields"},
		{"A: b\n folded: x\n\nbody", "body", "a fold is no field"},
		{"A: b\nno field here\nrest", "no field here\nrest", "a line that is no field"},
		{"no colon", "no colon", "nothing but text"},
		{"A : b\n\nbody", "body", "a blank before the colon"},
		{"A: b", "", "no end"},
		{"", "", "nothing"},
		{": x\n\nbody", ": x\n\nbody", "no name"},
	};
	struct entity_head head;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t length = strlen(cases[i].bytes);
		size_t at = entity_read_head(cases[i].bytes, length, 100, &head);

		if (length - at != strlen(cases[i].body))
			fail_msg("%s: body begins at %zu", cases[i].why, at);
	}
}

static void
every_different_value_is_kept(void **state)
{
	static const char bytes[] =
		"Content-Type: text/plain\nX-Other: 1\ncontent-TYPE : text/html;\n charset=x\n"
		"Content-Type: TEXT/PLAIN\nContent-Transfer-Encoding: base64\n\n";
	struct entity_head head;

	(void)state;
	(void)entity_read_head(bytes, sizeof(bytes) - 1, 100, &head);
	assert_int_equal(head.types.count, 2);
	assert_true(is(head.types.items[1], "text/html;\n charset=x"));
	assert_int_equal(head.encodings.count, 1);
	assert_int_equal(head.dispositions.count, 0);
	assert_false(head.truncated);
	(void)entity_read_head(bytes, sizeof(bytes) - 1, 2, &head);
	assert_true(head.truncated);
	assert_int_equal(head.types.count, 1);
}

static void
parts_lie_between_delimiters(void **state)
{
	static const struct {
		const char *body;
		size_t count;
		const char *first, *last;
		bool reopened;
		const char *why;
	} cases[] = {
		{"pre\n--b\none\n--b\ntwo\n--b--\npost", 2, "one", "two", false, "plain"},
		{"--b\r\none\r\n--b--\r\n", 1, "one", "one", false, "CRLF"},
		{"--b \t\none\n--b--", 1, "one", "one", false, "blanks behind the boundary"},
		{"--b\none\ntwo", 1, "one\ntwo", "one\ntwo", false, "not closed"},
		{"--b\none\n--bc\ntwo\n--b--\n", 1, "one\n--bc\ntwo", "one\n--bc\ntwo", false,
		 "a longer one is another"},
		{"--b\none\nx--b\n", 1, "one\nx--b\n", "one\nx--b\n", false,
		 "not at the start of a line"},
		{"--b\n--b--\n", 1, "", "", false, "an empty part"},
		{"--b\none\n--b--\n--b\ntwo\n--b--\n", 2, "one", "two", true, "behind the end"},
		{"none", 0, NULL, NULL, false, "no delimiter"},
		{"", 0, NULL, NULL, false, "nothing"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct entity_parts parts;

		entity_split(*state, SPAN(cases[i].body), SPAN("b"), 10, &parts);
		if (parts.count != cases[i].count || parts.reopened != cases[i].reopened)
			fail_msg("%s: %zu parts", cases[i].why, parts.count);
		if (parts.count != 0 && (!is(parts.items[0], cases[i].first) ||
					 !is(parts.items[parts.count - 1], cases[i].last)))
			fail_msg("%s: parts are wrong", cases[i].why);
		assert_false(parts.truncated);
	}
}

static void
parts_are_bounded(void **state)
{
	struct text body = TEXT_IN(*state);
	struct entity_parts parts;
	size_t i;

	for (i = 0; i < 1000; i++)
		text_add_string(&body, "--b\n\n");
	entity_split(*state, (struct entity_span){body.bytes, body.length}, SPAN("b"), 10, &parts);
	assert_int_equal(parts.count, 10);
	assert_true(parts.truncated);
}

static void
all_readings_of_a_boundary_are_found(void **state)
{
	static const struct {
		const char *type;
		size_t count;
		const char *first, *second;
	} cases[] = {
		{"multipart/mixed; boundary=abc", 1, "abc", NULL},
		{"multipart/mixed; BOUNDARY = \"a b\"", 1, "a b", NULL},
		{"multipart/mixed; boundary=abc; boundary=\"def\"", 2, "abc", "def"},
		{"multipart/mixed; boundary=a b", 2, "a", "a b"},
		{"multipart/mixed; boundary=\"a\"b", 2, "a", "\"a\"b"},
		{"multipart/mixed; boundary=\"a\\\"b\"", 1, "a\"b", NULL},
		{"multipart/mixed; boundary=abc (comment)", 1, "abc", NULL},
		{"multipart/mixed; x=\"; boundary=no\"; boundary=yes", 1, "yes", NULL},
		{"multipart/mixed; boundary=\"abc \"", 1, "abc", NULL},
		{"multipart/mixed; boundary=", 0, NULL, NULL},
		{"multipart/mixed", 0, NULL, NULL},
		{"boundary=abc", 0, NULL, NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct entity_span out[ENTITY_READINGS];
		size_t count = entity_boundaries(*state, SPAN(cases[i].type), out);

		if (count != cases[i].count || (count > 0 && !is(out[0], cases[i].first)) ||
		    (count > 1 && !is(out[1], cases[i].second)))
			fail_msg("%s: %zu readings", cases[i].type, count);
	}
}

static void
a_boundary_can_be_guessed(void **state)
{
	(void)state;
	assert_true(is(entity_guess_boundary(SPAN("x\n--=_abc\ny\n")), "=_abc"));
	assert_int_equal(entity_guess_boundary(SPAN("x\n-- \nsignature\n")).length, 0);
	assert_int_equal(entity_guess_boundary(SPAN("-- two words\n")).length, 0);
	assert_int_equal(entity_guess_boundary(SPAN("")).length, 0);
}

static void
values_for_gmime_are_capped(void **state)
{
	struct text value = TEXT_IN(*state);
	size_t i;

	for (i = 0; i < 500; i++)
		text_add_string(&value, "a/b; c=d");
	assert_true(entity_cap((struct entity_span){value.bytes, value.length}).length <
		    (ENTITY_PARAMETERS + 2) * 8);
	value.length = 0;
	for (i = 0; i < 5000; i++)
		text_add_byte(&value, 'x');
	assert_int_equal(entity_cap((struct entity_span){value.bytes, value.length}).length,
			 ENTITY_VALUE_MOST);
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
		cmocka_unit_test(heads_end_where_programs_end_them),
		cmocka_unit_test(every_different_value_is_kept),
		cmocka_unit_test_setup_teardown(parts_lie_between_delimiters, begin, end),
		cmocka_unit_test_setup_teardown(parts_are_bounded, begin, end),
		cmocka_unit_test_setup_teardown(all_readings_of_a_boundary_are_found, begin, end),
		cmocka_unit_test(a_boundary_can_be_guessed),
		cmocka_unit_test_setup_teardown(values_for_gmime_are_capped, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
