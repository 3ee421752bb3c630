/* SPDX-License-Identifier: BSD-2-Clause */
/* cli - what the subcommands share: errors, safe text, JSON, colour, progress. */
#include "config.h"

#include "policy/cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"

#define SAFE_MOST         300
#define PROGRESS_EVERY_US 100000

__attribute__((format(printf, 2, 0))) static void
complain(struct cli *cli, const char *format, va_list arguments)
{
	const char *text = arena_vprintf(cli->arena, format, arguments);

	cli_progress_end(cli);
	(void)fflush(stdout);
	(void)fprintf(stderr, "lurewatch: %s\n", text_printable(cli->arena, text, 2000));
}

int
cli_fail(struct cli *cli, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(cli, format, arguments);
	va_end(arguments);
	return CLI_FAILURE;
}

int
cli_usage(struct cli *cli, const struct cli_command *command, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(cli, format, arguments);
	va_end(arguments);
	(void)fprintf(stderr, "usage: lurewatch %s %s\n", command->name, command->usage);
	return CLI_FAILURE;
}

const char *
cli_safe(struct cli *cli, const char *string)
{
	return string == NULL || string[0] == '\0' ? "-"
						   : text_printable(cli->arena, string, SAFE_MOST);
}

void
cli_json(json_t *object)
{
	/* ASCII: a terminal obeys C1 controls and bidi marks inside of a string too. */
	(void)json_dumpf(object, stdout,
			 JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII |
				 JSON_REAL_PRECISION(6));
	(void)fputc('\n', stdout);
	json_decref(object);
}

json_t *
cli_json_string(struct cli *cli, const char *string)
{
	if (string == NULL)
		string = "";
	return json_string(text_utf8(cli->arena, string, strlen(string), 1048576));
}

const char *
cli_colour(const struct cli *cli, enum cli_colour colour)
{
	static const char *const codes[] = {
		[CLI_PLAIN] = "\033[0m",   [CLI_BOLD] = "\033[1m",   [CLI_RED] = "\033[31m",
		[CLI_YELLOW] = "\033[33m", [CLI_GREEN] = "\033[32m", [CLI_DIM] = "\033[2m",
	};

	return cli->colour && !cli->json ? codes[colour] : "";
}

void
cli_progress(struct cli *cli, const char *what, uint64_t done)
{
	int64_t now;

	if (!cli->progress)
		return;
	now = clock_monotonic_us();
	if (now - cli->progress_us < PROGRESS_EVERY_US)
		return;
	cli->progress_us = now;
	(void)fprintf(stderr, "\r\033[K%llu %s", (unsigned long long)done, what);
	(void)fflush(stderr);
}

void
cli_progress_end(struct cli *cli)
{
	if (cli->progress_us != 0)
		(void)fputs("\r\033[K", stderr);
	cli->progress_us = 0;
}
