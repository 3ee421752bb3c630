/* SPDX-License-Identifier: BSD-2-Clause */
/* test_hit - a hit comes back as it went, and bytes that are no hit do no harm. */
#include "config.h"

#include "policy/evidence/hit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/text.h"

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

static struct hit
make_hit(void)
{
	static struct hit_finding findings[] = {{.kind = "lure",
						 .family = "quota",
						 .impact = "password",
						 .target = "",
						 .observed = "keep it",
						 .where = "text 1",
						 .why = "asks",
						 .technique = "T1598.003",
						 .weight = 250}};
	static const char *domains[] = {"a.example", "b.example"};
	static const char *families[] = {"quota"};
	static struct identity_ref refs[] = {{.id = "n1",
					      .name = "svc",
					      .mail = "svc@x.example",
					      .tier = 1,
					      .owner_state = OWNER_OK}};

	return (struct hit){
		.when_ms = 1790000000123,
		.host = "mx",
		.queue_id = "4ABC",
		.recipient = "u@x.example",
		.resolved = "alias",
		.identity = {.id = "id-1",
			     .kind = IDENTITY_SHARED,
			     .tier = 2,
			     .mail = "u@x.example",
			     .dn = "cn=u",
			     .stale = true,
			     .owner_state = OWNER_DANGLING,
			     .nhis = refs,
			     .nhi_count = 1,
			     .delegates = refs,
			     .delegate_count = 1},
		.directory_age_ms = -1,
		.directory_generation = 7,
		.disposition = DISPOSITION_ABORTED,
		.content_key = {1, 2, 3},
		.header_from_display = "Help \xc3\xa4 Desk",
		.findings = findings,
		.finding_count = 1,
		.link_domains = domains,
		.link_domain_count = 2,
		.families = families,
		.family_count = 1,
		.impact = IMPACT_SECRET,
		.campaign = "00ff",
		.score = 650,
		.verdict = VERDICT_TAG,
		.flags = 5,
	};
}

static void
a_hit_comes_back_as_it_went(void **state)
{
	struct hit hit = make_hit(), back;
	const char *why = NULL;
	unsigned char *bytes;
	size_t length;

	hit_pack(*state, &hit, &bytes, &length);
	assert_int_equal(hit_unpack(*state, bytes, length, &back, &why), 0);
	assert_int_equal(back.when_ms, hit.when_ms);
	assert_string_equal(back.queue_id, "4ABC");
	assert_string_equal(back.identity.id, "id-1");
	assert_int_equal(back.identity.kind, IDENTITY_SHARED);
	assert_int_equal(back.identity.owner_state, OWNER_DANGLING);
	assert_true(back.identity.stale && !back.identity.disabled);
	assert_int_equal(back.identity.nhi_count, 1);
	assert_string_equal(back.identity.nhis[0].name, "svc");
	assert_int_equal(back.identity.delegates[0].tier, 1);
	assert_int_equal(back.directory_age_ms, -1);
	assert_int_equal(back.disposition, DISPOSITION_ABORTED);
	assert_memory_equal(back.content_key, hit.content_key, sizeof(hit.content_key));
	assert_string_equal(back.header_from_display, "Help \xc3\xa4 Desk");
	assert_int_equal(back.findings[0].weight, 250);
	assert_string_equal(back.findings[0].technique, "T1598.003");
	assert_string_equal(back.link_domains[1], "b.example");
	assert_string_equal(back.families[0], "quota");
	assert_int_equal(back.impact, IMPACT_SECRET);
	assert_int_equal(back.score, 650);
	assert_int_equal(back.verdict, VERDICT_TAG);
	assert_int_equal(back.flags, 5);
	assert_string_equal(back.subject, "");
}

static void
any_bytes_in_any_string_come_back_as_text(void **state)
{
	int byte;

	for (byte = 1; byte < 256; byte++) {
		char string[] = {'a', (char)byte, 'b', '\0'};
		struct hit hit = make_hit(), back;
		struct hit_finding finding = hit.findings[0];
		const char *why = NULL;
		unsigned char *bytes;
		size_t length;

		hit.header_from = string;
		finding.observed = string;
		hit.findings = &finding;
		hit_pack(*state, &hit, &bytes, &length);
		assert_int_equal(hit_unpack(*state, bytes, length, &back, &why), 0);
		assert_true(text_is_utf8(back.header_from, strlen(back.header_from)));
		if (byte < 0x80)
			assert_string_equal(back.header_from, string);
		assert_string_equal(back.findings[0].observed, back.header_from);
	}
}

static void
long_strings_and_lists_are_bounded(void **state)
{
	struct hit hit = make_hit(), back;
	const char *why = NULL, *domains[500];
	char *text = arena_zalloc(*state, 100001, 1);
	unsigned char *bytes;
	size_t length, i;

	memset(text, 'x', 100000);
	for (i = 0; i < 500; i++)
		domains[i] = text;
	hit.subject = text;
	hit.link_domains = domains;
	hit.link_domain_count = 500;
	hit_pack(*state, &hit, &bytes, &length);
	assert_true(length < 1024 * 1024);
	assert_int_equal(hit_unpack(*state, bytes, length, &back, &why), 0);
	assert_int_equal(back.link_domain_count, 200);
	assert_int_equal(strlen(back.subject), 2000);
}

static void
cut_or_flipped_bytes_are_refused_or_harmless(void **state)
{
	struct hit hit = make_hit(), back;
	unsigned char *bytes, *copy;
	const char *why = NULL;
	size_t length, i, bit;

	hit_pack(*state, &hit, &bytes, &length);
	for (i = 0; i < length; i++) {
		copy = (unsigned char *)arena_memdup(*state, bytes, i);
		(void)hit_unpack(*state, copy, i, &back, &why);
		for (bit = 0; bit < 8; bit++) {
			copy = (unsigned char *)arena_memdup(*state, bytes, length);
			copy[i] ^= (unsigned char)(1 << bit);
			if (hit_unpack(*state, copy, length, &back, &why) == 0) {
				assert_true(back.impact < IMPACTS);
				assert_true(back.disposition < DISPOSITIONS);
				assert_true(back.identity.kind < IDENTITY_KINDS);
			}
		}
	}
	assert_int_equal(hit_unpack(*state, bytes, 2 * 1024 * 1024, &back, &why), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hit_comes_back_as_it_went),
		cmocka_unit_test(any_bytes_in_any_string_come_back_as_text),
		cmocka_unit_test(long_strings_and_lists_are_bounded),
		cmocka_unit_test(cut_or_flipped_bytes_are_refused_or_harmless),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
