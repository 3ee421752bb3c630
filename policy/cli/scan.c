/* SPDX-License-Identifier: BSD-2-Clause */
/* scan - inspects mail files, mboxes, Maildirs and folders as the daemon would. */
#include "config.h"

#include "policy/cli/scan.h"

#include <fts.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/log.h"
#include "policy/directory/history.h"

#define RECIPIENTS_MOST 1000
#define LEARN_FLUSH     50 /* messages between two commits of what was learned */

struct scan {
	struct cli *cli;
	struct inspect *engine;
	struct store *store;
	struct directory *directory;
	struct correspondents *correspondents;
	struct arena *message_arena; /* one message; reset after each */
	struct message_recipient *recipients;
	size_t recipient_count;
	const char *mail_from, *client;
	bool record, all, learn;
	const char *rule; /* --rule, as typed */
	struct scan_trial trial;
	uint64_t seen, by_verdict[VERDICT_REJECT + 1], recorded;
	bool failed;
};

/* Without --rcpt the mail itself says whom it was for. */
static void
take_header_recipients(struct scan *scan, struct message_source *source)
{
	static const char *const names[] = {"Delivered-To", "To", "Cc"};
	size_t i, a;

	source->envelope.recipients = arena_zalloc(scan->message_arena, RECIPIENTS_MOST,
						   sizeof(struct message_recipient));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct message_field *field = message_field(source, names[i]);
		struct address_list list;

		if (field == NULL ||
		    (i > 0 && source->envelope.recipient_count != 0 && strcmp(names[i], "To") == 0))
			continue;
		address_list(scan->message_arena, field->value, field->length, RECIPIENTS_MOST,
			     &list);
		for (a = 0; a < list.count && source->envelope.recipient_count < RECIPIENTS_MOST;
		     a++)
			if (list.items[a].text[0] != '\0')
				source->envelope.recipients[source->envelope.recipient_count++]
					.typed = list.items[a].text;
	}
}

/* Risk as it would be with this message among the stored hits. */
static void
stand(struct scan *scan, const struct inspection *inspection, size_t number,
      struct scan_standing *out)
{
	const struct inspect_recipient *recipient = &inspection->recipients[number];
	const struct risk_judgement *judgement = &inspection->judgement;
	const struct conf_risk *conf = &inspect_conf(scan->engine)->risk;
	const struct identity *identity = &recipient->resolution.identity;
	struct risk_exposure exposure = risk_exposure_of(identity);
	struct arena *arena = scan->message_arena;
	struct store_identity stored = {0};
	struct risk_event *events;
	const char *why;
	const char *id =
		identity->id == NULL || identity->id[0] == '\0' ? recipient->address : identity->id;

	if (scan->store == NULL || store_identity(scan->store, arena, id, scan->cli->now_ms,
						  &stored, &why) != ANSWER_FOUND)
		stored = (struct store_identity){0};
	events = arena_zalloc(arena, stored.event_count + 1, sizeof(*events));
	if (stored.event_count != 0)
		memcpy(events, stored.events, stored.event_count * sizeof(*events));
	if (judgement->verdict != VERDICT_NONE && !scan->record) {
		events[stored.event_count++] =
			(struct risk_event){.when_ms = scan->cli->now_ms,
					    .score = judgement->aims[number].score,
					    .impact = judgement->impact,
					    .disposition = DISPOSITION_IMPORTED,
					    .family = judgement->family};
		stored.impacts |= 1U << judgement->impact;
	}
	risk_of_identity(arena, conf, events, stored.event_count, &exposure, scan->cli->now_ms,
			 &out->risk);
	out->review_count = risk_reviews(arena, conf, &exposure, identity_class_of(identity),
					 &out->risk, stored.impacts, false, &out->reviews);
}

static void
record(struct scan *scan, const struct inspection *inspection)
{
	const char *why = NULL;
	size_t count = 0;

	if (inspect_record(scan->engine, scan->message_arena, inspection, DISPOSITION_IMPORTED,
			   &count, &why) != 0) {
		(void)cli_fail(scan->cli, "cannot record: %s", why);
		scan->failed = true;
		return;
	}
	scan->recorded += count;
}

/* When our own MTA took it in: the topmost Received field is its own (RFC 5321 section 4.4). */
static int64_t
arrival_of(const struct scan *scan, const struct message_source *source)
{
	const struct message_field *field = message_field(source, "Received");
	const char *date = field == NULL ? NULL : strrchr(field->value, ';');
	int64_t when_ms;

	if (date == NULL || !history_mail_date(date + 1, &when_ms) || when_ms > scan->cli->now_ms)
		return scan->cli->now_ms;
	return when_ms;
}

static void
learn(struct scan *scan, const struct message_source *source, const struct inspection *inspection)
{
	const char *why = NULL;

	inspect_learn(scan->engine, scan->message_arena, inspection, arrival_of(scan, source));
	if (scan->seen % LEARN_FLUSH != 0 || correspondents_flush(scan->correspondents, &why) == 0)
		return;
	(void)cli_fail(scan->cli, "cannot learn: %s", why);
	scan->failed = true;
}

/* With --rule, only messages in which it fires. */
static bool
is_shown(const struct scan *scan, enum verdict verdict)
{
	if (scan->cli->json || scan->all)
		return true;
	if (scan->cli->quiet)
		return false;
	return scan->rule != NULL ? scan->trial.fired != 0 : verdict != VERDICT_NONE;
}

static bool
take_mail(void *data, const struct scan_mail *mail)
{
	struct scan *scan = data;
	struct message_source source;
	struct inspection inspection;
	struct scan_standing *standings;
	enum verdict verdict;
	size_t i;

	message_source_of_file(scan->message_arena, &inspect_conf(scan->engine)->message,
			       mail->bytes, mail->length, &source);
	source.envelope.client_address = scan->client;
	if (scan->mail_from != NULL)
		source.envelope.sender = scan->mail_from;
	source.envelope.recipients = scan->recipients;
	source.envelope.recipient_count = scan->recipient_count;
	if (scan->recipient_count == 0)
		take_header_recipients(scan, &source);
	inspect_message(scan->engine, scan->message_arena, &source, &inspection);
	verdict = inspection.judgement.verdict;
	scan->seen++;
	scan->by_verdict[verdict]++;
	if (scan->record)
		record(scan, &inspection);
	if (scan->learn)
		learn(scan, &source, &inspection);
	standings = arena_zalloc(scan->message_arena, inspection.recipient_count + 1,
				 sizeof(*standings));
	for (i = 0; i < inspection.recipient_count; i++)
		stand(scan, &inspection, i, &standings[i]);
	if (scan->rule != NULL)
		scan_trial_read(scan->engine, scan->message_arena, &inspection, &scan->trial);
	if (is_shown(scan, verdict)) {
		cli_progress_end(scan->cli);
		scan_print(scan->cli, mail->name, &inspection, standings,
			   scan->rule == NULL ? NULL : &scan->trial);
	}
	cli_progress(scan->cli, "messages", scan->seen);
	arena_reset(scan->message_arena);
	return true;
}

static void
take_path(struct scan *scan, const char *path)
{
	struct arena *file_arena = arena_new();
	const char *why = NULL;

	if (scan_file(file_arena, path, take_mail, scan, &why) != 0) {
		(void)cli_fail(scan->cli, "%s", why);
		scan->failed = true;
	}
	arena_free(file_arena);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* A folder is walked whole; so a Maildir is its cur and new. */
static void
walk(struct scan *scan, char *path)
{
	char *paths[] = {path, NULL};
	FTS *tree = strcmp(path, "-") == 0 ? NULL
					   : fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	if (tree == NULL) {
		take_path(scan, path);
		return;
	}
	while ((entry = fts_read(tree)) != NULL) {
		if (entry->fts_info == FTS_F)
			take_path(scan, entry->fts_path);
		else if (entry->fts_info == FTS_SL && entry->fts_level == 0)
			(void)fts_set(tree, entry, FTS_FOLLOW);
		else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
			 entry->fts_info == FTS_ERR || entry->fts_info == FTS_SLNONE) {
			(void)cli_fail(scan->cli, "%s: cannot read: %s", entry->fts_path,
				       strerrordesc_np(entry->fts_errno));
			scan->failed = true;
		}
	}
	(void)fts_close(tree);
}

static int
read_options(struct scan *scan, int argc, char **argv)
{
	static const struct option known[] = {
		{"rcpt", required_argument, NULL, 'r'},
		{"mail-from", required_argument, NULL, 'f'},
		{"client", required_argument, NULL, 'i'},
		{"record", no_argument, NULL, 'R'},
		{"all", no_argument, NULL, 'a'},
		{"learn", no_argument, NULL, 'l'},
		{"rule", required_argument, NULL, 'u'},
		{NULL, 0, NULL, 0},
	};
	int letter;

	scan->recipients =
		arena_zalloc(scan->cli->arena, RECIPIENTS_MOST, sizeof(*scan->recipients));
	while ((letter = getopt_long(argc, argv, "r:f:i:Ralu:", known, NULL)) != -1) {
		if (letter == 'r' && scan->recipient_count < RECIPIENTS_MOST)
			scan->recipients[scan->recipient_count++].typed = optarg;
		else if (letter == 'f')
			scan->mail_from = optarg;
		else if (letter == 'i')
			scan->client = optarg;
		else if (letter == 'R')
			scan->record = true;
		else if (letter == 'a')
			scan->all = true;
		else if (letter == 'l')
			scan->learn = true;
		else if (letter == 'u')
			scan->rule = optarg;
		else
			return -1;
	}
	return optind < argc ? 0 : -1;
}

/* Without --record a missing or closed store only means that nothing is known of earlier hits. */
static int
open_engine(struct scan *scan, const char **why)
{
	struct cli *cli = scan->cli;
	struct inspect_shared shared;
	const char *ignored;

	if (access(cli->state, F_OK) == 0 || scan->record || scan->learn) {
		scan->store = store_open(cli->arena, cli->state, cli->conf,
					 scan->record ? STORE_WRITE : STORE_READ,
					 scan->record ? why : &ignored);
		if (scan->store == NULL && scan->record)
			return -1;
		scan->directory =
			directory_open(cli->arena, cli->state, cli->conf, false, &ignored);
		scan->correspondents = correspondents_open(
			cli->arena, cli->state, &cli->conf->contacts,
			scan->learn ? CORRESPONDENTS_WRITE : CORRESPONDENTS_READ, why);
		if (scan->correspondents == NULL)
			return -1;
	}
	shared = (struct inspect_shared){.store = scan->store,
					 .directory = scan->directory,
					 .correspondents = scan->correspondents};
	scan->engine = inspect_open(cli->conf, &shared, why);
	if (scan->engine == NULL)
		return -1;
	cli->conf = NULL;
	if (scan->rule == NULL || inspect_knows_rule(scan->engine, scan->trial.rule))
		return 0;
	*why = arena_printf(cli->arena,
			    "--rule %s: no kind of finding, lure family or allow section has this "
			    "name; lurewatch-risk(5) lists the first two",
			    scan->rule);
	return -1;
}

static void
print_summary(const struct scan *scan)
{
	size_t i;

	if (scan->cli->json || scan->cli->quiet)
		return;
	(void)printf("%llu message%s:", (unsigned long long)scan->seen, scan->seen == 1 ? "" : "s");
	for (i = 0; i <= VERDICT_REJECT; i++)
		if (scan->by_verdict[i] != 0)
			(void)printf(" %llu %s", (unsigned long long)scan->by_verdict[i],
				     verdict_name((enum verdict)i));
	if (scan->record)
		(void)printf("; %llu hits recorded", (unsigned long long)scan->recorded);
	(void)fputc('\n', stdout);
	if (scan->rule != NULL)
		(void)printf("rule %s: fires in %llu, changes the verdict of %llu\n",
			     cli_safe(scan->cli, scan->trial.rule),
			     (unsigned long long)scan->trial.messages,
			     (unsigned long long)scan->trial.changed);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct scan scan = {.cli = cli, .message_arena = arena_new()};
	const char *why = NULL;
	int status = CLI_FAILURE, i;

	if (read_options(&scan, argc, argv) != 0) {
		(void)cli_usage(cli, &cli_command_scan, "name at least one file or folder");
		goto out;
	}
	if ((scan.rule != NULL && scan_trial_open(cli, scan.rule, &scan.trial, &why) != 0) ||
	    open_engine(&scan, &why) != 0) {
		(void)cli_fail(cli, "%s", why);
		goto out;
	}
	for (i = optind; i < argc; i++)
		walk(&scan, argv[i]);
	cli_progress_end(cli);
	print_summary(&scan);
	status = scan.seen == scan.by_verdict[VERDICT_NONE] ? CLI_OK : CLI_SOME;
	if (scan.failed)
		status = CLI_FAILURE;
out:
	inspect_drop(scan.engine);
	correspondents_close(scan.correspondents);
	directory_close(scan.directory);
	store_close(scan.store);
	arena_free(scan.message_arena);
	return status;
}

const struct cli_command cli_command_scan = {
	.name = "scan",
	.usage = "[--rcpt ADDR]... [--mail-from ADDR] [--client IP] [--record] [--learn] [--all] "
		 "[--rule "
		 "RULE] PATH...",
	.summary = "inspect mail files, mboxes, Maildirs, folders or - (standard input)",
	.help = "  --rcpt ADDR       a recipient; without any, those named in the mail\n"
		"  --mail-from ADDR  the envelope sender\n"
		"  --client IP       the SMTP client\n"
		"  --record          store hits, as for mail that another gateway held back\n"
		"  --learn           add to the history of who has written with whom\n"
		"  --all             print messages without findings too\n"
		"  --rule RULE       what a finding, lure family, allow section or file of a lure\n"
		"                    family does to this mail\n",
	.run = run,
};
