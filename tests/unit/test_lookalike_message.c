/* SPDX-License-Identifier: BSD-2-Clause */
/* test_lookalike_message - what domains and claims of a whole message say. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lookalike/lookalike.h"
#include "policy/mail/message.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct world {
	struct arena *arena;
	struct lookalike *lookalike;
};

static int
begin(void **state)
{
	static const char *owned[] = {"meridian-freight.example"};
	struct conf_protected conf = {.owned = {owned, COUNT(owned)}};
	struct world *world = calloc(1, sizeof(*world));
	const char *why = NULL;

	world->arena = arena_new();
	world->lookalike = lookalike_open(world->arena, &conf, NULL, &why);
	if (world->lookalike == NULL || message_setup(&why) != 0)
		fail_msg("%s", why);
	*state = world;
	return 0;
}

static int
end(void **state)
{
	struct world *world = *state;

	lookalike_close(world->lookalike);
	arena_free(world->arena);
	free(world);
	return 0;
}

static struct address
address(struct world *world, const char *display, const char *text)
{
	struct address out = {.display = "", .local = "", .text = ""};
	const char *why;

	if (text[0] != '\0')
		assert_int_equal(address_path(world->arena, text, &out, &why), 0);
	out.display = display;
	return out;
}

/* A message of one sender, one subject and at most one link. */
struct letter {
	const char *display, *from, *reply_to, *subject, *list_id;
	const char *link, *text, *before;
	const char *pass, *fail; /* DMARC says so for this domain */
	unsigned flags;
};

struct outcome {
	struct finding_list findings;
	struct lookalike_claims claims;
};

static void
judge(struct world *world, const struct letter *letter, struct outcome *out)
{
	struct address from =
		address(world, letter->display == NULL ? "" : letter->display, letter->from);
	struct address reply = address(world, "", letter->reply_to == NULL ? "" : letter->reply_to);
	struct message_link link = {.kind = LINK_ANCHOR,
				    .text = letter->text == NULL ? "" : letter->text,
				    .before = letter->before == NULL ? "" : letter->before};
	struct message message = {.from = {&from, 1, 0},
				  .reply_to = {&reply, letter->reply_to != NULL, 0},
				  .sender = address(world, "", ""),
				  .envelope_sender = address(world, "", ""),
				  .subject = letter->subject == NULL ? "" : letter->subject,
				  .list_id = letter->list_id == NULL ? "" : letter->list_id,
				  .links = &link,
				  .link_count = letter->link != NULL,
				  .flags = letter->flags};
	const char *why;

	message.auth.spf_domain = message.auth.dmarc_domain = "";
	if (letter->pass != NULL || letter->fail != NULL) {
		message.auth.trusted = true;
		message.auth.dmarc = letter->pass != NULL ? AUTH_PASS : AUTH_FAIL;
		message.auth.dmarc_domain = letter->pass != NULL ? letter->pass : letter->fail;
	}
	if (letter->link != NULL)
		assert_int_equal(url_parse(world->arena, letter->link, strlen(letter->link), 4096,
					   NULL, &link.url, &why),
				 0);
	*out = (struct outcome){.findings = {.arena = world->arena}};
	lookalike_message(world->lookalike, world->arena, &message, &out->findings, &out->claims);
}

static const struct finding *
find(const struct outcome *outcome, enum finding_kind kind)
{
	size_t i;

	for (i = 0; i < outcome->findings.count; i++)
		if (outcome->findings.items[i].kind == kind)
			return &outcome->findings.items[i];
	return NULL;
}

struct promise {
	struct letter letter;
	enum finding_kind kind;
	const char *target; /* NULL: no such finding */
	const char *why;
};

static void
hold(struct world *world, const struct promise *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct outcome outcome;
		const struct finding *finding;

		judge(world, &cases[i].letter, &outcome);
		finding = find(&outcome, cases[i].kind);
		if ((finding != NULL) != (cases[i].target != NULL))
			fail_msg("%s: %s", cases[i].why,
				 finding == NULL ? "not found" : finding->why);
		if (finding != NULL)
			assert_string_equal(finding->target, cases[i].target);
	}
}

static void
senders_name_claims_a_brand(void **state)
{
	static const struct promise cases[] = {
		{{.display = "PayPal", .from = "service@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "paypal.com",
		 "a foreign sender"},
		{{.display = "PayPaI Support", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "paypal.com",
		 "a capital I for an l"},
		{{.display = "P\xD0\xB0yP\xD0\xB0l", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "paypal.com",
		 "Cyrillic letters"},
		{{.display = "Bank of America", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "bankofamerica.com",
		 "a name of several words"},
		{{.display =
			  "\xE4\xB8\x89\xE4\xBA\x95\xE4\xBD\x8F\xE5\x8F\x8B\xE3\x82\xAB\xE3\x83\xBC"
			  "\xE3\x83\x89",
		  .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "smbc.co.jp",
		 "a script without blanks"},
		{{.from = "paypal-service@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "paypal.com",
		 "the mailbox name"},
		{{.display = "Meridian-Freight IT", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "meridian-freight.example",
		 "our own name"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
honest_senders_claim_nothing(void **state)
{
	static const struct promise cases[] = {
		{{.display = "PayPal", .from = "service@paypal.com"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "unknown authentication inside the owner's domain is no failure"},
		{{.display = "PayPal", .from = "service@mail.paypal.de", .pass = "paypal.de"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "another domain of the owner"},
		{{.display = "Chase Bank", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 "chase.com",
		 "an ordinary word beside a word of the trade"},
		{{.display = "Chase Miller", .from = "chase@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "a person"},
		{{.display = "Ana", .from = "ana@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "a nickname"},
		{{.display = "GitLab", .from = "gitlab@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "software that others run"},
		{{.display = "Snowpaypalace Tours", .from = "a@parcel-desk.example"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "inside a word"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
subjects_claim_only_where_they_speak_as_the_brand(void **state)
{
	static const struct promise cases[] = {
		{{.from = "a@parcel-desk.example", .subject = "[PyPI] Email verification"},
		 FINDING_BRAND_CLAIM,
		 "pypi.org",
		 "in brackets"},
		{{.from = "a@parcel-desk.example", .subject = "Your PayPal account is limited"},
		 FINDING_BRAND_CLAIM,
		 "paypal.com",
		 "your account"},
		{{.from = "a@parcel-desk.example", .subject = "Amazon security alert"},
		 FINDING_BRAND_CLAIM,
		 "amazon.com",
		 "at the start, with a word of the trade"},
		{{.from = "a@parcel-desk.example", .subject = "Google open sources a codec"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "news about the brand"},
		{{.from = "a@parcel-desk.example",
		  .subject = "Moving from GitHub to something else"},
		 FINDING_BRAND_CLAIM,
		 NULL,
		 "a mention"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
claims_are_proven_only_by_authentication(void **state)
{
	static const struct {
		struct letter letter;
		size_t count;
		bool proven;
	} cases[] = {
		{{.display = "PayPal", .from = "a@paypal.com", .pass = "paypal.com"}, 1, true},
		{{.display = "PayPal", .from = "a@paypal.com"}, 1, false},
		{{.display = "PayPal", .from = "a@paypal.com", .fail = "paypal.com"}, 1, false},
		{{.display = "PayPal", .from = "a@evil.example", .pass = "evil.example"}, 1, false},
		{{.display = "Jane Roe", .from = "a@evil.example"}, 0, false},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct outcome outcome;

		judge(*state, &cases[i].letter, &outcome);
		assert_int_equal(outcome.claims.count, cases[i].count);
		if (cases[i].count != 0) {
			assert_string_equal(outcome.claims.items[0].owner, "paypal");
			assert_int_equal(outcome.claims.items[0].proven, cases[i].proven);
		}
	}
}

static void
text_and_target_of_a_link_are_compared(void **state)
{
	static const struct promise cases[] = {
		{{.from = "a@b.example",
		  .link = "https://evil.example/x",
		  .text = "www.paypal.com"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "plain"},
		{{.from = "a@b.example",
		  .link = "https://evil.example/x",
		  .text = "Please visit https://paypal.com/login now"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "H6: not at the beginning"},
		{{.from = "a@b.example",
		  .link = "https://evil.example/?u=https://paypal.com",
		  .text = "paypal.com"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "H5: an address in the query clears nothing"},
		{{.from = "a@evil.example",
		  .link = "https://evil.example/",
		  .text = "paypal.com",
		  .pass = "evil.example"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "H4: DMARC of a stranger clears nothing"},
		{{.from = "a@b.example",
		  .link = "https://evil.example/",
		  .text = "p\xD0\xB0yp\xD0\xB0l.com"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "a look-alike as text"},
		{{.from = "a@b.example", .link = "https://evil.example/", .text = "rnicrosoft.com"},
		 FINDING_CONFUSABLE,
		 "microsoft.com",
		 "another look-alike as text"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
honest_links_are_left_alone(void **state)
{
	static const struct promise cases[] = {
		{{.from = "a@b.example", .link = "https://www.paypal.me/x", .text = "paypal.com"},
		 FINDING_LINK_MISMATCH,
		 NULL,
		 "the same owner"},
		{{.from = "a@b.example",
		  .link = "https://eur01.safelinks.protection.outlook.com/"
			  "?url=https%3A%2F%2Fpaypal."
			  "com%2Fx",
		  .text = "paypal.com"},
		 FINDING_LINK_MISMATCH,
		 NULL,
		 "a known wrapper around the same"},
		{{.from = "a@b.example",
		  .link = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil."
			  "example",
		  .text = "paypal.com"},
		 FINDING_LINK_MISMATCH,
		 "paypal.com",
		 "a known wrapper around something else"},
		{{.from = "a@paypal.com",
		  .link = "https://click.mailer.example/x",
		  .text = "paypal.com",
		  .pass = "paypal.com"},
		 FINDING_LINK_MISMATCH,
		 NULL,
		 "the owner's own mailer"},
		{{.from = "a@b.example",
		  .link = "https://click.mailer.example/x",
		  .text = "www.bookshop.example"},
		 FINDING_LINK_MISMATCH,
		 NULL,
		 "nobody protects the shop"},
		{{.from = "a@b.example",
		  .link = "https://click.mailer.example/x",
		  .text = "facebook.com/bookshop"},
		 FINDING_LINK_MISMATCH,
		 NULL,
		 "everybody links to social networks"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
hosts_of_a_message_are_judged(void **state)
{
	static const struct promise cases[] = {
		{{.from = "a@rnicrosoft.com"}, FINDING_CONFUSABLE, "microsoft.com", "From"},
		{{.from = "a@b.example", .reply_to = "a@rnicrosoft.com"},
		 FINDING_CONFUSABLE,
		 "microsoft.com",
		 "Reply-To"},
		{{.display = "help.rnicrosoft.com", .from = "a@b.example"},
		 FINDING_CONFUSABLE,
		 "microsoft.com",
		 "a name in the display name"},
		{{.from = "a@b.example", .link = "https://paypal.com.evil.example/"},
		 FINDING_EMBEDDED,
		 "paypal.com",
		 "a link"},
		{{.from = "a@b.example", .link = "https://paypal.com@evil.example/"},
		 FINDING_EMBEDDED,
		 "paypal.com",
		 "before an @"},
		{{.from = "a@b.example",
		  .link = "https://www.google.com/url?q=https://paypal.com.evil.example/"},
		 FINDING_EMBEDDED,
		 "paypal.com",
		 "inside a known wrapper"},
		{{.from = "a@b.example", .link = "https://chase-secure.example/"},
		 FINDING_COMBOSQUAT,
		 NULL,
		 "an ordinary word without a claim"},
		{{.display = "Chase Alerts",
		  .from = "a@b.example",
		  .link = "https://chase-secure.example/"},
		 FINDING_COMBOSQUAT,
		 "chase.com",
		 "an ordinary word with a claim"},
		{{.from = "a@b.example",
		  .link = "https://pypj.org/",
		  .text = "Verify now",
		  .before = "Your account on PyPI needs"},
		 FINDING_CONFUSABLE,
		 "pypi.org",
		 "H10: a short name with a mention near the link"},
		{{.from = "a@b.example", .link = "https://pypj.org/"},
		 FINDING_CONFUSABLE,
		 NULL,
		 "a short name without"},
	};

	hold(*state, cases, COUNT(cases));
}

static void
our_own_domain_and_replies_are_guarded(void **state)
{
	static const struct promise cases[] = {
		{{.from = "it@meridian-freight.example", .fail = "meridian-freight.example"},
		 FINDING_OWN_DOMAIN_SPOOF,
		 "meridian-freight.example",
		 "failed"},
		{{.from = "it@meridian-freight.example"},
		 FINDING_OWN_DOMAIN_SPOOF,
		 NULL,
		 "unknown is no failure"},
		{{.from = "it@meridian-freight.example", .pass = "meridian-freight.example"},
		 FINDING_OWN_DOMAIN_SPOOF,
		 NULL,
		 "proven"},
		{{.from = "it@partner.example", .reply_to = "it.partner@gmail.com"},
		 FINDING_REPLY_TO,
		 "",
		 "to a free mailbox"},
		{{.from = "it@partner.example", .reply_to = "it@rnicrosoft.com"},
		 FINDING_REPLY_TO,
		 "microsoft.com",
		 "to a look-alike"},
		{{.from = "it@partner.example", .reply_to = "tickets@desk.example"},
		 FINDING_REPLY_TO,
		 NULL,
		 "a ticket system"},
		{{.from = "jane@gmail.com", .reply_to = "jane@yahoo.com"},
		 FINDING_REPLY_TO,
		 NULL,
		 "between free mailboxes"},
		{{.from = "it@partner.example",
		  .reply_to = "list.owner@gmail.com",
		  .list_id = "crew.partner.example",
		  .pass = "partner.example",
		  .flags = MESSAGE_LIST},
		 FINDING_REPLY_TO,
		 NULL,
		 "a mailing list"},
		{{.from = "it@partner.example",
		  .reply_to = "list.owner@gmail.com",
		  .list_id = "crew.partner.example",
		  .flags = MESSAGE_LIST},
		 FINDING_REPLY_TO,
		 "",
		 "H13: what merely says it is one"},
	};

	hold(*state, cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(senders_name_claims_a_brand),
		cmocka_unit_test(honest_senders_claim_nothing),
		cmocka_unit_test(subjects_claim_only_where_they_speak_as_the_brand),
		cmocka_unit_test(claims_are_proven_only_by_authentication),
		cmocka_unit_test(text_and_target_of_a_link_are_compared),
		cmocka_unit_test(honest_links_are_left_alone),
		cmocka_unit_test(hosts_of_a_message_are_judged),
		cmocka_unit_test(our_own_domain_and_replies_are_guarded),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
