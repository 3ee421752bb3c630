/* SPDX-License-Identifier: BSD-2-Clause */
/* verify - whether the evidence is what was written: the store and its chain. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>

#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"

static void
show(struct cli *cli, const struct store_verification *proof, const char *problem)
{
	if (cli->json) {
		json_t *object = json_object();

		(void)json_object_set_new(object, "ok", json_boolean(problem == NULL));
		(void)json_object_set_new(object, "hits", json_integer((json_int_t)proof->hits));
		(void)json_object_set_new(object, "purged",
					  json_integer((json_int_t)proof->purged));
		(void)json_object_set_new(object, "head", json_string(proof->head));
		(void)json_object_set_new(object, "problem", cli_json_string(cli, problem));
		cli_json(object);
		return;
	}
	if (!cli->quiet)
		(void)printf("%llu hits, %llu purged, head of the chain %s\n",
			     (unsigned long long)proof->hits, (unsigned long long)proof->purged,
			     proof->head);
}

/* NULL when all is well. */
static const char *
find_problem(struct store *store, const struct store_verification *proof, const char *anchor)
{
	const char *why = NULL;

	if (proof->problem != NULL || anchor == NULL)
		return proof->problem;
	switch (store_has_anchor(store, anchor, &why)) {
	case ANSWER_FOUND:
		return NULL;
	case ANSWER_NONE:
		return "the chain does not hold this anchor: its end was cut off or written anew";
	case ANSWER_DOWN:
		break;
	}
	return why;
}

static int
verify(struct cli *cli, const char *anchor)
{
	struct store *store = evidence_open(cli);
	struct store_verification proof;
	const char *problem, *why = NULL;

	if (store == NULL)
		return CLI_FAILURE;
	if (store_verify(store, cli->arena, &proof, &why) != 0) {
		store_close(store);
		return cli_fail(cli, "%s", why);
	}
	problem = find_problem(store, &proof, anchor);
	store_close(store);
	show(cli, &proof, problem);
	return problem == NULL ? CLI_OK : cli_fail(cli, "%s", problem);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {{"anchor", required_argument, NULL, 'a'},
					      {NULL, 0, NULL, 0}};
	const char *anchor = NULL;
	int letter;

	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter != 'a')
			return cli_usage(cli, &cli_command_verify, "verify: unknown option");
		anchor = optarg;
	}
	if (optind != argc)
		return cli_usage(cli, &cli_command_verify, "verify: %s is too much", argv[optind]);
	return verify(cli, anchor);
}

const struct cli_command cli_command_verify = {
	.name = "verify",
	.usage = "[--anchor HASH]",
	.summary = "checks the store and the chain of evidence",
	.help = "  --anchor HASH    a head of the chain noted earlier (\"anchor\" of a "
		"manifest.json):\n"
		"                   the chain must still hold it\n",
	.run = run,
};
