/* SPDX-License-Identifier: BSD-2-Clause */
/* test_subject - the frozen columns, and what stands in them. */
#include "config.h"

#include "policy/export/subject.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void
the_columns_are_frozen(void **state)
{
	static const char *const frozen[] = {"subject_id",
					     "subject_id_type",
					     "directory",
					     "identity_kind",
					     "account_name",
					     "primary_mail",
					     "dn",
					     "account_status",
					     "privilege_tier",
					     "privilege_via",
					     "owner_id",
					     "owner_mail",
					     "owner_state",
					     "delegate_ids",
					     "risk_level",
					     "risk_score",
					     "hits_30d",
					     "first_seen",
					     "last_seen",
					     "reasons",
					     "lookalike_domains",
					     "impersonated",
					     "attack_techniques",
					     "nhi_risks",
					     "recommended_actions",
					     "evidence_ids",
					     "state_changed"};
	size_t i;

	(void)state;
	assert_int_equal(sizeof(frozen) / sizeof(frozen[0]), SUBJECT_COLUMNS);
	for (i = 0; i < SUBJECT_COLUMNS; i++)
		assert_string_equal(subject_names[i], frozen[i]);
}

static void
an_orphaned_service_account_is_told_as_such(void **state)
{
	struct risk_review reviews[] = {{.kind = REVIEW_ROTATE_SECRET},
					{.kind = REVIEW_ASSIGN_OWNER}};
	const char *families[] = {"api-secret", "mfa"};
	struct store_identity evidence = {
		.identity = {.id = "id-7", .kind = IDENTITY_SERVICE},
		.name = "id-7",
		.risk = {.risk = 476, .level = RISK_HIGH},
		.last_ms = 1790000000000,
		.impacts = 1u << IMPACT_SECRET,
		.families = families,
		.family_count = 2,
		.reviews = reviews,
		.review_count = 2,
	};
	struct subject_facts facts = {.evidence = &evidence,
				      .identity = {.id = "id-7",
						   .kind = IDENTITY_SERVICE,
						   .tier = TIER_PRIVILEGED,
						   .stale = true,
						   .dn = "cn=a\\, b",
						   .account = "=svc",
						   .owner_state = OWNER_MISSING},
				      .hits_30d = 3};
	struct subject subject;

	subject_fill(*state, &facts, true, &subject);
	assert_string_equal(subject.cells[SUBJECT_ID], "id-7");
	assert_string_equal(subject.cells[SUBJECT_ID_TYPE], "directory");
	assert_string_equal(subject.cells[SUBJECT_KIND], "service-account");
	assert_string_equal(subject.cells[SUBJECT_ACCOUNT], "'=svc");
	assert_string_equal(subject.cells[SUBJECT_DN], "cn=a\\2C b");
	assert_string_equal(subject.cells[SUBJECT_STATUS], "stale");
	assert_string_equal(subject.cells[SUBJECT_OWNER_STATE], "missing");
	assert_string_equal(subject.cells[SUBJECT_LEVEL], "high");
	assert_string_equal(subject.cells[SUBJECT_SCORE], "450");
	assert_string_equal(subject.cells[SUBJECT_HITS_30D], "3");
	assert_string_equal(subject.cells[SUBJECT_REASONS], "api-secret;mfa");
	assert_string_equal(subject.cells[SUBJECT_NHI_RISKS], "NHI1;NHI2;NHI5;NHI10");
	assert_string_equal(subject.cells[SUBJECT_ACTIONS], "rotate-secret;assign-owner");
	assert_string_equal(subject.cells[SUBJECT_CHANGED], subject.cells[SUBJECT_LAST_SEEN]);
}

static void
a_key_of_a_directory_is_never_touched_an_address_is(void **state)
{
	struct store_identity known = {.identity = {.id = "-x"}, .name = "-x"};
	struct store_identity unknown = {.identity = {.id = ""}, .name = "=cmd@x.example"};

	assert_string_equal(subject_key(*state, &known, true), "-x");
	assert_string_equal(subject_key(*state, &unknown, true), "'=cmd@x.example");
	assert_string_equal(subject_key(*state, &unknown, false), "=cmd@x.example");
}

static void
the_status_says_what_the_directory_says(void **state)
{
	static const struct {
		struct subject_facts facts;
		const char *expected;
	} cases[] = {
		{{0}, "active"},
		{{.identity = {.disabled = true, .stale = true}}, "disabled"},
		{{.identity = {.stale = true}}, "stale"},
		{{.gone = true, .identity = {.disabled = true}}, "gone"},
		{{.by_address = true}, ""},
	};
	struct store_identity evidence = {.identity = {.id = "x"}, .name = "x"};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct subject_facts facts = cases[i].facts;
		struct subject subject;

		facts.evidence = &evidence;
		subject_fill(*state, &facts, true, &subject);
		assert_string_equal(subject.cells[SUBJECT_STATUS], cases[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_columns_are_frozen),
		cmocka_unit_test(an_orphaned_service_account_is_told_as_such),
		cmocka_unit_test(a_key_of_a_directory_is_never_touched_an_address_is),
		cmocka_unit_test(the_status_says_what_the_directory_says),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
