/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli - the tool, lurewatch: a table of subcommands, one file each, on one frame.
 *
 * The frame reads the common options (--config, --state, --json, --quiet), opens what a subcommand
 * asks for and prints: aligned text for people, one JSON object a line for machines. What a
 * stranger wrote goes through cli_safe() before it reaches a terminal.
 *
 * Who owns: everything is in cli->arena, which lives until the subcommand returns. Threads: one.
 * Fails: cli_fail() prints "lurewatch: ..." to standard error and returns the exit code 2.
 */
#ifndef POLICY_CLI_CLI_H
#define POLICY_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"

#define CLI_OK      0
#define CLI_SOME    1 /* something found, unknown, warn */
#define CLI_FAILURE 2

struct cli {
	struct arena *arena;
	struct conf
		*conf; /* settings in force; inspect_open() may take it over: then set it to NULL */
	const char *state; /* state folder */
	bool json, quiet;
	bool colour;   /* standard output is a terminal and NO_COLOR is unset */
	bool progress; /* standard error is a terminal and not --quiet */
	int64_t now_ms;
	int64_t progress_us; /* when the progress line was last drawn; 0 is none on screen */
};

struct cli_command {
	const char *name;
	const char *usage;   /* what follows the name, e.g. "[--since T] [--until T]" */
	const char *summary; /* one line for the help */
	const char *help;    /* options with a sentence each, one a line; "" without */
	int (*run)(struct cli *cli, int argc, char **argv); /* argv[0] is the subcommand's name */
};

extern const struct cli_command cli_command_scan, cli_command_domain, cli_command_domains,
	cli_command_identity, cli_command_hits, cli_command_top, cli_command_reviews,
	cli_command_export, cli_command_contacts, cli_command_directory, cli_command_check,
	cli_command_verify;

int cli_fail(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As cli_fail(), and points at the help of 'command'. */
int cli_usage(struct cli *cli, const struct cli_command *command, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Harmless for a terminal; bounded; "-" for NULL or "". */
const char *cli_safe(struct cli *cli, const char *string);
/* Print one JSON object as one line of ASCII and drop the reference. */
void cli_json(json_t *object);
/* A JSON string of any bytes: bad UTF-8 becomes U+FFFD, NULL becomes "". */
json_t *cli_json_string(struct cli *cli, const char *string);

/* Colours; "" when off. */
enum cli_colour { CLI_PLAIN, CLI_BOLD, CLI_RED, CLI_YELLOW, CLI_GREEN, CLI_DIM };
const char *cli_colour(const struct cli *cli, enum cli_colour colour);

/* A table with aligned columns: head once, then rows, then print. Cells are made safe by the table.
 */
struct cli_table;
struct cli_table *cli_table_new(struct cli *cli, const char *const *heads, size_t columns);
/* 'cells' are 'columns' strings; NULL prints as "-". */
void cli_table_row(struct cli_table *table, const char *const *cells);
void cli_table_print(struct cli_table *table);

/* "12 400 entries" on standard error, redrawn at most ten times a second, only when cli->progress.
 */
void cli_progress(struct cli *cli, const char *what, uint64_t done);
void cli_progress_end(struct cli *cli);

#endif
