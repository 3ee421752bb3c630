/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire - between our plain structs and those that protobuf-c makes of hit.proto and store.proto.
 *
 * Strings become well-formed UTF-8 of bounded length on the way out; counts and enumerations are
 * checked on the way in, so that no row of a damaged or hostile store is believed.
 *
 * Who owns: everything is in the arena given, or points into what was given. Threads: any. Fails:
 * wire_*_in() never; numbers out of range become the least telling value.
 */
#ifndef POLICY_EVIDENCE_WIRE_H
#define POLICY_EVIDENCE_WIRE_H

#include <stddef.h>

#include <protobuf-c/protobuf-c.h>

#include "policy/base/arena.h"
#include "policy/directory/identity.h"
#include "policy/evidence/hit.pb-c.h"

#define WIRE_BYTES_MOST (1024 * 1024) /* of one row */
#define WIRE_ITEMS_MOST 200           /* of anything that repeats */

/* protobuf-c takes its memory from the arena. */
ProtobufCAllocator wire_allocator(struct arena *arena);

/* NULL becomes ""; bad UTF-8 is mended, length bounded. The result is never written to. */
char *wire_string(struct arena *arena, const char *string);
char **wire_strings(struct arena *arena, const char *const *strings, size_t count);
/* At most WIRE_ITEMS_MOST. */
size_t wire_count(size_t count);

Lurewatch__HitIdentity *wire_identity_out(struct arena *arena, const struct identity *identity);
/* Takes NULL: an unknown identity. */
void wire_identity_in(struct arena *arena, const Lurewatch__HitIdentity *from,
		      struct identity *out);
const char **wire_strings_in(struct arena *arena, char *const *strings, size_t count);

#endif
