/* SPDX-License-Identifier: BSD-2-Clause */
/* identity - lurewatch identity: whom an address stands for and what that one can unlock. */
#include "config.h"

#include "policy/directory/identity.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/cli/cli.h"
#include "policy/cli/evidence.h"
#include "policy/directory/directory.h"
#include "policy/mail/address.h"

#define SHOWN_MOST 20 /* references of a kind that people see; JSON has all */
#define HITS_SHOWN 10 /* the newest */

/* What was asked and what came of it. */
struct question {
	const char *asked;
	enum answer answer;
	struct directory_resolution resolution;
	const char *why;
	struct store *store; /* NULL: nothing was ever recorded */
	enum answer known;   /* whether it has hits */
	struct store_identity evidence;
};

static void
print_line(struct cli *cli, const char *name, const char *value)
{
	(void)printf("%s%-11s%s %s\n", cli_colour(cli, CLI_DIM), name, cli_colour(cli, CLI_PLAIN),
		     cli_safe(cli, value));
}

static void
print_refs(struct cli *cli, const char *name, const struct identity_ref *refs, size_t count,
	   size_t total)
{
	size_t i;

	if (count == 0)
		return;
	(void)printf("%s%-11s%s %zu\n", cli_colour(cli, CLI_DIM), name, cli_colour(cli, CLI_PLAIN),
		     total);
	for (i = 0; i < count && i < SHOWN_MOST; i++) {
		const char *owner = owner_state_name(refs[i].owner_state);

		(void)printf("            %-40s %s%s%s\n",
			     cli_safe(cli, refs[i].mail[0] == '\0' ? refs[i].name : refs[i].mail),
			     identity_tier_name(refs[i].tier), owner[0] == '\0' ? "" : ", owner ",
			     owner);
	}
	if (count > SHOWN_MOST)
		(void)printf("            and %zu more\n", total - SHOWN_MOST);
}

/* The steps by which the address was resolved. */
static void
print_steps(struct cli *cli, const struct question *question)
{
	const struct directory_resolution *got = &question->resolution;

	print_line(cli, "asked", question->asked);
	switch (question->answer) {
	case ANSWER_FOUND:
		if (got->via == VIA_PLUS)
			print_line(cli, "tried",
				   arena_printf(cli->arena, "%s: not there as it is",
						question->asked));
		print_line(cli, "found",
			   arena_printf(cli->arena, "%s (%s) in directory %s", got->matched,
					identity_via_name(got->via), got->identity.directory));
		break;
	case ANSWER_NONE:
		print_line(cli, "found",
			   got->identity.kind == IDENTITY_EXTERNAL
				   ? "nothing; the domain is not one of the directory's"
				   : "nothing; the directory has no such address");
		break;
	case ANSWER_DOWN:
		print_line(cli, "found", arena_printf(cli->arena, "no answer: %s", question->why));
		break;
	}
	if (got->age_ms >= 0)
		print_line(cli, "replica",
			   arena_printf(cli->arena, "generation %llu, %lld s old",
					(unsigned long long)got->generation,
					(long long)(got->age_ms / 1000)));
}

static const char *
tell_states(struct cli *cli, const struct identity *identity)
{
	return arena_printf(cli->arena, "%s%s%s", identity->disabled ? "disabled " : "",
			    identity->stale ? "stale " : "",
			    identity->weak_recovery ? "weak-recovery" : "");
}

static void
print_identity(struct cli *cli, const struct identity *identity)
{
	const char *states = tell_states(cli, identity), *via = "";

	if (identity->tier_via[0] != '\0')
		via = arena_printf(cli->arena, " (%s)", cli_safe(cli, identity->tier_via));

	print_line(cli, "identity", identity->id);
	print_line(cli, "name",
		   arena_printf(cli->arena, "%s (%s)", identity->display, identity->account));
	print_line(cli, "kind", identity_kind_name(identity->kind));
	(void)printf("%s%-11s%s %s%s%s%s\n", cli_colour(cli, CLI_DIM), "tier",
		     cli_colour(cli, CLI_PLAIN),
		     cli_colour(cli, identity->tier <= TIER_PRIVILEGED ? CLI_RED : CLI_BOLD),
		     identity_tier_name(identity->tier), cli_colour(cli, CLI_PLAIN), via);
	print_line(cli, "class", identity_class_name(identity_class_of(identity)));
	print_line(cli, "mail", identity->mail);
	print_line(cli, "dn", identity->dn);
	if (states[0] != '\0')
		print_line(cli, "state", states);
	if (identity->owner_state != OWNER_NONE_NEEDED || identity->owner_id[0] != '\0')
		print_line(cli, "owner",
			   arena_printf(cli->arena, "%s %s", identity->owner_mail,
					owner_state_name(identity->owner_state)));
	print_refs(cli, "owns", identity->nhis, identity->nhi_count, identity->nhi_count);
	print_refs(cli, "delegates", identity->delegates, identity->delegate_count,
		   identity->delegate_count);
	print_refs(cli, "members", identity->members, identity->member_count,
		   identity->member_total);
}

/* The newest hits, as they come: oldest first. */
struct newest {
	struct cli *cli;
	struct cli_table *table;
	uint64_t skip;
};

static bool
add_hit(void *data, const struct hit *hit)
{
	struct newest *newest = data;
	struct cli *cli = newest->cli;

	if (newest->skip != 0) {
		newest->skip--;
		return true;
	}
	cli_table_row(newest->table,
		      (const char *const[]){clock_rfc3339(cli->arena, hit->when_ms, 1),
					    arena_strdup(cli->arena, hit->queue_id),
					    arena_printf(cli->arena, "%d", hit->score),
					    verdict_name(hit->verdict),
					    disposition_name(hit->disposition),
					    evidence_lures(cli, hit)});
	return true;
}

static int
print_hits(struct cli *cli, const struct question *question)
{
	static const char *const heads[] = {"TIME",    "QUEUE ID",    "SCORE",
					    "VERDICT", "DISPOSITION", "LURES"};
	const struct store_identity *evidence = &question->evidence;
	struct store_query query = {.identity = evidence->name};
	struct newest newest = {.cli = cli};
	const char *why;
	int failed;

	newest.table = cli_table_new(cli, heads, sizeof(heads) / sizeof(heads[0]));
	newest.skip = evidence->hits > HITS_SHOWN ? evidence->hits - HITS_SHOWN : 0;
	failed = store_hits(question->store, &query, add_hit, &newest, &why);
	cli_table_print(newest.table);
	return failed == 0 ? CLI_OK : cli_fail(cli, "%s", why);
}

static int
print_risk(struct cli *cli, const struct question *question)
{
	const struct store_identity *evidence = &question->evidence;
	size_t i;

	if (question->known != ANSWER_FOUND) {
		print_line(cli, "risk", "0 none, no hits");
		return CLI_OK;
	}
	print_line(cli, "risk",
		   arena_printf(cli->arena, "%d %s (exposure x%.1f, diversity x%.1f)",
				evidence->risk.risk, risk_level_name(evidence->risk.level),
				evidence->risk.exposure_factor, evidence->risk.diversity));
	for (i = 0; i < evidence->review_count; i++)
		print_line(cli, i == 0 ? "reviews" : "",
			   arena_printf(cli->arena, "%s: %s",
					review_kind_name(evidence->reviews[i].kind),
					evidence->reviews[i].reason));
	print_line(cli, "hits",
		   arena_printf(cli->arena, "%llu, the last %s", (unsigned long long)evidence->hits,
				clock_rfc3339(cli->arena, evidence->last_ms, 1)));
	return print_hits(cli, question);
}

static json_t *
make_refs(struct cli *cli, const struct identity_ref *refs, size_t count)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < count; i++) {
		json_t *object = json_object();

		(void)json_object_set_new(object, "identity", cli_json_string(cli, refs[i].id));
		(void)json_object_set_new(object, "name", cli_json_string(cli, refs[i].name));
		(void)json_object_set_new(object, "mail", cli_json_string(cli, refs[i].mail));
		(void)json_object_set_new(object, "tier", json_integer(refs[i].tier));
		(void)json_object_set_new(object, "owner_state",
					  json_string(owner_state_name(refs[i].owner_state)));
		(void)json_array_append_new(array, object);
	}
	return array;
}

static void
add_identity(struct cli *cli, json_t *object, const struct identity *identity)
{
	const struct {
		const char *name, *value;
	} texts[] = {{"identity", identity->id},
		     {"directory", identity->directory},
		     {"kind", identity_kind_name(identity->kind)},
		     {"class", identity_class_name(identity_class_of(identity))},
		     {"tier_via", identity->tier_via},
		     {"account", identity->account},
		     {"display", identity->display},
		     {"mail", identity->mail},
		     {"dn", identity->dn},
		     {"owner", identity->owner_id},
		     {"owner_mail", identity->owner_mail},
		     {"owner_state", owner_state_name(identity->owner_state)}};
	const struct {
		const char *name;
		bool value;
	} flags[] = {{"disabled", identity->disabled},
		     {"stale", identity->stale},
		     {"weak_recovery", identity->weak_recovery}};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		(void)json_object_set_new(object, texts[i].name,
					  cli_json_string(cli, texts[i].value));
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		(void)json_object_set_new(object, flags[i].name, json_boolean(flags[i].value));
	(void)json_object_set_new(object, "tier", json_integer(identity->tier));
	(void)json_object_set_new(object, "nhis",
				  make_refs(cli, identity->nhis, identity->nhi_count));
	(void)json_object_set_new(object, "delegates",
				  make_refs(cli, identity->delegates, identity->delegate_count));
	(void)json_object_set_new(object, "members",
				  make_refs(cli, identity->members, identity->member_count));
	(void)json_object_set_new(object, "member_total",
				  json_integer((json_int_t)identity->member_total));
}

/* The members of lurewatch top, where the directory has not said them already. */
static void
add_evidence(struct cli *cli, json_t *object, const struct question *question)
{
	json_t *evidence;

	if (question->known != ANSWER_FOUND) {
		(void)json_object_set_new(object, "risk", json_integer(0));
		(void)json_object_set_new(object, "level", json_string(risk_level_name(RISK_NONE)));
		(void)json_object_set_new(object, "hits", json_integer(0));
		return;
	}
	evidence = evidence_identity(cli, &question->evidence);
	(void)json_object_del(evidence, "identity");
	(void)json_object_update_missing(object, evidence);
	json_decref(evidence);
}

static void
print_json(struct cli *cli, const struct question *question)
{
	static const char *const answers[] = {
		[ANSWER_FOUND] = "found", [ANSWER_NONE] = "none", [ANSWER_DOWN] = "down"};
	const struct directory_resolution *got = &question->resolution;
	json_t *object = json_object();

	(void)json_object_set_new(object, "address", cli_json_string(cli, question->asked));
	(void)json_object_set_new(object, "answer", json_string(answers[question->answer]));
	(void)json_object_set_new(object, "why", cli_json_string(cli, question->why));
	(void)json_object_set_new(object, "matched", cli_json_string(cli, got->matched));
	(void)json_object_set_new(
		object, "via",
		json_string(question->answer == ANSWER_FOUND ? identity_via_name(got->via) : ""));
	(void)json_object_set_new(object, "generation", json_integer((json_int_t)got->generation));
	(void)json_object_set_new(object, "age_seconds",
				  json_integer(got->age_ms < 0 ? -1 : got->age_ms / 1000));
	add_identity(cli, object, &got->identity);
	add_evidence(cli, object, question);
	cli_json(object);
}

/* As the daemon reads an envelope address; what is none is taken as an id. */
static const char *
normalise(struct cli *cli, const char *asked)
{
	struct address address;
	const char *why;

	if (strchr(asked, '@') != NULL && address_path(cli->arena, asked, &address, &why) == 0)
		return address.text;
	return asked;
}

/* An address, or an id as other commands print it. */
static void
ask(struct cli *cli, struct directory *directory, struct question *question)
{
	struct directory_resolution *got = &question->resolution;

	question->why = "";
	question->answer =
		directory_resolve(directory, cli->arena, question->asked, got, &question->why);
	if (question->answer != ANSWER_NONE || strchr(question->asked, '@') != NULL)
		return;
	question->answer = directory_by_id(directory, cli->arena, question->asked, &got->identity,
					   &question->why);
	got->matched = question->answer == ANSWER_FOUND ? "id" : "";
}

/* What is stored about whoever was found; without a store nobody has hits. */
static int
ask_store(struct cli *cli, struct question *question)
{
	const char *folder = arena_printf(cli->arena, "%s/evidence", cli->state);
	const char *name = question->resolution.identity.id, *why = "";

	question->known = ANSWER_NONE;
	if (access(folder, F_OK) != 0 && errno == ENOENT)
		return CLI_OK;
	question->store = evidence_open(cli);
	if (question->store == NULL)
		return CLI_FAILURE;
	if (name[0] == '\0')
		name = question->resolution.identity.mail;
	question->known = store_identity(question->store, cli->arena, name, cli->now_ms,
					 &question->evidence, &why);
	return question->known == ANSWER_DOWN ? cli_fail(cli, "%s", why) : CLI_OK;
}

static int
print_all(struct cli *cli, const struct question *question)
{
	if (cli->json) {
		print_json(cli, question);
		return CLI_OK;
	}
	print_steps(cli, question);
	if (question->answer == ANSWER_FOUND)
		print_identity(cli, &question->resolution.identity);
	return print_risk(cli, question);
}

static int
judge(struct cli *cli, const struct question *question)
{
	switch (question->answer) {
	case ANSWER_FOUND:
		return CLI_OK;
	case ANSWER_NONE:
		return CLI_SOME;
	case ANSWER_DOWN:
		break;
	}
	return cli_fail(cli, "%s: %s", question->asked, question->why);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct question question = {0};
	struct directory *directory;
	int status;

	if (argc != 2)
		return cli_usage(cli, &cli_command_identity, "identity: need one address");
	question.asked = normalise(cli, argv[1]);
	directory = directory_open(cli->arena, cli->state, cli->conf, false, &question.why);
	if (directory == NULL)
		return cli_fail(cli, "%s", question.why);
	ask(cli, directory, &question);
	status = ask_store(cli, &question);
	if (status == CLI_OK)
		status = print_all(cli, &question);
	store_close(question.store);
	directory_close(directory);
	return status == CLI_OK ? judge(cli, &question) : status;
}

const struct cli_command cli_command_identity = {
	.name = "identity",
	.usage = "ADDR",
	.summary = "what an address resolves to, its exposure, its risk, its hits",
	.help = "  ADDR  a mail address, or the id of an identity\n"
		"Exit status: 0 found, 1 unknown, 2 the directory cannot say.\n",
	.run = run,
};
