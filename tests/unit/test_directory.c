/* SPDX-License-Identifier: BSD-2-Clause */
/* test_directory - from an LDIF file to answers: sync, lookups, generations, failures. */
#include "config.h"

#include "policy/directory/directory.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/file.h"

struct world {
	struct arena *arena;
	char state[64];
	char company[4096];
	struct conf *conf;
};

static int
set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	const char *root = getenv("top_srcdir"), *why;

	world->arena = arena_new();
	(void)snprintf(world->state, sizeof(world->state), "/tmp/lurewatch-directory.XXXXXX");
	assert_non_null(mkdtemp(world->state));
	(void)snprintf(world->company, sizeof(world->company), "%s/contrib/quickstart/company.ldif",
		       root == NULL ? "." : root);
	world->conf =
		conf_parse(world->arena, "test",
			   "directory \"default\" { recovery_attributes = {\"mobile\"} }\n", &why);
	assert_non_null(world->conf);
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;
	char *command = arena_printf(world->arena, "rm -rf '%s'", world->state);

	assert_int_equal(system(command), 0);
	conf_free(world->conf);
	arena_free(world->arena);
	free(world);
	return 0;
}

static struct directory *
open_for_sync(struct world *world)
{
	const char *why = "";
	struct directory *directory =
		directory_open(world->arena, world->state, world->conf, true, &why);

	if (directory == NULL)
		fail_msg("%s", why);
	return directory;
}

static int
sync_file(struct world *world, struct directory *directory, size_t i, const char *path,
	  const char **why)
{
	struct directory_sync_result result;

	return directory_sync(directory, world->arena, &world->conf->directories[i], path, NULL,
			      NULL, &result, why);
}

static struct directory *
open_company(struct world *world)
{
	struct directory *directory = open_for_sync(world);
	const char *why = "";

	if (sync_file(world, directory, 0, world->company, &why) != 0)
		fail_msg("%s", why);
	return directory;
}

static char *
write_ldif(struct world *world, const char *name, const char *text)
{
	char *path = arena_printf(world->arena, "%s/%s", world->state, name);
	const char *why;

	assert_int_equal(file_write_atomic(world->arena, path, text, strlen(text), &why), 0);
	return path;
}

/* As many persons as asked for, at the given domain. */
static char *
write_persons(struct world *world, const char *name, const char *domain, int count)
{
	struct text text = TEXT_IN(world->arena);
	int i;

	text_add_string(&text, "version: 1\n");
	for (i = 0; i < count; i++)
		text_printf(&text,
			    "\ndn: uid=u%d,dc=%s\nobjectClass: person\nuid: u%d\ncn: U %d\n"
			    "mail: u%d@%s\nentryUUID: %s-%d\n",
			    i, domain, i, i, i, domain, domain, i);
	return write_ldif(world, name, text_string(&text));
}

static const struct {
	const char *address;
	enum answer answer;
	enum identity_kind kind;
	int tier;
	enum identity_via via;
	const char *account, *why;
} company[] = {
	{"anna.berg@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 0, VIA_DIRECT, "anna.berg",
	 "domain administrator"},
	{"Anna.Berg@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 0, VIA_DIRECT, "anna.berg",
	 "case does not matter"},
	{"anna.berg@nordwind-logistik.example", ANSWER_FOUND, IDENTITY_PERSON, 0, VIA_ALIAS,
	 "anna.berg", "alias"},
	{"anna.berg+list@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 0, VIA_PLUS, "anna.berg",
	 "extension"},
	{"tarek.haddad@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 0, VIA_DIRECT,
	 "tarek.haddad", "through a nested group with a cycle"},
	{"sven.krause@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 1, VIA_DIRECT,
	 "sven.krause", "server administrator"},
	{"lena.fuchs@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 2, VIA_DIRECT, "lena.fuchs",
	 "developer"},
	{"felix.brandt@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 2, VIA_DIRECT,
	 "felix.brandt", "owns a service account"},
	{"ida.holm@nordwind.example", ANSWER_FOUND, IDENTITY_PERSON, 3, VIA_DIRECT, "ida.holm",
	 "standard"},
	{"ci-deploy@nordwind.example", ANSWER_FOUND, IDENTITY_SERVICE, 0, VIA_DIRECT, "ci-deploy",
	 "privileged service account"},
	{"invoices@nordwind.example", ANSWER_FOUND, IDENTITY_SHARED, 3, VIA_DIRECT, "invoices",
	 "shared mailbox"},
	{"payroll@nordwind.example", ANSWER_FOUND, IDENTITY_ROLE, 3, VIA_DIRECT, "payroll", "role"},
	{"all@nordwind.example", ANSWER_FOUND, IDENTITY_GROUP, 3, VIA_DIRECT, "all-staff",
	 "group of everybody"},
	{"ferber@hafenlogistik.example", ANSWER_FOUND, IDENTITY_EXTERNAL, 3, VIA_DIRECT,
	 "max.ferber", "a guest is known by name"},
	{"nobody@nordwind.example", ANSWER_NONE, IDENTITY_UNKNOWN, 3, VIA_DIRECT, "",
	 "ours, but not there"},
	{"other@hafenlogistik.example", ANSWER_NONE, IDENTITY_EXTERNAL, 3, VIA_DIRECT, "",
	 "somebody else's domain"},
	{"+x@nordwind.example", ANSWER_NONE, IDENTITY_UNKNOWN, 3, VIA_DIRECT, "",
	 "nothing before the delimiter"},
	{"", ANSWER_NONE, IDENTITY_EXTERNAL, 3, VIA_DIRECT, "", "the null sender"},
};

static void
everybody_of_the_sample_company_is_who_they_are(void **state)
{
	struct world *world = *state;
	struct directory *directory = open_company(world);
	size_t i;

	for (i = 0; i < sizeof(company) / sizeof(company[0]); i++) {
		struct directory_resolution got = {.age_ms = -1};
		const char *why = "";
		enum answer answer =
			directory_resolve(directory, world->arena, company[i].address, &got, &why);

		if (answer != company[i].answer || got.identity.kind != company[i].kind ||
		    got.identity.tier != company[i].tier ||
		    (answer == ANSWER_FOUND && got.via != company[i].via) ||
		    strcmp(got.identity.account, company[i].account) != 0)
			fail_msg("%s (%s): answer %d kind %s tier %d via %d account %s why %s",
				 company[i].address, company[i].why, answer,
				 identity_kind_name(got.identity.kind), got.identity.tier, got.via,
				 got.identity.account, why);
		assert_int_equal(got.generation, 1);
		assert_in_range(got.age_ms, 0, 60000);
	}
	directory_close(directory);
}

static struct identity
find(struct world *world, struct directory *directory, const char *address)
{
	struct directory_resolution got;
	const char *why = "";

	if (directory_resolve(directory, world->arena, address, &got, &why) != ANSWER_FOUND)
		fail_msg("%s: %s", address, why);
	return got.identity;
}

static void
owners_of_service_accounts_have_their_states(void **state)
{
	static const struct {
		const char *account;
		enum owner_state state;
		const char *mail;
	} cases[] = {{"ci-deploy", OWNER_OK, "felix.brandt@nordwind.example"},
		     {"svc-backup", OWNER_OK, "sven.krause@nordwind.example"},
		     {"svc-invoice", OWNER_MISSING, ""},
		     {"svc-tracking", OWNER_DANGLING, ""},
		     {"svc-edi", OWNER_DISABLED, "wim.deboer@nordwind.example"},
		     {"svc-monitoring", OWNER_GROUP, "platform@nordwind.example"}};
	struct world *world = *state;
	struct directory *directory = open_company(world);
	struct identity paula;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identity got =
			find(world, directory,
			     arena_printf(world->arena, "%s@nordwind.example", cases[i].account));

		assert_int_equal(got.owner_state, cases[i].state);
		assert_string_equal(got.owner_mail, cases[i].mail);
	}
	paula = find(world, directory, "paula.nowak@nordwind.example");
	assert_int_equal(paula.nhi_count, 1);
	assert_string_equal(paula.nhis[0].name, "svc-monitoring");
	assert_int_equal(find(world, directory, "felix.brandt@nordwind.example").nhis[0].tier, 0);
	directory_close(directory);
}

static void
delegates_members_and_states_are_carried(void **state)
{
	struct world *world = *state;
	struct directory *directory = open_company(world);
	struct identity got = find(world, directory, "invoices@nordwind.example");

	assert_int_equal(got.delegate_count, 2);
	got = find(world, directory, "dispatch@nordwind.example");
	assert_int_equal(got.delegate_count, 2);
	got = find(world, directory, "all@nordwind.example");
	assert_int_equal(got.member_count, 21);
	assert_int_equal(got.member_total, 21);
	assert_int_equal(got.members[0].tier, 0);
	assert_true(find(world, directory, "wim.deboer@nordwind.example").disabled);
	assert_true(find(world, directory, "tom.reuter@nordwind.example").stale);
	assert_true(find(world, directory, "petra.sommer@nordwind.example").weak_recovery);
	assert_false(find(world, directory, "ida.holm@nordwind.example").weak_recovery);
	assert_string_equal(find(world, directory, "tarek.haddad@nordwind.example").tier_via,
			    "cn=cloud-admins");
	directory_close(directory);
}

static void
an_identity_is_found_by_its_id(void **state)
{
	struct world *world = *state;
	struct directory *directory = open_company(world);
	struct identity anna = find(world, directory, "anna.berg@nordwind.example"), got;
	const char *why = "";

	assert_int_equal(directory_by_id(directory, world->arena, anna.id, &got, &why),
			 ANSWER_FOUND);
	assert_string_equal(got.mail, "anna.berg@nordwind.example");
	assert_string_equal(got.directory, "default");
	assert_int_equal(directory_by_id(directory, world->arena, "none", &got, &why), ANSWER_NONE);
	directory_close(directory);
}

static void
without_a_replica_the_answer_is_down_until_one_appears(void **state)
{
	struct world *world = *state;
	const char *why = "";
	struct directory *reader =
		directory_open(world->arena, world->state, world->conf, false, &why);
	struct directory_resolution got;
	struct directory *writer;

	assert_non_null(reader);
	assert_int_equal(
		directory_resolve(reader, world->arena, "ida.holm@nordwind.example", &got, &why),
		ANSWER_DOWN);
	assert_int_equal(got.identity.kind, IDENTITY_UNRESOLVED);
	assert_int_equal(got.age_ms, -1);
	assert_non_null(strstr(why, "directory sync"));
	assert_int_equal(directory_domains(reader, world->arena).count, 0);
	writer = open_company(world);
	directory_close(writer);
	directory_refresh(reader);
	assert_int_equal(
		directory_resolve(reader, world->arena, "ida.holm@nordwind.example", &got, &why),
		ANSWER_FOUND);
	assert_int_equal(directory_domains(reader, world->arena).count, 2);
	directory_close(reader);
}

static void
an_incomplete_source_leaves_what_is_in_force(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"dn: uid=a,dc=x\nmail: a@x.example\n\ndn: uid=b,dc=x\nmail: b@x.exa",
		 "cut in a line"},
		{"dn: uid=a,dc=x\nmail: a@x.example\n\ndn: uid=b,dc=x\nmail:: YkB4LmV\n",
		 "cut in base64"},
		{"dn: uid=a,dc=x\nmail: a@x.example\nmember;range=0-1499: uid=b,dc=x\n",
		 "cut in a range"},
		{"dn: uid=a,dc=x\nmail: a@x.example\n\nsearch: 2\nresult: 4 Size limit exceeded\n",
		 "a failed ldapsearch"},
		{"dn: uid=a,dc=x\nchangetype: delete\n", "changes"},
		{"dn: uid=a,dc=x\nobjectClass: person\nuid: a\nmail: a@x.example\n",
		 "one where fifty were"},
		{"", "nothing at all"},
	};
	struct world *world = *state;
	struct directory *directory = open_company(world);
	struct directory_status status;
	const char *why = NULL;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = write_ldif(world, "broken.ldif", cases[i].text);

		why = NULL;
		if (sync_file(world, directory, 0, path, &why) == 0)
			fail_msg("%s: published", cases[i].why);
		assert_non_null(why);
		(void)find(world, directory, "ida.holm@nordwind.example");
		assert_true(directory_status(directory, world->arena, 0, &status));
		assert_int_equal(status.generation, 1);
		assert_string_equal(status.last_error, why);
	}
	directory_accept_shrink(directory);
	assert_int_equal(sync_file(world, directory, 0,
				   write_ldif(world, "small.ldif", cases[5].text), &why),
			 0);
	assert_true(directory_status(directory, world->arena, 0, &status));
	assert_true(status.generation > 1);
	assert_string_equal(status.last_error, "");
	directory_close(directory);
}

static void
two_directories_stand_side_by_side(void **state)
{
	struct world *world = *state;
	struct directory_resolution got;
	struct directory_status status;
	struct directory *directory;
	const char *why = "";

	conf_free(world->conf);
	world->conf = conf_parse(world->arena, "test", "directory a { }\ndirectory b { }\n", &why);
	directory = open_for_sync(world);
	assert_int_equal(
		sync_file(world, directory, 0, write_persons(world, "a", "a.example", 3), &why), 0);
	/* while b was never synced nobody can say that an address does not exist */
	assert_int_equal(directory_resolve(directory, world->arena, "u1@a.example", &got, &why),
			 ANSWER_FOUND);
	assert_int_equal(directory_resolve(directory, world->arena, "u9@a.example", &got, &why),
			 ANSWER_DOWN);
	assert_int_equal(
		sync_file(world, directory, 1, write_persons(world, "b", "b.example", 3), &why), 0);
	assert_int_equal(
		sync_file(world, directory, 1, write_persons(world, "b", "b.example", 4), &why), 0);
	assert_string_equal(find(world, directory, "u2@a.example").directory, "a");
	assert_string_equal(find(world, directory, "u3@b.example").directory, "b");
	assert_int_equal(directory_resolve(directory, world->arena, "u9@b.example", &got, &why),
			 ANSWER_NONE);
	assert_true(directory_status(directory, world->arena, 0, &status));
	assert_int_equal(status.generation, 1);
	assert_true(directory_status(directory, world->arena, 1, &status));
	assert_int_equal(status.generation, 3);
	assert_int_equal(status.counts.identities, 4);
	assert_false(directory_status(directory, world->arena, 2, &status));
	directory_close(directory);
}

/* Readers that look while generations change: every answer must be whole. */
struct reader {
	struct directory *directory;
	atomic_bool *stop;
	atomic_int bad, seen;
};

static void *
keep_reading(void *data)
{
	struct reader *reader = data;
	struct arena *arena = arena_new();
	int i = 0;

	while (!atomic_load(reader->stop)) {
		struct directory_resolution got;
		const char *why;

		if (directory_resolve(reader->directory, arena,
				      arena_printf(arena, "u%d@a.example", i++ % 300), &got,
				      &why) != ANSWER_FOUND)
			atomic_fetch_add(&reader->bad, 1);
		atomic_fetch_add(&reader->seen, 1);
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static void
readers_see_whole_generations_while_they_change(void **state)
{
	struct world *world = *state;
	struct directory *directory = open_for_sync(world);
	char *path = write_persons(world, "a", "a.example", 300);
	atomic_bool stop = false;
	struct reader readers[2];
	pthread_t threads[2];
	const char *why = "";
	int i;

	assert_int_equal(sync_file(world, directory, 0, path, &why), 0);
	for (i = 0; i < 2; i++) {
		readers[i] = (struct reader){.directory = directory, .stop = &stop};
		assert_int_equal(pthread_create(&threads[i], NULL, keep_reading, &readers[i]), 0);
	}
	for (i = 0; i < 10; i++)
		assert_int_equal(sync_file(world, directory, 0, path, &why), 0);
	atomic_store(&stop, true);
	for (i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(readers[i].bad, 0);
		assert_true(readers[i].seen > 0);
	}
	directory_close(directory);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(everybody_of_the_sample_company_is_who_they_are,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(owners_of_service_accounts_have_their_states,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(delegates_members_and_states_are_carried, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_identity_is_found_by_its_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_a_replica_the_answer_is_down_until_one_appears, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_incomplete_source_leaves_what_is_in_force,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_directories_stand_side_by_side, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(readers_see_whole_generations_while_they_change,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
