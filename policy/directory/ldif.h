/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldif - a feed that reads content records of an LDIF file (RFC 2849).
 *
 * Streams: one record is in memory at a time, lines and records are bounded. Change records and
 * values by URL are refused, and so is whatever shows that the file is not whole: an end inside a
 * line, an attribute that stops at a range, a search result other than success at its end.
 *
 * Who owns: the caller closes the feed; entries are in the arena given to next. Threads: one at a
 * time. Fails: NULL or -1 with *why "file:line: reason" in an arena.
 */
#ifndef POLICY_DIRECTORY_LDIF_H
#define POLICY_DIRECTORY_LDIF_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/directory/entry.h"
#include "policy/directory/feed.h"

#define LDIF_LINE_BYTES   (16 * 1024 * 1024) /* one value, unfolded: a photograph passes */
#define LDIF_RECORD_BYTES (512 * 1024 * 1024)

/* "-" is standard input. 'arena' lives as long as the feed, and so do 'attributes'. */
struct feed *ldif_open(struct arena *arena, const char *path,
		       const struct entry_attributes *attributes, const char **why);
/* From memory, which lives as long as the feed; 'name' stands in messages. */
struct feed *ldif_open_bytes(struct arena *arena, const char *name, const char *bytes,
			     size_t length, const struct entry_attributes *attributes);

#endif
