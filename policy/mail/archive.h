/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * archive - the files of a ZIP (APPNOTE 6.3), found by reading it from its first byte on.
 *
 * Its table of contents is not believed: an entry that stands in the archive or in its table is
 * told. Office documents are such archives too.
 *
 * Who owns: entries point into the archive, contents are in the arena. Threads: any. Fails: never;
 * what cannot be read is empty.
 */
#ifndef POLICY_MAIL_ARCHIVE_H
#define POLICY_MAIL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

struct archive_entry {
	const char *name; /* UTF-8, bounded */
	bool encrypted;
	/* private */
	unsigned method;
	size_t start, packed; /* of its bytes; 0 when only the table names it */
};

struct archive {
	const char *bytes;
	size_t length, at;
};

struct archive_text {
	const char *bytes;
	size_t length;
	bool truncated;
};

/* The next entry, or false at the end. One may come twice. */
bool archive_next(struct arena *arena, struct archive *archive, struct archive_entry *out);
/* What it holds, at most 'most' bytes; nothing when that cannot be read. */
void archive_unpack(struct arena *arena, const struct archive *archive,
		    const struct archive_entry *entry, size_t most, struct archive_text *out);

#endif
