/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options - the daemon's command line.
 *
 * Who owns: strings are argv's. Threads: before any. Fails: -1 with *why.
 */
#ifndef MILTER_OPTIONS_H
#define MILTER_OPTIONS_H

#include "policy/base/arena.h"

enum options_task { OPTIONS_RUN, OPTIONS_CHECK, OPTIONS_VERSION, OPTIONS_HELP };

struct options {
	enum options_task task;
	const char *settings; /* NULL: embedded defaults */
	const char *socket;   /* NULL: as in the settings */
	const char *state;    /* NULL: as in the settings */
};

extern const char options_help[];

int options_read(struct arena *arena, int argc, char **argv, struct options *out, const char **why);

#endif
