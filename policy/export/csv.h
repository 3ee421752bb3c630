/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csv - the one writer of CSV, and a reader of what it wrote (RFC 4180).
 *
 * Every field is quoted, lines end in CRLF. What a stranger wrote is made a cell first: well-formed
 * UTF-8 without control characters, line and direction changes, or raw backslashes (several readers
 * take those for escapes), and with ' before anything that a spreadsheet would take for a formula.
 *
 * Who owns: results are in the arena given. Threads: any. Fails: csv_read() returns -1 with *why.
 */
#ifndef POLICY_EXPORT_CSV_H
#define POLICY_EXPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"

#define CSV_CELL_MOST 8000 /* bytes; spreadsheets end at 32767 characters */

/* A text that a stranger may have influenced. 'guard': see settings, export.formula_guard. */
const char *csv_cell(struct arena *arena, const char *string, bool guard);
/* A distinguished name: its escapes become upper-case hex, which no reader takes for its own. */
const char *csv_dn(struct arena *arena, const char *dn, bool guard);
/* Values joined with ';'. */
const char *csv_list(struct arena *arena, const char *const *items, size_t count, bool guard);

/* Add one line of cells. NULL is an empty one. */
void csv_row(struct text *out, const char *const *cells, size_t count);

struct csv_record {
	const char **fields;
	size_t count;
};
/* The record at '*at', which moves behind it: 1, 0 at the end, -1 with *why for what csv_row() does
 * not write. */
int csv_read(struct arena *arena, const struct text *from, size_t *at, struct csv_record *out,
	     const char **why);

#endif
