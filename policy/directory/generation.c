/* SPDX-License-Identifier: BSD-2-Clause */
/* generation - writing a new generation of the replica and putting it in force. */
#include "config.h"

#include "policy/directory/generation.h"

#include <string.h>

#include "policy/directory/pack.h"

#define BATCH 1000 /* rows a transaction (LMDB ITS#9155: keep them small) */

static void
write_counts(struct text *out, const struct directory_sync_result *counts)
{
	size_t i;

	pack_number(out, counts->generation, 8);
	pack_number(out, counts->entries, 8);
	pack_number(out, counts->identities, 8);
	pack_number(out, counts->addresses, 8);
	pack_number(out, counts->groups, 8);
	pack_number(out, counts->skipped, 8);
	for (i = 0; i < IDENTITY_KINDS; i++)
		pack_number(out, counts->by_kind[i], 8);
	for (i = 0; i < 4; i++)
		pack_number(out, counts->by_tier[i], 8);
	pack_number(out, counts->named, 8);
	pack_number(out, counts->prominent, 8);
	pack_number(out, (uint64_t)counts->took_ms, 8);
	pack_string(out, counts->unmapped);
}

static void
write_status(struct text *out, const struct replica_status *status)
{
	size_t i;

	pack_string(out, status->source);
	write_counts(out, &status->counts);
	for (i = 0; i < 6; i++)
		pack_number(out, status->owners[i], 8);
	pack_string(out, status->last_error);
	pack_number(out, (uint64_t)status->last_error_ms, 8);
}

static void
put_meta(struct database_txn *txn, struct database_span key, const struct text *value)
{
	database_put(txn, REPLICA_TABLE_META, key,
		     (struct database_span){value->bytes, value->length});
}

int
generation_begin(struct database *database, struct generation *out, const char **why)
{
	struct generation fresh = {.database = database};
	struct arena *arena = arena_new();
	struct text value = TEXT_IN(arena);
	struct database_span row;
	struct pack_reader reader;
	int result;

	database_begin(database, true, &fresh.txn);
	if (database_get(&fresh.txn, REPLICA_TABLE_META, DATABASE_STRING(REPLICA_GENERATION),
			 &row) == ANSWER_FOUND) {
		reader = pack_read(row.bytes, row.length);
		fresh.number = pack_read_number(&reader, 8);
	}
	fresh.number++;
	pack_number(&value, fresh.number, 8);
	put_meta(&fresh.txn, DATABASE_STRING(REPLICA_GENERATION), &value);
	result = database_commit(&fresh.txn, why);
	arena_free(arena);
	if (result == 0)
		*out = fresh;
	return result;
}

static int
commit_batch(struct generation *new, const char **why)
{
	int result;

	if (!new->begun)
		return 0;
	result = database_commit(&new->txn, why);
	if (result != 0 && database_is_full(&new->txn))
		*why = "the replica is full";
	new->begun = false;
	new->pending = 0;
	return result;
}

static int
put(struct generation *new, enum replica_table table, const char *name, struct database_span value,
    const char **why)
{
	struct replica_key key;
	struct database_span span = replica_key(&key, new->number, name, strlen(name));

	if (span.length == 0) {
		*why = "an id or address is too long to keep";
		return -1;
	}
	if (!new->begun)
		database_begin(new->database, true, &new->txn);
	new->begun = true;
	database_put(&new->txn, table, span, value);
	return ++new->pending < BATCH ? 0 : commit_batch(new, why);
}

int
generation_put_identity(struct generation *new, const char *id, const char *record, size_t length,
			const char **why)
{
	return put(new, REPLICA_TABLE_IDENTITY, id, (struct database_span){record, length}, why);
}

int
generation_put_address(struct generation *new, const char *address, enum identity_via via,
		       const char *id, const char **why)
{
	unsigned char value[REPLICA_KEY_MOST];
	size_t length = strlen(id);

	if (length >= sizeof(value)) {
		*why = "an id is too long to keep";
		return -1;
	}
	value[0] = (unsigned char)via;
	memcpy(value + 1, id, length);
	return put(new, REPLICA_TABLE_ADDRESS, address, (struct database_span){value, length + 1},
		   why);
}

int
generation_put_name(struct generation *new, const char *key, const struct directory_person *who,
		    const char **why)
{
	struct arena *arena = arena_new();
	struct text value = TEXT_IN(arena);
	size_t i;
	int result;

	pack_number(&value, who->vip, 1);
	for (i = 0; i < who->count; i++)
		pack_string(&value, who->ids[i]);
	result = put(new, REPLICA_TABLE_NAME, key,
		     (struct database_span){value.bytes, value.length}, why);
	arena_free(arena);
	return result;
}

int
generation_put_domain(struct generation *new, const char *domain, const char **why)
{
	return put(new, REPLICA_TABLE_DOMAIN, domain, (struct database_span){"", 1}, why);
}

int
generation_end(struct generation *new, const char **why)
{
	return commit_batch(new, why);
}

void
generation_abort(struct generation *new)
{
	if (new->begun)
		database_end(&new->txn);
	new->begun = false;
}

int
generation_publish(struct database *database, const char *name, const struct replica_force *force,
		   const struct replica_status *status, const char **why)
{
	struct arena *arena = arena_new();
	struct text row = TEXT_IN(arena), about = TEXT_IN(arena);
	struct database_txn txn;
	struct replica_key key;
	int result;

	pack_number(&row, force->generation, 8);
	pack_number(&row, (uint64_t)force->published_ms, 8);
	write_status(&about, status);
	database_begin(database, true, &txn);
	put_meta(&txn, replica_meta_key(&key, REPLICA_FORCE, name), &row);
	put_meta(&txn, replica_meta_key(&key, REPLICA_STATUS, name), &about);
	result = database_commit(&txn, why);
	arena_free(arena);
	return result;
}

int
generation_note_failure(struct database *database, const char *name, const char *error,
			int64_t when_ms, const char **why)
{
	struct replica_status status = {.source = ""};
	struct arena *arena = arena_new();
	struct text about = TEXT_IN(arena);
	struct database_txn txn;
	struct replica_key key;
	int result;

	database_begin(database, true, &txn);
	(void)replica_status(&txn, name, arena, &status);
	status.last_error = error;
	status.last_error_ms = when_ms;
	write_status(&about, &status);
	put_meta(&txn, replica_meta_key(&key, REPLICA_STATUS, name), &about);
	result = database_commit(&txn, why);
	arena_free(arena);
	return result;
}

/* Which generation a key belongs to. */
static uint64_t
number_of(struct database_span key)
{
	const unsigned char *bytes = key.bytes;
	uint64_t number = 0;
	size_t i;

	for (i = 0; i < REPLICA_PREFIX && i < key.length; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* Generations in force, of all directories. */
struct forces {
	uint64_t numbers[GENERATION_DIRECTORIES_MOST];
	size_t count;
};

static bool
is_in_force(const struct forces *forces, uint64_t number)
{
	size_t i;

	for (i = 0; i < forces->count; i++)
		if (forces->numbers[i] == number)
			return true;
	return false;
}

static int
read_forces(struct database *database, struct forces *out, const char **why)
{
	struct database_cursor cursor;
	struct database_txn txn;
	int result = 0;

	out->count = 0;
	database_begin(database, false, &txn);
	database_cursor_open(&txn, REPLICA_TABLE_META, DATABASE_STRING(REPLICA_FORCE), &cursor);
	while (database_cursor_next(&cursor) && cursor.key.length > strlen(REPLICA_FORCE) &&
	       memcmp(cursor.key.bytes, REPLICA_FORCE, strlen(REPLICA_FORCE)) == 0) {
		struct pack_reader reader = pack_read(cursor.value.bytes, cursor.value.length);

		if (out->count == GENERATION_DIRECTORIES_MOST) {
			*why = "too many directories in the replica; remove the cache folder";
			result = -1;
			break;
		}
		out->numbers[out->count++] = pack_read_number(&reader, 8);
	}
	database_cursor_close(&cursor);
	if (result == 0 && database_error(&txn) != NULL) {
		*why = database_error(&txn);
		result = -1;
	}
	database_end(&txn);
	return result;
}

/* One transaction's worth; '*from' moves on. Returns rows removed, or -1. */
static int
sweep_batch(struct database *database, enum replica_table table, const struct forces *forces,
	    uint64_t *from, const char **why)
{
	struct database_cursor cursor;
	struct database_txn txn;
	struct replica_key key;
	int removed = 0;

	database_begin(database, true, &txn);
	database_cursor_open(&txn, table, replica_key(&key, *from, NULL, 0), &cursor);
	while (removed < BATCH && database_cursor_next(&cursor)) {
		uint64_t number = number_of(cursor.key);

		if (is_in_force(forces, number)) {
			*from = number + 1;
			database_cursor_close(&cursor);
			database_cursor_open(&txn, table, replica_key(&key, *from, NULL, 0),
					     &cursor);
			continue;
		}
		database_cursor_delete(&cursor);
		removed++;
	}
	database_cursor_close(&cursor);
	return database_commit(&txn, why) == 0 ? removed : -1;
}

int
generation_sweep(struct database *database, const char **why)
{
	static const enum replica_table swept[] = {REPLICA_TABLE_IDENTITY, REPLICA_TABLE_ADDRESS,
						   REPLICA_TABLE_DOMAIN, REPLICA_TABLE_NAME};
	struct forces forces;
	size_t i;

	if (read_forces(database, &forces, why) != 0)
		return -1;
	for (i = 0; i < sizeof(swept) / sizeof(swept[0]); i++) {
		uint64_t from = 0;
		int removed = BATCH;

		while (removed == BATCH)
			removed = sweep_batch(database, swept[i], &forces, &from, why);
		if (removed < 0)
			return -1;
	}
	return 0;
}
