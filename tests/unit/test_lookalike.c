/* SPDX-License-Identifier: BSD-2-Clause */
/* test_lookalike - which names are accused of imitating which, and which never are. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/lookalike/lookalike.h"
#include "tests/unit/scratch.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct world {
	struct arena *arena;
	struct lookalike *lookalike;
};

static int
begin(void **state)
{
	static const char *owned[] = {"meridian-freight.example", "meridianfreight.test"};
	static const char *exempt[] = {"github-archive.example"};
	struct conf_protected conf = {.owned = {owned, COUNT(owned)},
				      .exempt = {exempt, COUNT(exempt)}};
	struct world *world = calloc(1, sizeof(*world));
	const char *why = NULL;

	world->arena = arena_new();
	world->lookalike = lookalike_open(world->arena, &conf, NULL, &why);
	if (world->lookalike == NULL)
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

static struct lookalike_match
check(struct world *world, const char *name)
{
	struct lookalike_match match;
	struct host host;
	const char *why = NULL;

	if (host_canonical(world->arena, name, strlen(name), &host, &why) != 0)
		fail_msg("%s: %s", name, why);
	lookalike_check(world->lookalike, world->arena, &host, &match);
	assert_non_null(match.role);
	assert_non_null(match.why);
	assert_non_null(match.nearly);
	return match;
}

/* 'claim' tells whether the match may count only with a brand claim. */
struct accused {
	const char *name;
	enum finding_kind kind;
	const char *target;
	bool claim;
	const char *why;
};

static void
expect(struct world *world, const struct accused *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct lookalike_match match = check(world, cases[i].name);

		if (!match.flagged || match.kind != cases[i].kind ||
		    strcmp(match.target, cases[i].target) != 0 ||
		    match.needs_claim != cases[i].claim)
			fail_msg("%s (%s): flagged %d, %s of %s, claim %d: %s", cases[i].name,
				 cases[i].why, match.flagged, finding_info(match.kind)->name,
				 match.target, match.needs_claim, match.why);
		assert_string_not_equal(match.why, "");
	}
}

static void
names_that_look_the_same_are_found(void **state)
{
	static const struct accused cases[] = {
		{"rnicrosoft.com", FINDING_CONFUSABLE, "microsoft.com", false, "H2: rn for m"},
		{"paypa1.com", FINDING_CONFUSABLE, "paypal.com", false, "1 for l"},
		{"g00gle.com", FINDING_CONFUSABLE, "google.com", false, "0 for o"},
		{"vvellsfargo.com", FINDING_CONFUSABLE, "wellsfargo.com", false, "vv for w"},
		{"p\xD0\xB0ypal.com", FINDING_HOMOGLYPH, "paypal.com", false, "H7: one Cyrillic a"},
		{"xn--pypal-4ve.com", FINDING_HOMOGLYPH, "paypal.com", false,
		 "H7: the same as A-label"},
		{"xn--80ak6aa92e.com", FINDING_HOMOGLYPH, "apple.com", false,
		 "H7: all Cyrillic, an ordinary word included"},
		{"xn--80a6a66b.com", FINDING_HOMOGLYPH, "adp.com", false,
		 "short, but all Cyrillic"},
		{"g\xC3\xB6\xC3\xB6gle.com", FINDING_HOMOGLYPH, "google.com", false,
		 "H15: diacritics"},
		{"paypa1.net", FINDING_CONFUSABLE, "paypal.com", false, "another suffix too"},
		{"m1cr0s0ft.com", FINDING_CONFUSABLE, "microsoft.com", false, "H11: leet"},
		{"glthub.info", FINDING_CONFUSABLE, "github.com", false,
		 "H16: label and suffix differ"},
		{"pypj.org", FINDING_CONFUSABLE, "pypi.org", true, "H10: short, with a claim"},
		{"meridian-fre1ght.example", FINDING_CONFUSABLE, "meridian-freight.example", false,
		 "our own"},
	};

	expect(*state, cases, COUNT(cases));
}

static void
names_in_longer_names_are_found(void **state)
{
	static const struct accused cases[] = {
		{"paypal.com.evil.example", FINDING_EMBEDDED, "paypal.com", false, "in front"},
		{"ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.ups.paypal."
		 "com."
		 "evil.example",
		 FINDING_EMBEDDED, "paypal.com", false, "behind so many others"},
		{"paypal-com.evil.example", FINDING_EMBEDDED, "paypal.com", false, "with hyphens"},
		{"paypalcom.evil.example", FINDING_EMBEDDED, "paypal.com", false, "glued"},
		{"paypal-com.example", FINDING_EMBEDDED, "paypal.com", false, "in the label"},
		{"github-com-auth.onrender.com", FINDING_EMBEDDED, "github.com", false,
		 "on anonymous hosting"},
		{"wwwpaypal.com", FINDING_EMBEDDED, "paypal.com", false, "a missing dot"},
		{"account.amazon.co.jp.evil.example", FINDING_EMBEDDED, "amazon.com", false,
		 "a country site"},
		{"www-github-com.proxy.college.edu", FINDING_EMBEDDED, "github.com", true,
		 "a library's proxy"},
		{"sso-github.com", FINDING_COMBOSQUAT, "github.com", false, "Sawfish"},
		{"secure-paypal-login.com", FINDING_COMBOSQUAT, "paypal.com", false,
		 "H11: two words"},
		{"pypi-mirror.org", FINDING_COMBOSQUAT, "pypi.org", false, "H10: a short brand"},
		{"microsoft-account-password-verification-security.com", FINDING_COMBOSQUAT,
		 "microsoft.com", false, "H1: longer than 32"},
		{"paypal-acconut-update.example", FINDING_COMBOSQUAT, "paypal.com", false,
		 "a misspelt word"},
		{"paypal-login.evil.example", FINDING_COMBOSQUAT, "paypal.com", false,
		 "in a subdomain"},
		{"account.amazon.evil.example", FINDING_COMBOSQUAT, "amazon.com", false,
		 "over two labels"},
		{"amazon-a8f3k21.example", FINDING_COMBOSQUAT, "amazon.com", true,
		 "an identifier is no word of the trade"},
		{"chase-secure.example", FINDING_COMBOSQUAT, "chase.com", true, "an ordinary word"},
		{"github.evil.example", FINDING_COMBOSQUAT, "github.com", true,
		 "companies name hosts after what runs there"},
		{"perfectly-nintendo.com", FINDING_COMBOSQUAT, "nintendo.com", true,
		 "a word is left over"},
		{"meridian-freight-bakery.example", FINDING_COMBOSQUAT, "meridian-freight.example",
		 false, "our own with any word"},
		{"meridian-freight-portal.example", FINDING_COMBOSQUAT, "meridian-freight.example",
		 false, "our own"},
	};

	expect(*state, cases, COUNT(cases));
}

static void
other_suffixes_and_slips_are_found(void **state)
{
	static const struct accused cases[] = {
		{"npmjs.help", FINDING_TLD_SWAP, "npmjs.com", false, "H9: September 2025"},
		{"github.help", FINDING_TLD_SWAP, "github.com", false, "H11"},
		{"meridian-freight.help", FINDING_TLD_SWAP, "meridian-freight.example", false,
		 "our own"},
		{"npmjs.net", FINDING_TLD_SWAP, "npmjs.com", true, "owners hold the old suffixes"},
		{"chase.help", FINDING_TLD_SWAP, "chase.com", true, "an ordinary word"},
		{"githbu.com", FINDING_TYPO, "github.com", false, "two letters swapped"},
		{"gitthub.com", FINDING_TYPO, "github.com", false, "a letter doubled"},
		{"gihub.com", FINDING_TYPO, "github.com", false, "a letter missing"},
		{"goithub.com", FINDING_TYPO, "github.com", false, "a neighbour added"},
		{"git-hub.co", FINDING_TYPO, "github.com", true, "H16: hyphen and suffix"},
		{"mibrosoft.com", FINDING_BITSQUAT, "microsoft.com", false, "one bit"},
		{"mircosotf.com", FINDING_TYPO, "microsoft.com", false, "two swaps in a long name"},
	};

	expect(*state, cases, COUNT(cases));
}

static void
honest_names_are_never_accused(void **state)
{
	static const char *const names[] = {
		/* owned, with country sites, old names and mail domains */
		"paypal.com", "www.paypal.com", "amazon.co.jp", "mail.google.co.uk",
		"xn--80ak6aa92e.paypal.com", "outlook.office365.com", "facebookmail.com",
		"meridian-freight.example", "mail.meridian-freight.example", "meridianfreight.test",
		"facebok.com",
		/* exempt */
		"github-archive.example",
		/* customers of services, and what is only near by chance (detection.md 4) */
		"example-com.sentry.io", "tsa.gov", "usa.gov", "mtb.com", "mlb.com", "ual.com",
		"uol.com.br", "1e.com", "tuta.com", "tuya.com", "shipfsl.com", "lithub.com",
		"gtmhub.com", "itthub.net", "spring-boot-admin.com", "steemitwallet.com",
		"exabyte-systems.com", "delivery.com", "walmart.com",
		/* IDN that imitates nobody */
		"xn--bcher-kva.example", "xn--rksmrgs-5wao1o.se", "xn--7-itb.tv",
		"xn--80aswg.xn--p1ai",
		/* not names at all */
		"192.0.2.7", "localhost", "mailhost"};
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		struct lookalike_match match = check(*state, names[i]);

		if (match.flagged && !match.needs_claim)
			fail_msg("%s: %s of %s: %s", names[i], finding_info(match.kind)->name,
				 match.target, match.why);
	}
}

static void
roles_say_what_a_name_is(void **state)
{
	static const struct {
		const char *name, *role, *owner;
	} cases[] = {
		{"login.paypal.com", "issuer paypal", "paypal"},
		{"meridian-freight.example", "owned", "own"},
		{"gmail.com", "freemail", "google"},
		{"someone.onrender.com", "hosting", ""},
		{"acme.zendesk.com", "tenant", "zendesk"},
		{"alice.github.io", "hosting", ""},
		{"github.io", "hosting", "github"},
		{"receita.gov.br", "issuer govbr", "govbr"},
		{"kodak.com", "known", ""},
		{"nobody.example", "unknown", ""},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct host host;
		const char *why;

		assert_int_equal(host_canonical(world->arena, cases[i].name, strlen(cases[i].name),
						&host, &why),
				 0);
		assert_string_equal(check(world, cases[i].name).role, cases[i].role);
		assert_string_equal(lookalike_owner(world->lookalike, &host), cases[i].owner);
		assert_int_equal(lookalike_is_owned(world->lookalike, &host),
				 strcmp(cases[i].owner, "own") == 0);
	}
}

static void
what_restrains_a_match_is_said(void **state)
{
	assert_string_equal(check(*state, "sso-github.com").nearly, "");
	assert_non_null(strstr(check(*state, "chase-secure.example").nearly, "ordinary word"));
	assert_true(check(*state, "chase-secure.example").ordinary);
	assert_non_null(strstr(check(*state, "pypj.org").nearly, "short"));
	assert_non_null(strstr(check(*state, "perfectly-nintendo.com").nearly, "claim"));
}

static void
a_broken_table_names_file_and_line(void **state)
{
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	char *path = arena_printf(arena, "%s/issuers", folder);
	const char *text = "issuer acme bank\nbrand acme\n\nowns acme..example\n", *why = "";
	struct conf_protected conf = {.issuers = path};

	(void)state;
	assert_int_equal(file_write_atomic(arena, path, text, strlen(text), &why), 0);
	assert_null(lookalike_open(arena, &conf, NULL, &why));
	assert_non_null(strstr(why, "issuers:4: not a domain name"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	arena_free(arena);
}

static void
domains_of_the_directory_are_owned_too(void **state)
{
	static const char *names[] = {"quaymaster.example"};
	struct lookalike_learned more = {.owned = {names, 1}};
	struct conf_protected conf = {0};
	struct world world = {.arena = arena_new()};
	const char *why = NULL;

	(void)state;
	world.lookalike = lookalike_open(world.arena, &conf, &more, &why);
	assert_non_null(world.lookalike);
	assert_string_equal(check(&world, "quaymaster.example").role, "owned");
	assert_string_equal(check(&world, "quaymaster-login.example").owner, "own");
	assert_int_equal(check(&world, "quaymaster-login.example").tier, LOOKALIKE_OWNED);
	assert_non_null(strstr(lookalike_version(world.lookalike), "issuers"));
	lookalike_close(world.lookalike);
	lookalike_close(NULL);
	arena_free(world.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_look_the_same_are_found),
		cmocka_unit_test(names_in_longer_names_are_found),
		cmocka_unit_test(other_suffixes_and_slips_are_found),
		cmocka_unit_test(honest_names_are_never_accused),
		cmocka_unit_test(roles_say_what_a_name_is),
		cmocka_unit_test(what_restrains_a_match_is_said),
		cmocka_unit_test(a_broken_table_names_file_and_line),
		cmocka_unit_test(domains_of_the_directory_are_owned_too),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
