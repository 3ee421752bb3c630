/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * identifier - stable ids of entries as text.
 *
 * entryUUID, ipaUniqueID and nsUniqueId are text already; objectGUID is 16 bytes, the first three
 * groups little-endian (MS-DTYP section 2.3.4); anything else that is no text becomes hex.
 *
 * Who owns: text is in the arena. Threads: any. Fails: NULL or 0 for what is no id.
 */
#ifndef POLICY_DIRECTORY_IDENTIFIER_H
#define POLICY_DIRECTORY_IDENTIFIER_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

/* 'attribute' in lower case. */
const char *identifier_text(struct arena *arena, const char *attribute, const char *bytes,
			    size_t length);
/* The last sub-authority of a binary SID (MS-DTYP section 2.4.2.2), 0 when it is none. */
uint32_t identifier_sid_tail(const char *bytes, size_t length);

#endif
