/* SPDX-License-Identifier: BSD-2-Clause */
/* domain - lurewatch domain: whether host or domain names imitate a protected one. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "policy/cli/cli.h"
#include "policy/cli/table.h"
#include "policy/directory/correspondents.h"
#include "policy/directory/directory.h"
#include "policy/lookalike/lookalike.h"
#include "policy/mail/message.h"
#include "policy/mail/url.h"

#define LINE_MOST     4096
#define URL_MOST      4096
#define NAME_COLUMNS  36
#define PARTNERS_MOST 10000 /* as inspect_open() takes without an image */

/* What all names of one call share. */
struct asking {
	struct cli *cli; /* a copy whose arena is that of one name */
	const struct lookalike *lookalike;
	struct arena *arena;
	const char *brand; /* claimed around the names, or NULL */
	bool flagged, failed;
};

/* One name and what came of it; 'why' is set when it could not be read. */
struct asked {
	const char *name;
	struct lookalike_match match;
	bool claimed; /* a brand is claimed; only likenesses that it allows are told */
	const char *why;
};

/* A name that accuses only together with a claim is not flagged when none is made. */
static bool
is_flagged(const struct asked *asked)
{
	return asked->why == NULL && asked->match.flagged &&
	       (asked->claimed || !asked->match.needs_claim);
}

static const char *
kind_of(const struct asked *asked)
{
	return asked->why == NULL && asked->match.flagged ? finding_info(asked->match.kind)->name
							  : "none";
}

static const char *
reason_of(const struct asking *asking, const struct asked *asked)
{
	if (asked->why != NULL)
		return asked->why;
	if (asked->match.flagged && asked->match.nearly[0] != '\0')
		return arena_printf(asking->arena, "%s (%s)", asked->match.why,
				    asked->match.nearly);
	return asked->match.why;
}

static void
print_json(const struct asking *asking, const struct asked *asked)
{
	struct cli *cli = asking->cli;
	json_t *object = json_object();

	(void)json_object_set_new(object, "name", cli_json_string(cli, asked->name));
	(void)json_object_set_new(object, "flagged", json_boolean(is_flagged(asked)));
	(void)json_object_set_new(object, "kind", json_string(kind_of(asked)));
	(void)json_object_set_new(object, "target", cli_json_string(cli, asked->match.target));
	(void)json_object_set_new(object, "owner", cli_json_string(cli, asked->match.owner));
	(void)json_object_set_new(object, "tier", json_integer(asked->match.tier));
	(void)json_object_set_new(object, "cost", json_real(asked->match.cost));
	(void)json_object_set_new(object, "role", cli_json_string(cli, asked->match.role));
	(void)json_object_set_new(object, "needs_claim", json_boolean(asked->match.needs_claim));
	(void)json_object_set_new(object, "why", cli_json_string(cli, reason_of(asking, asked)));
	cli_json(object);
}

static void
print_line(const struct asking *asking, const struct asked *asked)
{
	struct cli *cli = asking->cli;
	const char *why = reason_of(asking, asked);
	const char *name = cli_safe(cli, asked->name);
	size_t width = table_width(name);
	enum cli_colour colour = CLI_PLAIN;

	if (cli->quiet && !is_flagged(asked))
		return;
	if (is_flagged(asked))
		colour = CLI_RED;
	else if (asked->match.flagged)
		colour = CLI_YELLOW;
	(void)printf("%s%*s %s%-10s%s %s%s%s\n", name,
		     (int)(width < NAME_COLUMNS ? NAME_COLUMNS - width : 0), "",
		     cli_colour(cli, colour), kind_of(asked), cli_colour(cli, CLI_PLAIN),
		     cli_safe(cli, asked->match.role), why[0] == '\0' ? "" : ": ",
		     why[0] == '\0' ? "" : cli_safe(cli, why));
}

/* A name as people paste it: a host, a link or an address. */
static int
read_host(struct arena *arena, const char *name, struct host *host, const char **why)
{
	const char *at = strrchr(name, '@');
	struct url url;

	if (strstr(name, "://") == NULL) {
		name = at == NULL ? name : at + 1;
		return host_canonical(arena, name, strlen(name), host, why);
	}
	if (url_parse(arena, name, strlen(name), URL_MOST, NULL, &url, why) != 0)
		return -1;
	if (url.host.ascii[0] == '\0') {
		*why = "the link has no host";
		return -1;
	}
	*host = url.host;
	return 0;
}

static void
ask(struct asking *asking, const char *name)
{
	struct asked asked = {
		.name = name,
		.match = {.target = "", .owner = "", .tier = LOOKALIKE_NONE, .role = "unreadable"}};
	struct host host;

	if (read_host(asking->arena, name, &host, &asked.why) == 0) {
		asked.why = NULL;
		asked.claimed = asking->brand != NULL;
		if (asked.claimed)
			lookalike_check_as(asking->lookalike, asking->arena, &host, asking->brand,
					   &asked.match);
		else
			lookalike_check(asking->lookalike, asking->arena, &host, &asked.match);
	}
	asking->flagged = asking->flagged || is_flagged(&asked);
	asking->failed = asking->failed || asked.why != NULL;
	if (asking->cli->json)
		print_json(asking, &asked);
	else
		print_line(asking, &asked);
	arena_reset(asking->arena);
}

/* One name a line; a longer line than any name is cut and will not be readable. */
static void
ask_lines(struct asking *asking, FILE *from)
{
	char line[LINE_MOST];

	while (fgets(line, sizeof(line), from) != NULL) {
		size_t length = strcspn(line, "\r\n");
		bool whole = line[length] != '\0';
		int c = '\0';

		line[length] = '\0';
		while (!whole && c != EOF && c != '\n')
			c = fgetc(from);
		if (line[strspn(line, " \t")] != '\0')
			ask(asking, line + strspn(line, " \t"));
	}
}

static int
ask_all(struct asking *asking, int argc, char **argv)
{
	int i;

	if (asking->brand != NULL &&
	    lookalike_brand(asking->lookalike, asking->arena, asking->brand)[0] == '\0')
		return cli_fail(
			asking->cli,
			"domain: \"%s\" claims no protected brand; name one of the issuer table",
			asking->brand);
	for (i = optind; i < argc; i++)
		ask(asking, argv[i]);
	if (optind == argc)
		ask_lines(asking, stdin);
	if (asking->failed)
		return CLI_FAILURE;
	return asking->flagged ? CLI_SOME : CLI_OK;
}

/* As the daemon knows them; what cannot be read is not known. */
static struct lookalike_learned
learn(struct cli *cli)
{
	struct directory *directory;
	struct correspondents *correspondents;
	struct lookalike_learned learned = {0};
	const char *why;

	directory = directory_open(cli->arena, cli->state, cli->conf, false, &why);
	if (directory != NULL && cli->conf->protected.owned_from_directory)
		learned.owned = directory_domains(directory, cli->arena);
	directory_close(directory);
	correspondents = correspondents_open(cli->arena, cli->state, &cli->conf->contacts,
					     CORRESPONDENTS_READ, &why);
	if (correspondents != NULL)
		learned.partners = correspondents_partners(correspondents, cli->arena,
							   &cli->conf->contacts, PARTNERS_MOST);
	correspondents_close(correspondents);
	return learned;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {{"claim", required_argument, NULL, 'c'},
					      {NULL, 0, NULL, 0}};
	struct cli own = *cli;
	struct asking asking = {.cli = &own};
	struct lookalike *lookalike = NULL;
	struct lookalike_learned learned;
	const char *why;
	int letter, code;

	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter != 'c')
			return cli_usage(cli, &cli_command_domain, "domain: unknown option");
		asking.brand = optarg;
	}
	learned = learn(cli);
	if (message_setup(&why) == 0)
		lookalike = lookalike_open(cli->arena, &cli->conf->protected, &learned, &why);
	if (lookalike == NULL)
		return cli_fail(cli, "%s", why);
	own.arena = asking.arena = arena_new();
	asking.lookalike = lookalike;
	code = ask_all(&asking, argc, argv);
	lookalike_close(lookalike);
	arena_free(asking.arena);
	return code;
}

const struct cli_command cli_command_domain = {
	.name = "domain",
	.usage = "[--claim BRAND] [NAME...]",
	.summary = "whether host or domain names imitate a protected one",
	.help = "  --claim BRAND  as in a message that speaks as BRAND: what counts only with a "
		"claim "
		"counts\n"
		"  NAME           a host, a link or an address; without any, one a line from "
		"standard "
		"input\n",
	.run = run,
};
