/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus - what the whole judgement finds in folders of mail, class by class, and how fast.
 *
 *	tests/bench/corpus [--config F] [--facts TSV] [--by COLUMN] [--worst N] [--slowest N]
 *[--show] DIR...
 *
 * Each folder is a class of mail that one knows (phish, ham, bounces ...), read with all below it.
 * Prints messages, the share at each verdict and at each score, findings by kind and family, and
 *the time a message took. A table of facts has a head line whose first column is the file's name;
 * --by splits every class by one of its columns. With the columns "label" and "family" it also says
 * how often the family found is the one a reader named. --worst lists the highest scores, --slowest
 * the longest times, --show every message with its findings. No recipients are known, nothing is
 *stored.
 */
#include "config.h"

#include <fts.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/inspect.h"
#include "tests/bench/facts.h"

#define FILE_MOST (64 * 1024 * 1024)
#define KEYS_MOST 200 /* kinds and families */

struct judged {
	int64_t us;
	int score;
	const char *path;
};

/* Messages of one class, or of one value of the column to split by. */
struct tally {
	const char *name;
	size_t messages, lures, agree, named;
	size_t verdicts[VERDICT_REJECT + 1];
	struct judged *judged;
	size_t judged_count, judged_capacity;
	const char *keys[KEYS_MOST];
	size_t counts[KEYS_MOST], key_count;
};

struct bench {
	struct arena *arena, *message;
	struct inspect *engine;
	struct facts facts;
	int by, label, family;
	struct tally *tallies;
	size_t tally_count, tally_capacity;
	size_t worst, slowest;
	bool show;
};

/* ---- counting -------------------------------------------------------------------------------- */

static struct tally *
find_tally(struct bench *bench, const char *name)
{
	size_t i;

	for (i = 0; i < bench->tally_count; i++)
		if (strcmp(bench->tallies[i].name, name) == 0)
			return &bench->tallies[i];
	bench->tallies = arena_grow(bench->arena, bench->tallies, bench->tally_count,
				    &bench->tally_capacity, sizeof(*bench->tallies));
	bench->tallies[bench->tally_count] =
		(struct tally){.name = arena_strdup(bench->arena, name)};
	return &bench->tallies[bench->tally_count++];
}

static void
count_key(struct bench *bench, struct tally *tally, const char *key)
{
	size_t i;

	for (i = 0; i < tally->key_count; i++)
		if (strcmp(tally->keys[i], key) == 0) {
			tally->counts[i]++;
			return;
		}
	if (tally->key_count == KEYS_MOST)
		return;
	tally->keys[tally->key_count] = arena_strdup(bench->arena, key);
	tally->counts[tally->key_count++] = 1;
}

/* Each kind and family once a message. */
static void
count_findings(struct bench *bench, struct tally *tally, const struct finding_list *list)
{
	size_t i, j;

	for (i = 0; i < list->count; i++) {
		const struct finding *finding = &list->items[i];

		for (j = 0; j < i; j++)
			if (list->items[j].kind == finding->kind &&
			    strcmp(list->items[j].family, finding->family) == 0)
				break;
		if (j == i)
			count_key(bench, tally,
				  arena_printf(bench->message, "%s %s",
					       finding_info(finding->kind)->name, finding->family));
	}
}

static bool
has_family(const struct finding_list *list, const char *family)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].family, family) == 0)
			return true;
	return false;
}

static void
count_agreement(struct bench *bench, struct tally *tally, const struct fact *fact,
		const struct finding_list *list)
{
	if (fact == NULL || bench->label < 0 || bench->family < 0 ||
	    strcmp(fact->columns[bench->label], "credential") != 0)
		return;
	tally->named++;
	tally->agree += has_family(list, fact->columns[bench->family]);
}

static bool
has_lure(const struct finding_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (finding_info(list->items[i].kind)->class == FINDING_CLASS_LURE)
			return true;
	return false;
}

static void
show_message(struct bench *bench, const char *path, const struct inspection *inspection)
{
	size_t i;

	(void)printf("%s %s %d\n", path, verdict_name(inspection->judgement.verdict),
		     inspection->judgement.score);
	for (i = 0; i < inspection->findings.count; i++) {
		const struct finding *finding = &inspection->findings.items[i];

		(void)printf("\t%s %s %d %s: %s\n\t\t%s\n", finding_info(finding->kind)->name,
			     finding->family, finding->weight, finding->where,
			     text_printable(bench->message, finding->why, 300),
			     text_printable(bench->message, finding->observed, 300));
	}
}

static void
judge(struct bench *bench, const char *class, const char *path)
{
	const struct fact *fact = facts_find(&bench->facts, path);
	struct message_source source;
	struct inspection inspection;
	struct tally *tally;
	const char *why;
	size_t length;
	char *bytes;

	if (file_read(bench->message, path, FILE_MOST, &bytes, &length, &why) != 0) {
		(void)fprintf(stderr, "corpus: %s\n", why);
		return;
	}
	message_source_of_file(bench->message, &inspect_conf(bench->engine)->message, bytes, length,
			       &source);
	inspect_message(bench->engine, bench->message, &source, &inspection);
	if (bench->by > 0)
		class = arena_printf(bench->message, "%s/%s", class,
				     fact == NULL ? "?" : fact->columns[bench->by]);
	tally = find_tally(bench, class);
	tally->messages++;
	tally->verdicts[inspection.judgement.verdict]++;
	tally->lures += has_lure(&inspection.findings);
	tally->judged = arena_grow(bench->arena, tally->judged, tally->judged_count,
				   &tally->judged_capacity, sizeof(*tally->judged));
	tally->judged[tally->judged_count++] = (struct judged){
		inspection.took_us, inspection.judgement.score, arena_strdup(bench->arena, path)};
	count_findings(bench, tally, &inspection.findings);
	count_agreement(bench, tally, fact, &inspection.findings);
	if (bench->show)
		show_message(bench, path, &inspection);
	arena_reset(bench->message);
}

static int
compare_entries(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

static int
judge_folder(struct bench *bench, char *folder)
{
	char *paths[] = {folder, NULL};
	FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, compare_entries);
	const char *class;
	FTSENT *entry;
	size_t root = strlen(folder);

	while (root > 1 && folder[root - 1] == '/')
		folder[--root] = '\0';
	class = facts_base_name(folder);
	if (tree == NULL) {
		(void)fprintf(stderr, "corpus: %s: cannot be opened\n", folder);
		return -1;
	}
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F)
			judge(bench, class, entry->fts_path);
	(void)fts_close(tree);
	return 0;
}

/* ---- printing -------------------------------------------------------------------------------- */

static int
compare_times(const void *left, const void *right)
{
	const struct judged *a = left, *b = right;

	return a->us < b->us ? -1 : a->us > b->us;
}

static int
compare_scores(const void *left, const void *right)
{
	const struct judged *a = left, *b = right;

	return a->score < b->score ? -1 : a->score > b->score;
}

static double
percent(size_t part, size_t whole)
{
	return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static int
compare_tallies(const void *left, const void *right)
{
	const struct tally *a = left, *b = right;

	return strcmp(a->name, b->name);
}

#define THRESHOLDS 8
static const int thresholds[THRESHOLDS] = {150, 250, 350, 400, 450, 600, 750, 900};

static void
print_line(const struct tally *tally)
{
	const struct judged *times = tally->judged;
	size_t n = tally->judged_count, flagged = tally->verdicts[VERDICT_TAG] +
						  tally->verdicts[VERDICT_QUARANTINE] +
						  tally->verdicts[VERDICT_REJECT];

	(void)printf("%-36.36s %6zu %6.1f %6.1f %6.1f %6.1f %8lld %8lld %8lld\n", tally->name,
		     tally->messages, percent(tally->verdicts[VERDICT_NONE], tally->messages),
		     percent(tally->verdicts[VERDICT_RECORD], tally->messages),
		     percent(flagged, tally->messages), percent(tally->lures, tally->messages),
		     (long long)times[n / 2].us, (long long)times[n * 99 / 100].us,
		     (long long)times[n - 1].us);
}

static void
print_findings(const struct tally *tally)
{
	size_t i;

	(void)printf("\n%s:", tally->name);
	for (i = 0; i < tally->key_count; i++)
		(void)printf("%s %s %zu", i == 0 ? "" : ";", tally->keys[i], tally->counts[i]);
	(void)printf("\n");
	if (tally->named != 0)
		(void)printf("%s: family as a reader named it: %zu of %zu (%.0f %%)\n", tally->name,
			     tally->agree, tally->named, percent(tally->agree, tally->named));
}

/* How many messages reach each score, so that a threshold can be chosen. */
static void
print_scores(const struct tally *tally)
{
	size_t i, j;

	(void)printf("%-36.36s", tally->name);
	for (i = 0; i < THRESHOLDS; i++) {
		size_t reached = 0;

		for (j = 0; j < tally->judged_count; j++)
			reached += tally->judged[j].score >= thresholds[i];
		(void)printf(" %6.1f", percent(reached, tally->judged_count));
	}
	(void)printf("\n");
}

static void
print_thresholds(const struct bench *bench)
{
	size_t i;

	(void)printf("\n%-36s", "% of mails with a score of at least");
	for (i = 0; i < THRESHOLDS; i++)
		(void)printf(" %6d", thresholds[i]);
	(void)printf("\n");
	for (i = 0; i < bench->tally_count; i++)
		print_scores(&bench->tallies[i]);
}

/* The last ones in order. */
static void
print_last(struct bench *bench, size_t most, int (*compare)(const void *, const void *))
{
	struct judged *all = NULL;
	size_t count = 0, capacity = 0, i, j;

	for (i = 0; i < bench->tally_count; i++)
		for (j = 0; j < bench->tallies[i].judged_count; j++) {
			all = arena_grow(bench->arena, all, count, &capacity, sizeof(*all));
			all[count++] = bench->tallies[i].judged[j];
		}
	qsort(all, count, sizeof(*all), compare);
	(void)printf("\n");
	for (i = 0; i < most && i < count; i++)
		(void)printf("%6d %8lld us %s\n", all[count - 1 - i].score,
			     (long long)all[count - 1 - i].us, all[count - 1 - i].path);
}

static void
print_all(struct bench *bench)
{
	size_t i;

	if (bench->tally_count == 0)
		return;
	qsort(bench->tallies, bench->tally_count, sizeof(*bench->tallies), compare_tallies);
	(void)printf("%-36s %6s %6s %6s %6s %6s %8s %8s %8s\n", "class", "mails", "none%", "rec%",
		     "tag%", "lure%", "p50us", "p99us", "maxus");
	for (i = 0; i < bench->tally_count; i++) {
		struct tally *tally = &bench->tallies[i];

		qsort(tally->judged, tally->judged_count, sizeof(*tally->judged), compare_times);
		print_line(tally);
	}
	print_thresholds(bench);
	for (i = 0; i < bench->tally_count; i++)
		print_findings(&bench->tallies[i]);
	if (bench->worst != 0)
		print_last(bench, bench->worst, compare_scores);
	if (bench->slowest != 0)
		print_last(bench, bench->slowest, compare_times);
}

/* ---- beginning ------------------------------------------------------------------------------- */

struct arguments {
	const char *config, *facts, *by;
};

static int
read_arguments(struct bench *bench, struct arguments *arguments, int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'}, {"facts", required_argument, NULL, 'f'},
		{"labels", required_argument, NULL, 'f'}, {"by", required_argument, NULL, 'b'},
		{"worst", required_argument, NULL, 'w'},  {"slowest", required_argument, NULL, 'l'},
		{"show", no_argument, NULL, 's'},         {NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			arguments->config = optarg;
		else if (option == 'f')
			arguments->facts = optarg;
		else if (option == 'b')
			arguments->by = optarg;
		else if (option == 'w')
			bench->worst = (size_t)strtoul(optarg, NULL, 10);
		else if (option == 'l')
			bench->slowest = (size_t)strtoul(optarg, NULL, 10);
		else if (option == 's')
			bench->show = true;
		else
			return -1;
	}
	return optind < argc ? 0 : -1;
}

static int
open_engine(struct bench *bench, const char *config, const char **why)
{
	static const struct inspect_shared shared;
	struct conf *conf = conf_open(bench->arena, config, why);

	if (conf == NULL)
		return -1;
	bench->engine = inspect_open(conf, &shared, why);
	return bench->engine == NULL ? -1 : 0;
}

int
main(int argc, char **argv)
{
	struct bench bench = {.arena = arena_new(), .message = arena_new(), .by = -1};
	struct arguments arguments = {0};
	const char *why;
	int i;

	if (read_arguments(&bench, &arguments, argc, argv) != 0) {
		(void)fprintf(stderr, "usage: corpus [--config F] [--facts TSV] [--by COLUMN] "
				      "[--worst N] [--slowest N] [--show] DIR...\n");
		return 2;
	}
	if (open_engine(&bench, arguments.config, &why) != 0) {
		(void)fprintf(stderr, "corpus: %s\n", why);
		return 2;
	}
	if (arguments.facts != NULL &&
	    facts_read(bench.arena, arguments.facts, &bench.facts, &why) != 0) {
		(void)fprintf(stderr, "corpus: %s\n", why);
		return 2;
	}
	bench.label = facts_column(&bench.facts, "label");
	bench.family = facts_column(&bench.facts, "family");
	if (arguments.by != NULL && (bench.by = facts_column(&bench.facts, arguments.by)) < 0) {
		(void)fprintf(stderr, "corpus: the facts have no column %s\n", arguments.by);
		return 2;
	}
	for (i = optind; i < argc; i++)
		if (judge_folder(&bench, argv[i]) != 0)
			return 2;
	print_all(&bench);
	inspect_drop(bench.engine);
	arena_free(bench.message);
	arena_free(bench.arena);
	return 0;
}
