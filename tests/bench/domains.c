/* SPDX-License-Identifier: BSD-2-Clause */
/* domains - what the look-alike check finds in lists of host names, and how fast. */
/*
 * Takes files of names, one a line, or folders of them. Of several columns the first that looks
 * like a host is taken; the first of four is the kind to report by. With -v
 * every name that is accused is printed, with -m every one that is not.
 *
 * With -b the columns are kind, host and the brand that the message around it claimed: only brands
 * of the issuer table are counted, and a likeness that needs a claim has that one.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/conf/conf.h"
#include "policy/lookalike/lookalike.h"

#define FILE_MOST    (64 * 1024 * 1024)
#define KINDS_MOST   32
#define COLUMNS_MOST 4

struct tally {
	char kind[40];
	size_t names, flagged, claims, strangers;
	size_t by_kind[FINDING_KINDS];
};

struct bench {
	const struct lookalike *lookalike;
	struct arena *arena, *lookup;
	struct tally tallies[KINDS_MOST];
	size_t tally_count;
	bool show_flagged, show_missed, brands;
	double *times;
	size_t time_count, time_capacity;
};

static double
now_us(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static struct tally *
find_tally(struct bench *bench, const char *kind)
{
	size_t i;

	for (i = 0; i < bench->tally_count; i++)
		if (strcmp(bench->tallies[i].kind, kind) == 0)
			return &bench->tallies[i];
	if (bench->tally_count == KINDS_MOST)
		return &bench->tallies[KINDS_MOST - 1];
	(void)snprintf(bench->tallies[i].kind, sizeof(bench->tallies[i].kind), "%.39s", kind);
	return &bench->tallies[bench->tally_count++];
}

static void
count_match(struct bench *bench, struct tally *tally, const char *name,
	    const struct lookalike_match *match)
{
	tally->names++;
	if (match->flagged && match->needs_claim) {
		tally->claims++;
	} else if (match->flagged) {
		tally->flagged++;
		tally->by_kind[match->kind]++;
	}
	if (match->flagged ? bench->show_flagged : bench->show_missed)
		(void)printf("%s\t%s\t%s%s\t%s\t%.1f\t%s\n", tally->kind, name,
			     match->flagged ? finding_info(match->kind)->name : "none",
			     match->needs_claim ? "?" : "", match->target, match->cost, match->why);
}

/* 'brand' is NULL when the names came without. */
static void
judge(struct bench *bench, struct tally *tally, const char *name, const char *brand)
{
	struct lookalike_match match;
	struct host host;
	const char *why;
	double start;

	if (host_canonical(bench->lookup, name, strlen(name), &host, &why) != 0)
		return;
	start = now_us();
	if (brand == NULL)
		lookalike_check(bench->lookalike, bench->lookup, &host, &match);
	else
		lookalike_check_as(bench->lookalike, bench->lookup, &host, brand, &match);
	bench->times = arena_grow(bench->arena, bench->times, bench->time_count,
				  &bench->time_capacity, sizeof(*bench->times));
	bench->times[bench->time_count++] = now_us() - start;
	count_match(bench, tally, name, &match);
	arena_reset(bench->lookup);
}

/* Kind, host and brand; other rows are passed over. */
static void
judge_claimed(struct bench *bench, char *const *columns, size_t count)
{
	struct tally *tally;

	if (count < 3)
		return;
	tally = find_tally(bench, columns[0]);
	if (lookalike_brand(bench->lookalike, bench->lookup, columns[2])[0] == '\0')
		tally->strangers++;
	else
		judge(bench, tally, columns[1], columns[2]);
	arena_reset(bench->lookup);
}

static void
read_line(struct bench *bench, const char *file, char *line)
{
	char *columns[COLUMNS_MOST] = {line}, *tab;
	const char *kind;
	size_t count = 1, pick = 0;

	while (count < COLUMNS_MOST && (tab = strchr(columns[count - 1], '\t')) != NULL) {
		*tab = '\0';
		columns[count++] = tab + 1;
	}
	if (count > 1 && (strchr(line, '.') == NULL || strncmp(columns[1], "xn--", 4) == 0))
		pick = 1;
	if (columns[pick][0] == '\0' || columns[pick][0] == '#')
		return;
	if (bench->brands) {
		judge_claimed(bench, columns, count);
		return;
	}
	kind = count == COLUMNS_MOST && strchr(line, '.') == NULL ? line : file;
	judge(bench, find_tally(bench, kind), columns[pick], NULL);
}

static int
read_names(struct bench *bench, const char *path)
{
	const char *file = strrchr(path, '/'), *why;
	char *bytes, *line, *end;
	size_t length;

	if (file_read(bench->arena, path, FILE_MOST, &bytes, &length, &why) != 0) {
		(void)fprintf(stderr, "domains: %s\n", why);
		return -1;
	}
	for (line = bytes; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		read_line(bench, file == NULL ? path : file + 1, line);
	}
	return 0;
}

static int
read_path(struct bench *bench, const char *path)
{
	struct stat status;
	struct dirent *entry;
	DIR *folder;
	int code = 0;

	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
		return read_names(bench, path);
	folder = opendir(path);
	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			code |= read_names(
				bench, arena_printf(bench->arena, "%s/%s", path, entry->d_name));
	if (folder != NULL)
		(void)closedir(folder);
	return code;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
report_tally(const struct tally *tally)
{
	double names = tally->names == 0 ? 1 : (double)tally->names;
	size_t k;

	(void)printf("domains: %-30s %6zu names, flagged %6zu (%6.3f %%), with a claim %5zu "
		     "(%6.3f %%):",
		     tally->kind, tally->names, tally->flagged,
		     100.0 * (double)tally->flagged / names, tally->claims,
		     100.0 * (double)tally->claims / names);
	for (k = 0; k < FINDING_KINDS; k++)
		if (tally->by_kind[k] != 0)
			(void)printf(" %s %zu", finding_info((enum finding_kind)k)->name,
				     tally->by_kind[k]);
	if (tally->strangers != 0)
		(void)printf("; %zu of brands that the table has not", tally->strangers);
	(void)printf("\n");
}

static void
report(struct bench *bench)
{
	size_t i;

	for (i = 0; i < bench->tally_count; i++)
		report_tally(&bench->tallies[i]);
	if (bench->time_count == 0)
		return;
	qsort(bench->times, bench->time_count, sizeof(*bench->times), compare);
	(void)printf("domains: lookup median %.2f us, 99 %% under %.2f us, longest %.1f us\n",
		     bench->times[bench->time_count / 2],
		     bench->times[bench->time_count * 99 / 100],
		     bench->times[bench->time_count - 1]);
}

static int
run(struct bench *bench, int argc, char **argv)
{
	int code = 0, i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "-v") == 0)
			bench->show_flagged = true;
		else if (strcmp(argv[i], "-m") == 0)
			bench->show_missed = true;
		else if (strcmp(argv[i], "-b") == 0)
			bench->brands = true;
		else
			code |= read_path(bench, argv[i]);
	report(bench);
	return code == 0 ? 0 : 2;
}

int
main(int argc, char **argv)
{
	struct bench bench = {.arena = arena_new(), .lookup = arena_new()};
	const char *why;
	struct conf *conf = conf_open(bench.arena, NULL, &why);
	double start = now_us();
	struct lookalike *lookalike = NULL;
	int code = 2;

	if (conf != NULL)
		lookalike = lookalike_open(bench.arena, &conf->protected, NULL, &why);
	if (lookalike == NULL) {
		(void)fprintf(stderr, "domains: %s\n", why);
	} else {
		(void)printf("domains: %s; opened in %.0f ms\n", lookalike_version(lookalike),
			     (now_us() - start) / 1e3);
		bench.lookalike = lookalike;
		code = run(&bench, argc, argv);
	}
	lookalike_close(lookalike);
	conf_free(conf);
	arena_free(bench.lookup);
	arena_free(bench.arena);
	return code;
}
