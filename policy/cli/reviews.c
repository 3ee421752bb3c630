/* SPDX-License-Identifier: BSD-2-Clause */
/* reviews - the reviews that are recommended and open, with what justifies them. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"

static void
add_row(struct cli *cli, struct cli_table *table, const struct store_review *review)
{
	bool has_mail = review->identity_mail[0] != '\0';

	cli_table_row(table, (const char *const[]){
				     clock_rfc3339(cli->arena, review->opened_ms, 1),
				     review_kind_name(review->kind),
				     has_mail ? review->identity_mail : review->identity_id,
				     identity_class_name(review->class),
				     arena_printf(cli->arena, "%d", review->risk),
				     arena_printf(cli->arena, "%zu", review->hit_id_count),
				     review->reason,
			     });
}

static void
show(struct cli *cli, const struct store_review *reviews, size_t count)
{
	static const char *const heads[] = {"OPENED", "REVIEW", "IDENTITY", "CLASS",
					    "RISK",   "HITS",   "WHY"};
	struct cli_table *table = cli_table_new(cli, heads, sizeof(heads) / sizeof(heads[0]));
	size_t i;

	for (i = 0; i < count; i++)
		if (cli->json)
			cli_json(evidence_review(cli, &reviews[i]));
		else
			add_row(cli, table, &reviews[i]);
	if (!cli->json)
		cli_table_print(table);
}

static int
list(struct cli *cli)
{
	struct store *store = evidence_open(cli);
	struct store_review *reviews;
	const char *why = NULL;
	uint64_t held_back;
	size_t count;
	int failed;

	if (store == NULL)
		return CLI_FAILURE;
	failed = store_reviews(store, cli->arena, true, &reviews, &count, &held_back, &why);
	store_close(store);
	if (failed != 0)
		return cli_fail(cli, "%s", why);
	show(cli, reviews, count);
	if (held_back != 0 && !cli->quiet && !cli->json)
		(void)printf("%llu more were held back by the daily caps (section risk of the "
			     "settings).\n",
			     (unsigned long long)held_back);
	return CLI_OK;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "list") != 0))
		return cli_usage(cli, &cli_command_reviews, "reviews: only list is known");
	return list(cli);
}

const struct cli_command cli_command_reviews = {
	.name = "reviews",
	.usage = "[list]",
	.summary = "the reviews that are recommended and open",
	.help = "",
	.run = run,
};
