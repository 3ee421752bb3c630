/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hit - message x identity: the stored evidence that this identity was targeted (design.md section
 * 9).
 *
 * The plain form of the record that hit.proto describes; hit_pack() and hit_unpack() go between the
 * two.
 *
 * Who owns: strings are in the arena of whoever filled it in. Threads: any. Fails: hit_unpack()
 * returns -1 with *why for bytes that are no hit.
 */
#ifndef POLICY_EVIDENCE_HIT_H
#define POLICY_EVIDENCE_HIT_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/directory/identity.h"
#include "policy/mail/finding.h"
#include "policy/risk/risk.h"

struct hit_finding {
	const char *kind, *family, *impact, *target, *observed, *where, *why, *technique;
	int weight;
};

struct hit {
	const char *id; /* 32 hex digits ordered by time (UUIDv7-like); set by the store */
	int64_t when_ms;
	const char *host; /* the mail host that saw it */
	const char *queue_id, *session_id, *message_id_hash;
	const char *recipient;    /* address as resolved */
	const char *resolved;     /* "direct", "alias", "plus", "group", "unknown", "unresolved" */
	struct identity identity; /* snapshot of its exposure */
	int64_t directory_age_ms; /* -1: no replica */
	uint64_t directory_generation;
	enum disposition disposition;
	const char *refusal; /* what the MTA said when it refused the recipient */
	unsigned char content_key[32];
	const char *client_address, *client_name, *helo, *tls;
	const char *envelope_from, *header_from, *header_from_display,
		*subject; /* subject only as configured */
	const char *spf, *dkim, *dmarc;
	struct hit_finding *findings;
	size_t finding_count;
	const char **link_domains;
	size_t link_domain_count;
	const char *brand;     /* owner that was imitated, or "" */
	const char *lookalike; /* the domain that imitates, or "" */
	const char **families;
	size_t family_count;
	enum impact impact;
	const char *campaign; /* 16 hex digits */
	int score;
	enum verdict verdict;
	const char *tables; /* versions of tables used */
	unsigned flags;     /* enum message_flag */
	char id_text[33];   /* where 'id' of a hit just recorded points to */
};

/* Protocol Buffers bytes in the arena. */
void hit_pack(struct arena *arena, const struct hit *hit, unsigned char **bytes, size_t *length);
int hit_unpack(struct arena *arena, const void *bytes, size_t length, struct hit *out,
	       const char **why);

#endif
