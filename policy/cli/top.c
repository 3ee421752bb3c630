/* SPDX-License-Identifier: BSD-2-Clause */
/* top - identities by risk, highest first. */
#include "config.h"

#include <getopt.h>
#include <stdlib.h>

#include "policy/base/clock.h"
#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"

#define MOST 20

static const char *
reviews_of(struct cli *cli, const struct store_identity *identity)
{
	const char **names = arena_zalloc(cli->arena, REVIEW_KINDS, sizeof(*names));
	size_t i;

	for (i = 0; i < identity->review_count; i++)
		names[i] = review_kind_name(identity->reviews[i].kind);
	return evidence_list(cli, names, identity->review_count);
}

static void
add_row(struct cli *cli, struct cli_table *table, const struct store_identity *identity)
{
	cli_table_row(table,
		      (const char *const[]){
			      arena_printf(cli->arena, "%d", identity->risk.risk),
			      risk_level_name(identity->risk.level),
			      evidence_who(&identity->identity, identity->name),
			      identity_kind_name(identity->identity.kind),
			      arena_printf(cli->arena, "%d", identity->identity.tier),
			      arena_printf(cli->arena, "%llu", (unsigned long long)identity->hits),
			      clock_rfc3339(cli->arena, identity->last_ms, 1),
			      evidence_list(cli, identity->families, identity->family_count),
			      reviews_of(cli, identity),
		      });
}

static int
list(struct cli *cli, size_t most)
{
	static const char *const heads[] = {"RISK", "LEVEL",     "IDENTITY", "KIND",   "TIER",
					    "HITS", "LAST SEEN", "LURES",    "REVIEWS"};
	struct store *store = evidence_open(cli);
	struct store_identity *identities;
	struct cli_table *table;
	const char *why = NULL;
	size_t i, count;

	if (store == NULL)
		return CLI_FAILURE;
	if (store_top(store, cli->arena, cli->now_ms, most, &identities, &count, &why) != 0) {
		store_close(store);
		return cli_fail(cli, "%s", why);
	}
	table = cli_table_new(cli, heads, sizeof(heads) / sizeof(heads[0]));
	for (i = 0; i < count; i++)
		if (cli->json)
			cli_json(evidence_identity(cli, &identities[i]));
		else
			add_row(cli, table, &identities[i]);
	if (!cli->json)
		cli_table_print(table);
	store_close(store);
	return CLI_OK;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {{"most", required_argument, NULL, 'm'},
					      {NULL, 0, NULL, 0}};
	unsigned long most = MOST;
	char *end;
	int letter;

	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter != 'm')
			return cli_usage(cli, &cli_command_top, "top: unknown option");
		most = strtoul(optarg, &end, 10);
		if (*end != '\0' || end == optarg)
			return cli_usage(cli, &cli_command_top, "top: --most needs a number");
	}
	if (optind != argc)
		return cli_usage(cli, &cli_command_top, "top: %s is too much", argv[optind]);
	return list(cli, most);
}

const struct cli_command cli_command_top = {
	.name = "top",
	.usage = "[--most N]",
	.summary = "identities by risk, highest first",
	.help = "  --most N         so many (20); 0 is all\n",
	.run = run,
};
