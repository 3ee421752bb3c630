/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_inspect_rules - findings that the operator switched off, put on trial or excused, and what
 * other filters paid for not having that (detection.md section 4, Operations).
 */
#include "config.h"

#include "policy/inspect_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BASE                                             \
	"protected { owned = {\"nordwind.example\"} }\n" \
	"authentication { trusted_ids = {\"mx.nordwind.example\"} }\n"
#define PROVEN \
	"Authentication-Results: mx.nordwind.example; dmarc=pass header.from=drills.example\n"
#define SIGNED   "Authentication-Results: mx.nordwind.example; dkim=pass header.d=drills.example\n"
#define CLAIMED  "Authentication-Results: mx.other.example; dmarc=pass header.from=drills.example\n"
#define TRAINING "allow training { senders = {drills.example} findings = {\"*\"} }\n"

/* A drill as trainers send it: every word of it is a lure. */
static const char drill[] =
	"From: Nordwind IT Helpdesk <it@drills.example>\n"
	"To: jo@nordwind.example\n"
	"Subject: Your password expires today\n"
	"Message-ID: <1@drills.example>\n"
	"Content-Type: text/html; charset=utf-8\n"
	"\n"
	"<p>Your mailbox password expires today. Keep your current password to avoid losing access:"
	" <a href=\"https://drills.example/keep\">keep my password</a></p>\n";

struct world {
	struct arena *arena;
	struct inspect *engine;
	struct message_source source;
	struct inspection inspection;
};

static const char *
open_world(struct world *world, const char *settings)
{
	struct inspect_shared shared = {0};
	const char *why = NULL;
	struct conf *conf;

	*world = (struct world){.arena = arena_new()};
	conf = conf_parse(world->arena, "test.conf", settings, &why);
	if (conf == NULL)
		return why;
	world->engine = inspect_open(conf, &shared, &why);
	if (world->engine != NULL)
		return NULL;
	why = arena_strdup(world->arena, why);
	conf_free(conf);
	return why;
}

static void
close_world(struct world *world)
{
	inspect_drop(world->engine);
	arena_free(world->arena);
}

/* What becomes of the drill under these settings; 'results' stands above it. */
struct trial {
	const char *settings, *results, *client, *user, *recipient;
};

static void
run(struct world *world, const struct trial *trial)
{
	static struct message_recipient recipient;
	const char *mail, *why = open_world(world, trial->settings);

	if (why != NULL)
		fail_msg("%s", why);
	mail = arena_printf(world->arena, "%s%s", trial->results == NULL ? "" : trial->results,
			    drill);
	message_source_of_file(world->arena, &inspect_conf(world->engine)->message, mail,
			       strlen(mail), &world->source);
	recipient = (struct message_recipient){
		.typed = trial->recipient == NULL ? "<jo@nordwind.example>" : trial->recipient};
	world->source.envelope.recipients = &recipient;
	world->source.envelope.recipient_count = 1;
	world->source.envelope.client_address = trial->client;
	world->source.envelope.auth_identity = trial->user;
	inspect_message(world->engine, world->arena, &world->source, &world->inspection);
}

static enum verdict
verdict_of(const struct trial *trial)
{
	struct world world;
	enum verdict verdict;

	run(&world, trial);
	verdict = world.inspection.judgement.verdict;
	close_world(&world);
	return verdict;
}

static void
a_rule_that_is_off_finds_nothing(void **state)
{
	struct world world;

	(void)state;
	run(&world, &(struct trial){.settings = BASE "rules { off = {\"role-claim\"} }\n"});
	assert_false(finding_has(&world.inspection.findings, FINDING_ROLE_CLAIM));
	assert_true(finding_has(&world.inspection.findings, FINDING_LURE));
	close_world(&world);
	run(&world, &(struct trial){.settings = BASE "rules { off = {\"lure\"} }\n"});
	assert_false(finding_has(&world.inspection.findings, FINDING_LURE));
	close_world(&world);
}

/* Chromium warns on the console first, and switches each heuristic by itself. */
static void
a_rule_on_trial_is_seen_but_counts_nothing(void **state)
{
	struct world world;
	size_t i;

	(void)state;
	assert_int_equal(verdict_of(&(struct trial){.settings = BASE}), VERDICT_TAG);
	run(&world, &(struct trial){.settings = BASE "rules { log_only = {\"*\"} }\n"});
	assert_int_equal(world.inspection.judgement.score, 0);
	assert_true(finding_has(&world.inspection.findings, FINDING_LURE));
	for (i = 0; i < world.inspection.findings.count; i++)
		if (world.inspection.findings.items[i].kind == FINDING_LURE)
			assert_string_equal(world.inspection.judgement.terms[i].why, "log only");
	assert_non_null(strstr(world.inspection.reason, "log only: lure"));
	close_world(&world);
}

static void
a_proven_sender_is_excused_and_the_reason_says_by_what(void **state)
{
	struct world world;

	(void)state;
	run(&world, &(struct trial){.settings = BASE TRAINING, .results = PROVEN});
	assert_int_equal(world.inspection.judgement.verdict, VERDICT_NONE);
	assert_true(finding_has(&world.inspection.findings, FINDING_LURE));
	assert_non_null(strstr(world.inspection.reason, "allow training: "));
	close_world(&world);
}

/* H13: what a sender can write himself excuses nothing. */
static void
nothing_unproven_excuses(void **state)
{
	static const struct trial trials[] = {
		{.settings = BASE TRAINING},
		{.settings = BASE TRAINING, .results = CLAIMED},
		{.settings = BASE "allow x { signers = {drills.example} }\n"},
		{.settings = BASE "allow x { clients = {\"192.0.2.0/24\"} }\n"},
		{.settings = BASE "allow x { clients = {\"192.0.2.0/24\"} }\n",
		 .client = "198.51.100.1"},
		{.settings = BASE "allow x { users = {\"*\"} }\n"},
		{.settings = BASE "allow x { users = {trainer} }\n", .user = "jo"},
		{.settings = BASE "allow x { senders = {\".drills.example\"} }\n",
		 .results = PROVEN},
		{.settings = BASE "allow x { senders = {drills.example} "
				  "recipients = {\"anna@nordwind.example\"} }\n",
		 .results = PROVEN},
		{.settings = BASE "allow x { users = {trainer} links = {\"learn.example\"} "
				  "senders = {drills.example} }\n",
		 .results = PROVEN},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
		if (verdict_of(&trials[i]) != VERDICT_TAG)
			fail_msg("excused by trial %zu: %s", i, trials[i].settings);
}

static void
every_fact_excuses_when_it_holds(void **state)
{
	static const struct trial trials[] = {
		{.settings = BASE "allow x { signers = {drills.example} }\n", .results = SIGNED},
		{.settings = BASE "allow x { clients = {\"192.0.2.0/24\"} }\n",
		 .client = "192.0.2.9"},
		{.settings = BASE "allow x { users = {\"*\"} }\n", .user = "jo"},
		{.settings = BASE "allow x { users = {trainer} recipients = {nordwind.example} "
				  "links = {drills.example} }\n",
		 .user = "trainer"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
		if (verdict_of(&trials[i]) >= VERDICT_TAG)
			fail_msg("not excused by trial %zu: %s", i, trials[i].settings);
}

static void
a_link_that_leads_away_ends_the_excuse(void **state)
{
	static const char settings[] =
		BASE "allow x { users = {trainer} links = {\"learn.example\"} }\n";

	(void)state;
	/* The link goes to From's own domain, which is within when it is proven. */
	assert_true(verdict_of(&(struct trial){.settings = settings,
					       .user = "trainer",
					       .results = PROVEN}) < VERDICT_TAG);
	assert_int_equal(verdict_of(&(struct trial){.settings = settings, .user = "trainer"}),
			 VERDICT_TAG);
	assert_int_equal(verdict_of(&(struct trial){.settings = settings,
						    .user = "trainer",
						    .results = "From: <x@drills.invalid>\n"}),
			 VERDICT_TAG);
}

static void
without_a_rule_the_judgement_is_another(void **state)
{
	struct risk_judgement without;
	struct world world;

	(void)state;
	run(&world, &(struct trial){.settings = BASE});
	assert_true(inspect_knows_rule(world.engine, "password-expiry"));
	assert_true(inspect_knows_rule(world.engine, "role-claim"));
	assert_false(inspect_knows_rule(world.engine, "no-such-rule"));
	assert_int_equal(inspect_fired(&world.inspection, "password-expiry"), 1);
	inspect_without(world.engine, world.arena, &world.inspection, "lure", &without);
	assert_true(without.score < world.inspection.judgement.score);
	close_world(&world);
	run(&world, &(struct trial){.settings = BASE TRAINING, .results = PROVEN});
	assert_true(inspect_knows_rule(world.engine, "training"));
	inspect_without(world.engine, world.arena, &world.inspection, "training", &without);
	assert_int_equal(world.inspection.judgement.verdict, VERDICT_NONE);
	assert_true(without.score > world.inspection.judgement.score);
	close_world(&world);
}

static void
a_rule_that_cannot_work_is_refused(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{"allow x { recipients = {a.example} }\n", "says of nobody"},
		{"allow x { clients = {\"192.0.2.1/24\"} }\n", "no address or network"},
		{"allow x { users = {a} findings = {\"no-such\"} }\n", "\"no-such\" is neither"},
		{"rules { log_only = {\"no-such\"} }\n", "\"no-such\" is neither"},
		{"rules { off = {\"no-such\"} }\n", "\"no-such\" is neither"},
	};
	struct world world;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = open_world(&world, cases[i].settings);

		if (why == NULL || strstr(why, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].settings, why == NULL ? "(taken)" : why);
		close_world(&world);
	}
}

/* sublime PR 3036: nobody said anything about the sender, which is not that he failed. */
static void
missing_results_are_no_failure(void **state)
{
	struct world world;

	(void)state;
	run(&world, &(struct trial){.settings = BASE});
	assert_false(finding_has(&world.inspection.findings, FINDING_AUTH_FAIL));
	assert_false(finding_has(&world.inspection.findings, FINDING_OWN_DOMAIN_SPOOF));
	close_world(&world);
}

/* rspamd 5060: whoever asks why is told rule, place and reason of everything that counts. */
static void
all_that_counts_says_why(void **state)
{
	struct world world;
	size_t i;

	(void)state;
	run(&world, &(struct trial){.settings = BASE});
	assert_string_not_equal(world.inspection.judgement.rule, "");
	for (i = 0; i < world.inspection.findings.count; i++) {
		const struct finding *finding = &world.inspection.findings.items[i];

		if (!world.inspection.judgement.terms[i].counted)
			continue;
		assert_string_not_equal(finding->why, "");
		assert_string_not_equal(finding->where, "");
		assert_string_not_equal(world.inspection.judgement.terms[i].why, "");
		assert_true(inspect_knows_rule(world.engine, finding->family) ||
			    inspect_knows_rule(world.engine, finding_info(finding->kind)->name));
	}
	close_world(&world);
}

/* rspamd b9f84dff4: a weight that was applied twice added 25 points to every mail with a link. */
static void
what_is_found_often_counts_once(void **state)
{
	struct world once, often;
	const char *mail, *why = open_world(&often, BASE);

	(void)state;
	assert_null(why);
	run(&once, &(struct trial){.settings = BASE});
	mail = arena_printf(often.arena, "%s%s%s%s", drill, strstr(drill, "<p>"),
			    strstr(drill, "<p>"), strstr(drill, "<p>"));
	message_source_of_file(often.arena, &inspect_conf(often.engine)->message, mail,
			       strlen(mail), &often.source);
	often.source.envelope = once.source.envelope;
	inspect_message(often.engine, often.arena, &often.source, &often.inspection);
	assert_int_equal(often.inspection.judgement.score, once.inspection.judgement.score);
	close_world(&once);
	close_world(&often);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_that_is_off_finds_nothing),
		cmocka_unit_test(a_rule_on_trial_is_seen_but_counts_nothing),
		cmocka_unit_test(a_proven_sender_is_excused_and_the_reason_says_by_what),
		cmocka_unit_test(nothing_unproven_excuses),
		cmocka_unit_test(every_fact_excuses_when_it_holds),
		cmocka_unit_test(a_link_that_leads_away_ends_the_excuse),
		cmocka_unit_test(without_a_rule_the_judgement_is_another),
		cmocka_unit_test(a_rule_that_cannot_work_is_refused),
		cmocka_unit_test(missing_results_are_no_failure),
		cmocka_unit_test(all_that_counts_says_why),
		cmocka_unit_test(what_is_found_often_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
