/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - aligned columns for people: the implementation of cli_table in cli.h.
 *
 * Who owns: the subcommand's arena. Threads: one. Fails: never.
 */
#ifndef POLICY_CLI_TABLE_H
#define POLICY_CLI_TABLE_H

#include <stddef.h>

/* Columns that 'utf8' takes on a terminal: wide East Asian characters count two, marks none. */
size_t table_width(const char *utf8);

#endif
