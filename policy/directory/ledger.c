/* SPDX-License-Identifier: BSD-2-Clause */
/* ledger - who has written with whom, in LMDB: one row a pair, in both grains on both sides. */
#include "config.h"

#include "policy/directory/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "policy/base/clock.h"
#include "policy/base/database.h"
#include "policy/base/sip.h"

#define MAP_BYTES   (16ULL << 30) /* address space only */
#define SIP_KEY     16
#define SIDE_BYTES  8
#define PAIR_BYTES  (2 * SIDE_BYTES)
#define ROW_BYTES   16
#define NAME_MOST   253 /* of a domain */
#define MINUTE_MS   60000
#define OURS        0x80000000U /* in the word of the first minute */
#define DAYS        4096
#define TRIM_MOST   50000
#define DOMAIN_PART 8 /* one row in so many may be a domain's */

enum table { TABLE_META, TABLE_PAIR, TABLE_DOMAIN };

static const char *const tables[] = {"meta", "pair", "domain", NULL};

struct ledger {
	struct arena *arena; /* its own */
	struct database *database;
	bool synced;
	unsigned char key[SIP_KEY];
};

struct pair_key {
	unsigned char bytes[2 * NAME_MOST + 1];
	size_t length;
};

struct row {
	unsigned char bytes[ROW_BYTES];
};

/* ---- rows ------------------------------------------------------------------------------------ */

static void
put_word(unsigned char *to, uint32_t word)
{
	size_t i;

	for (i = 0; i < 4; i++)
		to[i] = (unsigned char)(word >> (8 * i));
}

static uint32_t
get_word(const unsigned char *from)
{
	return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 |
	       (uint32_t)from[3] << 24;
}

static uint32_t
minutes(int64_t ms)
{
	return ms < 0 ? 0 : (uint32_t)(ms / MINUTE_MS) & ~OURS;
}

static struct row
pack(const struct contact_past *past)
{
	struct row row = {0};

	put_word(row.bytes, minutes(past->first_ms) | (past->ours ? OURS : 0));
	put_word(row.bytes + 4, minutes(past->last_ms));
	put_word(row.bytes + 8, past->in);
	put_word(row.bytes + 12, past->out);
	return row;
}

/* Zeroes for what is no row. */
static struct contact_past
unpack(struct database_span span)
{
	const unsigned char *bytes = span.bytes;
	uint32_t first;

	if (span.length != ROW_BYTES)
		return (struct contact_past){0};
	first = get_word(bytes);
	return (struct contact_past){.first_ms = (int64_t)(first & ~OURS) * MINUTE_MS,
				     .last_ms = (int64_t)get_word(bytes + 4) * MINUTE_MS,
				     .in = get_word(bytes + 8),
				     .out = get_word(bytes + 12),
				     .ours = (first & OURS) != 0};
}

/* An address and a domain of the same spelling are two things. */
static void
hash_side(const struct ledger *ledger, char grain, const char *name, unsigned char *to)
{
	char bytes[1 + GATHER_BYTES];
	size_t length = strnlen(name, GATHER_BYTES);
	uint64_t hash;

	bytes[0] = grain;
	memcpy(bytes + 1, name, length);
	hash = sip_hash(ledger->key, bytes, 1 + length);
	memcpy(to, &hash, SIDE_BYTES);
}

static struct database_span
span_of(const struct pair_key *key)
{
	return (struct database_span){key->bytes, key->length};
}

/* Theirs first, so that what all of our domains know of one is together. Empty when too long. */
static void
name_domains(const char *foreign, const char *own, struct pair_key *key)
{
	size_t a = strlen(foreign), b = strlen(own);

	key->length = a == 0 || b == 0 || a > NAME_MOST || b > NAME_MOST ? 0 : a + 1 + b;
	if (key->length == 0)
		return;
	memcpy(key->bytes, foreign, a + 1);
	memcpy(key->bytes + a + 1, own, b);
}

/* The four pairs of one mail. */
enum pair { PAIR_ADDRESS, PAIR_DOMAIN, PAIR_OUR_ADDRESS, PAIR_OUR_DOMAIN, PAIRS };

static void
name_pairs(const struct ledger *ledger, const struct gather_fact *who, struct pair_key keys[PAIRS])
{
	unsigned char own[2][SIDE_BYTES], foreign[2][SIDE_BYTES];
	const bool has_own[2] = {*who->own != '\0', *who->own_domain != '\0'};
	const bool has_foreign[2] = {*who->foreign != '\0', *who->foreign_domain != '\0'};
	size_t i;

	hash_side(ledger, 'a', who->own, own[0]);
	hash_side(ledger, 'd', who->own_domain, own[1]);
	hash_side(ledger, 'a', who->foreign, foreign[0]);
	hash_side(ledger, 'd', who->foreign_domain, foreign[1]);
	for (i = 0; i < PAIR_OUR_DOMAIN; i++) {
		size_t ours = i / 2, theirs = i % 2;

		keys[i].length = has_own[ours] && has_foreign[theirs] ? PAIR_BYTES : 0;
		memcpy(keys[i].bytes, own[ours], SIDE_BYTES);
		memcpy(keys[i].bytes + SIDE_BYTES, foreign[theirs], SIDE_BYTES);
	}
	name_domains(who->foreign_domain, who->own_domain, &keys[PAIR_OUR_DOMAIN]);
}

static enum table
table_of(size_t pair)
{
	return pair == PAIR_OUR_DOMAIN ? TABLE_DOMAIN : TABLE_PAIR;
}

/* ---- the whole ------------------------------------------------------------------------------- */

#define ROW_KEY   DATABASE_STRING("key")
#define ROW_WHOLE DATABASE_STRING("whole")

struct whole {
	uint64_t mails;
	int64_t oldest_ms;
};

static struct whole
read_whole(struct database_txn *txn)
{
	struct database_span span;
	const unsigned char *bytes;

	if (database_get(txn, TABLE_META, ROW_WHOLE, &span) != ANSWER_FOUND ||
	    span.length != ROW_BYTES)
		return (struct whole){0};
	bytes = span.bytes;
	return (struct whole){.mails = get_word(bytes) | (uint64_t)get_word(bytes + 4) << 32,
			      .oldest_ms = (int64_t)get_word(bytes + 8) * MINUTE_MS};
}

static void
write_whole(struct database_txn *txn, const struct whole *whole)
{
	struct row row = {{0}};

	put_word(row.bytes, (uint32_t)whole->mails);
	put_word(row.bytes + 4, (uint32_t)(whole->mails >> 32));
	put_word(row.bytes + 8, minutes(whole->oldest_ms));
	database_put(txn, TABLE_META, ROW_WHOLE, (struct database_span){row.bytes, ROW_BYTES});
}

/* The key of addresses; a new ledger gets a new one. */
static int
take_key(struct ledger *ledger, bool writing, const char **why)
{
	struct database_span span;
	struct database_txn txn;

	database_begin(ledger->database, writing, &txn);
	if (database_get(&txn, TABLE_META, ROW_KEY, &span) == ANSWER_FOUND &&
	    span.length == SIP_KEY) {
		memcpy(ledger->key, span.bytes, SIP_KEY);
		database_end(&txn);
		return 0;
	}
	if (getrandom(ledger->key, SIP_KEY, 0) != SIP_KEY)
		abort();
	if (!writing) { /* it is empty: any key will do */
		database_end(&txn);
		return 0;
	}
	database_put(&txn, TABLE_META, ROW_KEY, (struct database_span){ledger->key, SIP_KEY});
	return database_commit(&txn, why);
}

int
ledger_open(struct arena *arena, const char *folder, enum ledger_use use, struct ledger **out,
	    const char **why)
{
	struct database_settings settings = {.folder = folder,
					     .tables = tables,
					     .map_bytes = MAP_BYTES,
					     .most_bytes = MAP_BYTES,
					     .read_only = use == LEDGER_READ,
					     .synced = use != LEDGER_IMPORT};
	struct arena *own = arena_new();
	struct ledger *ledger = arena_zalloc(own, 1, sizeof(*ledger));

	ledger->arena = own;
	ledger->synced = settings.synced;
	if (database_open(arena, &settings, &ledger->database, why) == 0 &&
	    take_key(ledger, use != LEDGER_READ, why) == 0) {
		*out = ledger;
		return 0;
	}
	ledger_close(ledger);
	return -1;
}

void
ledger_close(struct ledger *ledger)
{
	const char *why;

	if (ledger == NULL)
		return;
	if (!ledger->synced && ledger->database != NULL)
		(void)database_sync(ledger->database, &why);
	database_close(ledger->database);
	arena_free(ledger->arena);
}

/* ---- entering and asking --------------------------------------------------------------------- */

static void
enter_pair(struct database_txn *txn, enum table table, struct database_span key,
	   const struct contact_past *mail)
{
	struct contact_past past = {0};
	struct database_span span;
	struct row row;

	if (key.length == 0)
		return;
	if (database_get(txn, table, key, &span) == ANSWER_FOUND)
		past = unpack(span);
	contact_join(&past, mail);
	row = pack(&past);
	database_put(txn, table, key, (struct database_span){row.bytes, ROW_BYTES});
}

int
ledger_enter(struct ledger *ledger, const struct gather_fact *facts, size_t count, const char **why)
{
	struct pair_key keys[PAIRS];
	struct database_txn txn;
	struct whole whole;
	size_t i, pair;

	database_begin(ledger->database, true, &txn);
	whole = read_whole(&txn);
	for (i = 0; i < count; i++) {
		const struct contact_past mail = {.first_ms = facts[i].when_ms,
						  .last_ms = facts[i].when_ms,
						  .in = facts[i].out ? 0 : 1,
						  .out = facts[i].out ? 1 : 0,
						  .ours = facts[i].out};

		name_pairs(ledger, &facts[i], keys);
		for (pair = 0; pair < PAIRS; pair++)
			enter_pair(&txn, table_of(pair), span_of(&keys[pair]), &mail);
		if (whole.mails++ == 0 || facts[i].when_ms < whole.oldest_ms)
			whole.oldest_ms = facts[i].when_ms;
	}
	write_whole(&txn, &whole);
	return database_commit(&txn, why);
}

enum answer
ledger_ask(struct ledger *ledger, const struct gather_fact *who, struct ledger_answer *out,
	   const char **why)
{
	struct contact_past pasts[PAIRS] = {{0}};
	struct pair_key keys[PAIRS];
	struct database_span span;
	struct database_txn txn;
	struct whole whole;
	size_t pair;

	name_pairs(ledger, who, keys);
	database_begin(ledger->database, false, &txn);
	whole = read_whole(&txn);
	for (pair = 0; pair < PAIRS; pair++)
		if (database_get(&txn, table_of(pair), span_of(&keys[pair]), &span) == ANSWER_FOUND)
			pasts[pair] = unpack(span);
	database_end(&txn);
	if (database_error(&txn) != NULL) {
		*why = database_error(&txn);
		return ANSWER_DOWN;
	}
	*out = (struct ledger_answer){.address = pasts[PAIR_ADDRESS],
				      .domain = pasts[PAIR_DOMAIN],
				      .our_address = pasts[PAIR_OUR_ADDRESS],
				      .our_domain = pasts[PAIR_OUR_DOMAIN],
				      .mails = whole.mails,
				      .oldest_ms = whole.oldest_ms};
	return ANSWER_FOUND;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int
finish(struct database_txn *txn, const char **why)
{
	database_end(txn);
	if (database_error(txn) == NULL)
		return 0;
	*why = database_error(txn);
	return -1;
}

int
ledger_domains(struct ledger *ledger,
	       bool (*each)(void *data, const char *domain, const struct contact_past *past),
	       void *data, const char **why)
{
	struct database_cursor cursor;
	struct contact_past joined = {0};
	char domain[NAME_MOST + 1] = "";
	struct database_txn txn;
	bool go_on = true;

	database_begin(ledger->database, false, &txn);
	database_cursor_open(&txn, TABLE_DOMAIN, (struct database_span){0}, &cursor);
	while (go_on && database_cursor_next(&cursor)) {
		struct contact_past past = unpack(cursor.value);
		const char *name = cursor.key.bytes;
		size_t length = strnlen(name, cursor.key.length);

		if (length == 0 || length > NAME_MOST || length == cursor.key.length)
			continue;
		if (strcmp(name, domain) != 0) {
			if (domain[0] != '\0')
				go_on = each(data, domain, &joined);
			memcpy(domain, name, length + 1);
			joined = (struct contact_past){0};
		}
		contact_join(&joined, &past);
	}
	if (go_on && domain[0] != '\0')
		(void)each(data, domain, &joined);
	database_cursor_close(&cursor);
	return finish(&txn, why);
}

int
ledger_size(struct ledger *ledger, struct ledger_size *out, const char **why)
{
	struct database_txn txn;
	struct whole whole;
	uint64_t map;

	database_begin(ledger->database, false, &txn);
	whole = read_whole(&txn);
	*out = (struct ledger_size){.pairs = database_count(&txn, TABLE_PAIR),
				    .domains = database_count(&txn, TABLE_DOMAIN),
				    .mails = whole.mails,
				    .oldest_ms = whole.oldest_ms};
	if (finish(&txn, why) != 0)
		return -1;
	database_size(ledger->database, &out->bytes, &map);
	return 0;
}

/* ---- trimming -------------------------------------------------------------------------------- */

/* Where a row stands in line, 0 goes last: by days since it was used, all that we never wrote to
 * before all others. */
static size_t
rank_of(const struct contact_past *past, int64_t now_ms)
{
	int64_t days = (now_ms - past->last_ms) / CLOCK_DAY_MS;
	size_t rank = days < 0 ? 0 : days >= DAYS ? DAYS - 1 : (size_t)days;

	return past->out != 0 ? rank : DAYS + rank;
}

/* The rank from which on rows must go so that 'surplus' of them go. */
static size_t
find_limit(struct database_txn *txn, enum table table, uint64_t surplus, int64_t now_ms)
{
	uint64_t counts[2 * DAYS] = {0}, sum = 0;
	struct database_cursor cursor;
	size_t rank = 2 * DAYS;

	database_cursor_open(txn, table, (struct database_span){0}, &cursor);
	while (database_cursor_next(&cursor)) {
		struct contact_past past = unpack(cursor.value);

		counts[rank_of(&past, now_ms)]++;
	}
	database_cursor_close(&cursor);
	while (rank > 0 && sum < surplus)
		sum += counts[--rank];
	return rank;
}

static void
trim_table(struct database_txn *txn, enum table table, uint64_t most, int64_t now_ms)
{
	uint64_t count = database_count(txn, table), surplus, gone = 0;
	struct database_cursor cursor;
	size_t limit;

	if (count <= most)
		return;
	surplus = count - (most - most / 10);
	limit = find_limit(txn, table, surplus, now_ms);
	if (surplus > TRIM_MOST)
		surplus = TRIM_MOST;
	database_cursor_open(txn, table, (struct database_span){0}, &cursor);
	while (gone < surplus && database_cursor_next(&cursor)) {
		struct contact_past past = unpack(cursor.value);

		if (rank_of(&past, now_ms) < limit)
			continue;
		database_cursor_delete(&cursor);
		gone++;
	}
	database_cursor_close(&cursor);
}

int
ledger_trim(struct ledger *ledger, uint64_t most, int64_t now_ms, const char **why)
{
	struct ledger_size size;
	struct database_txn txn;

	if (ledger_size(ledger, &size, why) != 0)
		return -1;
	if (size.pairs <= most && size.domains <= most / DOMAIN_PART)
		return 0;
	database_begin(ledger->database, true, &txn);
	trim_table(&txn, TABLE_PAIR, most, now_ms);
	trim_table(&txn, TABLE_DOMAIN, most / DOMAIN_PART, now_ms);
	return database_commit(&txn, why);
}
