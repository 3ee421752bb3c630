/* SPDX-License-Identifier: BSD-2-Clause */
/* hits - the stored hits, newest last. */
#include "config.h"

#include <getopt.h>

#include "policy/base/clock.h"
#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"

struct listing {
	struct cli *cli;
	struct cli_table *table; /* NULL for JSON */
};

static const char *
kind_of(const struct hit *hit)
{
	return identity_kind_name(hit->identity.kind);
}

/* What tells most in one word: the lure, else what imitates, else the first finding. */
static const char *
what_of(struct cli *cli, const struct hit *hit)
{
	const char *lures = evidence_lures(cli, hit);

	if (lures != NULL)
		return lures;
	if (hit->lookalike[0] != '\0')
		return hit->lookalike;
	return hit->finding_count == 0 ? NULL : hit->findings[0].kind;
}

static bool
show(void *data, const struct hit *hit)
{
	struct listing *listing = data;
	struct cli *cli = listing->cli;

	if (cli->json) {
		struct arena *own = cli->arena;

		cli->arena = arena_new(); /* a listing may be longer than memory */
		cli_json(evidence_hit(cli, hit));
		arena_free(cli->arena);
		cli->arena = own;
		return true;
	}
	cli_table_row(listing->table, (const char *const[]){
					      clock_rfc3339(cli->arena, hit->when_ms, 1),
					      arena_strdup(cli->arena, hit->queue_id),
					      arena_strdup(cli->arena, hit->recipient),
					      kind_of(hit),
					      arena_printf(cli->arena, "%d", hit->identity.tier),
					      arena_printf(cli->arena, "%d", hit->score),
					      verdict_name(hit->verdict),
					      disposition_name(hit->disposition),
					      what_of(cli, hit),
				      });
	return true;
}

static int
read_times(struct cli *cli, const char *since, const char *until, struct store_query *query)
{
	const char *why = NULL;

	if (since != NULL && clock_read(since, cli->now_ms, &query->since_ms, &why) != 0)
		return cli_fail(cli, "--since %s: %s", since, why);
	if (until != NULL && clock_read(until, cli->now_ms, &query->until_ms, &why) != 0)
		return cli_fail(cli, "--until %s: %s", until, why);
	return CLI_OK;
}

static int
list(struct cli *cli, const struct store_query *query)
{
	static const char *const heads[] = {"TIME",  "QUEUE ID", "RECIPIENT",   "KIND", "TIER",
					    "SCORE", "VERDICT",  "DISPOSITION", "WHAT"};
	struct listing listing = {.cli = cli};
	struct store *store = evidence_open(cli);
	const char *why = NULL;
	int failed;

	if (store == NULL)
		return CLI_FAILURE;
	if (!cli->json)
		listing.table = cli_table_new(cli, heads, sizeof(heads) / sizeof(heads[0]));
	failed = store_hits(store, query, show, &listing, &why);
	store_close(store);
	if (!cli->json)
		cli_table_print(listing.table);
	return failed == 0 ? CLI_OK : cli_fail(cli, "%s", why);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {
		{"since", required_argument, NULL, 's'},
		{"until", required_argument, NULL, 'u'},
		{"identity", required_argument, NULL, 'i'},
		{"campaign", required_argument, NULL, 'c'},
		{"queue-id", required_argument, NULL, 'q'},
		{NULL, 0, NULL, 0},
	};
	const char *since = NULL, *until = NULL;
	struct store_query query = {0};
	int letter;

	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (letter) {
		case 's':
			since = optarg;
			break;
		case 'u':
			until = optarg;
			break;
		case 'i':
			query.identity = optarg;
			break;
		case 'c':
			query.campaign = optarg;
			break;
		case 'q':
			query.queue_id = optarg;
			break;
		default:
			return cli_usage(cli, &cli_command_hits, "hits: unknown option");
		}
	}
	if (optind != argc)
		return cli_usage(cli, &cli_command_hits, "hits: %s is too much", argv[optind]);
	if (read_times(cli, since, until, &query) != CLI_OK)
		return CLI_FAILURE;
	return list(cli, &query);
}

const struct cli_command cli_command_hits = {
	.name = "hits",
	.usage = "[--since TIME] [--until TIME] [--identity ID] [--campaign ID] [--queue-id ID]",
	.summary = "the stored hits, newest last",
	.help = "  --since TIME     not older: 7d, 24h, 2026-11-23 or 2026-11-23T22:00:00Z\n"
		"  --until TIME     older than that\n"
		"  --identity ID    of one identity: its id, or its address when the directory has "
		"none\n"
		"  --campaign ID    of one campaign\n"
		"  --queue-id ID    of one message, as the mail server's log calls it\n",
	.run = run,
};
