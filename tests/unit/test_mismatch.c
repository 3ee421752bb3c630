/* SPDX-License-Identifier: BSD-2-Clause */
/* test_mismatch - links of whole mails whose text and target disagree. */
#include "config.h"

#include "policy/lookalike/mismatch.h"

#include <stdlib.h>

#include "policy/lookalike/lookalike.h"
#include "tests/unit/mails.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD         "From: a@desk.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n"
#define TALK                                                                                    \
	"<p>Here is what happened in the last weeks, told in so many words that the page gets " \
	"long enough to have a top, a middle and an end.</p>"

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

/* The first finding of a kind in a mail with this page, or NULL. */
static const struct finding *
find(struct world *world, const char *page, enum finding_kind kind)
{
	struct mails *mail = arena_zalloc(world->arena, 1, sizeof(*mail));
	const char *text = arena_printf(world->arena, HEAD "%s", page);
	struct lookalike_claims claims;
	size_t i;

	mails_read(mail, world->arena, text, strlen(text));
	lookalike_message(world->lookalike, world->arena, &mail->message, &mail->findings, &claims);
	for (i = 0; i < mail->findings.count; i++)
		if (mail->findings.items[i].kind == kind)
			return &mail->findings.items[i];
	return NULL;
}

static void
the_text_that_is_seen_is_compared(void **state)
{
	static const char *const pages[] = {
		"<a href='https://evil.example/x'>h</a><a href='https://evil.example/x'>ttps://"
		"www.paypal.com/signin</a>",
		"<a href='https://evil.example/x'>pay</a><a href='https://evil.example/y'>pal.</a>"
		"<a href='https://evil.example/z'>com</a>",
		"<a href='https://evil.example/x'>www.pay<span style='display:none'>zz</span>"
		"pal.com</a>",
		"<a href='https://evil.example/x'>www.pay<b></b>pal<!-- x -->.com</a>",
		"<a href='https://evil.example/x'><img src='https://evil.example/i.png' "
		"alt='https://www.paypal.com/signin'></a>",
		"<a href='https://evil.example/x' title='https://www.paypal.com/'>Continue</a>",
		"<a href='https://evil.example/x' aria-label='Go to paypal.com'><img src='x'></a>",
		"<a href='https://evil.example/x'>Please go to www.paypal.com now</a>",
		"<a href='https://evil.example/x'>www.p\xC3\xA1ypal.com</a>",
		"<a href='https://evil.example/x'>www.pay\xC2\xAD"
		"pal.com</a>",
		"<a href='https://evil.example/x'>www.paypal\xE2\x80\xA4"
		"com</a>",
		"<a href='https://evil.example/x'>www.m\xD0\xB5ridian-fr\xD0\xB5ight.example</a>",
		"<a href='https://alice.github.io/x'>www.github.com</a>",
	};
	size_t i;

	for (i = 0; i < COUNT(pages); i++)
		if (find(*state, pages[i], FINDING_LINK_MISMATCH) == NULL)
			fail_msg("%s", pages[i]);
}

/* detection.md 2.8, step 1 */
static void
a_protected_name_in_foreign_letters_is_no_mistake(void **state)
{
	static const char page[] =
		"<a href='https://evil.example/x'>ku\xD5\xB8"
		"d\xD0\xB5.\xD1\x81\xD6\x85mdi\xD0\xB3\xD0\xB5\xD1\x81t.d\xD0\xB5</a>";
	const struct finding *finding = find(*state, page, FINDING_LINK_MISMATCH);

	assert_non_null(finding);
	assert_string_equal(finding->target, "comdirect.de");
	finding = find(*state, page, FINDING_HOMOGLYPH);
	assert_non_null(finding);
	assert_string_equal(finding->target, "comdirect.de");
	assert_null(find(*state,
			 "<a href='https://evil.example/x'>www.paypal.com</a> "
			 "<a href='https://evil.example/y'>\xD0\x9F\xD1\x80\xD0\xBE</a>",
			 FINDING_HOMOGLYPH));
}

static void
what_is_not_shown_or_agrees_is_left_alone(void **state)
{
	static const char *const pages[] = {
		"<a href='https://www.paypal.com/x'>h</a><a href='https://www.paypal.com/x'>ttps://"
		"paypal.com</a>",
		"<a href='https://evil.example/x'>Pay</a> <a href='https://evil.example/y'>pal.com"
		"</a>",
		"<a href='https://evil.example/x'>Go<span "
		"style='display:none'>www.paypal.com</span>"
		"</a>",
		"<a href='https://shop.example/x' title='Original URL: https://shop.example/x'>Go"
		"</a>",
		"<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F"
		"www.paypal.com' title='Original URL: https://www.paypal.com'>www.paypal.com</a>",
		"<a href='https://click.tracker.example/x'>www.bookshop.example</a>",
	};
	size_t i;

	for (i = 0; i < COUNT(pages); i++)
		if (find(*state, pages[i], FINDING_LINK_MISMATCH) != NULL)
			fail_msg("%s", pages[i]);
}

static void
a_mismatch_in_the_footer_weighs_less(void **state)
{
	static const char foot[] = "<a class=btn href='https://desk.example/go'>Open</a>" TALK TALK
				   "<a href='https://desk.example/u'>Unsubscribe</a> "
				   "<a href='https://evil.example/x'>www.paypal.com</a>";
	static const char main[] =
		TALK "<a class=btn href='https://evil.example/x'>www.paypal.com"
		     "</a>" TALK "<a href='https://desk.example/u'>Unsubscribe</a>";
	static const char both[] = TALK "<a href='https://evil.example/u'>Unsubscribe</a>" TALK
					"<a href='https://evil.example/x'>www.paypal.com</a>"
					"<a class=btn href='https://evil.example/y'>paypal.com</a>";
	const struct finding *finding = find(*state, foot, FINDING_LINK_MISMATCH);

	assert_non_null(finding);
	assert_true(finding->weight < 150 && !finding->prominent);
	finding = find(*state, main, FINDING_LINK_MISMATCH);
	assert_non_null(finding);
	assert_true(finding->weight == 250 && finding->prominent);
	finding = find(*state, both, FINDING_LINK_MISMATCH);
	assert_non_null(finding);
	assert_true(finding->weight == 250 && finding->prominent);
}

/* Whoever hides a link behind very many long ones is told so. */
static void
texts_are_compared_up_to_a_bound(void **state)
{
	struct world *world = *state;
	struct message_link links[SWEEP_LINKS] = {{0}};
	char *text = arena_zalloc(world->arena, 2049, 1);
	struct message message = {.links = links, .link_count = COUNT(links)};
	struct finding_list findings = {.arena = world->arena};
	struct lookalike_claims claims;
	const char *why;
	size_t i;

	memset(text, 'x', 2048);
	message.auth.spf_domain = message.auth.dmarc_domain = "";
	message.sender = message.envelope_sender = address_none;
	for (i = 0; i < COUNT(links); i++) {
		links[i].text = text;
		links[i].before = "";
		links[i].text_offset = i * 4096;
		assert_int_equal(url_parse(world->arena, "https://desk.example/", 21, 100, NULL,
					   &links[i].url, &why),
				 0);
	}
	lookalike_message(world->lookalike, world->arena, &message, &findings, &claims);
	assert_true(finding_has(&findings, FINDING_TRUNCATED));
}

static void
the_name_of_a_file_leads_to_no_page_of_strangers(void **state)
{
	static const struct {
		const char *page;
		bool found;
	} cases[] = {
		{"<a href='https://evil.example/view?id=1'>Invoice_2291.pdf</a>", true},
		{"<a href='https://evil.example/files/Invoice_2291.PDF'>Invoice_2291.pdf</a>",
		 false},
		{"<a href='https://www.dropbox.com/s/1'>Invoice_2291.pdf</a>", false},
		{"<a href='https://files.desk.example/s/1'>Invoice_2291.pdf</a>", false},
		{"<a href='https://meridian-freight.example/s/1'>Plan.xlsx</a>", false},
		{"<a href='https://evil.example/view?id=1'>Invoice</a>", false},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		if ((find(*state, cases[i].page, FINDING_LINK_MISMATCH) != NULL) != cases[i].found)
			fail_msg("%s", cases[i].page);
}

static void
respected_hosts_are_no_door_to_strangers(void **state)
{
	static const struct {
		const char *page;
		int weight; /* 0: none */
	} cases[] = {
		{"<a "
		 "href='https://accounts.google.com/go?continue=https%3A%2F%2Fevil.example'>x</a>",
		 60},
		{"<a href='https://www.paypal.com/out/https://evil.example/a'>x</a>", 60},
		{"<a href='https://www.paypal.com/x?to=https://evil.netlify.app/a'>x</a>", 120},
		{"<a href='https://accounts.google.com/go?continue=https://mail.google.com'>x</a>",
		 0},
		{"<a href='https://www.paypal.com/x?to=https://desk.example/a'>x</a>", 0},
		{"<a href='https://www.paypal.com/x?ref=https://evil.example/a'>x</a>", 0},
		{"<a href='https://www.facebook.com/sharer.php?u=https://evil.example/a'>x</a>", 0},
		{"<a href='https://click.tracker.example/?u=https://shop.example/a'>x</a>", 0},
		{"<a href='https://www.google.com/url?q=https://www.google.com/url?q=https%3A%2F%2F"
		 "www.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fwww.google.com%252Furl%253Fq%253D"
		 "https%25253A%25252F%25252Fevil.example'>x</a>",
		 150},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		const struct finding *finding = find(*state, cases[i].page, FINDING_OPEN_REDIRECT);

		if ((finding == NULL ? 0 : finding->weight) != cases[i].weight)
			fail_msg("%s: %d", cases[i].page, finding == NULL ? 0 : finding->weight);
	}
}

/* H5 the other way round: what a stranger's link carries may accuse. */
static void
an_address_inside_any_link_is_judged(void **state)
{
	assert_non_null(find(
		*state, "<a href='https://evil.example/?u=https://paypal.com.evil2.example'>x</a>",
		FINDING_EMBEDDED));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_that_is_seen_is_compared),
		cmocka_unit_test(a_protected_name_in_foreign_letters_is_no_mistake),
		cmocka_unit_test(what_is_not_shown_or_agrees_is_left_alone),
		cmocka_unit_test(a_mismatch_in_the_footer_weighs_less),
		cmocka_unit_test(texts_are_compared_up_to_a_bound),
		cmocka_unit_test(the_name_of_a_file_leads_to_no_page_of_strangers),
		cmocka_unit_test(respected_hosts_are_no_door_to_strangers),
		cmocka_unit_test(an_address_inside_any_link_is_judged),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
