/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts - a table of what is known of mails, by file name.
 *
 * Columns are separated by tabs, the first line names them, the first column is the file's name;
 * folders in front of a name say nothing.
 *
 * Who owns: everything is in the arena. Threads: any, once read. Fails: -1 with *why.
 */
#ifndef TESTS_BENCH_FACTS_H
#define TESTS_BENCH_FACTS_H

#include <stddef.h>

#include "policy/base/arena.h"

#define FACTS_COLUMNS 32

struct fact {
	const char *columns[FACTS_COLUMNS];
};

struct facts {
	struct fact head, *items;
	size_t count, capacity;
};

int facts_read(struct arena *arena, const char *path, struct facts *out, const char **why);
/* -1 when there is none of this name. */
int facts_column(const struct facts *facts, const char *name);
/* NULL when nothing is known of the file. */
const struct fact *facts_find(const struct facts *facts, const char *path);
const char *facts_base_name(const char *path);

#endif
