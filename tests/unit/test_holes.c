/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_holes - the holes of other detectors (detection.md 1.1) are not ours: a test each.
 *
 * One function a hole, called h and its number; the group is in the order of the list.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"
#include "policy/data/data.h"
#include "policy/lookalike/issuers.h"
#include "policy/mail/fold.h"
#include "policy/mail/url.h"
#include "tests/unit/names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
begin(void **state)
{
	static const char *owned[] = {"meridian-freight.example", "corp.example"};
	const struct conf_protected conf = {.owned = {owned, COUNT(owned)}};

	*state = names_open(&conf);
	return 0;
}

static int
end(void **state)
{
	names_close(*state);
	return 0;
}

/* H1: a host of more than 32 letters or 5 ambiguous glyphs has no skeleton. */
static void
h1_long_hosts_and_many_glyphs_have_a_skeleton(void **state)
{
	struct names *names = *state;
	struct text long_one = TEXT_IN(names->arena);
	size_t i;

	names_expect_accused(names, "microsoft-account-password-verification-security.com",
			     "microsoft.com");
	names_expect_accused(names, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.paypal.com.evil.example",
			     "paypal.com");
	/* Every letter that can be is Cyrillic, and there are thorns. */
	names_expect_accused(names,
			     "p\u0430yp\u0430l-\u0430\u0441\u0441\u043Eunt-s\u0435\u0441urity-"
			     "v\u0435rifi\u0441\u0430ti\u043En.example",
			     "paypal.com");
	for (i = 0; i < 60; i++)
		text_add_string(&long_one, "\u00FE\u0153\u0142");
	assert_string_not_equal(fold_skeleton(names->arena, text_string(&long_one), FOLD_STRONG),
				"");
	assert_string_not_equal(fold_skeleton(names->arena, "\u0301\u200B", FOLD_WEAK), "");
}

/* H2: ASCII that reads the same is only an edit, counted and not acted upon. */
static void
h2_ascii_that_reads_the_same_is_the_same(void **state)
{
	static const char *const names[] = {"rnicrosoft.com", "rnicr0soft.com", "rnicros0ft.com"};
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		struct lookalike_match match = names_check(*state, names[i]);

		assert_int_equal(match.kind, FINDING_CONFUSABLE);
		assert_true(match.cost == 0);
		names_expect_accused(*state, names[i], "microsoft.com");
	}
}

static const char *
with_a_cyrillic_letter(struct arena *arena, const char *domain)
{
	size_t at = strcspn(domain, "aeop");

	if (at >= strcspn(domain, "."))
		return NULL;
	return arena_printf(arena, "%.*s%s%s", (int)at, domain,
			    domain[at] == 'a'   ? "\u0430"
			    : domain[at] == 'e' ? "\u0435"
			    : domain[at] == 'o' ? "\u043E"
						: "\u0440",
			    domain + at + 1);
}

/* H3: a row of a table of skeletons that is not the skeleton of its name never matches. Here no
 * such table is stored: the brand of every row is found by a homoglyph of it. */
static void
h3_every_brand_is_found_by_its_skeleton(void **state)
{
	struct names *names = *state;
	struct issuers issuers = {0};
	const char *why = "", *made;
	size_t i, k, tried = 0;

	names_expect_accused(names, "ud\u0435my.com", "udemy.com");
	assert_int_equal(issuers_read(names->arena, "issuers.conf",
				      data_find("issuers.conf")->bytes, &issuers, &why),
			 0);
	for (i = 0; i < issuers.count; i++)
		for (k = 0; k < issuers.items[i].brands.count; k++) {
			const char *brand = issuers.items[i].brands.items[k];

			made = arena_printf(names->arena, "%s.example", brand);
			made = with_a_cyrillic_letter(names->arena, made);
			if ((unsigned char)brand[0] >= 0x80 || strlen(brand) < 5 || made == NULL)
				continue;
			tried++;
			if (names_check(names, made).kind != FINDING_HOMOGLYPH)
				fail_msg("%s is not found as %s", brand, made);
		}
	assert_true(tried > 1000);
}

/* H7: a check of one string for mixed scripts answers nothing on today's ICU, and A-labels are not
 * decoded. */
static void
h7_one_foreign_letter_and_whole_words_are_seen(void **state)
{
	names_expect_accused(*state, "p\u0430ypal.com", "paypal.com");
	names_expect_accused(*state, "xn--pypal-4ve.com", "paypal.com");
	names_expect_accused(*state, "\u0430\u0440\u0440\u04CF\u0435.com", "apple.com");
	names_expect_accused(*state, "xn--80ak6aa92e.com", "apple.com");
	assert_true((names_host(*state, "xn--pypal-4ve.com").flags & HOST_MIXED_SCRIPT) != 0);
	assert_true((names_host(*state, "xn--80ak6aa92e.com").flags & HOST_WHOLE_SCRIPT) != 0);
	assert_false((names_host(*state, "xn--80ak6aa92e.ru").flags & HOST_WHOLE_SCRIPT) != 0);
	assert_true((names_host(*state, "xn--80ak6aa92e.gr").flags & HOST_WHOLE_SCRIPT) != 0);
}

/* H8: slashes are collapsed before the scheme is looked for, and invisible characters are dropped
 * byte by byte. */
static void
h8_text_is_cleaned_by_code_points_and_keeps_its_slashes(void **state)
{
	struct names *names = *state;
	static const char text[] = "\u201CZ\u00FCrich\u201D \u2192 "
				   "ht\u200Btps://evil.exa\u200Bmple.com//log\u2060in//x \u2026";
	struct folded folded;
	struct url_span span;
	struct url url;
	const char *why = "";
	size_t at = 0;

	fold_text(names->arena, text, strlen(text), &folded);
	assert_non_null(strstr(folded.text, "\u201Cz\u00FCrich\u201D \u2192 "));
	assert_true(url_find(folded.text, folded.length, &at, &span));
	assert_int_equal(url_parse(names->arena, folded.text + span.start, span.length, 4096, NULL,
				   &url, &why),
			 0);
	assert_string_equal(url.host.ascii, "evil.example.com");
	assert_string_equal(url.path, "//login//x");
}

/* H9: the same label under another suffix passes for harmless (npmjs.help, September 2025). */
static void
h9_another_suffix_is_told(void **state)
{
	names_expect_accused(*state, "npmjs.help", "npmjs.com");
	names_expect_accused(*state, "github.support", "github.com");
	names_expect_accused(*state, "meridian-freight.top", "meridian-freight.example");
	names_expect_accused_as(*state, "npmjs.de", "npm");
	names_expect_accused_as(*state, "chase.help", "Chase");
}

/* H10: labels under five letters and their brands are exempt (pypj.org, pypi-mirror.org, 2025). */
static void
h10_short_brands_count_with_their_claim(void **state)
{
	names_expect_accused_as(*state, "pypj.org", "PyPI");
	names_expect_accused_as(*state, "pyp1.org", "PyPI");
	names_expect_accused(*state, "pypi-mirror.org", "pypi.org");
	assert_true(names_check_as(*state, "pypi-mirror.org", "PyPI").flagged);
	assert_false(names_check_as(*state, "pypj.org", "PayPal").flagged);
}

/* H11: thousands of names are made of one and these are not among them. */
static void
h11_names_that_enumeration_misses_are_found(void **state)
{
	static const struct {
		const char *name, *target;
	} cases[] = {
		{"pypi-mirror.org", "pypi.org"},           {"github.help", "github.com"},
		{"github-com-auth.com", "github.com"},     {"m1cr0s0ft.com", "microsoft.com"},
		{"secure-paypal-login.com", "paypal.com"}, {"xn--pypal-4ve.com", "paypal.com"},
	};
	struct lookalike_match match = names_check(*state, "microsoftonline-login.com");
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		names_expect_accused(*state, cases[i].name, cases[i].target);
	assert_true(match.flagged && !match.needs_claim);
	assert_string_equal(match.owner, "microsoft");
}

/* H15: bytes are masked to seven bits, homographs become garbage and different ones equal. */
static void
h15_utf8_stays_utf8(void **state)
{
	struct host host = names_host(*state, "p\u00E4ypal.com");

	assert_string_equal(host.unicode, "p\u00E4ypal.com");
	assert_string_equal(host.label, "p\u00E4ypal");
	names_expect_accused(*state, "p\u00E4ypal.com", "paypal.com");
	names_expect_accused(*state, "g\u00F6\u00F6gle.com", "google.com");
	/* C3 A1 and E1 differ, and neither is "a" with garbage. */
	assert_string_not_equal(names_host(*state, "p\u00E1y.example").ascii,
				names_host(*state, "p\u00E0y.example").ascii);
	names_expect_clear(*state, "\u4F8B\u3048.example");
}

/* H16: the distance is taken over label and suffix together (glthub.info, git-hub.co, 2020). */
static void
h16_label_and_suffix_are_judged_apart(void **state)
{
	names_expect_accused(*state, "glthub.info", "github.com");
	names_expect_accused_as(*state, "git-hub.co", "GitHub");
	names_expect_accused(*state, "paypa1.shop", "paypal.com");
	names_expect_accused(*state, "logincorp.example", "corp.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h1_long_hosts_and_many_glyphs_have_a_skeleton),
		cmocka_unit_test(h2_ascii_that_reads_the_same_is_the_same),
		cmocka_unit_test(h3_every_brand_is_found_by_its_skeleton),
		cmocka_unit_test(h7_one_foreign_letter_and_whole_words_are_seen),
		cmocka_unit_test(h8_text_is_cleaned_by_code_points_and_keeps_its_slashes),
		cmocka_unit_test(h9_another_suffix_is_told),
		cmocka_unit_test(h10_short_brands_count_with_their_claim),
		cmocka_unit_test(h11_names_that_enumeration_misses_are_found),
		cmocka_unit_test(h15_utf8_stays_utf8),
		cmocka_unit_test(h16_label_and_suffix_are_judged_apart),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
