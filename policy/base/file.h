/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file - whole files in and out: bounded reads, atomic writes, secrets with checked rights, maps.
 *
 * Who owns: what was read is in the arena given. Threads: any. Fails: -1 with *why set, which names
 * the file and the system's reason and is in the arena given.
 */
#ifndef POLICY_BASE_FILE_H
#define POLICY_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

/* The whole of 'path' ("-" is standard input) with a NUL behind it; more than 'most' bytes is a
 * failure. */
int file_read(struct arena *arena, const char *path, size_t most, char **bytes, size_t *length,
	      const char **why);
/*
 * A secret: the file must be a regular one, not a link, owned by this user or root, and closed to
 * group and others. The text without its last line end.
 */
int file_read_secret(struct arena *arena, const char *path, char **secret, const char **why);
/* 'path' appears whole or not at all: written beside it, synced, renamed, the folder synced. Mode
 * 0640. */
int file_write_atomic(struct arena *arena, const char *path, const void *bytes, size_t length,
		      const char **why);
/*
 * A file to be looked at in place, shared with every process that maps it. It must be a regular one
 * of 1 to 'most' bytes that only its owner may write; it is to be replaced by rename, never in
 * place.
 */
struct file_mapping {
	const void *bytes; /* aligned to a page; NULL: nothing is mapped */
	size_t length;
};
int file_map(struct arena *arena, const char *path, size_t most, struct file_mapping *out,
	     const char **why);
/* Takes one that holds nothing. */
void file_unmap(struct file_mapping *mapping);
/* Makes 'path' (one level) with 'mode' unless it is there. */
int file_make_folder(struct arena *arena, const char *path, unsigned mode, const char **why);
/* Whether it lies where locks and syncs cannot be trusted: NFS, SMB or FUSE. False when unknown. */
bool file_is_remote(const char *path);

/* Sync a folder, so that what was renamed in it stays. */
int file_sync_folder(struct arena *arena, const char *path, const char **why);

#endif
