/* SPDX-License-Identifier: BSD-2-Clause */
/* test_tag - that what we write into mail is exact, bounded and of a fixed alphabet. */
#include "config.h"

#include "milter/tag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TAG_ALPHABET "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,; \n\t"

static void
add(struct inspection *inspection, enum finding_kind kind, const char *family, const char *observed)
{
	finding_add(&inspection->findings,
		    &(struct finding){.kind = kind, .family = family, .observed = observed});
}

static void
names_stand_once_and_in_order(void **state)
{
	struct arena *arena = arena_new();
	struct inspection inspection = {
		.findings = {.arena = arena},
		.judgement = {.verdict = VERDICT_TAG, .score = 640},
	};

	(void)state;
	add(&inspection, FINDING_LURE, "mfa", "a");
	add(&inspection, FINDING_HOMOGLYPH, NULL, "b");
	add(&inspection, FINDING_HOMOGLYPH, NULL, "c");
	assert_string_equal(tag_value(arena, &inspection),
			    "verdict=tag; score=640; findings=lure/mfa,homoglyph");
	assert_string_equal(tag_results(arena, "mx.example.com", &inspection),
			    "mx.example.com; x-lurewatch=fail policy.verdict=tag policy.score=640");
	arena_free(arena);
}

static void
a_message_without_findings_has_no_fail_in_its_results(void **state)
{
	struct arena *arena = arena_new();
	struct inspection inspection = {.findings = {.arena = arena}};

	(void)state;
	assert_string_equal(tag_results(arena, "mx.example.com", &inspection),
			    "mx.example.com; x-lurewatch=none policy.verdict=none policy.score=0");
	arena_free(arena);
}

static void
no_byte_outside_the_alphabet_gets_in(void **state)
{
	struct arena *arena = arena_new();
	struct inspection inspection = {.findings = {.arena = arena}};
	char family[400];
	int i;

	(void)state;
	for (i = 1; i < 256; i++) {
		family[0] = 'f';
		family[1] = (char)i;
		family[2] = '\0';
		inspection.findings = (struct finding_list){.arena = arena};
		add(&inspection, FINDING_LURE, family, "\r\nSubject: owned");
		assert_int_equal(strspn(tag_value(arena, &inspection), TAG_ALPHABET),
				 strlen(tag_value(arena, &inspection)));
		assert_null(strstr(tag_value(arena, &inspection), "Subject"));
	}
	memset(family, 'x', sizeof(family) - 1);
	family[sizeof(family) - 1] = '\0';
	add(&inspection, FINDING_LURE, family, "long");
	assert_true(strlen(tag_value(arena, &inspection)) < 200);
	arena_free(arena);
}

static void
many_findings_are_bounded_and_folded(void **state)
{
	struct arena *arena = arena_new();
	struct inspection inspection = {.findings = {.arena = arena}};
	const char *value, *line;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		add(&inspection, FINDING_LURE, arena_printf(arena, "family-number-%d", i), "");
	value = tag_value(arena, &inspection);
	assert_true(strlen(value) < 998);
	assert_null(strchr(value, '\r'));
	for (line = value; (line = strchr(line, '\n')) != NULL; line++)
		assert_int_equal(line[1], '\t');
	arena_free(arena);
}

static void
identity_is_the_settings_then_the_mta_then_the_host(void **state)
{
	struct arena *arena = arena_new();
	const char *why;
	struct conf *plain = conf_parse(arena, "t", "", &why);
	struct conf *named =
		conf_parse(arena, "t",
			   "milter { authserv_id = \"mail.example.org\" }\n"
			   "authentication { trusted_ids = { \"MAIL.example.org\" } }\n",
			   &why);

	(void)state;
	assert_non_null(plain);
	assert_non_null(named);
	assert_string_equal(tag_identity(arena, named, "mx"), "mail.example.org");
	assert_string_equal(tag_identity(arena, plain, "mx.example.com"), "mx.example.com");
	assert_string_equal(tag_identity(arena, plain, "mx;\r\nX: y"), "mx___X__y");
	assert_true(*tag_identity(arena, plain, NULL) != '\0');
	assert_true(tag_is_trusted(named, "mail.example.org"));
	assert_false(tag_is_trusted(named, "mx"));
	assert_false(tag_is_trusted(named, NULL));
	conf_free(plain);
	conf_free(named);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stand_once_and_in_order),
		cmocka_unit_test(a_message_without_findings_has_no_fail_in_its_results),
		cmocka_unit_test(no_byte_outside_the_alphabet_gets_in),
		cmocka_unit_test(many_findings_are_bounded_and_folded),
		cmocka_unit_test(identity_is_the_settings_then_the_mta_then_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
