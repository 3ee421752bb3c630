/* SPDX-License-Identifier: BSD-2-Clause */
/* directory - lurewatch directory: fill the identity replica, say its state, prove its source. */
#include "config.h"

#include "policy/directory/directory.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/cli/cli.h"

#define OWNER_STATES 6

static void
show_progress(void *data, uint64_t done)
{
	cli_progress(data, "entries", done);
}

static const struct conf_directory *
find_directory(const struct cli *cli, const char *name)
{
	size_t i;

	for (i = 0; i < cli->conf->directory_count; i++)
		if (strcmp(cli->conf->directories[i].name, name) == 0)
			return &cli->conf->directories[i];
	return NULL;
}

static bool
has_source(const struct conf_directory *conf)
{
	return conf->ldif[0] != '\0' || conf->uris.count != 0;
}

static json_t *
make_kinds(const struct directory_sync_result *counts)
{
	json_t *kinds = json_object();
	int kind;

	for (kind = 0; kind < IDENTITY_UNKNOWN; kind++)
		(void)json_object_set_new(kinds, identity_kind_name((enum identity_kind)kind),
					  json_integer((json_int_t)counts->by_kind[kind]));
	return kinds;
}

static json_t *
make_tiers(const struct directory_sync_result *counts)
{
	json_t *tiers = json_array();
	int tier;

	for (tier = TIER_CONTROL; tier <= TIER_STANDARD; tier++)
		(void)json_array_append_new(tiers, json_integer((json_int_t)counts->by_tier[tier]));
	return tiers;
}

static void
add_counts(struct cli *cli, json_t *object, const struct directory_sync_result *counts)
{
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
		{"entries", counts->entries},     {"identities", counts->identities},
		{"addresses", counts->addresses}, {"groups", counts->groups},
		{"skipped", counts->skipped},     {"milliseconds", (uint64_t)counts->took_ms},
		{"named", counts->named},         {"prominent", counts->prominent}};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)json_object_set_new(object, numbers[i].name,
					  json_integer((json_int_t)numbers[i].value));
	(void)json_object_set_new(object, "kinds", make_kinds(counts));
	(void)json_object_set_new(object, "tiers", make_tiers(counts));
	(void)json_object_set_new(object, "unmapped", cli_json_string(cli, counts->unmapped));
}

static void
print_counts(struct cli *cli, const struct directory_sync_result *counts)
{
	int i;

	(void)printf("  %llu entries, %llu identities, %llu addresses, %llu groups\n ",
		     (unsigned long long)counts->entries, (unsigned long long)counts->identities,
		     (unsigned long long)counts->addresses, (unsigned long long)counts->groups);
	for (i = 0; i < IDENTITY_UNKNOWN; i++)
		if (counts->by_kind[i] != 0)
			(void)printf(" %s %llu", identity_kind_name((enum identity_kind)i),
				     (unsigned long long)counts->by_kind[i]);
	(void)fputs("\n ", stdout);
	for (i = TIER_CONTROL; i <= TIER_STANDARD; i++)
		(void)printf(" %s%s %llu", i == TIER_CONTROL ? "" : " ", identity_tier_name(i),
			     (unsigned long long)counts->by_tier[i]);
	(void)printf("\n  %llu persons known by name, %llu of them prominent\n",
		     (unsigned long long)counts->named, (unsigned long long)counts->prominent);
	if (counts->unmapped[0] != '\0')
		(void)printf("  %sleft out: %s%s\n", cli_colour(cli, CLI_YELLOW),
			     cli_safe(cli, counts->unmapped), cli_colour(cli, CLI_PLAIN));
}

static void
print_synced(struct cli *cli, const char *name, const struct directory_sync_result *result)
{
	json_t *object;

	if (cli->json) {
		object = json_object();
		(void)json_object_set_new(object, "directory", cli_json_string(cli, name));
		(void)json_object_set_new(object, "generation",
					  json_integer((json_int_t)result->generation));
		add_counts(cli, object, result);
		cli_json(object);
		return;
	}
	if (cli->quiet)
		return;
	(void)printf("%s: generation %llu in force after %lld ms\n", cli_safe(cli, name),
		     (unsigned long long)result->generation, (long long)result->took_ms);
	print_counts(cli, result);
}

static int
sync_one(struct cli *cli, struct directory *directory, const struct conf_directory *conf,
	 const char *ldif)
{
	struct directory_sync_result result;
	const char *why = "";
	int failed = directory_sync(directory, cli->arena, conf, ldif, show_progress, cli, &result,
				    &why);

	cli_progress_end(cli);
	if (failed != 0)
		return cli_fail(cli, "directory %s: nothing published: %s", conf->name, why);
	print_synced(cli, conf->name, &result);
	return CLI_OK;
}

struct sync_options {
	const char *ldif, *name;
	bool accept_shrink;
};

static int
read_sync_options(int argc, char **argv, struct sync_options *out)
{
	static const struct option known[] = {{"ldif", required_argument, NULL, 'l'},
					      {"accept-shrink", no_argument, NULL, 'a'},
					      {NULL, 0, NULL, 0}};
	int letter;

	*out = (struct sync_options){0};
	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter == 'l')
			out->ldif = optarg;
		else if (letter == 'a')
			out->accept_shrink = true;
		else
			return -1;
	}
	if (optind < argc)
		out->name = argv[optind++];
	return optind == argc ? 0 : -1;
}

static int
sync_all(struct cli *cli, struct directory *directory, const struct sync_options *options)
{
	int status = CLI_OK, synced = 0;
	size_t i;

	for (i = 0; i < cli->conf->directory_count; i++) {
		const struct conf_directory *conf = &cli->conf->directories[i];

		if (options->name != NULL && strcmp(options->name, conf->name) != 0)
			continue;
		if (options->ldif == NULL && options->name == NULL && !has_source(conf))
			continue;
		synced++;
		if (sync_one(cli, directory, conf, options->ldif) != CLI_OK)
			status = CLI_FAILURE;
	}
	if (synced == 0)
		return cli_fail(cli, "no directory has a source; give --ldif FILE, or set ldif or "
				     "uris in a directory section");
	return status;
}

static int
run_sync(struct cli *cli, int argc, char **argv)
{
	struct sync_options options;
	struct directory *directory;
	const char *why;
	int status;

	if (read_sync_options(argc, argv, &options) != 0)
		return cli_usage(cli, &cli_command_directory, "directory sync: wrong arguments");
	if (options.name != NULL && find_directory(cli, options.name) == NULL)
		return cli_fail(cli, "the settings have no directory %s", options.name);
	if (options.ldif != NULL && options.name == NULL && cli->conf->directory_count > 1)
		return cli_fail(cli, "which directory is the file for? give its name too");
	directory = directory_open(cli->arena, cli->state, cli->conf, true, &why);
	if (directory == NULL)
		return cli_fail(cli, "%s", why);
	if (options.accept_shrink)
		directory_accept_shrink(directory);
	status = sync_all(cli, directory, &options);
	directory_close(directory);
	return status;
}

static json_t *
make_owners(const uint64_t owners[OWNER_STATES])
{
	json_t *object = json_object();
	int state;

	for (state = OWNER_OK; state <= OWNER_GROUP; state++)
		(void)json_object_set_new(object, owner_state_name((enum owner_state)state),
					  json_integer((json_int_t)owners[state]));
	return object;
}

static void
print_status_json(struct cli *cli, const struct directory_status *status, bool old)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "directory", cli_json_string(cli, status->name));
	(void)json_object_set_new(object, "source", cli_json_string(cli, status->source));
	(void)json_object_set_new(object, "generation",
				  json_integer((json_int_t)status->generation));
	(void)json_object_set_new(
		object, "published",
		status->generation == 0
			? json_null()
			: json_string(clock_rfc3339(cli->arena, status->published_ms, 1)));
	(void)json_object_set_new(object, "age_seconds",
				  json_integer(status->age_ms < 0 ? -1 : status->age_ms / 1000));
	(void)json_object_set_new(object, "old", json_boolean(old));
	add_counts(cli, object, &status->counts);
	(void)json_object_set_new(object, "owners", make_owners(status->owners));
	(void)json_object_set_new(object, "last_error", cli_json_string(cli, status->last_error));
	(void)json_object_set_new(
		object, "last_error_at",
		status->last_error_ms == 0
			? json_null()
			: json_string(clock_rfc3339(cli->arena, status->last_error_ms, 1)));
	cli_json(object);
}

static void
print_status_text(struct cli *cli, const struct directory_status *status, bool old)
{
	int state;

	if (status->generation == 0) {
		(void)printf("%s: nothing in force\n", cli_safe(cli, status->name));
	} else {
		(void)printf("%s: generation %llu of %s, %s%lld s old%s, from %s\n",
			     cli_safe(cli, status->name), (unsigned long long)status->generation,
			     clock_rfc3339(cli->arena, status->published_ms, 1),
			     cli_colour(cli, old ? CLI_RED : CLI_PLAIN),
			     (long long)(status->age_ms / 1000), cli_colour(cli, CLI_PLAIN),
			     cli_safe(cli, status->source));
		print_counts(cli, &status->counts);
		(void)fputs("  owners of service accounts:", stdout);
		for (state = OWNER_OK; state <= OWNER_GROUP; state++)
			(void)printf(" %s %llu", owner_state_name((enum owner_state)state),
				     (unsigned long long)status->owners[state]);
		(void)fputc('\n', stdout);
	}
	if (status->last_error[0] != '\0')
		(void)printf("  %s%s%s: %s%s\n", cli_colour(cli, CLI_RED),
			     status->last_error_ms == 0 ? "cannot be read" : "last sync failed at ",
			     status->last_error_ms == 0
				     ? ""
				     : clock_rfc3339(cli->arena, status->last_error_ms, 1),
			     cli_safe(cli, status->last_error), cli_colour(cli, CLI_PLAIN));
}

static int
run_status(struct cli *cli, int argc, char **argv)
{
	struct directory_status status;
	struct directory *directory;
	const char *why;
	int result = CLI_OK;
	size_t i;

	(void)argv;
	if (argc != 1)
		return cli_usage(cli, &cli_command_directory, "directory status: wrong arguments");
	directory = directory_open(cli->arena, cli->state, cli->conf, false, &why);
	if (directory == NULL)
		return cli_fail(cli, "%s", why);
	for (i = 0; directory_status(directory, cli->arena, i, &status); i++) {
		bool old = status.age_ms > cli->conf->directories[i].max_age_ms;

		if (status.generation == 0 || old || status.last_error[0] != '\0')
			result = CLI_SOME;
		if (cli->json)
			print_status_json(cli, &status, old);
		else
			print_status_text(cli, &status, old);
	}
	directory_close(directory);
	return result;
}

struct check {
	struct cli *cli;
	const char *name;
	bool warned;
};

static void
say_step(void *data, bool ok, const char *line)
{
	struct check *check = data;
	struct cli *cli = check->cli;
	json_t *object;

	check->warned = check->warned || !ok;
	if (cli->json) {
		object = json_object();
		(void)json_object_set_new(object, "directory", cli_json_string(cli, check->name));
		(void)json_object_set_new(object, "ok", json_boolean(ok));
		(void)json_object_set_new(object, "what", cli_json_string(cli, line));
		cli_json(object);
	} else if (!cli->quiet || !ok) {
		(void)printf("%s%-4s%s %s: %s\n", cli_colour(cli, ok ? CLI_GREEN : CLI_RED),
			     ok ? "ok" : "bad", cli_colour(cli, CLI_PLAIN),
			     cli_safe(cli, check->name), cli_safe(cli, line));
	}
}

static int
run_check(struct cli *cli, int argc, char **argv)
{
	struct check check = {.cli = cli};
	int status = CLI_OK;
	size_t i;

	if (argc > 2)
		return cli_usage(cli, &cli_command_directory, "directory check: wrong arguments");
	if (argc == 2 && find_directory(cli, argv[1]) == NULL)
		return cli_fail(cli, "the settings have no directory %s", argv[1]);
	for (i = 0; i < cli->conf->directory_count; i++) {
		const struct conf_directory *conf = &cli->conf->directories[i];

		if (argc == 2 && strcmp(argv[1], conf->name) != 0)
			continue;
		check.name = conf->name;
		if (!has_source(conf))
			say_step(&check, false, "neither ldif nor uris is set");
		else if (directory_probe(cli->arena, conf, say_step, &check) != 0)
			status = CLI_FAILURE;
	}
	return status == CLI_OK && check.warned ? CLI_SOME : status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *what = argc < 2 ? "" : argv[1];

	if (strcmp(what, "sync") == 0)
		return run_sync(cli, argc - 1, argv + 1);
	if (strcmp(what, "status") == 0)
		return run_status(cli, argc - 1, argv + 1);
	if (strcmp(what, "check") == 0)
		return run_check(cli, argc - 1, argv + 1);
	return cli_usage(cli, &cli_command_directory, "directory: need sync, status or check");
}

const struct cli_command cli_command_directory = {
	.name = "directory",
	.usage = "sync [--ldif FILE] [--accept-shrink] [NAME] | status | check [NAME]",
	.summary = "builds the identity replica; says its age and what it maps",
	.help = "  sync               read the source to its end and put a new generation in "
		"force\n"
		"  --ldif FILE        read this file in place of the source; - is standard input\n"
		"  --accept-shrink    publish even if less than half of the identities are left\n"
		"  status             generation, age and counts; exit 1 when old, missing or "
		"failed\n"
		"  check              prove connection, search, rights and mapping; change "
		"nothing\n",
	.run = run,
};
