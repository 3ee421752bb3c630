/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stores - a store in a folder of its own, for the tests of what a store promises.
 *
 * Who owns: the fixture, which cmocka hands round as its state. Threads: any. Fails: ends the test.
 */
#ifndef TESTS_UNIT_STORES_H
#define TESTS_UNIT_STORES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "policy/base/database.h"
#include "policy/evidence/rows.h"
#include "tests/unit/hits.h"
#include "tests/unit/scratch.h"

struct stores {
	struct arena *arena;
	char *folder;
	struct conf conf;
};

static inline int
stores_set_up(void **state)
{
	struct stores *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_new();
	fixture->folder = scratch_make(fixture->arena);
	fixture->conf = hits_conf();
	fixture->conf.risk.daily_cap_privileged = 3;
	*state = fixture;
	return 0;
}

static inline int
stores_tear_down(void **state)
{
	struct stores *fixture = *state;

	scratch_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static inline struct store *
stores_open_store(struct stores *fixture, enum store_mode mode)
{
	const char *why = NULL;
	struct store *store =
		store_open(fixture->arena, fixture->folder, &fixture->conf, mode, &why);

	if (store == NULL)
		fail_msg("%s", why);
	return store;
}

static inline bool
stores_count_hit(void *data, const struct hit *hit)
{
	(void)hit;
	(*(size_t *)data)++;
	return true;
}

static inline size_t
stores_count_hits(struct store *store, struct store_query query)
{
	const char *why = NULL;
	size_t count = 0;

	if (store_hits(store, &query, stores_count_hit, &count, &why) != 0)
		fail_msg("%s", why);
	return count;
}

static inline struct store_verification
stores_verify(struct stores *fixture, struct store *store)
{
	struct store_verification out;
	const char *why = NULL;

	if (store_verify(store, fixture->arena, &out, &why) != 0)
		fail_msg("%s", why);
	return out;
}

/* The database itself, for those who mean harm. Not while a store is open on it. */
static inline struct database *
stores_open_raw(struct stores *fixture)
{
	struct database_settings settings = {
		.folder = arena_printf(fixture->arena, "%s/evidence", fixture->folder),
		.tables = rows_tables,
		.map_bytes = 64 << 20,
		.most_bytes = 64 << 20,
		.synced = true};
	struct database *database;
	const char *why = NULL;

	assert_int_equal(database_open(fixture->arena, &settings, &database, &why), 0);
	return database;
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, stores_set_up, stores_tear_down)

#endif
