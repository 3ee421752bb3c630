/* SPDX-License-Identifier: BSD-2-Clause */
/* domains - lurewatch domains: builds the image of partners and popular names, and checks one. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/cli/cli.h"
#include "policy/directory/correspondents.h"
#include "policy/lookalike/image_build.h"
#include "policy/lookalike/image_list.h"
#include "policy/mail/message.h"

#define LIST_MOST    ((size_t)1 << 30)
#define TOLD_MOST    5 /* names passed over that are told one by one */
#define NAME_COLUMN  80
#define LEARNED_MOST 200000 /* partners taken of the history of contacts */

struct paths {
	const char **items;
	size_t count, capacity;
};

struct building {
	struct cli *cli;
	const char *out; /* where to */
	struct paths partners, popular;
	bool learned; /* take the partners that the history of contacts knows, too */
	struct image_build *build;
	enum lookalike_tier tier; /* of the list that is read */
	const char *file;
	size_t fates[IMAGE_BUILD_FATES];
	uint64_t lines;
	int64_t began_us;
};

/* ---- what came of it ------------------------------------------------------------------------- */

static json_t *
about_json(struct cli *cli, const char *path, const struct image_about *about)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "file", cli_json_string(cli, path));
	(void)json_object_set_new(object, "names", json_integer((json_int_t)about->names));
	(void)json_object_set_new(object, "partners", json_integer((json_int_t)about->partners));
	(void)json_object_set_new(object, "popular",
				  json_integer((json_int_t)(about->names - about->partners)));
	(void)json_object_set_new(object, "bytes", json_integer((json_int_t)about->bytes));
	(void)json_object_set_new(object, "digest", json_string(about->digest));
	(void)json_object_set_new(object, "tables", cli_json_string(cli, about->tables));
	(void)json_object_set_new(object, "built",
				  json_string(clock_rfc3339(cli->arena, about->built_ms, 1)));
	return object;
}

static void
print_about(struct cli *cli, const char *path, const struct image_about *about)
{
	(void)printf("%s: %zu partners, %zu popular names, %.1f MB, built %s with %s, sha256 %s\n",
		     cli_safe(cli, path), about->partners, about->names - about->partners,
		     (double)about->bytes / 1e6, clock_rfc3339(cli->arena, about->built_ms, 1),
		     cli_safe(cli, about->tables), about->digest);
}

static void
report_json(const struct building *with, const struct image_about *about, double seconds)
{
	json_t *object = about_json(with->cli, with->out, about), *skipped = json_object();
	unsigned fate;

	for (fate = IMAGE_BUILD_TAKEN + 1; fate < IMAGE_BUILD_FATES; fate++)
		(void)json_object_set_new(skipped, image_build_reason((enum image_build_fate)fate),
					  json_integer((json_int_t)with->fates[fate]));
	(void)json_object_set_new(object, "skipped", skipped);
	(void)json_object_set_new(object, "seconds", json_real(seconds));
	cli_json(object);
}

static void
report(const struct building *with, const struct image_about *about, double seconds)
{
	unsigned fate;

	print_about(with->cli, with->out, about);
	for (fate = IMAGE_BUILD_TAKEN + 1; fate < IMAGE_BUILD_FATES; fate++)
		if (with->fates[fate] != 0)
			(void)printf("passed over: %zu (%s)\n", with->fates[fate],
				     image_build_reason((enum image_build_fate)fate));
	(void)printf("every name was looked up and found; %.1f s\n", seconds);
}

/* ---- build ----------------------------------------------------------------------------------- */

static void
take_name(void *data, const char *name, size_t length, unsigned line)
{
	struct building *with = data;
	struct cli *cli = with->cli;
	enum image_build_fate fate = image_build_add(with->build, with->tier, name, length);

	with->fates[fate]++;
	if (++with->lines % 1024 == 0)
		cli_progress(cli, "names", with->lines);
	if (fate == IMAGE_BUILD_TAKEN || fate == IMAGE_BUILD_TWICE || cli->quiet ||
	    with->fates[fate] > TOLD_MOST)
		return;
	(void)fprintf(
		stderr, "%s:%u: passed over: %s (%s)\n", with->file, line,
		text_printable(cli->arena, arena_memdup(cli->arena, name, length), NAME_COLUMN),
		image_build_reason(fate));
}

static int
read_lists(struct building *with, enum lookalike_tier tier, const struct paths *paths,
	   const char **why)
{
	size_t i;

	with->tier = tier;
	for (i = 0; i < paths->count; i++) {
		struct image_list list = {.file = paths->items[i], .take = take_name, .data = with};
		char *bytes;

		with->file = cli_safe(with->cli, paths->items[i]);
		if (file_read(with->cli->arena, list.file, LIST_MOST, &bytes, &list.length, why) !=
		    0)
			return -1;
		list.text = bytes;
		if (image_list_read(with->cli->arena, &list, why) != 0)
			return -1;
	}
	return 0;
}

/* Without a history there is no telling who is a partner: better the old image than one of none. */
static int
add_learned(struct building *with, const char **why)
{
	struct cli *cli = with->cli;
	struct correspondents *history = correspondents_open(
		cli->arena, cli->state, &cli->conf->contacts, CORRESPONDENTS_READ, why);
	struct correspondents_status status;
	struct conf_list partners;
	bool known;
	size_t i;

	if (history == NULL)
		return -1;
	correspondents_status(history, &status);
	known = status.why[0] == '\0';
	partners = correspondents_partners(history, cli->arena, &cli->conf->contacts, LEARNED_MOST);
	with->file = "contacts";
	for (i = 0; i < partners.count; i++)
		take_name(with, partners.items[i], strlen(partners.items[i]), (unsigned)i + 1);
	*why = arena_printf(cli->arena, "no partners can be learned: %s", status.why);
	correspondents_close(history); /* and with it what the status says */
	return known ? 0 : -1;
}

/* Read, build, prove, write: the file is there only when all of it went well. */
static int
make_image(struct building *with, struct image_about *about, const char **why)
{
	struct arena *arena = with->cli->arena;
	struct image_bytes made;
	struct image *image;

	if (read_lists(with, LOOKALIKE_PARTNER, &with->partners, why) != 0 ||
	    (with->learned && add_learned(with, why) != 0) ||
	    read_lists(with, LOOKALIKE_POPULAR, &with->popular, why) != 0 ||
	    image_build_add_shipped(with->build, why) != 0)
		return -1;
	cli_progress(with->cli, "names read, building", with->lines);
	if (image_build_end(with->build, with->cli->now_ms, &made, why) != 0)
		return -1;
	image = image_of(arena, "the image just built", made.bytes, made.length, why);
	if (image == NULL || image_build_prove(image, why) != 0)
		return -1;
	image_about(image, arena, about);
	return file_write_atomic(arena, with->out, made.bytes, made.length, why);
}

static int
build(struct building *with)
{
	struct image_about about;
	const char *why;
	double seconds;
	int failed;

	with->began_us = clock_monotonic_us();
	with->build = image_build_begin(with->cli->arena);
	failed = make_image(with, &about, &why);
	image_build_drop(with->build);
	cli_progress_end(with->cli);
	if (failed != 0)
		return cli_fail(with->cli, "%s; nothing was written", why);
	seconds = (double)(clock_monotonic_us() - with->began_us) / 1e6;
	if (with->cli->json)
		report_json(with, &about, seconds);
	else if (!with->cli->quiet)
		report(with, &about, seconds);
	return CLI_OK;
}

static void
add_path(struct cli *cli, struct paths *paths, const char *path)
{
	paths->items = arena_grow(cli->arena, (void *)paths->items, paths->count, &paths->capacity,
				  sizeof(*paths->items));
	paths->items[paths->count++] = path;
}

static int
run_build(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {
		{"out", required_argument, NULL, 'o'},
		{"popular", required_argument, NULL, 'w'},
		{"partners", required_argument, NULL, 'p'},
		{"learned", no_argument, NULL, 'l'},
		{NULL, 0, NULL, 0},
	};
	struct building with = {.cli = cli, .out = cli->conf->protected.image};
	int letter;

	while ((letter = getopt_long(argc, argv, "o:", known, NULL)) != -1) {
		if (letter == 'o')
			with.out = optarg;
		else if (letter == 'w')
			add_path(cli, &with.popular, optarg);
		else if (letter == 'p')
			add_path(cli, &with.partners, optarg);
		else if (letter == 'l')
			with.learned = true;
		else
			return cli_usage(cli, &cli_command_domains,
					 "domains build: unknown option");
	}
	if (optind != argc)
		return cli_usage(cli, &cli_command_domains, "domains build: %s is too much",
				 argv[optind]);
	if (with.out[0] == '\0')
		return cli_usage(cli, &cli_command_domains,
				 "domains build: name a file with -o, or set protected.image");
	return build(&with);
}

/* ---- check ----------------------------------------------------------------------------------- */

static int
run_check(struct cli *cli, int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : cli->conf->protected.image, *why;
	struct image_about about;
	struct image *image;
	bool proven;

	if (argc > 2 || path[0] == '\0')
		return cli_usage(cli, &cli_command_domains,
				 "domains check: name one file, or set protected.image");
	image = image_open(cli->arena, path, &why);
	if (image == NULL)
		return cli_fail(cli, "%s", why);
	image_about(image, cli->arena, &about);
	proven = image_build_prove(image, &why) == 0;
	if (cli->json) {
		json_t *object = about_json(cli, path, &about);

		(void)json_object_set_new(object, "proven", json_boolean(proven));
		cli_json(object);
	} else if (!cli->quiet || !proven) {
		print_about(cli, path, &about);
		if (!proven)
			(void)printf("%s; build it anew\n", why);
	}
	image_close(image);
	return proven ? CLI_OK : CLI_SOME;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *what = argc < 2 ? "" : argv[1], *why;

	if (message_setup(&why) != 0)
		return cli_fail(cli, "%s", why);
	if (strcmp(what, "build") == 0)
		return run_build(cli, argc - 1, argv + 1);
	if (strcmp(what, "check") == 0)
		return run_check(cli, argc - 1, argv + 1);
	return cli_usage(cli, &cli_command_domains, "domains: need build or check");
}

const struct cli_command cli_command_domains = {
	.name = "domains",
	.usage = "build [-o FILE] [--popular LIST]... [--partners LIST]... [--learned] | check "
		 "[FILE]",
	.summary = "builds the image of partners and popular names",
	.help = "  build             write the image: the names of the lists and the shipped ones\n"
		"  -o FILE           where to, in place of protected.image\n"
		"  --popular LIST    well-known names, one a line or \"rank,name\", the best known "
		"first\n"
		"  --partners LIST   names that mail is exchanged with, one a line\n"
		"  --learned         also those that the history of contacts knows for partners\n"
		"  check [FILE]      prove that the image is whole and made with today's tables\n",
	.run = run,
};
