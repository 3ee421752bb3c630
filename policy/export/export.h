/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export - the nightly hand-over to IAM: CSV, LDIF and a manifest (design.md section 10).
 *
 * All files of a run are written into a new folder beside the published ones, synced, and published
 * by one rename of a link; running twice over the same evidence writes the same bytes. What a
 * stranger wrote never becomes syntax: csv.[ch] and ldif.[ch] are the only writers of those
 * formats.
 *
 * Who owns: results are in the arena. Threads: one run at a time on one folder. Fails: -1 with
 * *why, and nothing is published.
 */
#ifndef POLICY_EXPORT_EXPORT_H
#define POLICY_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/directory/directory.h"
#include "policy/evidence/store.h"

struct export_request {
	const char *folder; /* --out */
	bool csv, ldif, jsonl, set;
	bool full;  /* false: only what changed since the last acknowledged run */
	bool force; /* publish even though the full file shrank */
	int64_t now_ms;
};

struct export_file {
	const char *name; /* relative to the folder */
	uint64_t rows;
	const char *sha256;
};

struct export_result {
	const char *run; /* name of this run's folder */
	struct export_file *files;
	size_t file_count;
	uint64_t identities, hits, reviews;
};

int export_run(struct arena *arena, struct store *store, struct directory *directory,
	       const struct conf *conf, const struct export_request *request,
	       struct export_result *out, const char **why);

#endif
