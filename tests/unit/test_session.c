/* SPDX-License-Identifier: BSD-2-Clause */
/* test_session - what is kept of a message, within which bounds, and that nothing of it stays. */
#include "config.h"

#include "milter/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Settings with tight bounds. */
static struct conf *
small_conf(struct arena *arena)
{
	const char *why = NULL;
	struct conf *conf =
		conf_parse(arena, "test",
			   "message { headers_most = 10 header_bytes = 1k headers_bytes = "
			   "4k body_bytes = 4k recipients_most = 2 }\n",
			   &why);

	if (conf == NULL)
		fail_msg("%s", why);
	return conf;
}

struct fixture {
	struct arena *arena;
	struct conf *conf;
	struct session *session;
};

static int
set_up(void **state)
{
	static struct fixture fixture;

	fixture.arena = arena_new();
	fixture.conf = small_conf(fixture.arena);
	fixture.session = session_open();
	*state = &fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	session_close(fixture->session);
	conf_free(fixture->conf);
	arena_free(fixture->arena);
	return 0;
}

static void
begin(struct fixture *fixture)
{
	session_begin(fixture->session, NULL, fixture->conf, "<s@example.net>");
}

static void
each_session_has_an_id_of_its_own(void **state)
{
	struct fixture *fixture = *state;
	struct session *other = session_open();

	assert_int_equal(strlen(other->id), 16);
	assert_string_not_equal(other->id, fixture->session->id);
	session_close(other);
	session_close(NULL);
}

static void
a_message_is_kept_as_it_came(void **state)
{
	struct fixture *fixture = *state;
	struct session *session = fixture->session;
	const struct message_source *source;

	session->leading_space = true;
	session_helo(session, "client.example", "TLSv1.3");
	begin(fixture);
	session_login(session, "joe");
	session_queue_id(session, "4XyZ");
	session_recipient(session, "<a@example.org>", NULL);
	session_recipient(session, "b@example.org", "5.1.1 User unknown");
	session_field(session, "Subject", " one\n\ttwo");
	session_field(session, "X", "no blank");
	assert_true(session_body(session, "hello ", 6));
	assert_true(session_body(session, "world", 5));

	source = session_source(session);
	assert_string_equal(source->envelope.sender, "<s@example.net>");
	assert_string_equal(source->envelope.helo, "client.example");
	assert_string_equal(source->envelope.tls_version, "TLSv1.3");
	assert_string_equal(source->envelope.auth_identity, "joe");
	assert_string_equal(source->envelope.queue_id, "4XyZ");
	assert_string_equal(source->envelope.session_id, session->id);
	assert_int_equal(source->envelope.recipient_count, 2);
	assert_false(source->envelope.recipients[0].refused);
	assert_true(source->envelope.recipients[1].refused);
	assert_string_equal(source->envelope.recipients[1].refusal, "5.1.1 User unknown");
	assert_int_equal(source->field_count, 2);
	assert_string_equal(source->fields[0].value, " one\n\ttwo");
	assert_int_equal(source->fields[1].length, 8);
	assert_int_equal(source->body_length, 11);
	assert_string_equal(source->body, "hello world");
	assert_false(source->fields_capped || source->body_capped);
}

static void
without_the_leading_blank_of_the_mta_one_is_put_back(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	session_field(fixture->session, "Subject", "hello");
	assert_string_equal(session_source(fixture->session)->fields[0].value, " hello");
	assert_int_equal(session_source(fixture->session)->fields[0].length, 6);
}

static void
too_many_fields_are_left_out_and_marked(void **state)
{
	struct fixture *fixture = *state;
	int i;

	begin(fixture);
	for (i = 0; i < 10; i++)
		session_field(fixture->session, "X", " y");
	assert_false(session_source(fixture->session)->fields_capped);
	session_field(fixture->session, "X", " y");
	assert_true(session_source(fixture->session)->fields_capped);
	assert_int_equal(session_source(fixture->session)->field_count, 10);
}

static void
long_fields_are_cut_and_marked(void **state)
{
	struct fixture *fixture = *state;
	const struct message_source *source;
	char value[1400];
	int i;

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	fixture->session->leading_space = true;
	begin(fixture);
	for (i = 0; i < 6; i++)
		session_field(fixture->session, "X", value);
	source = session_source(fixture->session);
	assert_true(source->fields_capped);
	assert_int_equal(source->fields[0].length, 1024);
	/* four kilobytes in all: three whole ones, a shorter one, and no room for the rest */
	assert_true(source->field_count == 4);
	assert_true(source->fields[3].length < 1024);
}

static void
the_body_is_bounded_and_no_more_is_wanted_then(void **state)
{
	struct fixture *fixture = *state;
	char chunk[3000] = {'b'};

	begin(fixture);
	assert_true(session_body(fixture->session, chunk, sizeof(chunk)));
	assert_false(session_body(fixture->session, chunk, sizeof(chunk)));
	assert_false(session_body(fixture->session, chunk, sizeof(chunk)));
	assert_int_equal(session_source(fixture->session)->body_length, 4096);
	assert_true(session_source(fixture->session)->body_capped);
}

static void
a_body_that_fits_exactly_is_whole(void **state)
{
	struct fixture *fixture = *state;
	char chunk[4096] = {'b'};

	begin(fixture);
	assert_true(session_body(fixture->session, chunk, sizeof(chunk)));
	assert_false(session_source(fixture->session)->body_capped);
}

static void
recipients_are_bounded_and_marked(void **state)
{
	struct fixture *fixture = *state;
	struct session *session = fixture->session;

	begin(fixture);
	session_recipient(session, "<a@x>", "refused");
	session_recipient(session, "<b@x>", "refused");
	assert_true(session_all_refused(session));
	session_recipient(session, "<c@x>", NULL);
	assert_int_equal(session_source(session)->envelope.recipient_count, 2);
	assert_true(session_source(session)->envelope.recipients_capped);
	/* the one that was left out may have been accepted */
	assert_false(session_all_refused(session));
}

static void
nothing_of_a_message_reaches_the_next(void **state)
{
	struct fixture *fixture = *state;
	struct session *session = fixture->session;
	const struct message_source *source;

	begin(fixture);
	session_queue_id(session, "Q1");
	session_login(session, "joe");
	session_recipient(session, "<a@x>", NULL);
	session_field(session, "X-Lurewatch", " forged");
	(void)session_body(session, "x", 1);
	session_end(session);
	assert_false(session_active(session));
	begin(fixture);
	source = session_source(session);
	assert_null(source->envelope.queue_id);
	assert_null(source->envelope.auth_identity);
	assert_int_equal(source->envelope.recipient_count, 0);
	assert_int_equal(source->field_count, 0);
	assert_int_equal(source->body_length, 0);
	assert_int_equal(session->forged.tags, 0);
}

static void
the_queue_id_of_the_message_before_is_not_taken(void **state)
{
	struct fixture *fixture = *state;
	struct session *session = fixture->session;

	begin(fixture);
	session_queue_id(session, "Q1");
	session_end(session);
	begin(fixture);
	session_queue_id(session, "Q1");
	assert_null(session_source(session)->envelope.queue_id);
	session_queue_id(session, "Q2");
	assert_string_equal(session_source(session)->envelope.queue_id, "Q2");
}

static void
words_without_a_message_are_ignored(void **state)
{
	struct fixture *fixture = *state;
	struct session *session = fixture->session;

	session_queue_id(session, "Q1");
	session_login(session, "joe");
	session_recipient(session, "<a@x>", NULL);
	session_field(session, "X", " y");
	assert_false(session_body(session, "x", 1));
	assert_false(session_active(session));
	assert_int_equal(session_source(session)->envelope.recipient_count, 0);
}

static void
a_forged_field_counts_even_behind_the_bounds(void **state)
{
	struct fixture *fixture = *state;
	int i;

	begin(fixture);
	for (i = 0; i < 20; i++)
		session_field(fixture->session, "X", " y");
	session_field(fixture->session, "X-Lurewatch", " forged");
	assert_int_equal(fixture->session->forged.tags, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_session_has_an_id_of_its_own, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_message_is_kept_as_it_came, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_the_leading_blank_of_the_mta_one_is_put_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_many_fields_are_left_out_and_marked, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(long_fields_are_cut_and_marked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_body_is_bounded_and_no_more_is_wanted_then,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_body_that_fits_exactly_is_whole, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(recipients_are_bounded_and_marked, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nothing_of_a_message_reaches_the_next, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_queue_id_of_the_message_before_is_not_taken,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(words_without_a_message_are_ignored, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_forged_field_counts_even_behind_the_bounds,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
