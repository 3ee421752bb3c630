/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows - the tables of the evidence store: their keys, and the frame around a stored hit.
 *
 * Composite keys are a name, a zero byte and a hit id, so that one seek finds a name's hits in the
 * order of time. A hit id is 16 bytes: 48 bits of milliseconds, then what UUIDv7 has there (RFC
 * 9562 section 5.7). The frame carries salt and a checksum, since LMDB has none.
 *
 * Who owns: results are in the arena given, or point into what was given. Threads: any. Fails: a
 * frame that does not check is told by false.
 */
#ifndef POLICY_EVIDENCE_ROWS_H
#define POLICY_EVIDENCE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/database.h"
#include "policy/base/digest.h"
#include "policy/evidence/hit.h"

enum rows {
	ROWS_HITS,        /* id: frame of a Hit */
	ROWS_BY_IDENTITY, /* name, id */
	ROWS_BY_CAMPAIGN,
	ROWS_BY_DOMAIN,  /* link domain */
	ROWS_BY_CONTENT, /* digest of content key and recipient: id */
	ROWS_IDENTITIES, /* name: State */
	ROWS_REVIEWS,    /* digest of identity, kind, campaign: Review */
	ROWS_CHAIN,      /* sequence number: link of the chain (chain.h) */
	ROWS_META,       /* schema, chain head, caps */
	ROWS_OUTBOX, /* for fleet: not written yet, but a tool that only reads needs the tables */
	ROWS_CURSORS,
	ROWS_COUNT
};
/* Names for database_open(), NULL-terminated. */
extern const char *const rows_tables[];

#define ROWS_ID        16
#define ROWS_NAME_MOST 200
#define ROWS_SALT      16
#define ROWS_CHECK     8

/* "abc" as it is; an empty or long one becomes its digest, so that it always fits a key. */
const char *rows_name(struct arena *arena, const char *name);
/* Whom a hit is filed under: the identity's id, else its address in lower case. */
const char *rows_identity(struct arena *arena, const struct identity *identity,
			  const char *recipient);
struct database_span rows_key(struct arena *arena, const char *name,
			      const unsigned char id[ROWS_ID]);
/* The prefix that all keys of 'name' share. */
struct database_span rows_prefix(struct arena *arena, const char *name);
bool rows_has_prefix(struct database_span key, struct database_span prefix);
/* The id at the end of a composite key, or NULL. */
const unsigned char *rows_key_id(struct database_span key);
void rows_content(const struct hit *hit, unsigned char out[DIGEST_BYTES]);

/* An id for 'now_ms' that is greater than 'last' (all zero: none yet). */
void rows_next_id(const unsigned char last[ROWS_ID], int64_t now_ms, unsigned char out[ROWS_ID]);
/* The least id of a moment. */
void rows_first_id(int64_t when_ms, unsigned char out[ROWS_ID]);
bool rows_read_id(const char *hex, unsigned char out[ROWS_ID]);

/* Salt, checksum, bytes; 'digest' is what the chain keeps. */
struct database_span rows_frame(struct arena *arena, const void *bytes, size_t length,
				unsigned char digest[DIGEST_BYTES]);
/* The bytes inside, or false when the frame is damaged. */
bool rows_unframe(struct database_span frame, struct database_span *bytes,
		  unsigned char digest[DIGEST_BYTES]);

void rows_put_u64(unsigned char out[8], uint64_t number);
uint64_t rows_get_u64(const unsigned char in[8]);

#endif
