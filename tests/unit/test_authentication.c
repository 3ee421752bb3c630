/* SPDX-License-Identifier: BSD-2-Clause */
/* test_authentication - only a field of ours is believed, and every forgery of it is told. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/authentication.h"

static const char *ours[] = {"mx.example.org", "other.example.org."};
static const struct conf_list trusted = {.items = ours, .count = 2};

static bool
read(struct arena *arena, const char *value, struct authentication *out)
{
	*out = (struct authentication){.spf_domain = "", .dmarc_domain = ""};
	return authres_read(arena, value, strlen(value), &trusted, out);
}

static void
results_of_ours_are_read(void **state)
{
	struct authentication auth;

	assert_true(read(*state,
			 " mx.example.org (a comment; with spf=fail) 1;\r\n"
			 "\tspf=pass (sender (nested) is fine) reason=\"all; good\" "
			 "smtp.mailfrom=jane@Bank.example"
			 " smtp.helo=mail.bank.example;\r\n"
			 "\tdkim=pass header.d=bank.example header.s=s1;\r\n"
			 "\tdkim=fail (bad) header.i=@news.bank.example header.s=s2;\r\n"
			 "\tdmarc/1=pass policy.dmarc=reject header.from=bank.example; arc=none",
			 &auth));
	assert_true(auth.trusted);
	assert_int_equal(auth.spf, AUTH_PASS);
	assert_string_equal(auth.spf_domain, "bank.example");
	assert_int_equal(auth.signature_count, 2);
	assert_int_equal(auth.signatures[0].result, AUTH_PASS);
	assert_string_equal(auth.signatures[0].domain, "bank.example");
	assert_string_equal(auth.signatures[0].selector, "s1");
	assert_false(auth.signatures[0].verified_here);
	assert_int_equal(auth.signatures[1].result, AUTH_FAIL);
	assert_string_equal(auth.signatures[1].domain, "news.bank.example");
	assert_int_equal(auth.dmarc, AUTH_PASS);
	assert_string_equal(auth.dmarc_domain, "bank.example");
	assert_int_equal(auth.arc, AUTH_NONE);
}

static void
fields_of_others_say_nothing(void **state)
{
	static const char *const cases[] = {
		"mx.example.com; dmarc=pass header.from=bank.example",
		"mx.example.org.evil.example; dmarc=pass header.from=bank.example",
		"spf=pass (no id, as some providers write it) smtp.mailfrom=bank.example; "
		"dmarc=pass",
		"(mx.example.org) evil.example; dmarc=pass header.from=bank.example",
		"evil.example (mx.example.org); dmarc=pass header.from=bank.example",
		"mx.example.org evil; dmarc=pass header.from=bank.example",
		"(unclosed mx.example.org; dmarc=pass header.from=bank.example",
		"\"mx.example.org; dmarc=pass header.from=bank.example",
		"",
		";",
	};
	struct authentication auth;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (read(*state, cases[i], &auth))
			fail_msg("believed: %s", cases[i]);
		assert_false(auth.trusted);
		assert_int_equal(auth.dmarc, AUTH_UNKNOWN);
	}
}

static void
odd_results_prove_nothing(void **state)
{
	static const struct {
		const char *value, *why;
	} cases[] = {
		{"mx.example.org; none", "no result"},
		{"mx.example.org", "nothing"},
		{"mx.example.org; spf=pass smtp.helo=bank.example",
		 "HELO is whatever the client says"},
		{"mx.example.org; dmarc=pass", "of no domain"},
		{"mx.example.org; dmarc=pass header.from=evil.example header.from=bank.example",
		 "the first counts"},
		{"mx.example.org; dmarc=pass header.from=bank.example; dmarc=fail "
		 "header.from=evil.example",
		 "two answers"},
		{"mx.example.org; dkim=pass header.d=notbank.example", "another domain"},
		{"mx.example.org; dkim=pass header.d=bank.example.evil.example", "another domain"},
		{"mx.example.org; dkim=pass header.d=example", "a suffix"},
		{"mx.example.org; dkim=neutral header.d=bank.example", "not a pass"},
		{"mx.example.org; dkim=pass (header.d=bank.example) header.d=evil.example",
		 "in a comment"},
		{"mx.example.org; dmarc = pass (unclosed header.from=bank.example", "unclosed"},
		{"mx.example.org; x=y; ; ; =; dmarc; dkim=; /=;", "nonsense"},
	};
	struct authentication auth;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(read(*state, cases[i].value, &auth));
		if (authentication_proves(&auth, "bank.example"))
			fail_msg("proven: %s", cases[i].why);
	}
}

static void
alignment_is_by_whole_labels(void **state)
{
	struct authentication auth;

	assert_true(read(*state, "MX.Example.ORG.; dkim=pass header.d=Mail.Bank.Example", &auth));
	assert_true(authentication_proves(&auth, "bank.example"));
	assert_false(authentication_proves(&auth, "ank.example"));
	assert_false(authentication_proves(&auth, ""));
	assert_true(read(*state, "other.example.org; dmarc=pass header.from=bank.example", &auth));
	assert_true(authentication_proves(&auth, "bank.example"));
}

static void
failure_is_for_the_claimed_domain_only(void **state)
{
	struct authentication auth;

	assert_true(read(*state, "mx.example.org; dmarc=fail header.from=bank.example", &auth));
	assert_true(authentication_fails(&auth, "bank.example"));
	assert_false(authentication_fails(&auth, "shop.example"));
	assert_true(read(*state, "mx.example.org; spf=fail smtp.mailfrom=x@bank.example", &auth));
	assert_true(authentication_fails(&auth, "bank.example"));
	assert_true(read(*state,
			 "mx.example.org; spf=fail smtp.mailfrom=bank.example; dkim=pass "
			 "header.d=bank.example",
			 &auth));
	assert_false(authentication_fails(&auth, "bank.example"));
	assert_true(read(*state, "mx.example.org; spf=softfail smtp.mailfrom=bank.example", &auth));
	assert_false(authentication_fails(&auth, "bank.example"));
	assert_true(read(*state, "mx.example.org; spf=fail smtp.mailfrom=bounces.example", &auth));
	assert_false(authentication_fails(&auth, "bank.example"));
}

static void
forgeries_of_our_id_are_claims(void **state)
{
	static const struct {
		const char *value;
		bool expected;
	} cases[] = {
		{"mx.example.org; spf=pass", true},
		{"MX.EXAMPLE.ORG; spf=pass", true},
		{"mx.example.org.; spf=pass", true},
		{"\"mx.example.org\"; spf=pass", true},
		{"mx.example.org 1; spf=pass", true},
		{"(x) mx.example.org; spf=pass", true},
		{"\r\n\tmx.example.org; spf=pass", true},
		{"mx.example.org", true},
		{"mx.example.org x y; spf=pass", true},
		{"mx.example.org/1; spf=pass", true},
		{"(unclosed mx.example.org; spf=pass", true},
		{"other.example.org; none", true},
		{"mx.example.com; spf=pass", false},
		{"evil.example; x=mx.example.org", false},
		{"", false},
	};
	char *longest;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (authres_claims(cases[i].value, strlen(cases[i].value), &trusted) !=
		    cases[i].expected)
			fail_msg("%s", cases[i].value);
	longest = arena_zalloc(*state, 6000, 1);
	memset(longest, 'x', 5500);
	longest[0] = '(';
	memcpy(longest + 5500, ") mx.example.org; spf=pass", 27);
	assert_true(authres_claims(longest, strlen(longest), &trusted));
	assert_true(authres_claims("x\0y mx.example.org", 18, &trusted));
}

static void
many_results_are_bounded(void **state)
{
	struct text value = TEXT_IN(*state);
	struct authentication auth;
	size_t i;

	text_add_string(&value, "mx.example.org");
	for (i = 0; i < 1000; i++)
		text_printf(&value, "; dkim=pass header.d=d%zu.example", i);
	assert_true(read(*state, value.bytes, &auth));
	assert_int_equal(auth.signature_count, AUTHENTICATION_SIGNATURES);
}

static void
every_result_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(auth_result_name(AUTH_UNKNOWN), "unknown");
	assert_string_equal(auth_result_name(AUTH_PASS), "pass");
	assert_string_equal(auth_result_name(AUTH_PERMERROR), "permerror");
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(results_of_ours_are_read, begin, end),
		cmocka_unit_test_setup_teardown(fields_of_others_say_nothing, begin, end),
		cmocka_unit_test_setup_teardown(odd_results_prove_nothing, begin, end),
		cmocka_unit_test_setup_teardown(alignment_is_by_whole_labels, begin, end),
		cmocka_unit_test_setup_teardown(failure_is_for_the_claimed_domain_only, begin, end),
		cmocka_unit_test_setup_teardown(forgeries_of_our_id_are_claims, begin, end),
		cmocka_unit_test_setup_teardown(many_results_are_bounded, begin, end),
		cmocka_unit_test(every_result_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
