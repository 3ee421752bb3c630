/* SPDX-License-Identifier: BSD-2-Clause */
/* test_inspect - a message in, hits and a verdict out, with every real station behind the door. */
#include "config.h"

#include "policy/inspect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SETTINGS "protected { owned = {\"nordwind.example\"} }\n"

static const char phish[] =
	"From: Nordwind IT Helpdesk <it@nordwind-password-reset.example>\n"
	"To: jo@nordwind.example\n"
	"Subject: Nordwind: your password expires today\n"
	"Message-ID: <1@nordwind-password-reset.example>\n"
	"Date: Mon, 23 Nov 2026 10:00:00 +0000\n"
	"Content-Type: text/html; charset=utf-8\n"
	"\n"
	"<p>Your mailbox password expires today. Keep your current password to avoid losing access:"
	" <a "
	"href=\"https://login.nordwind.example.account-check.top/keep?rcpt=jo%40nordwind.example\">"
	"keep my password</a> <a href=\"https://www.microsoft.com/\">Microsoft</a></p>\n";

static const char plain[] = "From: Anna <anna@nordwind.example>\n"
			    "To: jo@nordwind.example\n"
			    "Subject: lunch\n"
			    "\n"
			    "Shall we meet at noon?\n";

struct world {
	struct arena *arena;
	char state[64];
	struct store *store;
	struct inspect *engine;
	struct message_recipient recipient;
	struct message_source source;
	struct inspection inspection;
};

static void
open_world(struct world *world, const char *settings, bool with_store)
{
	struct inspect_shared shared = {0};
	const char *why = NULL;
	struct conf *conf;

	*world = (struct world){.arena = arena_new(), .state = "/tmp/lurewatch-inspect-XXXXXX"};
	assert_non_null(mkdtemp(world->state));
	conf = conf_parse(world->arena, "test", settings, &why);
	assert_non_null(conf);
	if (with_store) {
		world->store = store_open(world->arena, world->state, conf, STORE_WRITE, &why);
		if (world->store == NULL)
			fail_msg("%s", why);
	}
	shared.store = world->store;
	world->engine = inspect_open(conf, &shared, &why);
	if (world->engine == NULL)
		fail_msg("%s", why);
}

static void
close_world(struct world *world)
{
	char *command[] = {"evidence/data.mdb", "evidence/lock.mdb", "evidence", ""};
	size_t i;

	inspect_drop(world->engine);
	store_close(world->store);
	for (i = 0; i < 4; i++)
		(void)remove(arena_printf(world->arena, "%s/%s", world->state, command[i]));
	arena_free(world->arena);
}

static void
look_at(struct world *world, const char *mail)
{
	const struct conf *conf = inspect_conf(world->engine);

	message_source_of_file(world->arena, &conf->message, mail, strlen(mail), &world->source);
	world->recipient.typed = "<Jo@Nordwind.example>";
	world->source.envelope.recipients = &world->recipient;
	world->source.envelope.recipient_count = 1;
	world->source.envelope.queue_id = "4ABC";
	inspect_message(world->engine, world->arena, &world->source, &world->inspection);
}

static void
a_lookalike_with_a_lure_is_flagged_and_explained(void **state)
{
	struct world world;

	(void)state;
	open_world(&world, SETTINGS, false);
	look_at(&world, phish);
	assert_true(world.inspection.judgement.verdict >= VERDICT_TAG);
	assert_true(world.inspection.judgement.two_keys);
	assert_non_null(strstr(world.inspection.reason, "nordwind.example"));
	close_world(&world);
}

static void
plain_mail_is_clean_and_writes_nothing(void **state)
{
	struct world world;
	const char *why = NULL;
	size_t count = 9;

	(void)state;
	open_world(&world, SETTINGS, false);
	look_at(&world, plain);
	assert_int_equal(world.inspection.judgement.verdict, VERDICT_NONE);
	assert_int_equal(inspect_record(world.engine, world.arena, &world.inspection,
					DISPOSITION_PASSED, &count, &why),
			 0);
	assert_int_equal(count, 0);
	close_world(&world);
}

static void
a_recipient_without_a_replica_is_unresolved_and_not_unknown(void **state)
{
	struct world world;

	(void)state;
	open_world(&world, SETTINGS, false);
	look_at(&world, plain);
	assert_int_equal(world.inspection.recipients[0].answer, ANSWER_DOWN);
	assert_int_equal(world.inspection.recipients[0].resolution.identity.kind,
			 IDENTITY_UNRESOLVED);
	assert_string_equal(world.inspection.recipients[0].address, "Jo@nordwind.example");
	close_world(&world);
}

static void
hits_that_cannot_be_stored_are_a_failure(void **state)
{
	struct world world;
	const char *why = NULL;
	size_t count = 0;

	(void)state;
	open_world(&world, SETTINGS, false);
	look_at(&world, phish);
	assert_int_equal(inspect_record(world.engine, world.arena, &world.inspection,
					DISPOSITION_TAGGED, &count, &why),
			 -1);
	assert_int_equal(count, 1);
	assert_non_null(why);
	close_world(&world);
}

struct found {
	size_t count;
	bool query, passage, subject, accused;
	char queue_id[32], recipient[64], campaign[64];
};

static bool
note(void *data, const struct hit *hit)
{
	struct found *found = data;
	size_t i;

	found->count++;
	(void)snprintf(found->queue_id, sizeof(found->queue_id), "%s", hit->queue_id);
	(void)snprintf(found->recipient, sizeof(found->recipient), "%s", hit->recipient);
	(void)snprintf(found->campaign, sizeof(found->campaign), "%s", hit->campaign);
	for (i = 0; i < hit->finding_count; i++) {
		if (strstr(hit->findings[i].observed, "rcpt=") != NULL)
			found->query = true;
		if (strstr(hit->findings[i].observed, "losing access") != NULL)
			found->passage = true;
		if (strstr(hit->findings[i].observed, "expires today") != NULL)
			found->subject = true;
	}
	return true;
}

static struct found
record_twice(const char *settings)
{
	const struct store_query all = {0};
	struct found found = {0};
	const char *why = NULL;
	struct world world;
	int i;

	open_world(&world, settings, true);
	for (i = 0; i < 2; i++) {
		look_at(&world, phish);
		if (inspect_record(world.engine, world.arena, &world.inspection, DISPOSITION_TAGGED,
				   NULL, &why) != 0)
			fail_msg("%s", why);
	}
	assert_int_equal(store_hits(world.store, &all, note, &found, &why), 0);
	close_world(&world);
	return found;
}

static void
a_message_seen_twice_is_one_hit(void **state)
{
	struct found found = record_twice(SETTINGS);

	(void)state;
	assert_int_equal(found.count, 1);
	assert_string_equal(found.queue_id, "4ABC");
	assert_string_equal(found.recipient, "Jo@nordwind.example");
	assert_int_equal(strlen(found.campaign), 16);
}

static void
the_query_of_a_link_is_not_kept(void **state)
{
	(void)state;
	assert_false(record_twice(SETTINGS).query);
}

static void
no_passage_of_the_body_is_kept(void **state)
{
	struct found found = record_twice(SETTINGS);

	(void)state;
	assert_false(found.passage);
	assert_false(found.subject);
}

static void
an_owner_whose_site_is_linked_is_not_accused(void **state)
{
	(void)state;
	assert_false(record_twice(SETTINGS).accused);
}

static void
an_engine_lives_until_the_last_holder_drops_it(void **state)
{
	struct inspect *held;
	struct world world;

	(void)state;
	open_world(&world, SETTINGS, false);
	held = inspect_hold(world.engine);
	inspect_drop(held);
	look_at(&world, plain);
	close_world(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lookalike_with_a_lure_is_flagged_and_explained),
		cmocka_unit_test(plain_mail_is_clean_and_writes_nothing),
		cmocka_unit_test(a_recipient_without_a_replica_is_unresolved_and_not_unknown),
		cmocka_unit_test(hits_that_cannot_be_stored_are_a_failure),
		cmocka_unit_test(a_message_seen_twice_is_one_hit),
		cmocka_unit_test(the_query_of_a_link_is_not_kept),
		cmocka_unit_test(no_passage_of_the_body_is_kept),
		cmocka_unit_test(an_owner_whose_site_is_linked_is_not_accused),
		cmocka_unit_test(an_engine_lives_until_the_last_holder_drops_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
