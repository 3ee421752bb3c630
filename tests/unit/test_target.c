/* SPDX-License-Identifier: BSD-2-Clause */
/* test_target - the same lure means different things to a person, a mailbox, a service, an owner.
 */
#include "config.h"

#include "policy/risk/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LURE(family_, impact_)                                                                \
	{                                                                                     \
		.kind = FINDING_LURE, .family = (family_), .impact = (impact_), .weight = 250 \
	}
#define NONE FINDING_KINDS

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

static void
who_reads_it_decides_what_it_means(void **state)
{
	static const struct {
		struct finding finding;
		enum identity_kind kind;
		size_t nhis;
		enum finding_kind expected;
		int weight;
		const char *why;
	} cases[] = {
		{LURE("mfa", IMPACT_MFA), IDENTITY_PERSON, 0, NONE, 0, "a person has factors"},
		{LURE("mfa", IMPACT_MFA), IDENTITY_SERVICE, 0, FINDING_MAILBOX_LURED, 0,
		 "a service has none"},
		{LURE("mfa", IMPACT_MFA), IDENTITY_SHARED, 0, FINDING_MAILBOX_LURED, 60,
		 "nor a shared mailbox, which gets all spam"},
		{LURE("password-expiry", IMPACT_PASSWORD), IDENTITY_ROLE, 0, FINDING_MAILBOX_LURED,
		 60, "role"},
		{LURE("payroll", IMPACT_PAYMENT), IDENTITY_SHARED, 0, FINDING_MAILBOX_LURED, 60,
		 "salary"},
		{LURE("invoice-payment", IMPACT_PAYMENT), IDENTITY_SHARED, 0, NONE, 0,
		 "invoices are its business"},
		{{.kind = FINDING_DEVICE_CODE, .family = "", .impact = IMPACT_DEVICE},
		 IDENTITY_SERVICE,
		 0,
		 FINDING_MAILBOX_LURED,
		 0,
		 "device code"},
		{{.kind = FINDING_OAUTH_GRANT, .family = "", .impact = IMPACT_OAUTH},
		 IDENTITY_SHARED,
		 0,
		 FINDING_MAILBOX_LURED,
		 60,
		 "grant"},
		{{.kind = FINDING_PASSWORD_FORM, .family = ""},
		 IDENTITY_SERVICE,
		 0,
		 FINDING_MAILBOX_LURED,
		 0,
		 "a form"},
		{LURE("api-secret", IMPACT_SECRET), IDENTITY_SERVICE, 0, FINDING_MAILBOX_LURED, 0,
		 "a service has secrets, but nobody there to hand them out"},
		{LURE("api-secret", IMPACT_SECRET), IDENTITY_SHARED, 0, NONE, 0,
		 "a shared mailbox may belong to developers"},
		{LURE("api-secret", IMPACT_SECRET), IDENTITY_PERSON, 0, NONE, 0, "owns nothing"},
		{LURE("api-secret", IMPACT_SECRET), IDENTITY_PERSON, 2, FINDING_OWNER_LURED, 0,
		 "owner"},
		{LURE("signing-key", IMPACT_SIGNING_KEY), IDENTITY_PERSON, 1, FINDING_OWNER_LURED,
		 0, "signing key"},
		{LURE("cloud-console", IMPACT_SESSION), IDENTITY_PERSON, 1, FINDING_OWNER_LURED, 0,
		 "where keys are made"},
		{LURE("mailbox-quota", IMPACT_PASSWORD), IDENTITY_PERSON, 2, NONE, 0,
		 "everybody's lure"},
		{{.kind = FINDING_LURE, .family = "mfa", .impact = IMPACT_MFA, .weight = 119},
		 IDENTITY_SERVICE,
		 0,
		 NONE,
		 0,
		 "too weak for a lure"},
		{{.kind = FINDING_LURE,
		  .family = "mfa",
		  .impact = IMPACT_MFA,
		  .weight = 250,
		  .excused = "allow us"},
		 IDENTITY_SERVICE,
		 0,
		 NONE,
		 0,
		 "excused by the operator"},
		{{.kind = FINDING_BRAND_CLAIM, .family = "", .impact = IMPACT_PASSWORD},
		 IDENTITY_SERVICE,
		 0,
		 NONE,
		 0,
		 "no lure"},
		{LURE("mfa", IMPACT_MFA), IDENTITY_UNRESOLVED, 0, NONE, 0, "nobody knows who"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct finding finding = cases[i].finding, out[TARGET_MOST];
		const struct finding_list list = {.items = &finding, .count = 1};
		const struct identity identity = {.kind = cases[i].kind,
						  .nhi_count = cases[i].nhis};
		size_t count = target_find(*state, &list, &identity, out);

		if (count != (cases[i].expected == NONE ? 0 : 1))
			fail_msg("%s: %zu", cases[i].why, count);
		if (count == 0)
			continue;
		assert_int_equal(out[0].kind, cases[i].expected);
		assert_int_equal(out[0].weight, cases[i].weight);
		assert_int_equal(out[0].impact, finding.impact);
		assert_non_null(out[0].why);
	}
}

static void
a_service_that_owns_others_is_both(void **state)
{
	struct finding lures[] = {LURE("mfa", IMPACT_MFA), LURE("api-secret", IMPACT_SECRET)};
	const struct finding_list list = {.items = lures, .count = 2};
	const struct identity identity = {.kind = IDENTITY_SERVICE, .nhi_count = 1};
	struct finding out[TARGET_MOST];

	assert_int_equal(target_find(*state, &list, &identity, out), 2);
	assert_int_equal(out[0].kind, FINDING_MAILBOX_LURED);
	assert_int_equal(out[0].impact, IMPACT_MFA);
	assert_int_equal(out[1].kind, FINDING_OWNER_LURED);
	assert_int_equal(out[1].impact, IMPACT_SECRET);
	assert_non_null(strstr(out[1].why, "1 non-human identity"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_reads_it_decides_what_it_means, begin, end),
		cmocka_unit_test_setup_teardown(a_service_that_owns_others_is_both, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
