/* SPDX-License-Identifier: BSD-2-Clause */
/* rows - the tables of the evidence store: their keys, and the frame around a stored hit. */
#include "config.h"

#include "policy/evidence/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "policy/base/text.h"

const char *const rows_tables[] = {
	"hits",    "by-identity", "by-campaign", "by-domain", "by-content", "identities",
	"reviews", "chain",       "meta",        "outbox",    "cursors",    NULL,
};
_Static_assert(sizeof(rows_tables) / sizeof(rows_tables[0]) == ROWS_COUNT + 1, "one name a table");

static void
fill_random(unsigned char *out, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t got = getrandom(out + done, length - done, 0);

		if (got < 0 && errno != EINTR)
			abort(); /* no kernel we run on lacks it */
		if (got > 0)
			done += (size_t)got;
	}
}

const char *
rows_name(struct arena *arena, const char *name)
{
	size_t length = name == NULL ? 0 : strlen(name);
	unsigned char digest[DIGEST_BYTES];

	if (length != 0 && length <= ROWS_NAME_MOST)
		return name;
	digest_of(name == NULL ? "" : name, length, digest);
	return arena_printf(arena, "sha256:%s", digest_hex(arena, digest, sizeof(digest)));
}

const char *
rows_identity(struct arena *arena, const struct identity *identity, const char *recipient)
{
	if (identity->id != NULL && identity->id[0] != '\0')
		return rows_name(arena, identity->id);
	return rows_name(arena, text_lower(arena, recipient == NULL ? "" : recipient));
}

struct database_span
rows_key(struct arena *arena, const char *name, const unsigned char id[ROWS_ID])
{
	size_t length = strlen(name) + 1;
	char *key = arena_zalloc(arena, length + ROWS_ID, 1);

	memcpy(key, name, length);
	memcpy(key + length, id, ROWS_ID);
	return (struct database_span){key, length + ROWS_ID};
}

struct database_span
rows_prefix(struct arena *arena, const char *name)
{
	return (struct database_span){arena_strdup(arena, name), strlen(name) + 1};
}

bool
rows_has_prefix(struct database_span key, struct database_span prefix)
{
	return prefix.length == 0 ||
	       (key.length >= prefix.length && memcmp(key.bytes, prefix.bytes, prefix.length) == 0);
}

const unsigned char *
rows_key_id(struct database_span key)
{
	if (key.length < ROWS_ID)
		return NULL;
	return (const unsigned char *)key.bytes + key.length - ROWS_ID;
}

void
rows_content(const struct hit *hit, unsigned char out[DIGEST_BYTES])
{
	struct digest *digest = digest_new();

	digest_add(digest, hit->content_key, sizeof(hit->content_key));
	digest_add_string(digest, hit->recipient);
	digest_end(digest, out);
	digest_free(digest);
}

void
rows_first_id(int64_t when_ms, unsigned char out[ROWS_ID])
{
	uint64_t when = when_ms < 0 ? 0 : (uint64_t)when_ms;
	unsigned char whole[8];

	memset(out, 0, ROWS_ID);
	rows_put_u64(whole, when << 16);
	memcpy(out, whole, 6);
}

void
rows_next_id(const unsigned char last[ROWS_ID], int64_t now_ms, unsigned char out[ROWS_ID])
{
	size_t i;

	rows_first_id(now_ms, out);
	if (memcmp(out, last, 6) > 0) {
		fill_random(out + 6, ROWS_ID - 6);
		out[6] = (unsigned char)(0x70 | (out[6] & 0x0f)); /* version 7 */
		out[8] = (unsigned char)(0x80 | (out[8] & 0x3f)); /* variant */
		return;
	}
	/* The same millisecond, or a clock that was set back: order matters more than time. */
	memcpy(out, last, ROWS_ID);
	for (i = ROWS_ID; i-- > 0;)
		if (++out[i] != 0)
			break;
}

bool
rows_read_id(const char *hex, unsigned char out[ROWS_ID])
{
	return digest_read_hex(hex, out, ROWS_ID);
}

static void
digest_frame(const void *salt, const void *bytes, size_t length, unsigned char out[DIGEST_BYTES])
{
	struct digest *digest = digest_new();

	digest_add(digest, salt, ROWS_SALT);
	digest_add(digest, bytes, length);
	digest_end(digest, out);
	digest_free(digest);
}

struct database_span
rows_frame(struct arena *arena, const void *bytes, size_t length,
	   unsigned char digest[DIGEST_BYTES])
{
	unsigned char *frame = arena_zalloc(arena, ROWS_SALT + ROWS_CHECK + length, 1);

	fill_random(frame, ROWS_SALT);
	digest_frame(frame, bytes, length, digest);
	memcpy(frame + ROWS_SALT, digest, ROWS_CHECK);
	memcpy(frame + ROWS_SALT + ROWS_CHECK, bytes, length);
	return (struct database_span){frame, ROWS_SALT + ROWS_CHECK + length};
}

bool
rows_unframe(struct database_span frame, struct database_span *bytes,
	     unsigned char digest[DIGEST_BYTES])
{
	const unsigned char *at = frame.bytes;
	struct database_span inside;

	if (frame.length < ROWS_SALT + ROWS_CHECK)
		return false;
	inside = (struct database_span){at + ROWS_SALT + ROWS_CHECK,
					frame.length - ROWS_SALT - ROWS_CHECK};
	digest_frame(at, inside.bytes, inside.length, digest);
	if (memcmp(digest, at + ROWS_SALT, ROWS_CHECK) != 0)
		return false;
	*bytes = inside;
	return true;
}

void
rows_put_u64(unsigned char out[8], uint64_t number)
{
	size_t i;

	for (i = 8; i-- > 0; number >>= 8)
		out[i] = (unsigned char)(number & 0xff);
}

uint64_t
rows_get_u64(const unsigned char in[8])
{
	uint64_t number = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		number = number << 8 | in[i];
	return number;
}
