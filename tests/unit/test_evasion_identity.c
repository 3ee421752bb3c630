/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_evasion_identity - who a sender says he is, said in ways that hide it (detection.md section
 * 5, Identity).
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/inspect.h"

#define NO_LINK "Please look at this."
#define LURE                                                                                       \
	"Your mailbox password expires today. Keep your current password to avoid losing access: " \
	"https://keep.foreign-host.example/keep"

struct world {
	struct arena *arena;
	struct inspect *engine;
};

static int
open_world(void **state)
{
	struct arena *arena = arena_new();
	struct world *world = arena_zalloc(arena, 1, sizeof(*world));
	const char *why = NULL;
	struct conf *conf =
		conf_parse(arena, "test",
			   "protected { owned = {\"nordwind.example\"} }\n"
			   "authentication { trusted_ids = {\"mx.nordwind.example\"} }\n",
			   &why);

	assert_non_null(conf);
	world->arena = arena;
	world->engine = inspect_open(conf, &(struct inspect_shared){0}, &why);
	assert_non_null(world->engine);
	*state = world;
	return 0;
}

static int
close_world(void **state)
{
	struct world *world = *state;

	inspect_drop(world->engine);
	arena_free(world->arena);
	return 0;
}

struct mail {
	const char *from, *more, *body; /* 'more' are further header lines */
	const char *sender;             /* of the envelope */
};

static struct inspection
inspect_mail(struct world *world, const struct mail *mail)
{
	struct message_source *source = arena_zalloc(world->arena, 1, sizeof(*source));
	struct message_recipient *recipient = arena_zalloc(world->arena, 1, sizeof(*recipient));
	struct inspection inspection;
	const char *bytes = arena_printf(world->arena,
					 "%sFrom: %s\nTo: jo@nordwind.example\nSubject: notice\n"
					 "Message-ID: <1@x.example>\n\n%s\n",
					 mail->more == NULL ? "" : mail->more, mail->from,
					 mail->body == NULL ? NO_LINK : mail->body);

	message_source_of_file(world->arena, &inspect_conf(world->engine)->message, bytes,
			       strlen(bytes), source);
	recipient->typed = "<jo@nordwind.example>";
	source->envelope.recipients = recipient;
	source->envelope.recipient_count = 1;
	source->envelope.sender = mail->sender == NULL ? "<x@foreign.example>" : mail->sender;
	inspect_message(world->engine, world->arena, source, &inspection);
	return inspection;
}

static bool
says(struct world *world, const char *from, enum finding_kind kind)
{
	struct inspection inspection = inspect_mail(world, &(struct mail){.from = from});

	return finding_has(&inspection.findings, kind);
}

static void
a_brand_is_claimed_however_it_is_written(void **state)
{
	static const char *const names[] = {
		"PayPal",
		"PayPaI",
		"P\xd0\xb0yPal",
		"=?utf-8?B?UNCweVBhbA==?=",
		"\"Pay\\Pal\"",
		"PayPal                                                            ",
		"Pay\xe2\x80\x8bPal",
		"PAYPAL Service",

		"\"PayPal\" (PayPal)",
		"=?utf-8?Q?Pay?= =?utf-8?Q?Pal?=",
		"service@paypal.com",
	};
	struct world *world = *state;
	size_t i;
	int missed = 0;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *from = arena_printf(world->arena, "%s <x@foreign.example>", names[i]);
		struct inspection inspection = inspect_mail(world, &(struct mail){.from = from});

		if (!finding_has(&inspection.findings, FINDING_BRAND_CLAIM) &&
		    !finding_has(&inspection.findings, FINDING_ADDRESS_IN_NAME)) {
			print_message("not claimed: %s\n", from);
			missed++;
		}
	}
	assert_int_equal(missed, 0);
}

static void
a_long_name_is_no_hiding_place(void **state)
{
	struct world *world = *state;
	char *padding = arena_zalloc(world->arena, 201, 1);

	memset(padding, '.', 200);
	assert_true(says(world,
			 arena_printf(world->arena, "PayPal %s <x@foreign.example>", padding),
			 FINDING_BRAND_CLAIM));
	assert_true(says(world,
			 arena_printf(world->arena,
				      "\"help@nordwind.example %s\" <x@foreign.example>", padding),
			 FINDING_ADDRESS_IN_NAME));
}

static void
an_address_in_the_name_is_seen(void **state)
{
	static const char *const froms[] = {
		"\"it@nordwind.example\" <x@foreign.example>",
		"\"IT <it@nordwind.example>\" <x@foreign.example>",
		"=?utf-8?Q?it=40nordwind.example?= <x@foreign.example>",
		"\"it\xef\xbc\xa0nordwind.example\" <x@foreign.example>",
		"\"it@nordwind\xe3\x80\x82"
		"example\" <x@foreign.example>",
		"\"it@nord\xe2\x80\x8bwind.example\" <x@foreign.example>",
	};
	struct world *world = *state;
	size_t i;
	int missed = 0;

	for (i = 0; i < sizeof(froms) / sizeof(froms[0]); i++)
		if (!says(world, froms[i], FINDING_ADDRESS_IN_NAME)) {
			print_message("not seen: %s\n", froms[i]);
			missed++;
		}
	assert_int_equal(missed, 0);
}

static void
a_name_turned_round_is_odd(void **state)
{
	assert_true(says(*state, "\xe2\x80\xaelaPyaP\xe2\x80\xac <x@foreign.example>",
			 FINDING_OBFUSCATED_TEXT));
}

/* "nordwind_jo@": the organisation's name where a person's belongs. */
static void
a_mailbox_name_claims_too(void **state)
{
	static const char *const froms[] = {
		"nordwind_helpdesk@foreign.example",
		"Nordwind Support <nordwind@foreign.example>",
		"paypal-service@foreign.example",
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
		struct inspection inspection =
			inspect_mail(world, &(struct mail){.from = froms[i], .body = LURE});

		if (inspection.judgement.verdict < VERDICT_TAG)
			fail_msg("%s", froms[i]);
	}
}

/* Neither his own address in From nor the null sender makes a stranger a system. */
static void
mail_from_oneself_or_nobody_is_judged(void **state)
{
	static const struct mail mails[] = {
		{.from = "Nordwind IT <jo@nordwind.example>", .body = LURE},
		{.from = "Mail System <mailer-daemon@foreign.example>",
		 .sender = "<>",
		 .body = LURE},
		{.from = "Mail Administrator <postmaster@nordwind-mail.example>",
		 .sender = "<>",
		 .more = "Auto-Submitted: auto-generated\n",
		 .body = LURE},
	};
	size_t i;

	for (i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct inspection inspection = inspect_mail(*state, &mails[i]);

		if (inspection.judgement.verdict < VERDICT_TAG)
			fail_msg("%s: %s", mails[i].from, inspection.reason);
	}
}

/* A partner whose mailbox was taken over passes every authentication. */
static void
a_proven_partner_with_a_lookalike_answer_is_judged(void **state)
{
	static const struct mail mail = {
		.from = "Ann Lee <ann@partner.example>",
		.more = "Authentication-Results: mx.nordwind.example; dmarc=pass "
			"header.from=partner.example\n"
			"Reply-To: Ann Lee <ann@paypa1.com>\n",
		.body = LURE,
	};
	struct inspection inspection = inspect_mail(*state, &mail);

	assert_true(inspection.judgement.verdict >= VERDICT_TAG);
}

/* Fields that anybody writes and nobody sees. */
static void
calling_itself_a_list_or_an_answer_helps_nobody(void **state)
{
#define PROVEN \
	"Authentication-Results: mx.nordwind.example; dmarc=pass header.from=stranger.example\n"
	static const char *const more[] = {
		PROVEN,
		PROVEN "List-Id: <news.stranger.example>\nList-Unsubscribe: <https://x.example/>\n",
		PROVEN "Auto-Submitted: auto-generated\n",
		PROVEN "In-Reply-To: <1@nordwind.example>\nReferences: <1@nordwind.example>\n",
	};
	static const char *const from[] = {"IT Helpdesk <help@stranger.example>",
					   "PayPal <help@stranger.example>"};
	size_t i, k;

	for (i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		int score = 0;

		for (k = 0; k < sizeof(more) / sizeof(more[0]); k++) {
			struct mail mail = {.from = from[i], .more = more[k], .body = LURE};
			struct inspection inspection = inspect_mail(*state, &mail);

			assert_true(inspection.judgement.verdict >= VERDICT_TAG);
			if (k == 0)
				score = inspection.judgement.score;
			assert_int_equal(inspection.judgement.score, score);
		}
	}
#undef PROVEN
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_brand_is_claimed_however_it_is_written),
		cmocka_unit_test(a_long_name_is_no_hiding_place),
		cmocka_unit_test(an_address_in_the_name_is_seen),
		cmocka_unit_test(a_name_turned_round_is_odd),
		cmocka_unit_test(a_mailbox_name_claims_too),
		cmocka_unit_test(mail_from_oneself_or_nobody_is_judged),
		cmocka_unit_test(a_proven_partner_with_a_lookalike_answer_is_judged),
		cmocka_unit_test(calling_itself_a_list_or_an_answer_helps_nobody),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
