/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check - parts of the check subcommand.
 *
 * Who owns: the subcommand. Threads: one. Fails: never; what is wrong is a line.
 */
#ifndef POLICY_CLI_CHECK_H
#define POLICY_CLI_CHECK_H

#include "policy/cli/cli.h"

enum check_state { CHECK_OK, CHECK_WARN, CHECK_FAIL }; /* also the exit status */

struct check {
	struct cli *cli;
	const char *postfix, *sendmail; /* folders of their settings */
	int worst;
};

void check_say(struct check *check, enum check_state state, const char *what, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

/* Is the milter's socket there, may the MTA connect, does somebody answer? */
void check_socket(struct check *check);
/* Do Postfix and Sendmail on this host name the socket? */
void check_wiring(struct check *check);

#endif
