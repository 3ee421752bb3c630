/* SPDX-License-Identifier: BSD-2-Clause */
/* main - the tool's table of subcommands and its common options. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/log.h"
#include "policy/cli/cli.h"

/* In the order of the help. */
static const struct cli_command *const commands[] = {
	&cli_command_scan,
	&cli_command_domain,
	&cli_command_domains,
	&cli_command_identity,
	&cli_command_hits,
	&cli_command_top,
	&cli_command_reviews,
	&cli_command_export,
	&cli_command_contacts,
	&cli_command_directory,
	&cli_command_check,
	&cli_command_verify,
	NULL,
};

static void
print_help(FILE *to)
{
	size_t i;

	(void)fprintf(
		to,
		"usage: lurewatch [--config FILE] [--state DIR] [--json] [--quiet] COMMAND ...\n"
		"       lurewatch COMMAND --help\n"
		"       lurewatch --version | --dump-settings\n\n");
	for (i = 0; commands[i] != NULL; i++)
		(void)fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	(void)fprintf(to, "\nExit status: 0 all is well, 1 something was found, 2 a failure.\n"
			  "The manual is lurewatch(1); settings are in lurewatch.conf(5).\n");
}

static void
print_command_help(const struct cli_command *command)
{
	(void)printf("usage: lurewatch %s %s\n%s\n%s%s", command->name, command->usage,
		     command->summary, command->help[0] == '\0' ? "" : "\n", command->help);
}

static const struct cli_command *
find_command(const char *name)
{
	size_t i;

	for (i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

struct options {
	const char *config, *state;
	bool json, quiet, help, version, dump;
	int first; /* index of the subcommand */
};

/* Common options may stand before or behind the subcommand; the rest is the subcommand's. */
static int
read_options(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{"config", required_argument, NULL, 'c'},  {"state", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'},          {"quiet", no_argument, NULL, 'q'},
		{"help", no_argument, NULL, 'h'},          {"version", no_argument, NULL, 'V'},
		{"dump-settings", no_argument, NULL, 'd'}, {NULL, 0, NULL, 0},
	};
	int letter;

	*options = (struct options){0};
	while ((letter = getopt_long(argc, argv, "+c:s:jqhV", known, NULL)) != -1) {
		switch (letter) {
		case 'c':
			options->config = optarg;
			break;
		case 's':
			options->state = optarg;
			break;
		case 'j':
			options->json = true;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 'h':
			options->help = true;
			break;
		case 'V':
			options->version = true;
			break;
		case 'd':
			options->dump = true;
			break;
		default:
			return -1;
		}
	}
	options->first = optind;
	return 0;
}

/* The value of "--name VALUE" or "--name=VALUE" at argv[*i], which moves behind it; NULL when it is
 * another word. */
static const char *
value_of(const char *name, int argc, char **argv, int *i)
{
	size_t length = strlen(name);

	if (strncmp(argv[*i], name, length) != 0)
		return NULL;
	if (argv[*i][length] == '=')
		return argv[*i] + length + 1;
	return argv[*i][length] == '\0' && *i + 1 < argc ? argv[++*i] : NULL;
}

/* Take --json, --quiet, --config and --state out of the subcommand's own words. */
static int
take_common(struct options *options, int argc, char **argv)
{
	const char *value;
	int kept = 0, i;

	for (i = 0; i < argc; i++) {
		if (i > 0 && strcmp(argv[i], "--") == 0) {
			while (i < argc)
				argv[kept++] = argv[i++];
			break;
		}
		if (strcmp(argv[i], "--json") == 0)
			options->json = true;
		else if (strcmp(argv[i], "--quiet") == 0)
			options->quiet = true;
		else if (strcmp(argv[i], "--help") == 0)
			options->help = true;
		else if ((value = value_of("--state", argc, argv, &i)) != NULL)
			options->state = value;
		else if ((value = value_of("--config", argc, argv, &i)) != NULL)
			options->config = value;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	return kept;
}

static void
set_up_output(struct cli *cli, const struct options *options)
{
	cli->json = options->json;
	cli->quiet = options->quiet;
	cli->colour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == NULL;
	cli->progress = isatty(STDERR_FILENO) == 1 && !options->quiet;
	cli->now_ms = clock_now_ms();
}

static int
run_command(struct cli *cli, const struct options *options, const struct cli_command *command,
	    int argc, char **argv)
{
	int status;

	cli->state = options->state == NULL ? cli->conf->evidence.folder : options->state;
	set_up_output(cli, options);
	optind = 0; /* glibc: the subcommand's getopt starts anew */
	status = command->run(cli, argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout))
		return CLI_FAILURE;
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const struct cli_command *command = NULL;
	struct options options;
	const char *why = NULL;

	if (read_options(argc, argv, &options) != 0 ||
	    (options.first == argc && !options.help && !options.version && !options.dump)) {
		print_help(stderr);
		return CLI_FAILURE;
	}
	if (options.version) {
		(void)printf("lurewatch %s\n%s\n", PACKAGE_VERSION, LW_SUMMARY);
		return CLI_OK;
	}
	argc = take_common(&options, argc - options.first, argv + options.first);
	argv += options.first;
	if (argc == 0 && options.help) {
		print_help(stdout);
		return CLI_OK;
	}
	if (argc != 0 && (command = find_command(argv[0])) == NULL)
		return cli_fail(cli, "no command %s; lurewatch --help names them", argv[0]);
	if (command != NULL && options.help) {
		print_command_help(command);
		return CLI_OK;
	}
	if (options.config == NULL)
		options.config = conf_usual_path();
	cli->conf = conf_open(cli->arena, options.config, &why);
	if (cli->conf == NULL)
		return cli_fail(cli, "%s", why);
	if (options.dump) {
		(void)fputs(conf_dump(cli->arena, cli->conf), stdout);
		return CLI_OK;
	}
	return run_command(cli, &options, command, argc, argv);
}

int
main(int argc, char **argv)
{
	struct cli cli = {.arena = arena_new()};
	int status;

	log_open(LOG_TARGET_STDERR, "lurewatch", "user");
	status = run(&cli, argc, argv);
	conf_free(cli.conf);
	arena_free(cli.arena);
	return status;
}
