/* SPDX-License-Identifier: BSD-2-Clause */
/* test_keys - which facts together flag a message, and which trust takes a key away. */
#include "config.h"

#include "policy/risk/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
findings_become_the_keys_of_their_kind(void **state)
{
	static const struct {
		struct finding finding;
		unsigned expected;
		const char *why;
	} cases[] = {
		{{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 0},
		 KEY_TWIN | KEY_DOMAIN,
		 "owned"},
		{{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 1},
		 KEY_TWIN | KEY_DOMAIN,
		 "critical"},
		{{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 2}, KEY_DOMAIN, "partner"},
		{{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 3}, KEY_DOMAIN, "popular"},
		{{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 9}, KEY_DOMAIN, "unprotected"},
		{{.kind = FINDING_EMBEDDED, .family = "", .tier = 1},
		 KEY_TWIN | KEY_DOMAIN,
		 "embedding"},
		{{.kind = FINDING_EMBEDDED, .family = "", .tier = 1, .weight = 200},
		 KEY_DOMAIN,
		 "rated lower by lookalike"},
		{{.kind = FINDING_CONFUSABLE, .family = "", .tier = 1, .cost = 0},
		 KEY_TWIN | KEY_DOMAIN,
		 "strong"},
		{{.kind = FINDING_CONFUSABLE, .family = "", .tier = 1, .cost = 0.5},
		 KEY_DOMAIN,
		 "weak skeleton"},
		{{.kind = FINDING_TYPO, .family = "", .tier = 0, .weight = 500},
		 KEY_DOMAIN,
		 "never alone"},
		{{.kind = FINDING_LURE, .family = "quota", .weight = 119}, 0, "too weak for a key"},
		{{.kind = FINDING_LURE, .family = "quota", .weight = 120}, KEY_LURE, "a key"},
		{{.kind = FINDING_LURE, .family = "quota", .weight = 259}, KEY_LURE, "not strong"},
		{{.kind = FINDING_LURE, .family = "quota", .weight = 260},
		 KEY_LURE | KEY_LURE_STRONG,
		 "strong"},
		{{.kind = FINDING_OAUTH_GRANT, .family = ""}, KEY_GRANT, "grant"},
		{{.kind = FINDING_SECRET_ASKED, .family = ""}, KEY_ASKED, "secret by mail"},
		{{.kind = FINDING_ACCOUNT_LINK, .family = ""}, KEY_ACCOUNT, "account link"},
		{{.kind = FINDING_DEVICE_CODE, .family = "", .weight = 400},
		 KEY_GRANT | KEY_GRANT_STRONG,
		 "wide grant"},
		{{.kind = FINDING_TRUNCATED, .family = ""}, 0, "sight is no key"},
		{{.kind = FINDING_FIRST_CONTACT, .family = ""}, KEY_FIRST, "first contact"},
		{{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 1},
		 0,
		 "one recipient's alone"},
		{{.kind = FINDING_HIDDEN_TEXT, .family = ""}, 0, "preheaders hide text too"},
		{{.kind = FINDING_HIDDEN_TEXT, .family = "prompt", .weight = 150},
		 KEY_HOSTING,
		 "hidden text for filters"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct risk_message message = {.findings = &cases[i].finding, .finding_count = 1};

		if (keys_of(&message) != cases[i].expected)
			fail_msg("%s: %#x", cases[i].why, keys_of(&message));
	}
}

static void
a_recipient_adds_what_is_his_alone(void **state)
{
	static const struct {
		struct finding finding;
		enum identity_class class;
		unsigned expected;
	} cases[] = {
		{{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 1}, CLASS_NHI, KEY_AIMED},
		{{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 2}, CLASS_NHI, 0},
		{{.kind = FINDING_OWNER_LURED, .family = "", .recipient = 1, .excused = "log only"},
		 CLASS_NHI,
		 0},
		{{.kind = FINDING_MAILBOX_LURED, .family = "", .recipient = 1},
		 CLASS_NHI,
		 KEY_AIMED},
		{{.kind = FINDING_MAILBOX_LURED, .family = "", .recipient = 1, .weight = 60},
		 CLASS_SHARED,
		 0},
		{{.kind = FINDING_LURE, .family = "quota"}, CLASS_PRIVILEGED, KEY_POWER},
		{{.kind = FINDING_LURE, .family = "quota"}, CLASS_STANDARD, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct risk_message message = {.findings = &cases[i].finding,
					       .finding_count = 1,
					       .classes = &cases[i].class,
					       .class_count = 1};

		assert_int_equal(keys_of_recipient(&message, 0), cases[i].expected);
	}
}

static void
a_namesake_among_correspondents_claims_no_role_when_proven(void **state)
{
	static const struct finding person = {.kind = FINDING_PERSON_NAME, .family = ""};
	struct risk_message message = {
		.findings = &person, .finding_count = 1, .sender_two_way = true};

	(void)state;
	assert_int_equal(keys_of(&message), KEY_ROLE);
	message.sender_proven = true;
	assert_int_equal(keys_of(&message), 0);
}

static void
two_families_are_more_than_one_twice(void **state)
{
	struct finding same[] = {{.kind = FINDING_LURE, .family = "quota"},
				 {.kind = FINDING_LURE, .family = "quota"}};
	struct finding two[] = {{.kind = FINDING_LURE, .family = "quota"},
				{.kind = FINDING_LURE, .family = "mfa"}};
	struct finding traps[] = {{.kind = FINDING_PASSWORD_FORM, .family = ""},
				  {.kind = FINDING_SCRIPT_ATTACHMENT, .family = ""}};

	(void)state;
	assert_int_equal(keys_of(&(struct risk_message){.findings = same, .finding_count = 2}),
			 KEY_LURE);
	assert_int_equal(keys_of(&(struct risk_message){.findings = two, .finding_count = 2}),
			 KEY_LURE | KEY_LURES);
	assert_int_equal(keys_of(&(struct risk_message){.findings = traps, .finding_count = 2}),
			 KEY_TRAP | KEY_TRAPS);
}

static void
no_single_weak_key_decides(void **state)
{
	static const unsigned alone[] = {KEY_DOMAIN,  KEY_CLAIM, KEY_ROLE,  KEY_LINK, KEY_LURE,
					 KEY_LURES,   KEY_GRANT, KEY_TRAP,  KEY_AUTH, KEY_HOSTING,
					 KEY_FOREIGN, KEY_FIRST, KEY_AIMED, KEY_POWER};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(alone); i++)
		assert_null(keys_decide(alone[i]));
	assert_non_null(keys_decide(KEY_TWIN));
	assert_non_null(keys_decide(KEY_GRANT_STRONG));
}

static void
every_rule_is_found_by_its_own_keys_and_has_a_name(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; keys_rule(i) != NULL; i++) {
		assert_non_null(keys_decide(keys_rule(i)->needs));
		assert_true(strlen(keys_rule(i)->name) > 0);
	}
	assert_true(i > 20);
}

static void
only_authenticated_facts_earn_trust(void **state)
{
	static const struct {
		struct risk_message message;
		enum keys_trust expected;
		const char *why;
	} cases[] = {
		{{0}, KEYS_TRUST_NONE, "nobody"},
		{{.sender_owned = true, .sender_issuer = true}, KEYS_TRUST_NONE, "not proven"},
		{{.sender_proven = true}, KEYS_TRUST_NONE, "proven to be a stranger"},
		{{.sender_proven = true, .sender_owned = true}, KEYS_TRUST_FULL, "ours"},
		{{.sender_proven = true, .sender_issuer = true, .claim_proven = true},
		 KEYS_TRUST_FULL,
		 "the brand itself"},
		{{.sender_proven = true,
		  .sender_issuer = true,
		  .claim_proven = true,
		  .claim = true},
		 KEYS_TRUST_PART,
		 "the brand's service, with another brand inside"},
		{{.sender_proven = true,
		  .sender_issuer = true,
		  .sender_carries = true,
		  .claim_proven = true},
		 KEYS_TRUST_PART,
		 "H14: a service that passes on what others write"},
		{{.sender_proven = true,
		  .sender_issuer = true,
		  .sender_carries = true,
		  .carried_away = true,
		  .claim_proven = true},
		 KEYS_TRUST_NONE,
		 "H14: ... and where it leads"},
		{{.sender_proven = true, .sender_two_way = true},
		 KEYS_TRUST_PART,
		 "somebody we have long written to"},
		{{.sender_two_way = true}, KEYS_TRUST_NONE, "in the name of such a one"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (keys_trust(&cases[i].message) != cases[i].expected)
			fail_msg("%s", cases[i].why);
}

static void
trust_never_takes_domain_grant_or_form(void **state)
{
	struct finding findings[] = {{.kind = FINDING_HOMOGLYPH, .family = "", .tier = 0},
				     {.kind = FINDING_OAUTH_GRANT, .family = "", .weight = 450},
				     {.kind = FINDING_PASSWORD_FORM, .family = ""},
				     {.kind = FINDING_LURE, .family = "mfa", .weight = 400},
				     {.kind = FINDING_BRAND_CLAIM, .family = ""}};
	struct risk_message message = {.findings = findings,
				       .finding_count = COUNT(findings),
				       .sender_proven = true,
				       .sender_owned = true};

	(void)state;
	assert_int_equal(keys_of(&message), KEY_TWIN | KEY_DOMAIN | KEY_GRANT | KEY_GRANT_STRONG |
						    KEY_TRAP | KEY_LURE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_become_the_keys_of_their_kind),
		cmocka_unit_test(a_recipient_adds_what_is_his_alone),
		cmocka_unit_test(a_namesake_among_correspondents_claims_no_role_when_proven),
		cmocka_unit_test(two_families_are_more_than_one_twice),
		cmocka_unit_test(no_single_weak_key_decides),
		cmocka_unit_test(every_rule_is_found_by_its_own_keys_and_has_a_name),
		cmocka_unit_test(only_authenticated_facts_earn_trust),
		cmocka_unit_test(trust_never_takes_domain_grant_or_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
