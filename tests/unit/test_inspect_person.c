/* SPDX-License-Identifier: BSD-2-Clause */
/* test_inspect_person - the name of somebody of the directory above a stranger's address. */
#include "config.h"

#include "policy/inspect_person.h"

#include "policy/mail/person.h"
#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
weight_of(struct company *company, const char *head, const char *recipient)
{
	struct inspection inspection;
	const struct finding *finding;

	company_read(company,
		     arena_printf(company->arena,
				  "%sTo: " COMPANY_PAYROLL "\nSubject: hello\n\n" COMPANY_TALK,
				  head),
		     recipient, &inspection);
	finding = company_find(&inspection, FINDING_PERSON_NAME);
	assert_true(inspection.judgement.verdict <= VERDICT_RECORD);
	return finding == NULL ? 0 : finding->weight;
}

static void
a_borrowed_name_weighs_by_whose_it_is(void **state)
{
	static const struct {
		const char *head, *recipient;
		int weight;
	} cases[] = {
		{"From: Ida Holm <x@dorsal.example>\n", NULL, 140},
		{"From: \"HOLM, Ida\" <x@dorsal.example>\n", NULL, 140},
		{"From: Id\xD0\xB0 Holm <x@dorsal.example>\n", NULL, 140},
		{"From: \"Ida Holm | Sales\" <x@dorsal.example>\n", NULL, 105},
		{"From: Katrin Nordmann <x@dorsal.example>\n", NULL, 220},
		{"From: CEO Katrin Nordmann <x@dorsal.example>\n", NULL, 165},
		{"From: Anna Berg <x@gmail.com>\n", NULL, 220},
		{"From: a@dorsal.example, Ida Holm <x@dorsal.example>\n", NULL, 140},
		{"From: Ida Holm <ida.holm@nordwind.example>\n", NULL, 0},
		{"From: Anna Berg <anna.berg@nordwind-logistik.example>\n", NULL, 0},
		{"From: Ida Holm <x@dorsal.example>\n", "ida.holm@nordwind.example", 0},
		{"From: Ida Holm <x@dorsal.example>\n", "katrin.nordmann@nordwind.example", 140},
		{"From: Max Ferber <x@dorsal.example>\n", NULL, 0},
		{"From: Ida <x@dorsal.example>\n", NULL, 0},
		{"From: x@dorsal.example\n", NULL, 0},
		{"From: ida.holm@dorsal.example\n", NULL, 105},
		{"From: \"ida_holm@dorsal.example\" <ida_holm@dorsal.example>\n", NULL, 105},
		{"From: Dorsal <ida.holm@dorsal.example>\n", NULL, 0},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		int weight = weight_of(*state, cases[i].head, cases[i].recipient);

		if (weight != cases[i].weight)
			fail_msg("%s: %d", cases[i].head, weight);
	}
}

static void
only_a_proven_service_writes_in_peoples_names(void **state)
{
	static const struct {
		const char *head;
		bool found;
	} cases[] = {
		{COMPANY_PROVEN("github.com") "From: Ida Holm <notifications@github.com>\n", false},
		{"From: Ida Holm <notifications@github.com>\n", true},
		{COMPANY_PROVEN("gmail.com") "From: Ida Holm <ida@gmail.com>\n", true},
		{"Return-Path: <>\nAuto-Submitted: auto-replied\n" COMPANY_PROVEN(
			 "gmail.com") "From: Ida Holm <ida@gmail.com>\n",
		 false},
		{"Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: Ida Holm <ida@gmail.com>\n",
		 true},
		{COMPANY_PROVEN("dorsal.example") "From: Ida Holm <x@dorsal.example>\n", true},
		{"List-Id: <l.github.com>\nFrom: Ida Holm <x@dorsal.example>\n", true},
		{"Message-ID: <1@calendar.google.com>\nFrom: Ida Holm <x@dorsal.example>\n", true},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		if ((weight_of(*state, cases[i].head, NULL) != 0) != cases[i].found)
			fail_msg("%s", cases[i].head);
}

static void
a_colleagues_name_completes_a_lure_without_a_link(void **state)
{
	static const char letter[] = "From: Ida Holm <x@dorsal.example>\nTo: " COMPANY_PAYROLL
				     "\nSubject: My account\n\n" COMPANY_LURE;
	struct inspection inspection;

	company_read(*state, letter, NULL, &inspection);
	assert_int_equal(inspection.judgement.verdict, VERDICT_TAG);
	assert_string_equal(inspection.judgement.family, "payroll");
}

static void
names_are_found_in_the_replica(void **state)
{
	struct company *company = *state;
	struct directory_person person;
	struct person_name name;
	const char *why;

	person_read(company->arena, "NORDMANN Katrin", &name);
	assert_int_equal(directory_named(company->directory, company->arena, &name, &person, &why),
			 ANSWER_FOUND);
	assert_int_equal(person.count, 1);
	assert_true(person.vip);
	/* somebody who left, a machine, a group, nobody */
	person_read(company->arena, "Nobody Known", &name);
	assert_int_equal(directory_named(company->directory, company->arena, &name, &person, &why),
			 ANSWER_NONE);
	person_read(company->arena, "svc-backup", &name);
	assert_int_equal(directory_named(company->directory, company->arena, &name, &person, &why),
			 ANSWER_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_borrowed_name_weighs_by_whose_it_is),
		cmocka_unit_test(only_a_proven_service_writes_in_peoples_names),
		cmocka_unit_test(a_colleagues_name_completes_a_lure_without_a_link),
		cmocka_unit_test(names_are_found_in_the_replica),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
