/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contacts - a part of the contacts subcommand: old logs into the history of mail.
 *
 * Who owns: the subcommand's arena. Threads: one. Fails: contacts_import() has told the reason and
 * returns CLI_FAILURE; lines that are not understood are counted and the first is named.
 */
#ifndef POLICY_CLI_CONTACTS_H
#define POLICY_CLI_CONTACTS_H

#include "policy/cli/cli.h"

/* 'argv' is the files, "-" for standard input. What is ours is as the engine sees it. */
int contacts_import(struct cli *cli, int argc, char **argv);

#endif
