/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * handle - what an open directory consists of, for directory.c and directory_sync.c alone.
 *
 * The database is behind an atomic pointer, so that readers need no lock: when the cache folder was
 * removed and made anew, refresh puts the new one in place and keeps the old one open until the
 * end, for a reader may still be in it.
 *
 * Who owns: directory_open(). Threads: see directory.h. Fails: never; plain data.
 */
#ifndef POLICY_DIRECTORY_HANDLE_H
#define POLICY_DIRECTORY_HANDLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "policy/base/arena.h"
#include "policy/base/database.h"

#define HANDLE_RETIRED_MOST 16

/* What lookups need of a [directory NAME]; copied, for settings may be reloaded. */
struct handle_directory {
	const char *name, *delimiter, *source;
};

struct directory {
	struct arena *arena;
	const char *folder, *file; /* the cache, and the file whose identity tells of a new one */
	struct handle_directory *directories;
	size_t count;
	bool for_sync, accept_shrink;
	_Atomic(struct database *) database; /* NULL: no replica */
	_Atomic(const char *) why;           /* why there is none */
	struct database *retired[HANDLE_RETIRED_MOST];
	size_t retired_count;
	dev_t device;
	ino_t inode;
};

#endif
