/* SPDX-License-Identifier: BSD-2-Clause */
/* check - is everything set up: each line ok, warn or fail, with what to do. */
#include "config.h"

#include "policy/cli/check.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/directory/correspondents.h"
#include "policy/inspect.h"
#include "policy/lookalike/image.h"
#include "policy/mail/fold.h"

void
check_say(struct check *check, enum check_state state, const char *what, const char *format, ...)
{
	static const char *const words[] = {"ok", "warn", "fail"};
	static const enum cli_colour colours[] = {CLI_GREEN, CLI_YELLOW, CLI_RED};
	struct cli *cli = check->cli;
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = arena_vprintf(cli->arena, format, arguments);
	va_end(arguments);
	if ((int)state > check->worst)
		check->worst = (int)state;
	if (cli->json) {
		json_t *line = json_object();

		(void)json_object_set_new(line, "check", json_string(what));
		(void)json_object_set_new(line, "state", json_string(words[state]));
		(void)json_object_set_new(line, "text", cli_json_string(cli, text));
		cli_json(line);
	} else if (state != CHECK_OK || !cli->quiet) {
		(void)printf("%s%-4s%s  %-14s %s\n", cli_colour(cli, colours[state]), words[state],
			     cli_colour(cli, CLI_PLAIN), what, cli_safe(cli, text));
	}
}

static void
judge_settings(struct check *check)
{
	const struct conf *conf = check->cli->conf;

	check_say(check, CHECK_OK, "settings", "%s", conf->path);
	if (conf->authentication.trusted_ids.count == 0 && !conf->authentication.verify_dkim)
		check_say(check, CHECK_WARN, "authentication",
			  "nobody proves senders: set authentication.trusted_ids to your border's "
			  "authserv-id, or authentication.verify_dkim = true");
	else
		check_say(check, CHECK_OK, "authentication", "%zu trusted authserv-ids, dkim %s",
			  conf->authentication.trusted_ids.count,
			  conf->authentication.verify_dkim ? "verified here" : "not verified here");
	if (conf->authentication.dkim_keys[0] != '\0' &&
	    access(conf->authentication.dkim_keys, R_OK) != 0)
		check_say(check, CHECK_FAIL, "dkim keys", "%s: cannot be read",
			  conf->authentication.dkim_keys);
}

static void
judge_state(struct check *check)
{
	const char *path = check->cli->state;
	struct stat about;

	if (stat(path, &about) != 0) {
		check_say(check, CHECK_FAIL, "state",
			  "%s: not there: mkdir -m 700 %s and own it by "
			  "the daemon's user",
			  path, path);
		return;
	}
	if ((about.st_mode & 077) != 0)
		check_say(check, CHECK_WARN, "state", "%s: others may look inside: chmod 700 %s",
			  path, path);
	else if (file_is_remote(path))
		check_say(check, CHECK_FAIL, "state",
			  "%s: a network file system cannot keep evidence "
			  "safe: use a local disk",
			  path);
	else
		check_say(check, CHECK_OK, "state", "%s", path);
}

static void
judge_store(struct check *check)
{
	struct cli *cli = check->cli;
	const char *folder = arena_printf(cli->arena, "%s/evidence", cli->state);
	struct store_verification found;
	const char *why = NULL;
	struct store *store;

	if (access(folder, F_OK) != 0) {
		check_say(check, CHECK_WARN, "evidence", "no hit was ever stored in %s", folder);
		return;
	}
	store = store_open(cli->arena, cli->state, cli->conf, STORE_READ, &why);
	if (store == NULL)
		check_say(check, CHECK_FAIL, "evidence", "%s", why);
	else if (store_verify(store, cli->arena, &found, &why) != 0)
		check_say(check, CHECK_FAIL, "evidence", "%s", why);
	else if (found.problem != NULL)
		check_say(check, CHECK_FAIL, "evidence", "%s: run lurewatch verify", found.problem);
	else
		check_say(check, CHECK_OK, "evidence", "%llu hits, the chain is whole",
			  (unsigned long long)found.hits);
	store_close(store);
}

static void
judge_secret(struct check *check, const struct conf_directory *source)
{
	const char *why = NULL;
	char *secret;

	if (source->secret_file[0] == '\0')
		return;
	if (file_read_secret(check->cli->arena, source->secret_file, &secret, &why) != 0)
		check_say(check, CHECK_FAIL, "secret", "%s", why);
	else
		explicit_bzero(secret, strlen(secret));
}

static void
judge_replica(struct check *check, const struct directory_status *status,
	      const struct conf_directory *source)
{
	if (status->generation == 0)
		check_say(
			check, CHECK_WARN, "directory",
			"%s: no replica, recipients stay unresolved: run lurewatch directory sync",
			status->name);
	else if (status->age_ms > source->max_age_ms)
		check_say(check, CHECK_WARN, "directory",
			  "%s: the replica is %lld hours old: run "
			  "lurewatch directory sync",
			  status->name, (long long)(status->age_ms / 3600000));
	else
		check_say(check, CHECK_OK, "directory", "%s: generation %llu, %llu identities",
			  status->name, (unsigned long long)status->generation,
			  (unsigned long long)status->counts.identities);
	if (status->last_error != NULL && status->last_error[0] != '\0' &&
	    status->last_error_ms > status->published_ms)
		check_say(check, CHECK_WARN, "directory", "%s: the last sync failed: %s",
			  status->name, status->last_error);
}

static void
judge_directories(struct check *check)
{
	struct cli *cli = check->cli;
	const char *why = NULL;
	struct directory *directory =
		directory_open(cli->arena, cli->state, cli->conf, false, &why);
	struct directory_status status;
	size_t i;

	for (i = 0; i < cli->conf->directory_count; i++)
		judge_secret(check, &cli->conf->directories[i]);
	if (directory == NULL) {
		check_say(check, CHECK_WARN, "directory", "%s", why);
		return;
	}
	for (i = 0; directory_status(directory, cli->arena, i, &status); i++)
		judge_replica(check, &status, &cli->conf->directories[i]);
	if (cli->conf->protected.owned.count == 0 &&
	    directory_domains(directory, cli->arena).count == 0)
		check_say(check, CHECK_WARN, "protected",
			  "no own domain is known: set protected.owned or sync a directory");
	directory_close(directory);
}

/* Being young or absent is no fault: then nobody counts as a first contact. */
static void
judge_contacts(struct check *check)
{
	struct cli *cli = check->cli;
	const struct conf_contacts *conf = &cli->conf->contacts;
	const char *why = NULL;
	struct correspondents *correspondents =
		correspondents_open(cli->arena, cli->state, conf, CORRESPONDENTS_READ, &why);
	struct correspondents_status status;

	if (correspondents == NULL) {
		check_say(check, CHECK_WARN, "contacts", "%s", why);
		return;
	}
	correspondents_status(correspondents, &status);
	if (status.why[0] != '\0')
		check_say(check, status.absent ? CHECK_OK : CHECK_WARN, "contacts", "%s",
			  status.why);
	else
		check_say(
			check, CHECK_OK, "contacts", "%llu mails, %s",
			(unsigned long long)status.size.mails,
			contact_is_warm(conf, status.size.mails, status.size.oldest_ms, cli->now_ms)
				? "warm"
				: "not warm yet (lurewatch contacts import warms it at once)");
	correspondents_close(correspondents);
}

/* That it cannot be opened, judge_tables() tells. */
static void
judge_image(struct check *check)
{
	struct cli *cli = check->cli;
	const char *path = cli->conf->protected.image, *why;
	struct image *image = path[0] == '\0' ? NULL : image_open(cli->arena, path, &why);
	struct image_about about;

	if (image == NULL)
		return;
	image_about(image, cli->arena, &about);
	if (strcmp(about.tables, fold_version()) != 0)
		check_say(check, CHECK_WARN, "image",
			  "%s: built with %s, here is %s: run lurewatch domains build", path,
			  about.tables, fold_version());
	else
		check_say(check, CHECK_OK, "image", "%s: %zu partners, %zu popular names", path,
			  about.partners, about.names - about.partners);
	image_close(image);
}

/* Last: the engine takes the settings over. */
static void
judge_tables(struct check *check)
{
	struct cli *cli = check->cli;
	const struct inspect_shared shared = {0};
	const char *why = NULL;
	struct inspect *engine = inspect_open(cli->conf, &shared, &why);

	if (engine == NULL) {
		check_say(check, CHECK_FAIL, "tables", "%s", why);
		return;
	}
	cli->conf = NULL;
	check_say(check, CHECK_OK, "tables", "%s", inspect_versions(engine, cli->arena));
	inspect_drop(engine);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {{"postfix", required_argument, NULL, 'p'},
					      {"sendmail", required_argument, NULL, 's'},
					      {NULL, 0, NULL, 0}};
	struct check check = {.cli = cli, .postfix = "/etc/postfix", .sendmail = "/etc/mail"};
	int letter;

	while ((letter = getopt_long(argc, argv, "p:s:", known, NULL)) != -1) {
		if (letter == 'p')
			check.postfix = optarg;
		else if (letter == 's')
			check.sendmail = optarg;
		else
			return cli_usage(cli, &cli_command_check, "no such option");
	}
	judge_settings(&check);
	judge_state(&check);
	judge_store(&check);
	judge_directories(&check);
	check_socket(&check);
	check_wiring(&check);
	judge_contacts(&check);
	judge_image(&check);
	judge_tables(&check);
	return check.worst;
}

const struct cli_command cli_command_check = {
	.name = "check",
	.usage = "[--postfix DIR] [--sendmail DIR]",
	.summary = "check settings, rights, store, directory, socket and MTA wiring",
	.help = "  --postfix DIR   where main.cf is (/etc/postfix)\n"
		"  --sendmail DIR  where sendmail.cf is (/etc/mail)\n",
	.run = run,
};
