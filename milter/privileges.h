/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * privileges - becoming an ordinary user for good, and the limit of open files.
 *
 * Who owns: nothing is kept. Threads: before any (a change of user must reach them all). Fails: -1
 * with *why.
 */
#ifndef MILTER_PRIVILEGES_H
#define MILTER_PRIVILEGES_H

#include <stdint.h>
#include <sys/types.h>

#include "policy/base/arena.h"

struct privileges {
	const char *user; /* NULL: stay */
	uid_t uid;
	gid_t gid;
};

/* Whom 'user' stands for. "" stays, and so does one's own name. */
int privileges_find(struct arena *arena, const char *user, struct privileges *out,
		    const char **why);
/* The folder 'path' becomes theirs; nothing when they stay. */
int privileges_give(struct arena *arena, const struct privileges *privileges, const char *path,
		    const char **why);
/* Become them, with their groups, and prove that there is no way back. */
int privileges_drop(struct arena *arena, const struct privileges *privileges, const char **why);

/* Room for 'sessions' connections of the MTA; -1 with *why when the system allows less. */
int privileges_files(struct arena *arena, int64_t sessions, const char **why);

#endif
