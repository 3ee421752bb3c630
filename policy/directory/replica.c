/* SPDX-License-Identifier: BSD-2-Clause */
/* replica - generations of identities in LMDB, as readers see them. */
#include "config.h"

#include "policy/directory/replica.h"

#include <string.h>

#include "policy/directory/pack.h"

#define MAP_BYTES (4ULL << 30) /* address space only: the file is as long as what it holds */
#define PREFIX    REPLICA_PREFIX

/* By enum replica_table. */
static const char *const tables[] = {"meta", "identity", "address", "domain", "name", NULL};

int
replica_open(struct arena *arena, const char *folder, bool writing, struct database **out,
	     const char **why)
{
	struct database_settings settings = {.folder = folder,
					     .tables = tables,
					     .map_bytes = MAP_BYTES,
					     .most_bytes = MAP_BYTES,
					     .read_only = !writing,
					     .synced = true};

	return database_open(arena, &settings, out, why);
}

struct database_span
replica_key(struct replica_key *key, uint64_t generation, const void *name, size_t length)
{
	size_t i;

	/* big-endian, so that a generation's rows are neighbours */
	for (i = 0; i < PREFIX; i++)
		key->bytes[i] = (unsigned char)(generation >> (8 * (PREFIX - 1 - i)));
	if (length > REPLICA_KEY_MOST - PREFIX)
		return (struct database_span){0};
	if (length != 0)
		memcpy(key->bytes + PREFIX, name, length);
	return (struct database_span){key->bytes, PREFIX + length};
}

struct database_span
replica_meta_key(struct replica_key *key, const char *kind, const char *name)
{
	size_t head = strlen(kind), length = strlen(name);

	if (head + length > REPLICA_KEY_MOST)
		length = REPLICA_KEY_MOST - head;
	memcpy(key->bytes, kind, head);
	memcpy(key->bytes + head, name, length);
	return (struct database_span){key->bytes, head + length};
}

enum answer
replica_in_force(struct database_txn *txn, const char *name, struct replica_force *out)
{
	struct replica_force force;
	struct pack_reader reader;
	struct database_span row;
	struct replica_key key;
	enum answer answer = database_get(txn, REPLICA_TABLE_META,
					  replica_meta_key(&key, REPLICA_FORCE, name), &row);

	if (answer != ANSWER_FOUND)
		return answer;
	reader = pack_read(row.bytes, row.length);
	force.generation = pack_read_number(&reader, 8);
	force.published_ms = (int64_t)pack_read_number(&reader, 8);
	if (reader.bad)
		return ANSWER_DOWN;
	*out = force;
	return ANSWER_FOUND;
}

enum answer
replica_address(struct database_txn *txn, uint64_t generation, const char *address,
		enum identity_via *via, struct database_span *id)
{
	struct database_span row;
	struct replica_key key;
	enum answer answer =
		database_get(txn, REPLICA_TABLE_ADDRESS,
			     replica_key(&key, generation, address, strlen(address)), &row);

	if (answer != ANSWER_FOUND)
		return answer;
	if (row.length < 2)
		return ANSWER_DOWN;
	*via = *(const unsigned char *)row.bytes == VIA_ALIAS ? VIA_ALIAS : VIA_DIRECT;
	*id = (struct database_span){(const char *)row.bytes + 1, row.length - 1};
	return ANSWER_FOUND;
}

static bool
has_id(const struct directory_person *person, const char *id)
{
	size_t i;

	for (i = 0; i < person->count; i++)
		if (strcmp(person->ids[i], id) == 0)
			return true;
	return false;
}

enum answer
replica_name(struct database_txn *txn, uint64_t generation, const char *key, struct arena *arena,
	     struct directory_person *out)
{
	struct pack_reader reader;
	struct database_span row;
	struct replica_key place;
	const char *id;
	enum answer answer = database_get(txn, REPLICA_TABLE_NAME,
					  replica_key(&place, generation, key, strlen(key)), &row);

	if (answer != ANSWER_FOUND)
		return answer;
	reader = pack_read(arena_memdup(arena, row.bytes, row.length), row.length);
	out->vip |= pack_read_number(&reader, 1) != 0;
	while (!reader.bad && reader.at != reader.end && out->count < DIRECTORY_NAMESAKES) {
		id = pack_read_string(&reader);
		if (!reader.bad && !has_id(out, id))
			out->ids[out->count++] = id;
	}
	return reader.bad ? ANSWER_DOWN : ANSWER_FOUND;
}

enum answer
replica_identity(struct database_txn *txn, uint64_t generation, struct database_span id,
		 struct database_span *record)
{
	struct replica_key key;

	return database_get(txn, REPLICA_TABLE_IDENTITY,
			    replica_key(&key, generation, id.bytes, id.length), record);
}

bool
replica_has_domain(struct database_txn *txn, uint64_t generation, const char *domain)
{
	struct database_span row;
	struct replica_key key;

	return database_get(txn, REPLICA_TABLE_DOMAIN,
			    replica_key(&key, generation, domain, strlen(domain)),
			    &row) == ANSWER_FOUND;
}

void
replica_domains(struct database_txn *txn, uint64_t generation, struct arena *arena,
		struct conf_list *out, size_t *capacity)
{
	struct database_cursor cursor;
	struct replica_key key;

	database_cursor_open(txn, REPLICA_TABLE_DOMAIN, replica_key(&key, generation, NULL, 0),
			     &cursor);
	while (database_cursor_next(&cursor) && cursor.key.length > PREFIX &&
	       memcmp(cursor.key.bytes, key.bytes, PREFIX) == 0) {
		out->items =
			arena_grow(arena, out->items, out->count, capacity, sizeof(*out->items));
		out->items[out->count++] = arena_memdup(
			arena, (const char *)cursor.key.bytes + PREFIX, cursor.key.length - PREFIX);
	}
	database_cursor_close(&cursor);
}

static void
read_counts(struct pack_reader *reader, struct directory_sync_result *out)
{
	size_t i;

	out->generation = pack_read_number(reader, 8);
	out->entries = pack_read_number(reader, 8);
	out->identities = pack_read_number(reader, 8);
	out->addresses = pack_read_number(reader, 8);
	out->groups = pack_read_number(reader, 8);
	out->skipped = pack_read_number(reader, 8);
	for (i = 0; i < IDENTITY_KINDS; i++)
		out->by_kind[i] = pack_read_number(reader, 8);
	for (i = 0; i < 4; i++)
		out->by_tier[i] = pack_read_number(reader, 8);
	out->named = pack_read_number(reader, 8);
	out->prominent = pack_read_number(reader, 8);
	out->took_ms = (int64_t)pack_read_number(reader, 8);
	out->unmapped = pack_read_string(reader);
}

bool
replica_status(struct database_txn *txn, const char *name, struct arena *arena,
	       struct replica_status *out)
{
	struct replica_status status;
	struct pack_reader reader;
	struct database_span row;
	struct replica_key key;
	size_t i;

	if (database_get(txn, REPLICA_TABLE_META, replica_meta_key(&key, REPLICA_STATUS, name),
			 &row) != ANSWER_FOUND)
		return false;
	row.bytes = arena_memdup(arena, row.bytes, row.length);
	reader = pack_read(row.bytes, row.length);
	status.source = pack_read_string(&reader);
	read_counts(&reader, &status.counts);
	for (i = 0; i < 6; i++)
		status.owners[i] = pack_read_number(&reader, 8);
	status.last_error = pack_read_string(&reader);
	status.last_error_ms = (int64_t)pack_read_number(&reader, 8);
	if (!reader.bad)
		*out = status;
	return !reader.bad;
}
