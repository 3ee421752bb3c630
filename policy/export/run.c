/* SPDX-License-Identifier: BSD-2-Clause */
/* run - one run of an export while it is written: who is at risk, and the files of identities. */
#include "config.h"

#include "policy/export/run.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/export/csv.h"

#define HITS_MS    (30 * CLOCK_DAY_MS)
#define CLEARED_MS (90 * CLOCK_DAY_MS) /* how long a row stays after its level became none */

int
run_close(struct run *run, struct outfile *file, const char **why)
{
	struct export_file done;

	if (outfile_close(file, &done, why) != 0)
		return -1;
	run->files = arena_grow(run->arena, run->files, run->file_count, &run->file_capacity,
				sizeof(*run->files));
	run->files[run->file_count++] = done;
	return 0;
}

int
run_write(struct run *run, const char *name, struct text *text, uint64_t rows, const char **why)
{
	struct outfile *file = outfile_open(run->arena, run->folder, name);

	outfile_add(file, text, rows);
	return run_close(run, file, why);
}

/* What the directory says now; the hit's snapshot stands when it cannot say. */
static void
refresh(struct run *run, struct subject_facts *facts)
{
	struct identity now;
	const char *ignored;

	if (run->directory == NULL || facts->by_address)
		return;
	switch (directory_by_id(run->directory, run->arena, facts->identity.id, &now, &ignored)) {
	case ANSWER_FOUND:
		facts->identity = now;
		break;
	case ANSWER_NONE:
		facts->gone = true;
		break;
	case ANSWER_DOWN:
		break;
	}
}

/* An outsider's account is not ours to review; one at no risk is told only to take it back. */
static bool
is_exported(const struct run *run, const struct store_identity *evidence)
{
	const struct previous_row *before;

	if (evidence->identity.kind == IDENTITY_EXTERNAL)
		return false;
	if (evidence->risk.level != RISK_NONE)
		return true;
	before = previous_find(&run->previous, subject_key(run->arena, evidence, run->guard));
	return before != NULL && run->request->now_ms - evidence->last_ms <= CLEARED_MS;
}

static bool
same_cells(const struct subject *subject, const struct previous_row *before)
{
	size_t i;

	for (i = 0; i < SUBJECT_CHANGED; i++)
		if (strcmp(subject->cells[i], before->cells[i]) != 0)
			return false;
	return true;
}

/* When its state changed: as before, else with its newest hit, else now, for it faded. */
static void
compare(struct run *run, struct subject *subject)
{
	const struct previous_row *before =
		previous_find(&run->previous, subject->cells[SUBJECT_ID]);
	const char *ignored;
	int64_t changed_ms;

	subject->changed = true;
	if (before == NULL)
		return;
	subject->cleared = subject->facts.evidence->risk.level == RISK_NONE &&
			   strcmp(before->cells[SUBJECT_LEVEL], risk_level_name(RISK_NONE)) != 0;
	if (same_cells(subject, before)) {
		subject->changed = false;
		if (clock_read(before->cells[SUBJECT_CHANGED], run->request->now_ms, &changed_ms,
			       &ignored) == 0)
			subject_stamp(run->arena, subject, changed_ms);
	} else if (strcmp(before->cells[SUBJECT_LAST_SEEN], subject->cells[SUBJECT_LAST_SEEN]) ==
		   0) {
		subject_stamp(run->arena, subject, run->request->now_ms);
	}
}

static int
by_id(const void *a, const void *b)
{
	const struct subject *x = a, *y = b;

	return strcmp(x->cells[SUBJECT_ID], y->cells[SUBJECT_ID]);
}

static int
add_subject(struct run *run, const struct store_identity *evidence, const char **why)
{
	struct subject_facts facts = {.evidence = evidence, .identity = evidence->identity};
	struct subject *subject = &run->subjects[run->subject_count];

	facts.by_address = facts.identity.id == NULL || facts.identity.id[0] == '\0';
	if (store_count_hits(run->store, evidence->name, run->request->now_ms - HITS_MS,
			     &facts.hits_30d, why) == ANSWER_DOWN)
		return -1;
	refresh(run, &facts);
	subject_fill(run->arena, &facts, run->guard, subject);
	compare(run, subject);
	run->subject_count++;
	return 0;
}

int
run_subjects(struct run *run, const char **why)
{
	struct store_identity *all;
	size_t i, count;

	if (store_top(run->store, run->arena, run->request->now_ms, 0, &all, &count, why) != 0)
		return -1;
	run->subjects = arena_zalloc(run->arena, count + 1, sizeof(*run->subjects));
	for (i = 0; i < count; i++)
		if (is_exported(run, &all[i]) && add_subject(run, &all[i], why) != 0)
			return -1;
	if (run->subject_count != 0)
		qsort(run->subjects, run->subject_count, sizeof(*run->subjects), by_id);
	return 0;
}

static int
write_full(struct run *run, const char **why)
{
	struct outfile *file = outfile_open(run->arena, run->folder, "identities-full.csv");
	struct text text = TEXT_IN(run->arena);
	size_t i;

	csv_row(&text, subject_names, SUBJECT_COLUMNS);
	outfile_add(file, &text, 0);
	for (i = 0; i < run->subject_count; i++) {
		csv_row(&text, run->subjects[i].cells, SUBJECT_COLUMNS);
		outfile_add(file, &text, 1);
	}
	return run_close(run, file, why);
}

static int
write_delta(struct run *run, const char **why)
{
	struct outfile *file = outfile_open(run->arena, run->folder, "identities-delta.csv");
	const char *cells[SUBJECT_COLUMNS + 1];
	struct text text = TEXT_IN(run->arena);
	size_t i;

	memcpy(cells, subject_names, SUBJECT_COLUMNS * sizeof(*cells));
	cells[SUBJECT_COLUMNS] = "op";
	csv_row(&text, cells, SUBJECT_COLUMNS + 1);
	outfile_add(file, &text, 0);
	for (i = 0; i < run->subject_count; i++) {
		const struct subject *subject = &run->subjects[i];

		if (!subject->changed && !run->request->full)
			continue;
		memcpy(cells, subject->cells, sizeof(subject->cells));
		cells[SUBJECT_COLUMNS] =
			subject->facts.evidence->risk.level == RISK_NONE ? "clear" : "upsert";
		csv_row(&text, cells, SUBJECT_COLUMNS + 1);
		outfile_add(file, &text, 1);
	}
	return run_close(run, file, why);
}

int
run_identities(struct run *run, const char **why)
{
	/* Always there: the next run compares with it. */
	if (write_full(run, why) != 0)
		return -1;
	return run->request->csv ? write_delta(run, why) : 0;
}
