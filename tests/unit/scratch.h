/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scratch - a folder for one test, gone afterwards.
 *
 * Who owns: the path is in the arena. Threads: any. Fails: ends the test.
 */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/base/arena.h"

static inline char *
scratch_make(struct arena *arena)
{
	char *path = arena_strdup(arena, "/tmp/lurewatch-test.XXXXXX");

	if (mkdtemp(path) == NULL)
		abort();
	return path;
}

static inline int
scratch_remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

static inline void
scratch_remove(const char *path)
{
	(void)nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
