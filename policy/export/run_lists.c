/* SPDX-License-Identifier: BSD-2-Clause */
/* run_lists - what people work off: the reviews, and the secrets to rotate. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/export/csv.h"
#include "policy/export/run.h"

#define SECRETS     (1u << IMPACT_SECRET | 1u << IMPACT_SIGNING_KEY)
#define CREDENTIALS (1u << IMPACT_PASSWORD | 1u << IMPACT_SESSION | 1u << IMPACT_MFA)

static const char *const review_names[] = {
	"review_id", "review", "state",  "subject_id", "primary_mail", "class",
	"campaign",  "risk",   "opened", "changed",    "reason",       "evidence_ids",
};
#define REVIEW_COLUMNS (sizeof(review_names) / sizeof(review_names[0]))

static const char *const rotation_names[] = {
	"nhi_id",     "nhi_name",    "nhi_mail",     "nhi_tier",    "owner_id",
	"owner_mail", "owner_state", "lured",        "secret_kind", "priority",
	"risk_level", "last_seen",   "evidence_ids",
};
#define ROTATION_COLUMNS (sizeof(rotation_names) / sizeof(rotation_names[0]))

static void
add_review(struct run *run, struct text *text, const struct store_review *review)
{
	static const char *const states[] = {
		[REVIEW_OPEN] = "open",
		[REVIEW_ACKNOWLEDGED] = "acknowledged",
		[REVIEW_CLOSED] = "closed",
	};
	struct arena *arena = run->arena;

	csv_row(text,
		(const char *const[]){
			review->id,
			review_kind_name(review->kind),
			states[review->state],
			csv_cell(arena, review->identity_id,
				 run->guard && strchr(review->identity_id, '@') != NULL),
			csv_cell(arena, review->identity_mail, run->guard),
			identity_class_name(review->class),
			csv_cell(arena, review->campaign, run->guard),
			arena_printf(arena, "%d", review->risk),
			clock_rfc3339(arena, review->opened_ms, 1),
			clock_rfc3339(arena, review->changed_ms, 1),
			csv_cell(arena, review->reason, run->guard),
			csv_list(arena, review->hit_ids, review->hit_id_count, run->guard),
		},
		REVIEW_COLUMNS);
}

int
run_reviews(struct run *run, const char **why)
{
	struct text text = TEXT_IN(run->arena);
	struct store_review *reviews;
	size_t i, count;

	if (store_reviews(run->store, run->arena, false, &reviews, &count, NULL, why) != 0)
		return -1;
	csv_row(&text, review_names, REVIEW_COLUMNS);
	for (i = 0; i < count; i++)
		add_review(run, &text, &reviews[i]);
	run->reviews = count;
	return run_write(run, "reviews.csv", &text, count, why);
}

/* One non-human identity whose secret is in reach of whoever was lured. */
struct rotation {
	const char *id, *cells[ROTATION_COLUMNS];
};

static const char *
secrets_of(struct run *run, unsigned impacts)
{
	const char **names = arena_zalloc(run->arena, IMPACTS, sizeof(*names));
	size_t count = 0;
	unsigned i;

	for (i = IMPACT_NONE + 1; i < IMPACTS; i++)
		if ((impacts & 1u << i) != 0)
			names[count++] = impact_name((enum impact)i);
	return csv_list(run->arena, names, count, run->guard);
}

static bool
was_unblocked(const struct store_identity *evidence)
{
	size_t i;

	for (i = 0; i < evidence->event_count; i++)
		if (disposition_unblocked(evidence->events[i].disposition))
			return true;
	return false;
}

static const char *
priority_of(const struct store_identity *evidence, int tier)
{
	bool asked = (evidence->impacts & SECRETS) != 0;

	if (asked && was_unblocked(evidence))
		return "urgent";
	if (asked || (tier <= TIER_PRIVILEGED && was_unblocked(evidence) &&
		      (evidence->impacts & CREDENTIALS) != 0))
		return "high";
	return "normal";
}

static void
fill_evidence(struct run *run, const struct subject *subject, int tier, struct rotation *out)
{
	const struct store_identity *evidence = subject->facts.evidence;

	out->cells[8] = secrets_of(run, evidence->impacts);
	out->cells[9] = priority_of(evidence, tier);
	out->cells[10] = risk_level_name(evidence->risk.level);
	out->cells[11] = subject->cells[SUBJECT_LAST_SEEN];
	out->cells[12] = subject->cells[SUBJECT_EVIDENCE];
}

static void
fill_self(struct run *run, const struct subject *subject, struct rotation *out)
{
	const struct identity *identity = &subject->facts.identity;

	out->id = subject->cells[SUBJECT_ID];
	out->cells[0] = subject->cells[SUBJECT_ID];
	out->cells[1] = subject->cells[SUBJECT_ACCOUNT];
	out->cells[2] = subject->cells[SUBJECT_MAIL];
	out->cells[3] = subject->cells[SUBJECT_TIER];
	out->cells[4] = subject->cells[SUBJECT_OWNER_ID];
	out->cells[5] = subject->cells[SUBJECT_OWNER_MAIL];
	out->cells[6] = subject->cells[SUBJECT_OWNER_STATE];
	out->cells[7] = "self";
	fill_evidence(run, subject, identity->tier, out);
}

static void
fill_owned(struct run *run, const struct subject *subject, const struct identity_ref *nhi,
	   struct rotation *out)
{
	out->id = csv_cell(run->arena, nhi->id, false);
	out->cells[0] = out->id;
	out->cells[1] = csv_cell(run->arena, nhi->name, run->guard);
	out->cells[2] = csv_cell(run->arena, nhi->mail, run->guard);
	out->cells[3] = arena_printf(run->arena, "%d", nhi->tier);
	out->cells[4] = subject->cells[SUBJECT_ID];
	out->cells[5] = subject->cells[SUBJECT_MAIL];
	out->cells[6] = owner_state_name(nhi->owner_state);
	out->cells[7] = "owner";
	fill_evidence(run, subject, nhi->tier, out);
}

static int
by_nhi(const void *a, const void *b)
{
	const struct rotation *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	if (order == 0)
		order = strcmp(x->cells[7], y->cells[7]);
	return order != 0 ? order : strcmp(x->cells[4], y->cells[4]);
}

static size_t
collect(struct run *run, struct rotation **out)
{
	struct rotation *rows = NULL;
	size_t count = 0, capacity = 0, i, j;

	for (i = 0; i < run->subject_count; i++) {
		const struct subject *subject = &run->subjects[i];
		const struct identity *identity = &subject->facts.identity;

		if (subject->facts.evidence->risk.level == RISK_NONE)
			continue;
		if (identity->kind == IDENTITY_SERVICE) {
			rows = arena_grow(run->arena, rows, count, &capacity, sizeof(*rows));
			fill_self(run, subject, &rows[count++]);
		}
		for (j = 0; j < identity->nhi_count; j++) {
			rows = arena_grow(run->arena, rows, count, &capacity, sizeof(*rows));
			fill_owned(run, subject, &identity->nhis[j], &rows[count++]);
		}
	}
	if (count != 0)
		qsort(rows, count, sizeof(*rows), by_nhi);
	*out = rows;
	return count;
}

int
run_rotation(struct run *run, const char **why)
{
	struct text text = TEXT_IN(run->arena);
	struct rotation *rows;
	size_t i, count = collect(run, &rows);

	csv_row(&text, rotation_names, ROTATION_COLUMNS);
	for (i = 0; i < count; i++)
		csv_row(&text, rows[i].cells, ROTATION_COLUMNS);
	return run_write(run, "rotation.csv", &text, count, why);
}
