/* SPDX-License-Identifier: BSD-2-Clause */
/* test_replica - rows of the replica: round trips, damage, generations written, swept, published.
 */
#include "config.h"

#include "policy/directory/replica.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/directory/generation.h"
#include "policy/directory/record.h"
#include "tests/unit/scratch.h"

struct world {
	struct arena *arena;
	char *folder;
	struct database *database;
};

static int
set_up(void **state)
{
	struct arena *arena = arena_new();
	struct world *world = arena_zalloc(arena, 1, sizeof(*world));
	const char *why = "";

	world->arena = arena;
	world->folder = scratch_make(arena);
	if (replica_open(arena, world->folder, true, &world->database, &why) != 0)
		fail_msg("%s", why);
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	database_close(world->database);
	scratch_remove(world->folder);
	arena_free(world->arena);
	return 0;
}

static struct identity
make_identity(struct arena *arena)
{
	struct identity_ref *refs = arena_zalloc(arena, 2, sizeof(*refs));

	refs[0] = (struct identity_ref){"n1", "ci", "ci@x.example", 0, OWNER_OK};
	refs[1] = (struct identity_ref){"n2", "", "", 3, OWNER_DANGLING};
	return (struct identity){.id = "i1",
				 .kind = IDENTITY_SHARED,
				 .tier = 2,
				 .tier_via = "owns 2 NHIs",
				 .account = "a",
				 .display = "\xC3\x84",
				 .mail = "a@x.example",
				 .dn = "cn=a,dc=x",
				 .stale = true,
				 .weak_recovery = true,
				 .owner_state = OWNER_GROUP,
				 .nhis = refs,
				 .nhi_count = 2,
				 .delegates = refs,
				 .delegate_count = 1,
				 .member_total = 88000};
}

static void
an_identity_comes_back_as_it_went(void **state)
{
	struct world *world = *state;
	struct identity identity = make_identity(world->arena), got;
	const char *bytes, *why = "";
	size_t length;

	record_write(world->arena, &identity, &bytes, &length);
	assert_int_equal(record_read(world->arena, bytes, length, &got, &why), 0);
	assert_int_equal(got.kind, IDENTITY_SHARED);
	assert_int_equal(got.tier, 2);
	assert_string_equal(got.tier_via, "owns 2 NHIs");
	assert_string_equal(got.display, "\xC3\x84");
	assert_string_equal(got.owner_id, "");
	assert_true(got.stale && got.weak_recovery && !got.disabled);
	assert_int_equal(got.nhi_count, 2);
	assert_int_equal(got.nhis[1].owner_state, OWNER_DANGLING);
	assert_int_equal(got.delegate_count, 1);
	assert_string_equal(got.delegates[0].mail, "ci@x.example");
	assert_int_equal(got.member_count, 0);
	assert_int_equal(got.member_total, 88000);
}

static void
damage_is_noticed_wherever_it_is(void **state)
{
	struct world *world = *state;
	struct identity identity = make_identity(world->arena), got;
	const char *bytes, *why;
	char *broken;
	size_t length, i;

	record_write(world->arena, &identity, &bytes, &length);
	for (i = 0; i < length; i++) {
		why = NULL;
		assert_int_equal(record_read(world->arena, bytes, i, &got, &why), -1);
		assert_non_null(why);
		why = NULL;
		broken = arena_memdup(world->arena, bytes, length);
		broken[i] ^= 0x10;
		assert_int_equal(record_read(world->arena, broken, length, &got, &why), -1);
		assert_non_null(why);
	}
}

static void
put(struct generation *new, const char *id, const char *address)
{
	const char *why = "";

	if (generation_put_identity(new, id, "record", 6, &why) != 0 ||
	    generation_put_address(new, address, VIA_ALIAS, id, &why) != 0 ||
	    generation_put_domain(new, "x.example", &why) != 0)
		fail_msg("%s", why);
}

static uint64_t
rows(struct world *world)
{
	struct database_txn txn;
	uint64_t count;

	database_begin(world->database, false, &txn);
	count = database_count(&txn, REPLICA_TABLE_IDENTITY) +
		database_count(&txn, REPLICA_TABLE_ADDRESS) +
		database_count(&txn, REPLICA_TABLE_DOMAIN);
	database_end(&txn);
	return count;
}

static void
a_generation_is_in_force_only_when_published(void **state)
{
	struct world *world = *state;
	struct replica_status status = {.source = "file", .last_error = ""};
	struct replica_force force;
	struct database_span id;
	struct database_txn txn;
	struct generation new;
	enum identity_via via;
	const char *why = "";

	status.counts.unmapped = "";
	assert_int_equal(generation_begin(world->database, &new, &why), 0);
	put(&new, "i1", "a@x.example");
	assert_int_equal(generation_end(&new, &why), 0);
	database_begin(world->database, false, &txn);
	assert_int_equal(replica_in_force(&txn, "d", &force), ANSWER_NONE);
	database_end(&txn);
	force = (struct replica_force){.generation = new.number, .published_ms = 7};
	assert_int_equal(generation_publish(world->database, "d", &force, &status, &why), 0);
	database_begin(world->database, false, &txn);
	assert_int_equal(replica_in_force(&txn, "d", &force), ANSWER_FOUND);
	assert_int_equal(force.published_ms, 7);
	assert_int_equal(replica_address(&txn, force.generation, "a@x.example", &via, &id),
			 ANSWER_FOUND);
	assert_int_equal(via, VIA_ALIAS);
	assert_int_equal(id.length, 2);
	assert_true(replica_has_domain(&txn, force.generation, "x.example"));
	assert_int_equal(replica_address(&txn, force.generation + 1, "a@x.example", &via, &id),
			 ANSWER_NONE);
	assert_true(replica_status(&txn, "d", world->arena, &status));
	assert_string_equal(status.source, "file");
	database_end(&txn);
}

/* More rows than a transaction holds, of generations that were left behind. */
static void
what_is_in_force_for_nobody_is_swept_and_the_rest_stays(void **state)
{
	struct world *world = *state;
	struct replica_status status = {.source = "", .last_error = ""};
	struct generation new;
	const char *why = "";
	int i, g;

	status.counts.unmapped = "";
	for (g = 0; g < 4; g++) {
		assert_int_equal(generation_begin(world->database, &new, &why), 0);
		for (i = 0; i < 1500; i++)
			put(&new, arena_printf(world->arena, "i%d", i),
			    arena_printf(world->arena, "a%d@x.example", i));
		assert_int_equal(generation_end(&new, &why), 0);
		if (g % 2 == 1) {
			struct replica_force force = {.generation = new.number};

			assert_int_equal(generation_publish(world->database, g == 1 ? "one" : "two",
							    &force, &status, &why),
					 0);
		}
	}
	assert_int_equal(rows(world), 4 * 3001);
	assert_int_equal(generation_sweep(world->database, &why), 0);
	assert_int_equal(rows(world), 2 * 3001);
	assert_int_equal(generation_sweep(world->database, &why), 0);
	assert_int_equal(rows(world), 2 * 3001);
}

static void
an_id_that_is_too_long_is_refused(void **state)
{
	struct world *world = *state;
	struct generation new;
	const char *why = NULL;
	char id[600];

	memset(id, 'x', sizeof(id));
	id[sizeof(id) - 1] = '\0';
	assert_int_equal(generation_begin(world->database, &new, &why), 0);
	assert_int_equal(generation_put_identity(&new, id, "r", 1, &why), -1);
	assert_non_null(why);
	assert_int_equal(generation_put_address(&new, id, VIA_DIRECT, "i", &why), -1);
	assert_int_equal(generation_put_address(&new, "a@b", VIA_DIRECT, id, &why), -1);
	generation_abort(&new);
}

static void
a_failure_is_noted_beside_what_is_in_force(void **state)
{
	struct world *world = *state;
	struct replica_status status;
	struct database_txn txn;
	const char *why = "";

	assert_int_equal(generation_note_failure(world->database, "d", "no answer", 9, &why), 0);
	database_begin(world->database, false, &txn);
	assert_true(replica_status(&txn, "d", world->arena, &status));
	assert_string_equal(status.last_error, "no answer");
	assert_int_equal(status.last_error_ms, 9);
	database_end(&txn);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_identity_comes_back_as_it_went, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(damage_is_noticed_wherever_it_is, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_generation_is_in_force_only_when_published,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_in_force_for_nobody_is_swept_and_the_rest_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_id_that_is_too_long_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_failure_is_noted_beside_what_is_in_force, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
