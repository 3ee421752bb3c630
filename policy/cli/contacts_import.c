/* SPDX-License-Identifier: BSD-2-Clause */
/* contacts_import - old logs into the history of mail. */
#include "config.h"

#include "policy/cli/contacts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/directory/history.h"
#include "policy/inspect.h"

#define LINE_MOST 65536
#define FLUSH     2048 /* fewer than the ring holds */

struct import {
	struct cli *cli;
	struct inspect *engine;
	struct correspondents *correspondents;
	struct arena *line_arena;
	uint64_t lines, learned, foreign, bad;
	uint64_t first_bad; /* its line */
	size_t waiting;     /* learned and not yet written */
};

static void
note_bad(struct import *import)
{
	if (import->bad++ == 0)
		import->first_bad = import->lines;
}

static int
flush(struct import *import, const char **why)
{
	import->learned += import->waiting;
	import->waiting = 0;
	return correspondents_flush(import->correspondents, why);
}

static int
take_pair(struct import *import, const struct history_pair *pair, const char **why)
{
	struct address from, to;
	const char *ignored;

	if (address_path(import->line_arena, pair->from, &from, &ignored) != 0 ||
	    address_path(import->line_arena, pair->to, &to, &ignored) != 0)
		note_bad(import);
	else if (inspect_learn_pair(import->engine, import->line_arena, &from, &to, pair->when_ms))
		import->waiting++;
	else
		import->foreign++;
	arena_reset(import->line_arena);
	return import->waiting < FLUSH ? 0 : flush(import, why);
}

static int
take_lines(struct import *import, FILE *file, const char **why)
{
	struct history *history = history_new(import->cli->arena, import->cli->now_ms);
	char *line = arena_zalloc(import->cli->arena, LINE_MOST, 1);
	struct history_pair pair;

	while (fgets(line, LINE_MOST, file) != NULL) {
		enum history_line answer;

		import->lines++;
		answer = history_read(history, line, strcspn(line, "\n"), &pair);
		if (answer == HISTORY_BAD)
			note_bad(import);
		else if (answer == HISTORY_PAIR && take_pair(import, &pair, why) != 0)
			return -1;
		cli_progress(import->cli, "lines", import->lines);
	}
	if (ferror(file) == 0)
		return flush(import, why);
	*why = strerrordesc_np(errno);
	return -1;
}

static int
take_file(struct import *import, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "re");
	const char *why = NULL;
	int result;

	if (file == NULL)
		return cli_fail(import->cli, "%s: %s", path, strerrordesc_np(errno));
	result = take_lines(import, file, &why);
	if (!standard)
		(void)fclose(file);
	cli_progress_end(import->cli);
	if (result != 0)
		return cli_fail(import->cli, "%s: %s", path, why);
	if (import->bad != 0)
		(void)cli_fail(import->cli,
			       "%s: %llu lines were not understood, the first is line %llu", path,
			       (unsigned long long)import->bad,
			       (unsigned long long)import->first_bad);
	return import->learned == 0 && import->bad != 0 ? CLI_FAILURE : CLI_OK;
}

static void
print_counts(const struct import *import)
{
	json_t *one;

	if (import->cli->json) {
		one = json_object();
		(void)json_object_set_new(one, "lines", json_integer((json_int_t)import->lines));
		(void)json_object_set_new(one, "learned",
					  json_integer((json_int_t)import->learned));
		(void)json_object_set_new(one, "foreign",
					  json_integer((json_int_t)import->foreign));
		(void)json_object_set_new(one, "bad", json_integer((json_int_t)import->bad));
		cli_json(one);
	} else if (!import->cli->quiet) {
		(void)printf("%llu mails learned; %llu not between one of us and one of them\n",
			     (unsigned long long)import->learned,
			     (unsigned long long)import->foreign);
		if (import->learned == 0 && import->foreign != 0)
			(void)printf("protected.owned or a directory must say which domains are "
				     "ours\n");
	}
}

static int
open_engine(struct import *import, struct directory **directory, const char **why)
{
	struct cli *cli = import->cli;
	struct inspect_shared shared = {0};

	import->correspondents = correspondents_open(cli->arena, cli->state, &cli->conf->contacts,
						     CORRESPONDENTS_WRITE, why);
	if (import->correspondents == NULL)
		return -1;
	*directory = directory_open(cli->arena, cli->state, cli->conf, false, why);
	shared.directory = *directory;
	shared.correspondents = import->correspondents;
	import->engine = inspect_open(cli->conf, &shared, why);
	if (import->engine == NULL)
		return -1;
	cli->conf = NULL;
	return 0;
}

int
contacts_import(struct cli *cli, int argc, char **argv)
{
	struct import import = {.cli = cli, .line_arena = arena_new()};
	struct directory *directory = NULL;
	const char *why = NULL;
	int status = CLI_OK, i;

	if (argc == 0)
		status = cli_usage(cli, &cli_command_contacts, "import: name a file, or -");
	else if (open_engine(&import, &directory, &why) != 0)
		status = cli_fail(cli, "%s", why);
	for (i = 0; i < argc && status == CLI_OK; i++)
		status = take_file(&import, argv[i]);
	if (status == CLI_OK)
		print_counts(&import);
	inspect_drop(import.engine);
	correspondents_close(import.correspondents);
	directory_close(directory);
	arena_free(import.line_arena);
	return status;
}
