/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scan - parts of the scan subcommand: mail out of files, and inspections for people and machines.
 *
 * Who owns: the arena given; mail bytes live as long as the file they came from. Threads: one.
 * Fails: -1 with *why for a file that cannot be read.
 */
#ifndef POLICY_CLI_SCAN_H
#define POLICY_CLI_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/cli/cli.h"
#include "policy/inspect.h"

/* One message of a file: an mbox holds several, any other file is one. */
struct scan_mail {
	const char *name; /* "box.mbox:3", or the path */
	const char *bytes;
	size_t length;
};

/* Calls 'each' for every message in 'path' ("-" is standard input); stops when it returns false. */
int scan_file(struct arena *arena, const char *path,
	      bool (*each)(void *data, const struct scan_mail *mail), void *data, const char **why);

/* What an identity would stand at with this message counted. */
struct scan_standing {
	struct risk_identity risk;
	struct risk_review *reviews;
	size_t review_count;
};

/* 'standings' is one a recipient. */
void scan_print(struct cli *cli, const char *name, const struct inspection *inspection,
		const struct scan_standing *standings);

#endif
