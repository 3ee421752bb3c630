/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_must_not_flag_domains - names that other projects were sorry to have flagged.
 *
 * One function for each entry of detection.md section 4, groups "Own names and ownership", "String
 * distance" and "IDN"; the threads are named beside the names.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/mail/address.h"
#include "policy/mail/fold.h"
#include "policy/mail/url.h"
#include "tests/unit/names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
begin(void **state)
{
	/* chromium-dashboard 967: one company, two names that differ by a dot and a hyphen */
	static const char *owned[] = {"exabyte-systems.com", "exabyte.systems",
				      "harbour-bank.example"};
	static const char *exempt[] = {"harbour-bank-fans.example"};
	const struct conf_protected conf = {.owned = {owned, COUNT(owned)},
					    .exempt = {exempt, COUNT(exempt)}};

	*state = names_open(&conf);
	return 0;
}

static int
end(void **state)
{
	names_close(*state);
	return 0;
}

static void
expect_all_clear(const struct names *names, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		names_expect_clear(names, list[i]);
}

#define EXPECT_ALL_CLEAR(state, list) expect_all_clear(*(state), list, COUNT(list))

/* ---- own names and ownership ----------------------------------------------------------------- */

static void
owner_sets_hold_country_sites_and_old_names(void **state)
{
	static const char *const names[] = {
		"amazon.co.uk", "www.amazon.co.jp", /* rspamd commit 716bc3913 */
		"outlook.com",  "office365.com",    /* sublime PR 1028, 3014 */
		"1drv.ms",                          /* sublime PR 1561 */
		"hsbc.fr",      "ccf.fr",           /* ClamAV 1128 */
	};

	EXPECT_ALL_CLEAR(state, names);
}

static void
a_second_name_of_the_company_is_its_own(void **state)
{
	/* chromium-dashboard 967 */
	static const char *const names[] = {"exabyte-systems.com", "exabyte.systems",
					    "mail.exabyte.systems"};

	EXPECT_ALL_CLEAR(state, names);
	assert_string_equal(names_check(*state, "exabyte.systems").role, "owned");
}

/* Defender's trusted domains leave subdomains out and say so; ours hold them, and the manual page
 * says that. What only ends alike is not below. */
static void
subdomains_of_what_is_trusted_are_trusted(void **state)
{
	static const char *const names[] = {"harbour-bank-fans.example",
					    "www.harbour-bank-fans.example"};

	EXPECT_ALL_CLEAR(state, names);
	assert_string_equal(names_check(*state, names[1]).role, "exempt");
	assert_string_equal(names_check(*state, "x-harbour-bank-fans.example").role, "unknown");
}

static void
customers_named_below_a_service_are_its_customers(void **state)
{
	static const char *const names[] = {
		"example-com.sentry.io",     /* getsentry/sentry 44820 */
		"bioimage-io.github.io",     /* bioimage-io 401 */
		"microsoft-com.zendesk.com", /* the same with a protected name */
	};

	EXPECT_ALL_CLEAR(state, names);
	names_expect_accused(*state, "github-com-auth.onrender.com", "github.com");
}

static void
products_built_on_a_brand_are_no_disguise(void **state)
{
	static const char *const names[] = {
		"spring-boot-admin.com",  /* spring-boot-admin 3619 */
		"perfectly-nintendo.com", /* GrapheneOS/Vanadium 259 */
		"steemitwallet.com",      /* steemit/wallet 240 */
	};

	EXPECT_ALL_CLEAR(state, names);
}

/* ---- string distance ------------------------------------------------------------------------- */

static void
short_labels_are_no_slips_of_each_other(void **state)
{
	static const char *const names[] = {
		"tsa.gov",  "usa.gov",  "mtb.com",    "mlb.com", /* AdGuardDNS 1022 */
		"ual.com",  "uol.com",  "uol.com.br",            /* AdGuardDNS 1015 */
		"1e.com",                                        /* AdguardFilters 229710 */
		"tuta.com", "tuya.com",                          /* HostlistsRegistry 839 */
		"me.com",   "my.com",                            /* sublime PR 584 */
	};

	EXPECT_ALL_CLEAR(state, names);
}

static void
what_is_known_is_never_accused(void **state)
{
	/* near kodak, okta, stripe ... and there for longer: the cure for each case above */
	static const char *const names[] = {"kodak.com",       "paypoint.com", "stackoverflow.com",
					    "libreoffice.org", "appleby.com",  "slacker.com"};

	EXPECT_ALL_CLEAR(state, names);
}

/* Chromium's suppressions: a second key is needed. */
static void
weak_differences_need_a_claim(void **state)
{
	static const char *const names[] = {"zithub.com",   "ithub.com",   "github2.com",
					    "github24.com", "githubs.com", "git-hub.com",
					    "delivery.com", "officer.com"};

	EXPECT_ALL_CLEAR(state, names);
}

static void
the_name_itself_is_not_near_itself(void **state)
{
	/* sublime PR 153: "< 2" where "== 1" was meant */
	static const char *const names[] = {"paypal.com", "www.paypal.com", "PAYPAL.COM.",
					    "amazon.de", "harbour-bank.example"};
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		assert_false(names_check(*state, names[i]).flagged);
}

static void
a_brand_inside_a_word_is_no_brand(void **state)
{
	static const char *const names[] = {
		"lithub.com",      "gtmhub.com",    "itthub.net", /* sublime's list of GitHub's */
		"shipfsl.com",                                    /* sublime PR 481: ipfs */
		"sandhlake.com",   "redhl.example",               /* sublime PR 355: DHL */
		"cjlogistics.com", "cjsbakery.com",               /* sublime PR 2770: FedEx "CJ" */
	};
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		assert_false(names_check(*state, names[i]).flagged);
}

static void
listed_names_end_where_they_end(void **state)
{
	/* rspamd 06cf98f2f, 6125: "t.co" matched walmart.com */
	assert_string_equal(names_check(*state, "walmart.com").role, "issuer walmart");
	assert_string_equal(names_check(*state, "t.co").role, "issuer twitter");
	assert_string_equal(names_check(*state, "planet.co").role, "unknown");
	assert_string_equal(names_check(*state, "notgmail.com").role, "unknown");
	assert_string_equal(names_check(*state, "gmail.com.example").role, "unknown");
}

/* ---- IDN ------------------------------------------------------------------------------------- */

static void
an_a_label_alone_is_nothing(void **state)
{
	static const char *const names[] = {
		"xn--rksmrgs-5wao1o.se", "xn--smrgsbord-07a5o.se", /* nextdns/metadata 1269 */
		"xn--bcher-kva.ch",                                /* mmotti/pihole-regex 26 */
		"xn--80aswg.xn--p1ai",                             /* real_domain_name 2 */
	};

	EXPECT_ALL_CLEAR(state, names);
}

/* rspamd 337, 4065, mended by b1bef4702 */
static void
both_spellings_of_a_name_are_one(void **state)
{
	struct host encoded = names_host(*state, "www.xn--80ak6aa92e.example");
	struct host shown = names_host(*state, "www.\u0430\u0440\u0440\u04CF\u0435.example");

	assert_string_equal(encoded.ascii, shown.ascii);
	assert_string_equal(encoded.unicode, shown.unicode);
	assert_string_equal(encoded.label, shown.label);
}

static void
diacritics_between_unprotected_names_are_normal(void **state)
{
	/* rspamd 4777 */
	static const char *const names[] = {"ko\u010Dka.cz", "kocka.cz", "m\u00FChle-lindenhof.de",
					    "muhle-lindenhof.de"};
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		assert_false(names_check(*state, names[i]).flagged);
}

/* rspamd 4745 (u-umlaut in ISO-8859-15), 4290 (an emoji's joiner in a path) */
static void
only_the_host_is_asked_for_what_cannot_be_seen(void **state)
{
	static const char *const links[] = {
		"https://shop.example/\U0001F468\u200D\U0001F469\u200D\U0001F467?x=\u200B",
		"https://shop.example/gr\xFC\xDF"
		"e",
		"https://m\u00FChle.example/\u00AD"};
	struct names *names = *state;
	struct url url;
	const char *why = "";
	size_t i;

	for (i = 0; i < COUNT(links); i++) {
		assert_int_equal(
			url_parse(names->arena, links[i], strlen(links[i]), 4096, NULL, &url, &why),
			0);
		assert_int_equal(url.host.flags & (HOST_INVISIBLE | HOST_BIDI | HOST_NONSTD3), 0);
	}
	assert_true((names_host(*state, "sh\u200Bop.example").flags & HOST_INVISIBLE) != 0);
}

/* rspamd 1689 (an old ICU), a7b38d20d, e5ac3591d: verdicts that drift with the library */
static void
the_tables_behind_a_verdict_are_ours_or_named(void **state)
{
	static const struct {
		const char *name, *skeleton;
	} pinned[] = {{"\u0430\u0440\u0440\u04CF\u0435", "apple"},
		      {"g\u00F6\u00F8gle", "google"},
		      {"rnicr0s\u043Eft", "microsoft"},
		      {"\u0475\u0456\u0455\u0430", "visa"},
		      {"\u0D20utl\u0585\u0585k", "outlook"},
		      {"\u1E8Deroz", "xeroz"}};
	struct names *names = *state;
	size_t i;

	for (i = 0; i < COUNT(pinned); i++)
		assert_string_equal(fold_skeleton(names->arena, pinned[i].name, FOLD_STRONG),
				    pinned[i].skeleton);
	assert_non_null(strstr(lookalike_version(names->lookalike), "unicode"));
}

/* sublime PR 4267 (72 hits, 69 of them wrong), rspamd 1830 */
static void
other_scripts_are_normal_and_mixed_words_are_not(void **state)
{
	static const char *const texts[] = {
		"\u0418\u0432\u0430\u043D \u041F\u0435\u0442\u0440\u043E\u0432",
		"\u0395\u03BB\u03AD\u03BD\u03B7 (Eleni)", "\u5C71\u7530 Taro",
		"50 k\u03A9 \u00B5m"};
	struct names *names = *state;
	struct folded folded;
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		fold_text(names->arena, texts[i], strlen(texts[i]), &folded);
		if (folded.mixed_script || folded.ignorables)
			fail_msg("%s", texts[i]);
	}
	fold_text(names->arena, "p\u0430yp\u0430l", strlen("p\u0430yp\u0430l"), &folded);
	assert_true(folded.mixed_script);
	names_expect_clear(names, "7\u044F.tv");
	assert_int_equal(
		names_host(names, "7\u044F.tv").flags & (HOST_MIXED_SCRIPT | HOST_WHOLE_SCRIPT), 0);
}

/* rspamd 1991, 6007 */
static void
utf8_in_addresses_is_legal(void **state)
{
	static const char *const addresses[] = {
		"\u043F\u043E\u0447\u0442\u0430@\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444",
		"j\u00F8rgen@bl\u00E5b\u00E6r.example"};
	struct names *names = *state;
	struct address address;
	const char *why = "";
	size_t i;

	for (i = 0; i < COUNT(addresses); i++) {
		struct lookalike_match match;

		assert_int_equal(address_spec(names->arena, addresses[i], strlen(addresses[i]),
					      &address, &why),
				 0);
		assert_int_equal(address.domain.flags & HOST_NONSTD3, 0);
		lookalike_check(names->lookalike, names->arena, &address.domain, &match);
		assert_false(match.flagged);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owner_sets_hold_country_sites_and_old_names),
		cmocka_unit_test(a_second_name_of_the_company_is_its_own),
		cmocka_unit_test(subdomains_of_what_is_trusted_are_trusted),
		cmocka_unit_test(customers_named_below_a_service_are_its_customers),
		cmocka_unit_test(products_built_on_a_brand_are_no_disguise),
		cmocka_unit_test(short_labels_are_no_slips_of_each_other),
		cmocka_unit_test(what_is_known_is_never_accused),
		cmocka_unit_test(weak_differences_need_a_claim),
		cmocka_unit_test(the_name_itself_is_not_near_itself),
		cmocka_unit_test(a_brand_inside_a_word_is_no_brand),
		cmocka_unit_test(listed_names_end_where_they_end),
		cmocka_unit_test(an_a_label_alone_is_nothing),
		cmocka_unit_test(both_spellings_of_a_name_are_one),
		cmocka_unit_test(diacritics_between_unprotected_names_are_normal),
		cmocka_unit_test(only_the_host_is_asked_for_what_cannot_be_seen),
		cmocka_unit_test(the_tables_behind_a_verdict_are_ours_or_named),
		cmocka_unit_test(other_scripts_are_normal_and_mixed_words_are_not),
		cmocka_unit_test(utf8_in_addresses_is_legal),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
