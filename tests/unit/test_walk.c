/* SPDX-License-Identifier: BSD-2-Clause */
/* test_walk - every reading of a message comes, and no message goes on for ever. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/walk.h"

static const struct conf_message bounds = {.headers_most = 100,
					   .header_bytes = 4096,
					   .headers_bytes = 32768,
					   .addresses_most = 50,
					   .recipients_most = 50,
					   .depth_most = 10,
					   .parts_most = 50,
					   .body_bytes = 1024 * 1024,
					   .decoded_bytes = 1024 * 1024,
					   .text_bytes = 256 * 1024,
					   .links_most = 20,
					   .url_bytes = 500,
					   .html_nodes_most = 10000,
					   .budget_ms = 10000};

struct trip {
	struct finding_list findings;
	struct sight sight;
	struct walk walk;
	struct message_source source;
};

static void
set_out(struct trip *trip, struct arena *arena, const char *mail, size_t length)
{
	*trip = (struct trip){.findings = {.arena = arena}};
	trip->sight.findings = &trip->findings;
	trip->walk = (struct walk){.arena = arena,
				   .bounds = &bounds,
				   .sight = &trip->sight,
				   .until_us = clock_monotonic_us() + bounds.budget_ms * 1000};
	message_source_of_file(arena, &bounds, mail, length, &trip->source);
	walk_begin(&trip->walk, &trip->source);
}

/* The leaves of a mail as "type:first bytes", so that a case is one line. */
static const char *
leaves(struct trip *trip, struct arena *arena, const char *mail)
{
	struct text text = TEXT_IN(arena);
	struct walk_leaf leaf;

	set_out(trip, arena, mail, strlen(mail));
	while (walk_next(&trip->walk, &leaf)) {
		struct transfer_text decoded;

		walk_decode(&trip->walk, leaf.bytes, leaf.encoding, &decoded);
		text_printf(&text, "%s%s:%.*s%s%s", text.length == 0 ? "" : " ; ", leaf.type,
			    (int)(decoded.length < 12 ? decoded.length : 12), decoded.bytes,
			    leaf.attached ? "!" : "", leaf.body ? "" : "*");
	}
	return text_string(&text);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static void
every_reading_comes_in_order(void **state)
{
	static const struct {
		const char *mail, *expected;
		unsigned flags;
		const char *why;
	} cases[] = {
		{"Subject: x\n\nhi", "text/plain:hi", 0, "no type"},
		{"Content-Type: TEXT/HTML\n\nhi", "text/html:hi", 0, "case"},
		{"Content-Type: nonsense\n\nhi", "text/plain:hi", 0, "no type either"},
		{"Content-Transfer-Encoding: base64\n\naGk=", "text/plain:hi", 0, "encoded"},
		{MIXED "--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\n",
		 "text/plain:one ; text/html:two*", 0, "two parts"},
		{"Content-Type: multipart/alternative; "
		 "boundary=b\n\n--b\n\none\n--b\nContent-Type: text/html\n\n"
		 "two\n--b--\n",
		 "text/plain:one ; text/html:two", 0, "both of an alternative are the body"},
		{MIXED "--b\nContent-Type: message/rfc822\n\nSubject: y\n\ninner\n--b--\n",
		 "text/plain:inner!*", 0, "attached"},
		{MIXED "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: "
		       "base64\n\nCmlubmVy\n--b--\n",
		 "text/plain:inner!*", 0, "attached and encoded"},
		{"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: "
		 "y\n\ninner\n--b--\n",
		 "text/plain:inner!*", 0, "a digest holds messages"},
		{"Content-Type: multipart/mixed; boundary=a; "
		 "boundary=b\n\n--a\n\none\n--a--\n--b\n\ntwo\n--b--\n",
		 "text/plain:one ; text/plain:two", MESSAGE_AMBIGUOUS,
		 "two boundaries, both are used"},
		{"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--b\n\ntwo\n--b--\n",
		 "text/plain:two", 0, "two boundaries, one is used"},
		{"Content-Type: text/plain\nContent-Type: text/html\n\nhi",
		 "text/plain:hi ; text/html:hi", MESSAGE_AMBIGUOUS, "two types"},
		{"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\naGk=",
		 "text/plain:aGk= ; text/plain:hi", MESSAGE_AMBIGUOUS, "two encodings"},
		{"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: 8bit\n\nhi",
		 "text/plain:hi", 0, "two encodings that are one"},
		{"Content-Type: multipart/mixed\n\n--guess\n\none\n--guess--\n", "text/plain:one",
		 MESSAGE_AMBIGUOUS, "no boundary"},
		{"Content-Type: multipart/mixed; boundary=b\n\njust text", "text/plain:just text",
		 0, "no parts"},
		{"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: "
		 "base64\n\nLS1iCgpoaQotLWItLQo=",
		 "text/plain:hi", MESSAGE_AMBIGUOUS, "an encoded multipart"},
		{MIXED "--b\n\none\n--b--\n--b\n\ntwo\n", "text/plain:one ; text/plain:two\n*",
		 MESSAGE_AMBIGUOUS, "behind the end"},
		{"Content-Transfer-Encoding: base64\n\naGk=aGk=", "text/plain:hihi",
		 MESSAGE_AMBIGUOUS, "base64 goes on"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trip trip;
		const char *got = leaves(&trip, *state, cases[i].mail);

		if (strcmp(got, cases[i].expected) != 0 || trip.sight.flags != cases[i].flags)
			fail_msg("%s: %s, flags %x", cases[i].why, got, trip.sight.flags);
	}
}

static void
names_are_decoded_wherever_they_stand(void **state)
{
	static const struct {
		const char *fields, *name, *other;
		bool attachment;
	} cases[] = {
		{"Content-Type: a/b; name=x.html\n", "x.html", "", false},
		{"Content-Disposition: attachment; filename=\"x y.html\"\n", "x y.html", "", true},
		{"Content-Disposition: inline; filename*0=\"in\"; filename*1=\"voice.html\"\n",
		 "invoice.html", "", false},
		{"Content-Disposition: attachment; filename*=utf-8''caf%C3%A9.html\n",
		 "caf\xC3\xA9.html", "", true},
		{"Content-Disposition: attachment; filename=\"=?utf-8?Q?x=2Ehtml?=\"\n", "x.html",
		 "", true},
		{"Content-Type: a/b; name=x.html\nContent-Disposition: attachment; "
		 "filename=x.pdf\n",
		 "x.pdf", "x.html", true},
		{"Content-Disposition: nonsense\n", "", "", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *mail = arena_printf(*state, "%s\nx", cases[i].fields);
		struct walk_leaf leaf;
		struct trip trip;

		set_out(&trip, *state, mail, strlen(mail));
		assert_true(walk_next(&trip.walk, &leaf));
		assert_string_equal(leaf.name, cases[i].name);
		assert_string_equal(leaf.other_name, cases[i].other);
		assert_int_equal(leaf.attachment, cases[i].attachment);
	}
}

/* Everything that a stranger can pile up ends at a bound and says so. */
static void
piles_end_at_a_bound(void **state)
{
	static const struct {
		const char *start, *repeated;
		size_t times;
	} cases[] = {
		{MIXED, "--b\n\n", 10000},
		{"", "Content-Type: message/rfc822\n\n", 10000},
		{"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 10000},
		{MIXED "--b\n", "X: y\n", 10000},
		{"Content-Type: multipart/mixed; boundary=b; boundary=\"b\n\"; boundary=c\n\n",
		 "--b\nContent-Type: multipart/mixed; boundary=b; boundary=c\n\n--c\n", 10000},
	};
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text mail = TEXT_IN(*state);
		struct walk_leaf leaf;
		struct trip trip;
		size_t count = 0;

		text_add_string(&mail, cases[i].start);
		for (j = 0; j < cases[i].times; j++)
			text_add_string(&mail, cases[i].repeated);
		set_out(&trip, *state, mail.bytes, mail.length);
		while (walk_next(&trip.walk, &leaf))
			count++;
		assert_in_range(count, 0, 4 * bounds.parts_most);
		assert_true((trip.sight.flags & MESSAGE_TRUNCATED) != 0);
	}
}

static void
time_is_a_bound_too(void **state)
{
	struct walk_leaf leaf;
	struct trip trip;

	set_out(&trip, *state, "\nhi", 3);
	trip.walk.until_us = clock_monotonic_us() - 1;
	assert_false(walk_next(&trip.walk, &leaf));
	assert_int_equal(trip.sight.flags, MESSAGE_TRUNCATED);
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

static int
set_up(void **state)
{
	const char *why;

	(void)state;
	return message_setup(&why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_reading_comes_in_order, begin, end),
		cmocka_unit_test_setup_teardown(names_are_decoded_wherever_they_stand, begin, end),
		cmocka_unit_test_setup_teardown(piles_end_at_a_bound, begin, end),
		cmocka_unit_test_setup_teardown(time_is_a_bound_too, begin, end),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
