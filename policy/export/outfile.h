/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outfile - one file of a run: written in pieces, counted, digested, synced.
 *
 * Who owns: the caller closes it. Threads: one at a time for one file. Fails: remembers the first
 * error, which outfile_close() tells: -1 with *why in the arena.
 */
#ifndef POLICY_EXPORT_OUTFILE_H
#define POLICY_EXPORT_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/export/export.h"

struct outfile;

/* Creates 'name' (mode 0640) inside 'folder'. */
struct outfile *outfile_open(struct arena *arena, const char *folder, const char *name);
/* Add the text and empty it. */
void outfile_add(struct outfile *file, struct text *text, uint64_t rows);
/* Flush, sync, close; '*out' is what the manifest says. Takes NULL. */
int outfile_close(struct outfile *file, struct export_file *out, const char **why);

#endif
