/* SPDX-License-Identifier: BSD-2-Clause */
/* run_ldif - the state of identities as change records: class.ldif, state.ldif, clear.ldif. */
#include "config.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/export/ldif_writer.h"
#include "policy/export/run.h"

/*
 * Without it a second "add: objectClass" is an error on OpenLDAP. Not critical, so that a server
 * that does not know it goes on (directory.md section 4.1).
 */
#define PERMISSIVE "1.2.840.113556.1.4.1413 false"

/*
 * A value in ASCII without blanks: others become %XX. Directories compare after normalising, and
 * two values that a stranger wrote to be equal then would make the server refuse the whole record.
 */
static const char *
plain_value(struct arena *arena, const char *value)
{
	struct text out = TEXT_IN(arena);

	for (; *value != '\0'; value++)
		if (*value > ' ' && *value < 0x7f && *value != '%')
			text_add_byte(&out, *value);
		else
			text_printf(&out, "%%%02X", (unsigned char)*value);
	return text_lower(arena, text_string(&out));
}

static void
replace_plain(struct text *text, const char *attribute, const char *const *values, size_t count)
{
	const char **plain = arena_zalloc(text->arena, count + 1, sizeof(*plain));
	size_t i, j, kept = 0;

	for (i = 0; i < count; i++) {
		plain[kept] = plain_value(text->arena, values[i]);
		for (j = 0; j < kept && strcmp(plain[j], plain[kept]) != 0; j++)
			;
		if (j == kept && plain[kept][0] != '\0')
			kept++;
	}
	ldif_writer_replace(text, attribute, plain, kept);
}

/* How a subject's records name their entry: NULL when it has none. */
static const char *
dn_of(struct run *run, struct arena *arena, const struct subject *subject)
{
	const char *dn = subject->facts.identity.dn;

	if (strcmp(run->conf->export.style, "separate") == 0)
		return arena_printf(
			arena, "%s,%s",
			ldif_writer_rdn(arena, "lurewatchSubjectId",
					plain_value(arena, subject->facts.evidence->name)),
			run->conf->export.separate_base);
	return dn == NULL || dn[0] == '\0' || subject->facts.gone ? NULL : dn;
}

static void
replace_one(struct text *text, const char *attribute, const char *value)
{
	ldif_writer_replace(text, attribute, &value, value[0] == '\0' ? 0 : 1);
}

static void
write_number(struct text *text, const char *attribute, uint64_t value)
{
	replace_one(text, attribute, arena_printf(text->arena, "%llu", (unsigned long long)value));
}

static void
write_time(struct text *text, const char *attribute, int64_t when_ms)
{
	replace_one(text, attribute, clock_generalized(text->arena, when_ms));
}

static void
write_attributes(struct text *text, const struct subject *subject)
{
	const struct store_identity *evidence = subject->facts.evidence;

	replace_one(text, "lurewatchRiskLevel", risk_level_name(evidence->risk.level));
	write_number(text, "lurewatchRiskScore", (uint64_t)subject->score);
	write_number(text, "lurewatchHits30d", subject->facts.hits_30d);
	write_number(text, "lurewatchPrivilegeTier", (uint64_t)subject->facts.identity.tier);
	write_time(text, "lurewatchFirstSeen", evidence->first_ms);
	write_time(text, "lurewatchLastSeen", evidence->last_ms);
	write_time(text, "lurewatchStateChanged", subject->changed_ms);
	replace_plain(text, "lurewatchReason", evidence->families, evidence->family_count);
	replace_plain(text, "lurewatchLookalikeDomain", evidence->lookalikes,
		      evidence->lookalike_count);
	replace_plain(text, "lurewatchImpersonated", evidence->brands, evidence->brand_count);
	ldif_writer_replace(text, "lurewatchAttackTechnique", evidence->techniques,
			    evidence->technique_count);
	ldif_writer_replace(text, "lurewatchNhiRisk", subject->nhi_risks, subject->nhi_risk_count);
	ldif_writer_replace(text, "lurewatchRecommendedAction", subject->actions,
			    subject->action_count);
	ldif_writer_replace(text, "lurewatchEvidenceId", evidence->hit_ids, evidence->hit_id_count);
}

/* All that write_attributes() sets, level none. The class stays: others may have come to use it. */
static void
clear_attributes(struct text *text)
{
	static const char *const attributes[] = {
		"lurewatchRiskScore",     "lurewatchHits30d",
		"lurewatchPrivilegeTier", "lurewatchFirstSeen",
		"lurewatchLastSeen",      "lurewatchStateChanged",
		"lurewatchReason",        "lurewatchLookalikeDomain",
		"lurewatchImpersonated",  "lurewatchAttackTechnique",
		"lurewatchNhiRisk",       "lurewatchRecommendedAction",
		"lurewatchEvidenceId",
	};
	size_t i;

	replace_one(text, "lurewatchRiskLevel", risk_level_name(RISK_NONE));
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		ldif_writer_replace(text, attributes[i], NULL, 0);
}

/* Style map: one existing attribute holds "level;score;last seen". */
static void
write_mapped(struct text *text, const struct run *run, const struct subject *subject)
{
	const struct store_identity *evidence = subject->facts.evidence;

	replace_one(text, run->conf->export.map_attribute,
		    arena_printf(text->arena, "%s;%d;%s", risk_level_name(evidence->risk.level),
				 subject->score,
				 clock_generalized(text->arena, evidence->last_ms)));
}

static void
write_class(struct run *run, struct text *text, const struct subject *subject, const char *dn)
{
	static const char class[] = "lurewatchRiskState", entry[] = "lurewatchRiskEntry";
	const char *name = plain_value(text->arena, subject->facts.evidence->name);

	if (strcmp(run->conf->export.style, "separate") == 0) {
		ldif_writer_record(text, dn, "add");
		ldif_writer_line(text, "objectClass", entry, strlen(entry));
		ldif_writer_line(text, "lurewatchSubjectId", name, strlen(name));
		ldif_writer_end(text);
		return;
	}
	ldif_writer_line(text, "dn", dn, strlen(dn));
	ldif_writer_line(text, "control", PERMISSIVE, strlen(PERMISSIVE));
	ldif_writer_line(text, "changetype", "modify", strlen("modify"));
	ldif_writer_line(text, "add", "objectClass", strlen("objectClass"));
	ldif_writer_line(text, "objectClass", class, strlen(class));
	text_add_string(text, "-\n");
	ldif_writer_end(text);
}

static void
write_state(struct run *run, struct text *text, const struct subject *subject, const char *dn)
{
	ldif_writer_record(text, dn, "modify");
	if (strcmp(run->conf->export.style, "map") == 0)
		write_mapped(text, run, subject);
	else
		write_attributes(text, subject);
	ldif_writer_end(text);
}

static void
write_clear(struct run *run, struct text *text, const struct subject *subject, const char *dn)
{
	(void)subject;
	ldif_writer_record(text, dn, "modify");
	if (strcmp(run->conf->export.style, "map") == 0)
		ldif_writer_replace(text, run->conf->export.map_attribute, NULL, 0);
	else
		clear_attributes(text);
	ldif_writer_end(text);
}

/* One file: a record for each subject that 'cleared' says and that changed, or all when full. */
static int
write_file(struct run *run, const char *name, bool cleared,
	   void (*write)(struct run *, struct text *, const struct subject *, const char *),
	   const char **why)
{
	struct outfile *file = outfile_open(run->arena, run->folder, name);
	struct arena *scratch = arena_new();
	struct text text = TEXT_IN(scratch);
	size_t i;

	ldif_writer_begin(&text);
	outfile_add(file, &text, 0);
	for (i = 0; i < run->subject_count; i++) {
		const struct subject *subject = &run->subjects[i];
		bool is_clear = subject->facts.evidence->risk.level == RISK_NONE;
		const char *dn;

		arena_reset(scratch);
		text = TEXT_IN(scratch);
		dn = dn_of(run, scratch, subject);
		if (dn == NULL || is_clear != cleared || (!run->request->full && !subject->changed))
			continue;
		write(run, &text, subject, dn);
		outfile_add(file, &text, 1);
	}
	arena_free(scratch);
	return run_close(run, file, why);
}

int
run_ldif(struct run *run, const char **why)
{
	if (strcmp(run->conf->export.style, "map") != 0 &&
	    write_file(run, "class.ldif", false, write_class, why) != 0)
		return -1;
	if (write_file(run, "state.ldif", false, write_state, why) != 0)
		return -1;
	return write_file(run, "clear.ldif", true, write_clear, why);
}
