/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * previous - what the run in force said, to tell what changed since.
 *
 * Read from the published files and nowhere else, so that an export needs to write nothing into the
 * evidence and may run beside the daemon, as another user, or on another machine with a copy.
 *
 * Who owns: the arena given. Threads: any. Fails: previous_read() returns -1 with *why when there
 * is a run and it cannot be read.
 */
#ifndef POLICY_EXPORT_PREVIOUS_H
#define POLICY_EXPORT_PREVIOUS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/export/manifest.h"
#include "policy/export/subject.h"

struct previous_row {
	const char **cells; /* SUBJECT_COLUMNS of them */
};

struct previous {
	bool exists;
	struct manifest manifest;
	struct previous_row *rows; /* by subject_id */
	size_t count;
};

/* 'folder' is that of the run in force; none there is no failure. */
int previous_read(struct arena *arena, const char *folder, struct previous *out, const char **why);
/* NULL when the run before did not have it. */
const struct previous_row *previous_find(const struct previous *previous, const char *subject_id);

#endif
