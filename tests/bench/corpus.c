/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * corpus - what the whole judgement finds in folders of mail, class by class, and how fast.
 *
 *	tests/bench/corpus [--config F] [--facts TSV] [--by COLUMN] [--worst N] [--show] DIR...
 *
 * Each folder is a class of mail that one knows (phish, ham, bounces ...), read with all below it.
 * Prints messages, the share at each verdict, findings by kind and family, and the time a message
 * took. A table of facts has a head line whose first column is the file's name;
 * --by splits every class by one of its columns. With the columns "label" and "family" it also says
 * how often the family found is the one a reader named. --worst lists the slowest, --show every
 * message with a verdict. No recipients are known, nothing is stored.
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

#define FILE_MOST    (64 * 1024 * 1024)
#define COLUMNS_MOST 32
#define KEYS_MOST    200 /* kinds and families */

struct fact {
	const char *columns[COLUMNS_MOST];
};

struct timing {
	int64_t us;
	const char *path;
};

/* Messages of one class, or of one value of the column to split by. */
struct tally {
	const char *name;
	size_t messages, lures, agree, named;
	size_t verdicts[VERDICT_REJECT + 1];
	struct timing *times;
	size_t time_count, time_capacity;
	const char *keys[KEYS_MOST];
	size_t counts[KEYS_MOST], key_count;
};

struct bench {
	struct arena *arena, *message;
	struct inspect *engine;
	struct fact head, *facts;
	size_t fact_count, fact_capacity;
	int by, label, family;
	struct tally *tallies;
	size_t tally_count, tally_capacity;
	size_t worst;
	bool show;
};

/* ---- facts ----------------------------------------------------------------------------------- */

static void
split_line(struct fact *fact, char *line)
{
	size_t i;

	for (i = 0; i < COLUMNS_MOST; i++)
		fact->columns[i] = "";
	for (i = 0; i < COLUMNS_MOST && line != NULL; i++) {
		char *tab = strchr(line, '\t');

		fact->columns[i] = line;
		if (tab != NULL)
			*tab++ = '\0';
		line = tab;
	}
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int
compare_facts(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;

	return strcmp(base_name(a->columns[0]), base_name(b->columns[0]));
}

static int
find_column(const struct bench *bench, const char *name)
{
	int i;

	for (i = 0; i < COLUMNS_MOST; i++)
		if (bench->head.columns[i] != NULL && strcmp(bench->head.columns[i], name) == 0)
			return i;
	return -1;
}

static int
read_facts(struct bench *bench, const char *path)
{
	const char *why;
	char *bytes, *line, *end;
	size_t length;

	if (file_read(bench->arena, path, FILE_MOST, &bytes, &length, &why) != 0) {
		(void)fprintf(stderr, "corpus: %s\n", why);
		return -1;
	}
	for (line = bytes; *line != '\0'; line = end) {
		struct fact fact;

		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		split_line(&fact, line);
		if (bench->head.columns[0] == NULL) {
			bench->head = fact;
			continue;
		}
		bench->facts = arena_grow(bench->arena, bench->facts, bench->fact_count,
					  &bench->fact_capacity, sizeof(fact));
		bench->facts[bench->fact_count++] = fact;
	}
	qsort(bench->facts, bench->fact_count, sizeof(*bench->facts), compare_facts);
	bench->label = find_column(bench, "label");
	bench->family = find_column(bench, "family");
	return 0;
}

/* NULL when nothing is known of the file. */
static const struct fact *
find_fact(const struct bench *bench, const char *name)
{
	const struct fact key = {.columns = {name}};

	if (bench->fact_count == 0)
		return NULL;
	return bsearch(&key, bench->facts, bench->fact_count, sizeof(key), compare_facts);
}

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
	const struct fact *fact = find_fact(bench, path);
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
	tally->times = arena_grow(bench->arena, tally->times, tally->time_count,
				  &tally->time_capacity, sizeof(*tally->times));
	tally->times[tally->time_count++] =
		(struct timing){inspection.took_us, arena_strdup(bench->arena, path)};
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
	class = base_name(folder);
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
	const struct timing *a = left, *b = right;

	return a->us < b->us ? -1 : a->us > b->us;
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

static void
print_line(const struct tally *tally)
{
	const struct timing *times = tally->times;
	size_t n = tally->time_count, flagged = tally->verdicts[VERDICT_TAG] +
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

static void
print_worst(struct bench *bench, size_t total)
{
	struct timing *all = arena_zalloc(bench->arena, total + 1, sizeof(*all));
	size_t count = 0, i, j;

	for (i = 0; i < bench->tally_count; i++)
		for (j = 0; j < bench->tallies[i].time_count; j++)
			all[count++] = bench->tallies[i].times[j];
	qsort(all, count, sizeof(*all), compare_times);
	(void)printf("\n");
	for (i = 0; i < bench->worst && i < count; i++)
		(void)printf("%8lld us %s\n", (long long)all[count - 1 - i].us,
			     all[count - 1 - i].path);
}

static void
print_all(struct bench *bench)
{
	size_t total = 0, i;

	if (bench->tally_count == 0)
		return;
	qsort(bench->tallies, bench->tally_count, sizeof(*bench->tallies), compare_tallies);
	(void)printf("%-36s %6s %6s %6s %6s %6s %8s %8s %8s\n", "class", "mails", "none%", "rec%",
		     "tag%", "lure%", "p50us", "p99us", "maxus");
	for (i = 0; i < bench->tally_count; i++) {
		struct tally *tally = &bench->tallies[i];

		qsort(tally->times, tally->time_count, sizeof(*tally->times), compare_times);
		print_line(tally);
		total += tally->messages;
	}
	for (i = 0; i < bench->tally_count; i++)
		print_findings(&bench->tallies[i]);
	if (bench->worst != 0)
		print_worst(bench, total);
}

/* ---- beginning ------------------------------------------------------------------------------- */

struct arguments {
	const char *config, *facts, *by;
};

static int
read_arguments(struct bench *bench, struct arguments *arguments, int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"facts", required_argument, NULL, 'f'},
		{"labels", required_argument, NULL, 'f'},
		{"by", required_argument, NULL, 'b'},
		{"worst", required_argument, NULL, 'w'},
		{"show", no_argument, NULL, 's'},
		{NULL, 0, NULL, 0},
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
	struct bench bench = {.arena = arena_new(), .message = arena_new(), .by = -1, .label = -1};
	struct arguments arguments = {0};
	const char *why;
	int i;

	if (read_arguments(&bench, &arguments, argc, argv) != 0) {
		(void)fprintf(stderr, "usage: corpus [--config F] [--facts TSV] [--by COLUMN] "
				      "[--worst N] [--show] DIR...\n");
		return 2;
	}
	if (open_engine(&bench, arguments.config, &why) != 0) {
		(void)fprintf(stderr, "corpus: %s\n", why);
		return 2;
	}
	if (arguments.facts != NULL && read_facts(&bench, arguments.facts) != 0)
		return 2;
	if (arguments.by != NULL && (bench.by = find_column(&bench, arguments.by)) < 0) {
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
