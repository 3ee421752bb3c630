/* SPDX-License-Identifier: BSD-2-Clause */
/* run_hits - the hits as events, one file a day, each hit in one run only unless a full one is
 * asked. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/export/csv.h"
#include "policy/export/run.h"

#define FINDINGS_MOST 200

static const char *const names[] = {
	"event_id",
	"ts",
	"subject_id",
	"recipient_address",
	"via",
	"direction",
	"queue_id",
	"message_id_hash",
	"envelope_from",
	"header_from",
	"lookalike_domain",
	"imitates",
	"method",
	"lure_type",
	"url_host",
	"auth_results",
	"score",
	"disposition",
	"attack_techniques",
	"rule_ids",
	"directory_age",
	"verdict",
	"impact",
	"campaign",
	"identity_kind",
	"privilege_tier",
	"client_address",
	"host",
};
#define COLUMNS (sizeof(names) / sizeof(names[0]))

/* A walk over the hits; ids come in the order of time, so days do too. */
struct pass {
	struct run *run;
	struct outfile *file;
	struct text text;
	struct arena *scratch;
	char day[11];
	char newest[sizeof(((struct hit *)NULL)->id_text)];
	int failed;
	const char **why;
};

static const char *
distinct(struct arena *arena, const struct hit *hit, const char *(*of)(const struct hit_finding *),
	 bool guard)
{
	const char **items = arena_zalloc(arena, FINDINGS_MOST, sizeof(*items));
	size_t i, j, count = 0;

	for (i = 0; i < hit->finding_count && count < FINDINGS_MOST; i++) {
		const char *item = of(&hit->findings[i]);

		for (j = 0; j < count && strcmp(items[j], item) != 0; j++)
			;
		if (j == count && item[0] != '\0')
			items[count++] = item;
	}
	return csv_list(arena, items, count, guard);
}

static const char *
kind_of(const struct hit_finding *finding)
{
	return finding->kind;
}

static const char *
technique_of(const struct hit_finding *finding)
{
	return finding->technique;
}

/* How the name imitates: the first finding that has a target. */
static const struct hit_finding *
imitation_of(const struct hit *hit)
{
	static const struct hit_finding none = {.kind = "", .target = ""};
	size_t i;

	for (i = 0; i < hit->finding_count; i++)
		if (hit->findings[i].target[0] != '\0')
			return &hit->findings[i];
	return &none;
}

static const char *
auth_of(struct arena *arena, const struct hit *hit, bool guard)
{
	const char *parts[] = {arena_printf(arena, "spf=%s", hit->spf),
			       arena_printf(arena, "dkim=%s", hit->dkim),
			       arena_printf(arena, "dmarc=%s", hit->dmarc)};

	return csv_list(arena, parts, 3, guard);
}

static void
fill_event(struct arena *arena, const struct hit *hit, bool guard, const char **cells)
{
	const char *id = hit->identity.id;

	cells[0] = arena_strdup(arena, hit->id);
	cells[1] = clock_rfc3339(arena, hit->when_ms, 0);
	cells[2] = id[0] == '\0' ? csv_cell(arena, text_lower(arena, hit->recipient), guard)
				 : csv_cell(arena, id, false);
	cells[3] = csv_cell(arena, hit->recipient, guard);
	cells[4] = csv_cell(arena, hit->resolved, guard);
	cells[5] = "inbound";
	cells[6] = csv_cell(arena, hit->queue_id, guard);
	cells[7] = csv_cell(arena, hit->message_id_hash, guard);
	cells[8] = csv_cell(arena, hit->envelope_from, guard);
	cells[9] = csv_cell(arena, hit->header_from, guard);
	cells[10] = csv_cell(arena, hit->lookalike, guard);
	cells[11] = csv_cell(arena, imitation_of(hit)->target, guard);
	cells[12] = csv_cell(arena, imitation_of(hit)->kind, guard);
	cells[13] = csv_list(arena, hit->families, hit->family_count, guard);
	cells[14] = csv_list(arena, hit->link_domains, hit->link_domain_count, guard);
	cells[15] = auth_of(arena, hit, guard);
}

static void
fill_judgement(struct arena *arena, const struct hit *hit, bool guard, const char **cells)
{
	cells[16] = arena_printf(arena, "%d", hit->score);
	cells[17] = disposition_name(hit->disposition);
	cells[18] = distinct(arena, hit, technique_of, guard);
	cells[19] = distinct(arena, hit, kind_of, guard);
	cells[20] = hit->directory_age_ms < 0
			    ? ""
			    : arena_printf(arena, "%lld", (long long)hit->directory_age_ms / 1000);
	cells[21] = verdict_name(hit->verdict);
	cells[22] = impact_name(hit->impact);
	cells[23] = csv_cell(arena, hit->campaign, guard);
	cells[24] = identity_kind_name(hit->identity.kind);
	cells[25] = arena_printf(arena, "%d", hit->identity.tier);
	cells[26] = csv_cell(arena, hit->client_address, guard);
	cells[27] = csv_cell(arena, hit->host, guard);
}

static int
close_day(struct pass *pass)
{
	struct outfile *file = pass->file;

	pass->file = NULL;
	return file == NULL ? 0 : run_close(pass->run, file, pass->why);
}

/* The day a hit was recorded, which is what ids are ordered by. */
static void
read_day(struct arena *arena, const struct hit *hit, char out[11])
{
	uint64_t when = 0;
	size_t i;

	for (i = 0; i < 12; i++) {
		char digit = hit->id[i];

		when = when << 4 | (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
	}
	memcpy(out, clock_rfc3339(arena, (int64_t)when, 1), 10);
	out[10] = '\0';
}

static int
open_day(struct pass *pass, const char *day)
{
	struct run *run = pass->run;

	if (close_day(pass) != 0)
		return -1;
	memcpy(pass->day, day, sizeof(pass->day));
	pass->file =
		outfile_open(run->arena, run->folder, arena_printf(run->arena, "hits-%s.csv", day));
	csv_row(&pass->text, names, COLUMNS);
	outfile_add(pass->file, &pass->text, 0);
	return 0;
}

static bool
write_hit(void *data, const struct hit *hit)
{
	struct pass *pass = data;
	const char *cells[COLUMNS];
	char day[11];

	arena_reset(pass->scratch);
	read_day(pass->scratch, hit, day);
	if (strcmp(day, pass->day) != 0 && open_day(pass, day) != 0) {
		pass->failed = -1;
		return false;
	}
	fill_event(pass->scratch, hit, pass->run->guard, cells);
	fill_judgement(pass->scratch, hit, pass->run->guard, cells);
	csv_row(&pass->text, cells, COLUMNS);
	outfile_add(pass->file, &pass->text, 1);
	pass->run->hits++;
	(void)snprintf(pass->newest, sizeof(pass->newest), "%s", hit->id);
	return true;
}

int
run_hits(struct run *run, const char **why)
{
	struct pass pass = {.run = run, .text = TEXT_IN(run->arena), .why = why};
	struct store_query query = {0};
	int failed;

	if (!run->request->full && run->watermark[0] != '\0')
		query.after = run->watermark;
	pass.scratch = arena_new();
	failed = store_hits(run->store, &query, write_hit, &pass, why);
	if (failed == 0)
		failed = pass.failed;
	if (failed == 0)
		failed = close_day(&pass);
	else if (pass.file != NULL) {
		const char *ignored;
		struct export_file nothing;

		(void)outfile_close(pass.file, &nothing, &ignored);
	}
	if (pass.newest[0] != '\0')
		run->watermark = arena_strdup(run->arena, pass.newest);
	arena_free(pass.scratch);
	return failed;
}
