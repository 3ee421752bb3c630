/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run - one run of an export while it is written: each part writes one file, or one kind of files.
 *
 * Who owns: the run's arena. Threads: one. Fails: -1 with *why in the arena.
 */
#ifndef POLICY_EXPORT_RUN_H
#define POLICY_EXPORT_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/export/export.h"
#include "policy/export/outfile.h"
#include "policy/export/previous.h"
#include "policy/export/subject.h"

struct run {
	struct arena *arena;
	struct store *store;
	struct directory *directory; /* NULL: attributes are those of the newest hit */
	const struct conf *conf;
	const struct export_request *request;
	const char *folder; /* where the files are written */
	bool guard;         /* export.formula_guard */
	struct previous previous;
	struct subject *subjects; /* by subject_id */
	size_t subject_count;
	struct export_file *files;
	size_t file_count, file_capacity;
	const char *watermark; /* id of the newest hit seen */
	uint64_t hits, reviews;
};

/* Close a file and list it. */
int run_close(struct run *run, struct outfile *file, const char **why);
/* A file whose text is complete already. */
int run_write(struct run *run, const char *name, struct text *text, uint64_t rows,
	      const char **why);

/* Who is at risk, compared with the run before. */
int run_subjects(struct run *run, const char **why);
int run_identities(struct run *run, const char **why);
int run_hits(struct run *run, const char **why);
int run_reviews(struct run *run, const char **why);
int run_rotation(struct run *run, const char **why);
int run_indicators(struct run *run, const char **why);
int run_ldif(struct run *run, const char **why);

#endif
