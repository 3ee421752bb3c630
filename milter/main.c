/* SPDX-License-Identifier: BSD-2-Clause */
/* main - lurewatch-milter, the daemon: starts what it needs in order, serves, and stops in order.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <libmilter/mfapi.h>

#include "milter/hooks.h"
#include "milter/keeper.h"
#include "milter/live.h"
#include "milter/notify.h"
#include "milter/options.h"
#include "milter/privileges.h"
#include "milter/reload.h"
#include "milter/socket.h"
#include "policy/base/file.h"
#include "policy/base/log.h"
#include "policy/inspect.h"

/* The kernel cuts it to net.core.somaxconn. */
#define BACKLOG 4096

/* Longest wait for messages in hand when stopping; systemd's TimeoutStopSec is above it. */
#define STOP_MS 20000

struct daemon {
	struct arena *arena;
	struct options options;
	struct conf *conf; /* what store and directory opened with; it outlives every reload */
	const char *state;
	struct socket socket;
	struct privileges privileges;
	struct reload reload;
	struct keeper keeper;
};

static int
fail(int status, const char *why)
{
	log_error("%s", why);
	return status;
}

static void
print_version(void)
{
	unsigned major, minor, patch;

	(void)smfi_version(&major, &minor, &patch);
	(void)printf("lurewatch-milter %s\n%s libmilter=%u.%u.%u\n", PACKAGE_VERSION, LW_SUMMARY,
		     major, minor, patch);
}

static void
choose_log(const struct conf_log *conf)
{
	struct stat errors, null;
	bool heard = fstat(STDERR_FILENO, &errors) == 0 &&
		     (stat("/dev/null", &null) != 0 || errors.st_rdev != null.st_rdev);
	bool to_syslog = strcmp(conf->target, "syslog") == 0 ||
			 (strcmp(conf->target, "auto") == 0 && !heard);

	log_open(to_syslog ? LOG_TARGET_SYSLOG : LOG_TARGET_STDERR, "lurewatch-milter",
		 conf->facility);
}

static int
check_settings(struct daemon *daemon)
{
	const struct inspect_shared none = {0};
	const char *why = NULL;
	struct inspect *engine = inspect_open(daemon->conf, &none, &why);

	if (engine == NULL)
		return fail(EX_CONFIG, why);
	daemon->conf = NULL;
	(void)printf("%s: good\n", inspect_conf(engine)->path);
	inspect_drop(engine);
	return EX_OK;
}

/* What needs root, if there is anything: before the user changes. */
static int
prepare(struct daemon *daemon, const char **why)
{
	const struct conf_milter *conf = &daemon->conf->milter;
	struct arena *arena = daemon->arena;

	if (privileges_find(arena, conf->user, &daemon->privileges, why) != 0 ||
	    file_make_folder(arena, daemon->state, 0700, why) != 0 ||
	    privileges_give(arena, &daemon->privileges, daemon->state, why) != 0)
		return -1;
	if (privileges_files(arena, conf->sessions_most, why) != 0)
		log_warn("%s", *why);
	return 0;
}

static int
listen_for_mta(struct daemon *daemon, const char **why)
{
	const struct conf_milter *conf = &daemon->conf->milter;
	const struct socket *socket = &daemon->socket;
	char *spec = arena_strdup(daemon->arena, socket->spec);

	if (socket_clear(daemon->arena, socket, why) != 0)
		return -1;
	if (smfi_setconn(spec) != MI_SUCCESS || hooks_register() != 0 ||
	    smfi_settimeout((int)(conf->idle_ms / 1000)) != MI_SUCCESS ||
	    smfi_setbacklog(BACKLOG) != MI_SUCCESS || smfi_opensocket(false) != MI_SUCCESS) {
		*why = arena_printf(daemon->arena, "%s: cannot listen there: %m", socket->spec);
		return -1;
	}
	return socket_rights(daemon->arena, socket, (unsigned)conf->socket_mode, conf->socket_group,
			     why);
}

/* Without history mail is filtered all the same, and opening it is tried again. */
static void
warn_of_history(struct correspondents *correspondents)
{
	struct correspondents_status status;

	correspondents_status(correspondents, &status);
	if (status.why[0] != '\0')
		log_warn("no history of mail for now: %s", status.why);
}

/* As the user that stays, so that every file is that one's. */
static int
open_shared(struct daemon *daemon, const char **why)
{
	struct inspect_shared *shared = &daemon->reload.shared;

	shared->store = store_open(daemon->arena, daemon->state, daemon->conf, STORE_WRITE, why);
	if (shared->store == NULL)
		return -1;
	shared->directory = directory_open(daemon->arena, daemon->state, daemon->conf, false, why);
	if (shared->directory == NULL)
		return -1;
	shared->correspondents = correspondents_open(
		daemon->arena, daemon->state, &daemon->conf->contacts, CORRESPONDENTS_SERVE, why);
	if (shared->correspondents == NULL)
		return -1;
	warn_of_history(shared->correspondents);
	daemon->reload.settings = daemon->options.settings;
	daemon->reload.socket = &daemon->socket;
	daemon->reload.started_with = daemon->conf;
	return reload_first(&daemon->reload, daemon->arena, why);
}

static void
close_shared(struct daemon *daemon)
{
	live_set(NULL);
	correspondents_close(daemon->reload.shared.correspondents);
	store_close(daemon->reload.shared.store);
	directory_close(daemon->reload.shared.directory);
}

static int
serve(struct daemon *daemon)
{
	const char *why = NULL;
	int status;

	if (reload_start(&daemon->reload, &why) != 0 ||
	    keeper_start(&daemon->keeper, &daemon->reload, &why) != 0)
		return fail(EX_OSERR, why);
	log_info("ready on %s, state in %s", daemon->socket.spec, daemon->state);
	notify_ready("filtering");
	status = smfi_main() == MI_SUCCESS ? EX_OK : EX_UNAVAILABLE;
	notify_stopping();
	keeper_stop(&daemon->keeper);
	reload_stop(&daemon->reload);
	/* smfi_main() returns while callbacks still run (milter.md finding 11). */
	if (!live_close(STOP_MS)) {
		log_error("messages were still in hand after %d s", STOP_MS / 1000);
		_exit(EX_TEMPFAIL);
	}
	log_info("stopped");
	return status;
}

static int
start(struct daemon *daemon)
{
	const char *why = NULL;
	const char *spec = daemon->options.socket;
	int status;

	daemon->state = daemon->options.state != NULL ? daemon->options.state
						      : daemon->conf->evidence.folder;
	if (spec == NULL)
		spec = daemon->conf->milter.socket;
	if (socket_read(daemon->arena, spec, &daemon->socket, &why) != 0)
		return fail(EX_CONFIG, arena_printf(daemon->arena, "%s: %s", spec, why));
	reload_block_signals();
	(void)umask(0077);
	if (prepare(daemon, &why) != 0 || listen_for_mta(daemon, &why) != 0 ||
	    privileges_drop(daemon->arena, &daemon->privileges, &why) != 0)
		return fail(EX_UNAVAILABLE, why);
	status = open_shared(daemon, &why) == 0 ? serve(daemon) : fail(EX_UNAVAILABLE, why);
	close_shared(daemon);
	return status;
}

static int
run(struct daemon *daemon, int argc, char **argv)
{
	const char *why = NULL;

	if (options_read(daemon->arena, argc, argv, &daemon->options, &why) != 0)
		return fail(EX_USAGE, why);
	if (daemon->options.task == OPTIONS_HELP) {
		(void)fputs(options_help, stdout);
		return EX_OK;
	}
	if (daemon->options.task == OPTIONS_VERSION) {
		print_version();
		return EX_OK;
	}
	daemon->conf = conf_open(daemon->arena, daemon->options.settings, &why);
	if (daemon->conf == NULL)
		return fail(EX_CONFIG, why);
	if (daemon->options.task == OPTIONS_CHECK)
		return check_settings(daemon);
	choose_log(&daemon->conf->log);
	return start(daemon);
}

int
main(int argc, char **argv)
{
	struct daemon daemon = {.arena = arena_new()};
	int status;

	log_open(LOG_TARGET_STDERR, "lurewatch-milter", "mail");
	status = run(&daemon, argc, argv);
	conf_free(daemon.conf);
	arena_free(daemon.arena);
	return status;
}
