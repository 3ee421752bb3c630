/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * transfer - content transfer encodings undone (RFC 2045 section 6).
 *
 * Base64 is decoded here and not by GMime, which drops an unpadded tail and loses its place behind
 * padding in the middle, both of which mail programs read. Quoted-printable and uuencode are
 * GMime's.
 *
 * Who owns: results are in the arena, or the input itself for identity. Threads: any. Fails: never;
 * 'odd' tells that decoders would disagree.
 */
#ifndef POLICY_MAIL_TRANSFER_H
#define POLICY_MAIL_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

enum transfer_encoding {
	TRANSFER_IDENTITY,
	TRANSFER_BASE64,
	TRANSFER_QUOTED,
	TRANSFER_UUENCODE,
	TRANSFER_UNKNOWN
};

struct transfer_text {
	const char *bytes;
	size_t length;
	bool odd;       /* data behind the padding, or junk inside */
	bool truncated; /* more would have come */
};

/* The label of a Content-Transfer-Encoding field: any case, comments and quotes dropped. */
enum transfer_encoding transfer_encoding_of(const char *label, size_t length);
/* At most 'most' bytes; UNKNOWN is read as identity. */
void transfer_decode(struct arena *arena, enum transfer_encoding encoding, const char *bytes,
		     size_t length, size_t most, struct transfer_text *out);
/* Whether the bytes look like base64 all through: what a label fails to say, the text may. */
bool transfer_looks_base64(const char *bytes, size_t length);

/* Base64 in pieces; what does not fill three bytes waits in the state for the next piece. */
struct transfer_base64 {
	uint32_t bits;
	unsigned count;             /* sextets in 'bits' */
	bool padded, resumed, junk; /* seen: padding; data behind it; junk before data */
	bool junk_waits;
};
/* 'out' has room for length + 3 bytes. Returns the bytes written. */
size_t transfer_base64_step(struct transfer_base64 *state, const char *bytes, size_t length,
			    char *out);
/* What is left without padding: up to 2 bytes. */
size_t transfer_base64_end(struct transfer_base64 *state, char *out);

#endif
