/* SPDX-License-Identifier: BSD-2-Clause */
/* image - what the image of partners and popular names costs, at ten thousand names and a million.
 */
/*
 * Names are made of syllables, the same ones each time. Asked for are hosts as mail has them: half
 * of them of nobody listed, the others listed, one edit away from a listed one, or with one inside.
 * Beside it stand what others do: a scan of all labels for one edit, and ICU's skeleton of one
 * host. With arguments, the numbers of names.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <unicode/uspoof.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/lookalike/image_build.h"
#include "policy/mail/fold.h"
#include "policy/mail/message.h"

#define ASKED   100000
#define PLANTED 100000
#define SCANNED 20
#define HOST    300

struct bench {
	struct arena *arena, *lookup;
	uint64_t seed;
	size_t count;
	char (*names)[80];
	char path[64];
};

static double
now_us(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Of building: what the processor worked, however many others it works for. */
static double
worked_s(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* xorshift: the same names on every machine. */
static size_t
pick(struct bench *bench, size_t most)
{
	bench->seed ^= bench->seed << 13;
	bench->seed ^= bench->seed >> 7;
	bench->seed ^= bench->seed << 17;
	return (size_t)(bench->seed >> 11) % most;
}

static void
invent(struct bench *bench, char name[80])
{
	static const char *const heads[] = {"b",  "c",  "d",  "f",  "g",  "h",  "k",  "l",
					    "m",  "n",  "p",  "r",  "s",  "t",  "v",  "w",
					    "br", "ch", "cl", "fr", "gr", "pl", "sh", "st"};
	static const char *const tails[] = {"a",  "e",  "i",  "o",  "u",  "an", "en",  "er",
					    "in", "on", "ar", "el", "is", "us", "ing", "ium"};
	static const char *const ends[] = {"com",   "com", "com", "net",    "org", "de",
					   "co.uk", "fr",  "io",  "com.br", "ru",  "info"};
	size_t syllables = 3 + pick(bench, 4), i;
	char *at = name;

	for (i = 0; i < syllables; i++)
		at += snprintf(at, 16, "%s%s%s", i == 2 && pick(bench, 6) == 0 ? "-" : "",
			       heads[pick(bench, 24)], tails[pick(bench, 16)]);
	(void)snprintf(at, 16, ".%s", ends[pick(bench, 12)]);
}

/* One letter of the label replaced, left out, put in or swapped with the next. */
static void
slip(struct bench *bench, const char *name, char out[HOST])
{
	size_t label = strcspn(name, "."), at = 1 + pick(bench, label - 2);
	char letter = (char)('a' + pick(bench, 26));

	switch (pick(bench, 4)) {
	case 0:
		(void)snprintf(out, HOST, "%.*s%c%s", (int)at, name, letter, name + at + 1);
		break;
	case 1:
		(void)snprintf(out, HOST, "%.*s%s", (int)at, name, name + at + 1);
		break;
	case 2:
		(void)snprintf(out, HOST, "%.*s%c%s", (int)at, name, letter, name + at);
		break;
	default:
		(void)snprintf(out, HOST, "%.*s%c%c%s", (int)at - 1, name, name[at], name[at - 1],
			       name + at + 1);
	}
}

static void
ask_for(struct bench *bench, char out[HOST])
{
	static const char *const before[] = {"", "", "www.", "mail.", "click.e.", "links.news."};
	const char *listed = bench->names[pick(bench, bench->count)];
	char fresh[80];

	invent(bench, fresh);
	switch (pick(bench, 8)) {
	case 0:
	case 1:
		(void)snprintf(out, HOST, "%s%s", before[pick(bench, 6)], listed);
		break;
	case 2:
		slip(bench, listed, out);
		break;
	case 3:
		(void)snprintf(out, HOST, "%s.%s", listed, fresh);
		break;
	default:
		(void)snprintf(out, HOST, "%s%s", before[pick(bench, 6)], fresh);
	}
}

/* ---- the image ------------------------------------------------------------------------------- */

static int
build(struct bench *bench, const char **why)
{
	double start = worked_s(), built;
	struct image_build *build;
	struct image_bytes made;
	struct image *image;
	size_t i;

	build = image_build_begin(bench->arena);
	for (i = 0; i < bench->count; i++)
		(void)image_build_add(build, LOOKALIKE_POPULAR, bench->names[i],
				      strlen(bench->names[i]));
	if (image_build_end(build, 0, &made, why) != 0)
		return -1;
	built = worked_s();
	image = image_of(bench->arena, "image", made.bytes, made.length, why);
	if (image == NULL || image_build_prove(image, why) != 0 ||
	    file_write_atomic(bench->arena, bench->path, made.bytes, made.length, why) != 0)
		return -1;
	(void)printf("image %zu: %.1f MB, built in %.2f s of the processor, proven and written in "
		     "%.2f s\n",
		     bench->count, (double)made.length / 1e6, built - start, worked_s() - built);
	return 0;
}

/* What the kernel says of the mapped file: all of it is shared, nothing is this process's own. */
static void
tell_memory(const struct bench *bench)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	unsigned long rss = 0, dirty = 0;
	char line[512];
	bool here = false;

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (strchr(line, '-') != NULL && strchr(line, '-') < strchr(line, ' '))
			here = strstr(line, bench->path) != NULL;
		if (here) {
			(void)sscanf(line, "Rss: %lu", &rss);
			(void)sscanf(line, "Private_Dirty: %lu", &dirty);
		}
	}
	if (maps != NULL)
		(void)fclose(maps);
	(void)printf("image %zu: mapped and read %.1f MB, of which private %.1f MB\n", bench->count,
		     (double)rss / 1e3, (double)dirty / 1e3);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
measure(struct bench *bench, const struct lookalike *lookalike)
{
	double *times = arena_zalloc(bench->arena, ASKED, sizeof(*times));
	size_t flagged = 0, i;

	for (i = 0; i < ASKED; i++) {
		struct lookalike_match match;
		struct host host;
		char name[HOST];
		const char *why;
		double start;

		arena_reset(bench->lookup);
		ask_for(bench, name);
		if (host_canonical(bench->lookup, name, strlen(name), &host, &why) != 0)
			continue;
		start = now_us();
		lookalike_check(lookalike, bench->lookup, &host, &match);
		times[i] = now_us() - start;
		flagged += match.flagged;
	}
	qsort(times, ASKED, sizeof(*times), compare);
	(void)printf("image %zu: whole lookup of a host, all tiers: median %.2f us, 99 %% under "
		     "%.2f us, longest %.0f us; %zu of %d like something\n",
		     bench->count, times[ASKED / 2], times[ASKED * 99 / 100], times[ASKED - 1],
		     flagged, ASKED);
}

static bool
is_one_edit(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t front = 0;

	if (a_length > b_length + 1 || b_length > a_length + 1)
		return false;
	while (front < a_length && front < b_length && a[front] == b[front])
		front++;
	while (a_length > front && b_length > front && a[a_length - 1] == b[b_length - 1])
		a_length--, b_length--;
	if (a_length == front + 2 && b_length == front + 2)
		return a[front] == b[front + 1] && a[front + 1] == b[front];
	return a_length - front <= 1 && b_length - front <= 1;
}

/* Whether 'listed', or the dearest name of its skeleton, is among the neighbours of 'label'. */
static bool
is_near(const struct image *image, struct arena *arena, const char *listed, const char *label)
{
	const char *plain = arena_memdup(arena, listed, strcspn(listed, "."));
	const char *skeleton = fold_skeleton(arena, plain, FOLD_STRONG);
	uint32_t twin = image_twins(image, skeleton, strlen(skeleton));
	uint32_t self = image_find(image, listed, strlen(listed)), found[IMAGE_NEAR_MOST];
	size_t count = image_near(image, label, strlen(label), found), i;

	for (i = 0; i < count; i++)
		if (found[i] == twin || found[i] == self)
			return true;
	return count == IMAGE_NEAR_MOST;
}

/* Slips that must be found, by skeleton or as written, and what the question costs alone. */
static void
plant(struct bench *bench, const struct image *image)
{
	size_t missed = 0, i;
	double spent = 0;

	for (i = 0; i < PLANTED; i++) {
		const char *listed = bench->names[pick(bench, bench->count)], *skeleton;
		uint32_t found[IMAGE_NEAR_MOST];
		char name[HOST];
		double start;

		arena_reset(bench->lookup);
		slip(bench, listed, name);
		name[strcspn(name, ".")] = '\0';
		skeleton = fold_skeleton(bench->lookup, name, FOLD_STRONG);
		start = now_us();
		(void)image_near(image, skeleton, strlen(skeleton), found);
		spent += now_us() - start;
		missed += strcspn(listed, ".") > IMAGE_NEAR_SHORTEST &&
			  !is_near(image, bench->lookup, listed, skeleton) &&
			  !is_near(image, bench->lookup, listed, name);
	}
	(void)printf("image %zu: labels one edit away: %.2f us, %zu of %d planted ones missed\n",
		     bench->count, spent / PLANTED, missed, PLANTED);
}

/* ---- what others do -------------------------------------------------------------------------- */

static void
scan(struct bench *bench)
{
	double start = now_us();
	size_t found = 0, i, k;

	for (i = 0; i < SCANNED; i++) {
		char name[HOST];

		slip(bench, bench->names[pick(bench, bench->count)], name);
		for (k = 0; k < bench->count; k++)
			found += is_one_edit(name, strcspn(name, "."), bench->names[k],
					     strcspn(bench->names[k], "."));
	}
	(void)printf("image %zu: linear scan for one edit: %.0f us a label (%zu found)\n",
		     bench->count, (now_us() - start) / SCANNED, found);
}

static void
ask_icu(struct bench *bench)
{
	UErrorCode code = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&code);
	char skeleton[2 * HOST];
	double spent = 0;
	size_t i;

	for (i = 0; i < ASKED && U_SUCCESS(code); i++) {
		char name[HOST];
		double start;

		ask_for(bench, name);
		start = now_us();
		(void)uspoof_getSkeletonUTF8(checker, 0, name, -1, skeleton, sizeof(skeleton),
					     &code);
		spent += now_us() - start;
	}
	(void)printf("image %zu: ICU's skeleton of a host alone: %.2f us\n", bench->count,
		     spent / ASKED);
	uspoof_close(checker);
}

static int
run(struct bench *bench, const char **why)
{
	const struct conf_protected conf = {.image = bench->path};
	struct lookalike *lookalike;
	struct image *image;
	double start;
	size_t i;

	bench->names = arena_zalloc(bench->arena, bench->count, sizeof(*bench->names));
	for (i = 0; i < bench->count; i++)
		invent(bench, bench->names[i]);
	if (build(bench, why) != 0)
		return -1;
	start = now_us();
	lookalike = lookalike_open(bench->arena, &conf, NULL, why);
	if (lookalike == NULL)
		return -1;
	(void)printf("image %zu: opened in %.0f ms with all other tables\n", bench->count,
		     (now_us() - start) / 1e3);
	measure(bench, lookalike);
	tell_memory(bench);
	lookalike_close(lookalike);
	image = image_open(bench->arena, bench->path, why);
	if (image == NULL)
		return -1;
	plant(bench, image);
	image_close(image);
	scan(bench);
	ask_icu(bench);
	return 0;
}

static int
run_one(size_t count)
{
	struct bench bench = {.arena = arena_new(),
			      .lookup = arena_new(),
			      .seed = 88172645463325252ULL,
			      .count = count};
	const char *why;
	int failed;

	(void)snprintf(bench.path, sizeof(bench.path), "/tmp/bench-image.%ld", (long)getpid());
	failed = message_setup(&why) == 0 ? run(&bench, &why) : -1;
	if (failed != 0)
		(void)fprintf(stderr, "image: %s\n", why);
	(void)unlink(bench.path);
	arena_free(bench.lookup);
	arena_free(bench.arena);
	return failed;
}

int
main(int argc, char **argv)
{
	static const size_t usual[] = {10000, 1000000};
	int failed = 0, i;

	for (i = 1; i < argc; i++)
		failed |= run_one((size_t)strtoul(argv[i], NULL, 10));
	for (i = 0; argc == 1 && i < 2; i++)
		failed |= run_one(usual[i]);
	return failed == 0 ? 0 : 2;
}
