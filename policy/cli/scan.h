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
#include <stdint.h>

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

/* What --rule asks: how often a rule fires in stored mail, and what it changes. */
struct scan_trial {
	const char *rule; /* a kind of finding, a lure family or an allow section; NULL: no trial */
	size_t fired;     /* findings of this message */
	struct risk_judgement without; /* as it would be judged without them */
	uint64_t messages, changed;    /* with the rule; whose verdict it changes */
};

/* 'what' is a rule's name, or a file of a lure family that is put on trial beside those in force.
 */
int scan_trial_open(struct cli *cli, const char *what, struct scan_trial *out, const char **why);
/* Fill 'fired' and 'without' for one message. */
void scan_trial_read(struct inspect *engine, struct arena *arena,
		     const struct inspection *inspection, struct scan_trial *trial);

/* 'standings' is one a recipient. */
void scan_print(struct cli *cli, const char *name, const struct inspection *inspection,
		const struct scan_standing *standings, const struct scan_trial *trial);

#endif
