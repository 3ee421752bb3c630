/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * manifest - what a run holds: every file with its rows and digest, the period, the anchor.
 *
 * All that changes from one run to the next although nothing happened stands here and in no other
 * file. The next run reads it to know from where to go on.
 *
 * Who owns: the arena given. Threads: any. Fails: -1 with *why; a manifest that is not there is
 * ANSWER_NONE.
 */
#ifndef POLICY_EXPORT_MANIFEST_H
#define POLICY_EXPORT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/export/export.h"

#define MANIFEST_SCHEMA 1

struct manifest_directory {
	const char *name;
	uint64_t generation;
	int64_t age_ms;
};

struct manifest {
	const char *run;
	bool full;
	int64_t now_ms;
	int64_t since_ms;      /* of the run before; 0: from the beginning */
	const char *watermark; /* id of the newest hit that was exported, or "" */
	const char *anchor;    /* head of the chain of evidence */
	uint64_t identities;   /* rows of the full file */
	const struct manifest_directory *directories;
	size_t directory_count;
	const struct export_file *files;
	size_t file_count;
};

/* Write 'manifest.json' in 'folder', synced. */
int manifest_write(struct arena *arena, const char *folder, const struct manifest *manifest,
		   const char **why);
/* What the next run needs of it: run, now_ms, watermark, identities. */
enum answer manifest_read(struct arena *arena, const char *folder, struct manifest *out,
			  const char **why);

#endif
