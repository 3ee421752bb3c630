/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * feed - where entries come from: a file or a server.
 *
 * Who owns: whoever opened it closes it; entries are in the arena given. Threads: one at a time.
 * Fails: next gives -1 with *why; then nothing that was read may be published.
 */
#ifndef POLICY_DIRECTORY_FEED_H
#define POLICY_DIRECTORY_FEED_H

#include "policy/base/arena.h"
#include "policy/directory/entry.h"

struct feed {
	/* 1 and an entry, 0 at the orderly end, -1 */
	int (*next)(struct feed *feed, struct arena *arena, struct entry *out, const char **why);
	void (*close)(struct feed *feed);
};

#endif
