/* SPDX-License-Identifier: BSD-2-Clause */
/* export - the nightly hand-over, from the command line. */
#include "config.h"

#include "policy/export/export.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"

static void
show_json(struct cli *cli, const struct export_request *request, const struct export_result *result)
{
	json_t *object = json_object(), *files = json_array();
	size_t i;

	for (i = 0; i < result->file_count; i++) {
		json_t *file = json_object();

		(void)json_object_set_new(file, "name", json_string(result->files[i].name));
		(void)json_object_set_new(file, "rows",
					  json_integer((json_int_t)result->files[i].rows));
		(void)json_object_set_new(file, "sha256", json_string(result->files[i].sha256));
		(void)json_array_append_new(files, file);
	}
	(void)json_object_set_new(object, "run", json_string(result->run));
	(void)json_object_set_new(object, "folder", cli_json_string(cli, request->folder));
	(void)json_object_set_new(object, "kind", json_string(request->full ? "full" : "delta"));
	(void)json_object_set_new(object, "identities",
				  json_integer((json_int_t)result->identities));
	(void)json_object_set_new(object, "hits", json_integer((json_int_t)result->hits));
	(void)json_object_set_new(object, "reviews", json_integer((json_int_t)result->reviews));
	(void)json_object_set_new(object, "files", files);
	cli_json(object);
}

static void
show(struct cli *cli, const struct export_request *request, const struct export_result *result)
{
	static const char *const heads[] = {"FILE", "ROWS"};
	struct cli_table *table = cli_table_new(cli, heads, 2);
	size_t i;

	for (i = 0; i < result->file_count; i++)
		cli_table_row(table,
			      (const char *const[]){
				      result->files[i].name,
				      arena_printf(cli->arena, "%llu",
						   (unsigned long long)result->files[i].rows),
			      });
	cli_table_print(table);
	(void)printf("published in %s as run %s\n", cli_safe(cli, request->folder), result->run);
}

static int
publish(struct cli *cli, const struct export_request *request)
{
	struct store *store = evidence_open(cli);
	struct directory *directory;
	struct export_result result;
	const char *why = NULL;
	int failed;

	if (store == NULL)
		return CLI_FAILURE;
	directory = directory_open(cli->arena, cli->state, cli->conf, false, &why);
	if (directory == NULL) {
		store_close(store);
		return cli_fail(cli, "%s", why);
	}
	failed = export_run(cli->arena, store, directory, cli->conf, request, &result, &why);
	directory_close(directory);
	store_close(store);
	if (failed != 0)
		return cli_fail(cli, "%s", why);
	if (cli->json)
		show_json(cli, request, &result);
	else if (!cli->quiet)
		show(cli, request, &result);
	return CLI_OK;
}

static bool
add_format(struct export_request *request, const char *name)
{
	if (strcmp(name, "csv") == 0)
		request->csv = true;
	else if (strcmp(name, "ldif") == 0)
		request->ldif = true;
	else
		return false;
	return true;
}

/* One letter of getopt_long(); NULL, or what is wrong. */
static const char *
take_option(struct export_request *request, int letter)
{
	switch (letter) {
	case 'f':
		return add_format(request, optarg) ? NULL : "--format is csv or ldif";
	case 'F':
		request->full = true;
		return NULL;
	case 'D':
		request->full = false;
		return NULL;
	case 'x':
		request->force = true;
		return NULL;
	case 'o':
		request->folder = optarg;
		return NULL;
	default:
		return "unknown option";
	}
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {
		{"format", required_argument, NULL, 'f'}, {"full", no_argument, NULL, 'F'},
		{"delta", no_argument, NULL, 'D'},        {"force", no_argument, NULL, 'x'},
		{"out", required_argument, NULL, 'o'},    {NULL, 0, NULL, 0},
	};
	struct export_request request = {.now_ms = cli->now_ms};
	int letter;

	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		const char *wrong = take_option(&request, letter);

		if (wrong != NULL)
			return cli_usage(cli, &cli_command_export, "export: %s", wrong);
	}
	if (optind != argc)
		return cli_usage(cli, &cli_command_export, "export: %s is too much", argv[optind]);
	if (request.folder == NULL)
		return cli_usage(cli, &cli_command_export, "export: --out DIR is missing");
	if (!request.csv && !request.ldif)
		request.csv = request.ldif = true;
	return publish(cli, &request);
}

const struct cli_command cli_command_export = {
	.name = "export",
	.usage = "[--format csv|ldif]... [--full|--delta] [--force] --out DIR",
	.summary = "the nightly hand-over to identity and access management",
	.help = "  --format NAME    csv or ldif, may be given twice; both without it\n"
		"  --delta          what changed since the run in force (the default)\n"
		"  --full           everything\n"
		"  --force          publish although the full file shrank, or a directory was "
		"never "
		"read\n"
		"  --out DIR        where to publish: files by name, DIR/runs with the last runs\n",
	.run = run,
};
