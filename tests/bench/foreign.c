/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * foreign - the same mail from somebody else: are templates of honest services flagged when a
 * stranger sends them with links of his own?
 *
 *	tests/bench/foreign [--facts TSV] [--by COLUMN] [--missed] DIR...
 *
 * Every message is read, and judged again with From at a domain that nobody vouches for and every
 * link at one host of another domain; paths, texts and names stay, what authenticates is dropped.
 * A message without a link that a reader may follow says nothing and is not counted. --by splits by
 *a column of the table of facts, --missed lists what was not flagged.
 */
#include "config.h"

#include <ctype.h>
#include <fts.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/inspect.h"
#include "policy/mail/walk.h"
#include "tests/bench/facts.h"

#define FILE_MOST   (64 * 1024 * 1024)
#define KINDS_MOST  64
#define SENDER_HOST "alder-post.example"
#define LINK_HOST   "www.millbrook-web.example"
#define BOUNDARY    "foreign-part"

struct tally {
	const char *name;
	size_t messages, flagged;
};

struct bench {
	struct arena *arena, *message;
	struct inspect *engine;
	struct facts facts;
	int by; /* column; -1: none */
	struct tally tallies[KINDS_MOST];
	size_t tally_count;
	bool missed;
};

/* The value of the column to split by for a file, "?" when it is not known. */
static const char *
class_of(const struct bench *bench, const char *path)
{
	const struct fact *fact = facts_find(&bench->facts, path);

	if (bench->by < 0)
		return "all";
	return fact == NULL ? "?" : fact->columns[bench->by];
}

/* ---- the message again ----------------------------------------------------------------------- */

/* Copy text with the host of every link replaced; names of document types and their kin are no
 * links. */
static void
replace_hosts(struct text *out, const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t scheme = length - at > 8 && strncasecmp(bytes + at, "https://", 8) == 0  ? 8
				: length - at > 7 && strncasecmp(bytes + at, "http://", 7) == 0 ? 7
												: 0;
		size_t end = at + scheme;

		while (scheme != 0 && end < length &&
		       (isalnum((unsigned char)bytes[end]) || strchr(".-:@_%", bytes[end]) != NULL))
			end++;
		if (end == at + scheme || strncmp(bytes + at + scheme, "www.w3.org", 10) == 0) {
			text_add(out, bytes + at++, 1);
			continue;
		}
		text_add_string(out, "https://" LINK_HOST);
		at = end;
	}
}

static void
add_leaf(struct walk *walk, const struct walk_leaf *leaf, struct text *body)
{
	struct transfer_text decoded;

	if (strncmp(leaf->type, "text/", 5) != 0)
		return;
	walk_decode(walk, leaf->bytes, leaf->encoding, &decoded);
	text_printf(body, "--" BOUNDARY "\nContent-Type: %s; charset=\"%s\"\n", leaf->type,
		    *leaf->charset == '\0' ? "utf-8" : leaf->charset);
	text_add_string(body, "Content-Transfer-Encoding: 8bit\n\n");
	replace_hosts(body, decoded.bytes, decoded.length);
}

/* The body again, in one level of parts. */
static void
write_body(struct bench *bench, const struct message_source *source, struct text *body)
{
	struct finding_list findings = {.arena = bench->message};
	struct sight sight = {.findings = &findings};
	struct walk walk = {.arena = bench->message,
			    .bounds = &inspect_conf(bench->engine)->message,
			    .sight = &sight,
			    .until_us = clock_monotonic_us() + 10000000};
	struct walk_leaf leaf;

	walk_begin(&walk, source);
	while (walk_next(&walk, &leaf)) {
		add_leaf(&walk, &leaf, body);
		text_add_string(body, "\n");
	}
	text_add_string(body, "--" BOUNDARY "--\n");
}

static bool
is_kept(const char *name)
{
	static const char *const kept[] = {"subject", "to",         "date",        "auto-submitted",
					   "cc",      "precedence", "mime-version"};
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcasecmp(name, kept[i]) == 0)
			return true;
	return false;
}

/* From with its domain replaced: what stands behind the last @. */
static const char *
write_from(struct arena *arena, const char *value)
{
	const char *at = strrchr(value, '@');
	size_t end;

	if (at == NULL)
		return " nobody@" SENDER_HOST;
	end = strcspn(at, "> \t\r\n,;)");
	return arena_printf(arena, "%.*s@" SENDER_HOST "%s", (int)(at - value), value, at + end);
}

static void
add_field(struct message_source *source, const char *name, const char *value)
{
	source->fields[source->field_count++] =
		(struct message_field){.name = name, .value = value, .length = strlen(value)};
}

static void
make_foreign(struct bench *bench, const struct message_source *source, struct message_source *out)
{
	struct text body = TEXT_IN(bench->message);
	size_t i;

	write_body(bench, source, &body);
	*out = (struct message_source){.body = text_string(&body), .body_length = body.length};
	out->fields = arena_zalloc(bench->message, source->field_count + 2, sizeof(*out->fields));
	for (i = 0; i < source->field_count; i++) {
		const struct message_field *field = &source->fields[i];

		if (strcasecmp(field->name, "from") == 0)
			add_field(out, "From", write_from(bench->message, field->value));
		else if (is_kept(field->name))
			add_field(out, field->name, field->value);
	}
	add_field(out, "Content-Type", " multipart/alternative; boundary=\"" BOUNDARY "\"");
}

/* ---- counting -------------------------------------------------------------------------------- */

static struct tally *
find_tally(struct bench *bench, const char *name)
{
	size_t i;

	for (i = 0; i < bench->tally_count; i++)
		if (strcmp(bench->tallies[i].name, name) == 0)
			return &bench->tallies[i];
	if (bench->tally_count == KINDS_MOST)
		return &bench->tallies[KINDS_MOST - 1];
	bench->tallies[bench->tally_count].name = arena_strdup(bench->arena, name);
	return &bench->tallies[bench->tally_count++];
}

/* Whether a reader can follow one of the links that were made foreign. */
static bool
has_foreign_link(const struct message *message)
{
	size_t i;

	for (i = 0; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];

		if (link->kind != LINK_IMAGE && !link->hidden && !link->obscured &&
		    strcmp(link->url.host.ascii, LINK_HOST) == 0)
			return true;
	}
	return false;
}

static void
judge(struct bench *bench, const char *path)
{
	struct message_source source, foreign;
	struct inspection inspection;
	struct tally *tally;
	const char *why;
	size_t length;
	char *bytes;

	arena_reset(bench->message);
	if (file_read(bench->message, path, FILE_MOST, &bytes, &length, &why) != 0) {
		(void)fprintf(stderr, "foreign: %s\n", why);
		return;
	}
	message_source_of_file(bench->message, &inspect_conf(bench->engine)->message, bytes, length,
			       &source);
	make_foreign(bench, &source, &foreign);
	inspect_message(bench->engine, bench->message, &foreign, &inspection);
	if (!has_foreign_link(&inspection.message))
		return;
	tally = find_tally(bench, class_of(bench, path));
	tally->messages++;
	if (inspection.judgement.verdict >= VERDICT_TAG)
		tally->flagged++;
	else if (bench->missed)
		(void)printf("%s %s %d: %s: %s\n", path, tally->name, inspection.judgement.score,
			     text_printable(bench->message, inspection.message.subject, 80),
			     inspection.reason);
}

static int
judge_folder(struct bench *bench, char *folder)
{
	char *paths[] = {folder, NULL};
	FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	if (tree == NULL) {
		(void)fprintf(stderr, "foreign: %s: cannot be opened\n", folder);
		return -1;
	}
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F)
			judge(bench, entry->fts_path);
	(void)fts_close(tree);
	return 0;
}

static void
print(const struct bench *bench)
{
	struct tally all = {.name = "all"};
	size_t i;

	(void)printf("%-24s %6s %8s\n", "kind", "mails", "flagged%");
	for (i = 0; i < bench->tally_count; i++) {
		const struct tally *tally = &bench->tallies[i];

		(void)printf("%-24.24s %6zu %8.1f\n", tally->name, tally->messages,
			     100.0 * (double)tally->flagged / (double)tally->messages);
		all.messages += tally->messages;
		all.flagged += tally->flagged;
	}
	if (all.messages != 0)
		(void)printf("%-24.24s %6zu %8.1f\n", all.name, all.messages,
			     100.0 * (double)all.flagged / (double)all.messages);
}

static int
read_arguments(struct bench *bench, int argc, char **argv)
{
	static const struct option options[] = {
		{"facts", required_argument, NULL, 'f'},
		{"by", required_argument, NULL, 'b'},
		{"missed", no_argument, NULL, 'm'},
		{NULL, 0, NULL, 0},
	};
	const char *by = NULL, *why;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b')
			by = optarg;
		else if (option == 'm')
			bench->missed = true;
		else if (option != 'f' ||
			 facts_read(bench->arena, optarg, &bench->facts, &why) != 0)
			return -1;
	}
	if (by != NULL && (bench->by = facts_column(&bench->facts, by)) < 0)
		return -1;
	return optind < argc ? 0 : -1;
}

int
main(int argc, char **argv)
{
	static const struct inspect_shared shared;
	struct bench bench = {.arena = arena_new(), .message = arena_new(), .by = -1};
	const char *why = "no settings";
	struct conf *conf;

	if (read_arguments(&bench, argc, argv) != 0) {
		(void)fprintf(stderr,
			      "usage: foreign [--facts TSV] [--by COLUMN] [--missed] DIR...\n");
		return 2;
	}
	conf = conf_open(bench.arena, NULL, &why);
	bench.engine = conf == NULL ? NULL : inspect_open(conf, &shared, &why);
	if (bench.engine == NULL) {
		(void)fprintf(stderr, "foreign: %s\n", why);
		return 2;
	}
	for (; optind < argc; optind++)
		if (judge_folder(&bench, argv[optind]) != 0)
			return 2;
	print(&bench);
	inspect_drop(bench.engine);
	arena_free(bench.message);
	arena_free(bench.arena);
	return 0;
}
