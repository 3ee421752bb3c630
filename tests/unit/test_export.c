/* SPDX-License-Identifier: BSD-2-Clause */
/* test_export - full, delta, fading, shrinking and touched evidence, without any directory. */
#include "config.h"

#include "policy/export/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/file.h"
#include "policy/export/csv.h"
#include "policy/export/subject.h"
#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

struct fixture {
	struct arena *arena;
	char *folder, *out;
	struct conf conf;
	struct store *store;
	int64_t now_ms;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const char *why = NULL;

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->out = arena_printf(fixture->arena, "%s/out", fixture->folder);
	fixture->conf = hits_conf();
	fixture->now_ms = clock_now_ms();
	fixture->store =
		store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_WRITE, &why);
	*state = fixture;
	return fixture->store == NULL;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	store_close(fixture->store);
	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void
record(struct fixture *fixture, unsigned who, unsigned number)
{
	struct hit hit = hits_make(fixture->arena, who, number);
	const char *why = NULL;

	if (store_record(fixture->store, &hit, 1, NULL, &why) != 0)
		fail_msg("%s", why);
}

static int
run_export(struct fixture *fixture, bool full, struct export_result *result, const char **why)
{
	struct export_request request = {.folder = fixture->out,
					 .csv = true,
					 .ldif = true,
					 .full = full,
					 .now_ms = fixture->now_ms};

	return export_run(fixture->arena, fixture->store, NULL, &fixture->conf, &request, result,
			  why);
}

static struct export_result
publish(struct fixture *fixture, bool full)
{
	struct export_result result;
	const char *why = NULL;

	if (run_export(fixture, full, &result, &why) != 0)
		fail_msg("%s", why);
	return result;
}

static const char *
content_of(struct fixture *fixture, const char *name)
{
	const char *why = NULL, *path = arena_printf(fixture->arena, "%s/%s", fixture->out, name);
	size_t length;
	char *bytes;

	if (file_read(fixture->arena, path, 1 << 20, &bytes, &length, &why) != 0)
		fail_msg("%s", why);
	return bytes;
}

static size_t
rows_of(const struct export_result *result, const char *name)
{
	size_t i;

	for (i = 0; i < result->file_count; i++)
		if (strncmp(result->files[i].name, name, strlen(name)) == 0)
			return result->files[i].rows;
	return SIZE_MAX;
}

static void
a_full_run_holds_everybody_at_risk(void **state)
{
	struct fixture *fixture = *state;
	struct export_result result;

	record(fixture, 1, 1);
	record(fixture, 2, 2);
	result = publish(fixture, true);
	assert_int_equal(rows_of(&result, "identities-full"), 2);
	assert_int_equal(rows_of(&result, "identities-delta"), 2);
	assert_int_equal(rows_of(&result, "hits-"), 2);
	assert_int_equal(rows_of(&result, "state.ldif"), 2);
	assert_int_equal(rows_of(&result, "clear.ldif"), 0);
	assert_int_equal(rows_of(&result, "indicators"), 3);
	assert_non_null(strstr(content_of(fixture, "state.ldif"), "dn: uid=u1,dc=example\n"));
}

static void
a_delta_holds_what_is_new_once(void **state)
{
	struct fixture *fixture = *state;
	struct export_result result;

	record(fixture, 1, 1);
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "hits-"), 1);
	assert_int_equal(rows_of(&result, "identities-delta"), 1);
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "hits-"), SIZE_MAX);
	assert_int_equal(rows_of(&result, "identities-delta"), 0);
	assert_int_equal(rows_of(&result, "state.ldif"), 0);
	assert_int_equal(rows_of(&result, "identities-full"), 1);
	record(fixture, 2, 2);
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "hits-"), 1);
	assert_int_equal(rows_of(&result, "state.ldif"), 1);
	assert_int_equal(rows_of(&result, "identities-full"), 2);
}

static void
what_faded_is_cleared_once_and_leaves_in_the_end(void **state)
{
	struct fixture *fixture = *state;
	struct export_result result;

	record(fixture, 1, 1);
	publish(fixture, true);
	fixture->now_ms += 60 * CLOCK_DAY_MS;
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "clear.ldif"), 1);
	assert_int_equal(rows_of(&result, "state.ldif"), 0);
	assert_int_equal(rows_of(&result, "identities-full"), 1);
	assert_non_null(strstr(content_of(fixture, "identities-delta.csv"), "\"clear\"\r\n"));
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "clear.ldif"), 0);
	fixture->now_ms += 60 * CLOCK_DAY_MS;
	fixture->conf.export.shrink_percent = 100;
	result = publish(fixture, false);
	assert_int_equal(rows_of(&result, "identities-full"), 0);
}

static void
the_same_evidence_is_the_same_bytes(void **state)
{
	static const char *const names[] = {"identities-full.csv", "reviews.csv", "rotation.csv",
					    "indicators.csv",      "state.ldif",  "class.ldif"};
	const char *first[sizeof(names) / sizeof(names[0])];
	struct fixture *fixture = *state;
	size_t i;

	record(fixture, 1, 1);
	record(fixture, 2, 2);
	publish(fixture, true);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		first[i] = content_of(fixture, names[i]);
	fixture->now_ms += 5000;
	publish(fixture, true);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(content_of(fixture, names[i]), first[i]);
}

static void
a_shrunken_file_is_not_published(void **state)
{
	struct fixture *fixture = *state;
	struct export_result result;
	const char *why = NULL, *before;
	unsigned i;

	for (i = 0; i < 10; i++)
		record(fixture, i, i);
	publish(fixture, true);
	before = content_of(fixture, "manifest.json");
	store_close(fixture->store);
	scratch_remove(arena_printf(fixture->arena, "%s/evidence", fixture->folder));
	fixture->store =
		store_open(fixture->arena, fixture->folder, &fixture->conf, STORE_WRITE, &why);
	record(fixture, 1, 1);
	assert_int_equal(run_export(fixture, true, &result, &why), -1);
	assert_non_null(strstr(why, "max_shrink"));
	assert_string_equal(content_of(fixture, "manifest.json"), before);
}

static void
an_outsider_is_no_account_of_ours(void **state)
{
	struct fixture *fixture = *state;
	struct hit hit = hits_make(fixture->arena, 1, 1);
	struct export_result result;
	const char *why = NULL;

	hit.identity.kind = IDENTITY_EXTERNAL;
	hit.score = 1000;
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	result = publish(fixture, true);
	assert_int_equal(rows_of(&result, "identities-full"), 0);
	assert_int_equal(rows_of(&result, "hits-"), 1);
}

static void
hostile_names_are_plain_in_every_style(void **state)
{
	static const char *const styles[] = {"aux", "separate", "map"};
	struct fixture *fixture = *state;
	struct hit hit = hits_make(fixture->arena, 1, 1);
	const char *why = NULL, *at;
	size_t i;

	hit.identity = (struct identity){.kind = IDENTITY_UNKNOWN, .tier = TIER_STANDARD};
	hit.recipient = "=x,dc=evil\ndn: cn=y@example.org";
	hit.lookalike = "< file:///etc/passwd\nx: y";
	hit.score = 1000;
	hit.impact = IMPACT_SIGNING_KEY;
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	hit = hits_make(fixture->arena, 2, 2);
	hit.lookalike = "< file:///etc/passwd\nx: y";
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	for (i = 0; i < 3; i++) {
		fixture->conf.export.style = styles[i];
		publish(fixture, true);
		at = content_of(fixture, "state.ldif");
		assert_null(strstr(at, "\nx: y"));
		assert_null(strstr(at, "dn: cn=y"));
		assert_null(strstr(at, ":<"));
		assert_null(strstr(at, "\n<"));
	}
	at = content_of(fixture, "identities-full.csv");
	assert_non_null(strstr(at, "\"'=x,dc=evil dn: cn=y@example.org\""));
}

/* Who writes From chooses the name: without proof it would be a way to have others blocked. */
static void
an_unproven_sender_is_no_indicator(void **state)
{
	static const struct {
		const char *from, *dmarc, *dkim;
		bool listed;
	} cases[] = {{"x@a.example", "pass", "unknown", true},
		     {"x@b.example", "unknown", "pass b.example", true},
		     {"x@c.example", "unknown", "pass other.example", false},
		     {"x@d.example", "unknown", "unknown", false},
		     {"x@e.example", "fail", "none", false}};
	struct fixture *fixture = *state;
	const char *why = NULL, *listed;
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hit hit = hits_make(fixture->arena, 1, i);

		hit.header_from = cases[i].from;
		hit.dmarc = cases[i].dmarc;
		hit.dkim = cases[i].dkim;
		assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	}
	publish(fixture, true);
	listed = content_of(fixture, "indicators.csv");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(strstr(listed, cases[i].from + 2) != NULL, cases[i].listed);
}

/* Else the server answers naming violation, and ldapmodify stops at what a stranger wrote. */
static void
an_entry_of_its_own_holds_the_value_that_names_it(void **state)
{
	struct fixture *fixture = *state;
	struct hit hit = hits_make(fixture->arena, 1, 1);
	const char *why = NULL, *entry;

	hit.identity = (struct identity){.kind = IDENTITY_UNKNOWN, .tier = TIER_STANDARD};
	hit.recipient = "a b%c@d.example";
	hit.score = 1000;
	assert_int_equal(store_record(fixture->store, &hit, 1, NULL, &why), 0);
	fixture->conf.export.style = "separate";
	publish(fixture, true);
	entry = content_of(fixture, "class.ldif");
	assert_non_null(strstr(entry, "\nlurewatchSubjectId: a%20b%25c@d.example\n"));
	assert_non_null(strstr(entry, "dn: lurewatchSubjectId=a%20b%25c@d.example,ou=risk,"));
}

static void
formats_of_later_versions_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct export_request request = {.folder = fixture->out, .jsonl = true};
	struct export_result result;
	const char *why = NULL;

	assert_int_equal(export_run(fixture->arena, fixture->store, NULL, &fixture->conf, &request,
				    &result, &why),
			 -1);
	assert_int_not_equal(access(fixture->out, F_OK), 0);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_full_run_holds_everybody_at_risk),
		WITH_STORE(a_delta_holds_what_is_new_once),
		WITH_STORE(what_faded_is_cleared_once_and_leaves_in_the_end),
		WITH_STORE(the_same_evidence_is_the_same_bytes),
		WITH_STORE(a_shrunken_file_is_not_published),
		WITH_STORE(an_outsider_is_no_account_of_ours),
		WITH_STORE(hostile_names_are_plain_in_every_style),
		WITH_STORE(an_entry_of_its_own_holds_the_value_that_names_it),
		WITH_STORE(an_unproven_sender_is_no_indicator),
		WITH_STORE(formats_of_later_versions_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
