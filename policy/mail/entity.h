/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entity - the bounded scan: where the head of a MIME entity ends and where its parts lie.
 *
 * This runs before GMime and decides what GMime gets to see: single field values of bounded length
 * (reliability.md finding 7). Nothing is copied. Of every field that steers decoding all values are
 * kept, since two readers of the mail may take different ones (detection.md section 5).
 *
 * Who owns: spans point into the bytes given. Threads: any. Fails: never; bounds set 'truncated'.
 */
#ifndef POLICY_MAIL_ENTITY_H
#define POLICY_MAIL_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define ENTITY_READINGS      4
#define ENTITY_VALUE_MOST    4096 /* bytes of one field value that GMime may see */
#define ENTITY_PARAMETERS    64
#define ENTITY_BOUNDARY_MOST 256 /* RFC 2046 allows 70 */

struct entity_span {
	const char *bytes;
	size_t length;
};

/* Different values of one field, in order of appearance. */
struct entity_values {
	struct entity_span items[ENTITY_READINGS];
	size_t count;
	bool more;
};

struct entity_head {
	struct entity_values types, encodings, dispositions;
	bool truncated;
	bool any; /* there was a field at all */
};

/* Note one field of a head that is already split, if it is one of the three. */
void entity_note(struct entity_head *head, const char *name, size_t name_length, const char *value,
		 size_t length);
/*
 * Read the head at the start of 'bytes'; returns where the body begins. The head ends at an empty
 * line, or before a line that is no field. After 'fields_most' fields the rest is passed over.
 */
size_t entity_read_head(const char *bytes, size_t length, size_t fields_most,
			struct entity_head *head);

struct entity_parts {
	struct entity_span *items;
	size_t count, capacity;
	bool truncated; /* there were more than 'most' */
	bool reopened;  /* parts behind the closing delimiter */
};

/* Parts between delimiter lines of 'boundary' (RFC 2046 section 5.1.1); no delimiter, no parts. */
void entity_split(struct arena *arena, struct entity_span body, struct entity_span boundary,
		  size_t most, struct entity_parts *out);

/*
 * All values that a "boundary" parameter of a Content-Type may be read as, the same one once:
 * repeated parameters, quoted and bare. Returns how many (at most ENTITY_READINGS).
 */
size_t entity_boundaries(struct arena *arena, struct entity_span type,
			 struct entity_span out[ENTITY_READINGS]);
/* What the first line that begins with two hyphens says; an empty span without one. */
struct entity_span entity_guess_boundary(struct entity_span body);
/* The part of a value that GMime may see: few parameters, bounded bytes. */
struct entity_span entity_cap(struct entity_span value);

#endif
