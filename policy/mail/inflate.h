/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inflate - compressed bytes of strangers, within bounds (RFC 1950, 1951, 1952).
 *
 * The one home of zlib. What could be read before the data broke is kept, as programs do that open
 * such files.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; 'broken' and 'truncated' tell.
 */
#ifndef POLICY_MAIL_INFLATE_H
#define POLICY_MAIL_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

enum inflate_format { INFLATE_ZLIB, INFLATE_GZIP, INFLATE_RAW };

struct inflate_text {
	const char *bytes;
	size_t length;
	bool truncated; /* more would have come */
	bool broken;    /* the data ended early or is damaged */
};

/* At most 'most' bytes come out. */
void inflate_bytes(struct arena *arena, enum inflate_format format, const char *bytes,
		   size_t length, size_t most, struct inflate_text *out);

#endif
