/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * publish - a run becomes visible whole or not at all.
 *
 * The layout of an export folder: runs/NAME/ holds the files of a run; "current" is a link to the
 * run in force; each file's own name beside it is a link through "current". A run is written to
 * runs/.NAME, synced, renamed, and put in force by renaming a new link over "current": a reader
 * who goes through the links sees all files of the old run or all of the new one. The newest
 * PUBLISH_KEPT runs are kept.
 *
 * Who owns: the arena given. Threads: one run at a time, held by a lock on the folder. Fails: -1
 * with *why; nothing is published then.
 */
#ifndef POLICY_EXPORT_PUBLISH_H
#define POLICY_EXPORT_PUBLISH_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/export/export.h"

#define PUBLISH_KEPT 14

struct publish {
	const char *folder;  /* the export folder */
	const char *name;    /* of the run */
	const char *aside;   /* where its files are written */
	const char *current; /* folder of the run in force, through the link; may not be there */
	int lock;
};

/* Make the folders, take the lock, make room for a run named after 'now_ms'. */
int publish_begin(struct arena *arena, const char *folder, int64_t now_ms, struct publish *out,
		  const char **why);
/* Put the run in force; 'files' are its files. */
int publish_commit(struct arena *arena, struct publish *publish, const struct export_file *files,
		   size_t count, const char **why);
/* Remove what was written aside and was not put in force; drop the lock. Always call it. */
void publish_end(struct arena *arena, struct publish *publish);

#endif
