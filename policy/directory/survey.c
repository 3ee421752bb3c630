/* SPDX-License-Identifier: BSD-2-Clause */
/* survey - the whole of one source, read to its end and understood. */
#include "config.h"

#include "policy/directory/survey.h"

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/directory/closure.h"
#include "policy/directory/ldif.h"
#include "policy/directory/ownership.h"
#include "policy/directory/search.h"

#define PROGRESS_EVERY 1000

void
survey_begin(struct survey *survey, struct arena *arena, const struct conf_directory *conf)
{
	*survey = (struct survey){
		.arena = arena, .conf = conf, .now_ms = clock_now_ms(), .source = ""};
	survey->counts.unmapped = "";
	census_begin(&survey->census, arena);
}

static struct feed *
open_feed(struct survey *survey, const char *ldif, const char **why)
{
	const struct entry_attributes *attributes = mapping_attributes(survey->mapping);

	if (ldif == NULL && survey->conf->ldif[0] != '\0')
		ldif = survey->conf->ldif;
	if (ldif != NULL) {
		survey->source = ldif;
		return ldif_open(survey->arena, ldif, attributes, why);
	}
	if (survey->conf->uris.count == 0) {
		*why = "neither an LDIF file nor a server is set for this directory";
		return NULL;
	}
	return search_open(survey->arena, survey->conf, attributes, &survey->source, why);
}

static int
read_entry(struct survey *survey, const struct entry *entry, const char **why)
{
	struct subject subject;

	if (++survey->counts.entries > (uint64_t)survey->conf->entries_most) {
		*why = "more entries than directory.entries_most allows";
		return -1;
	}
	if (mapping_subject(survey->mapping, survey->arena, entry, &survey->losses, &subject))
		census_add(&survey->census, &subject);
	else
		survey->counts.skipped++;
	if (survey->progress != NULL && survey->counts.entries % PROGRESS_EVERY == 0)
		survey->progress(survey->progress_data, survey->counts.entries);
	return 0;
}

static int
read_feed(struct survey *survey, struct feed *feed, const char **why)
{
	struct arena *scratch = arena_new();
	struct entry entry;
	int more;

	while ((more = feed->next(feed, scratch, &entry, why)) > 0) {
		if (read_entry(survey, &entry, why) != 0)
			more = -1;
		arena_reset(scratch);
		if (more < 0)
			break;
	}
	if (more < 0) /* the reason may be in the arena that goes */
		*why = arena_strdup(survey->arena, *why);
	arena_free(scratch);
	return more;
}

static void
resolve(struct survey *survey)
{
	const struct conf_directory *conf = survey->conf;

	census_seal(&survey->census);
	closure_primary_groups(&survey->census);
	closure_begin(&survey->closure, &survey->census, (size_t)conf->depth_most);
	closure_mark(&survey->closure, &conf->tier0_groups, TIER_CONTROL);
	closure_mark(&survey->closure, &conf->tier1_groups, TIER_PRIVILEGED);
	closure_mark(&survey->closure, &conf->tier2_groups, TIER_SECRETS);
	ownership_resolve(&survey->closure);
	if (mapping_knows_recovery(survey->mapping))
		ownership_recovery(&survey->census);
	survey->addresses = census_addresses(&survey->census, &survey->address_count,
					     &survey->shared_addresses);
}

static void
count_all(struct survey *survey)
{
	struct directory_sync_result *counts = &survey->counts;
	size_t i;

	counts->identities = survey->census.count;
	counts->addresses = survey->address_count;
	for (i = 0; i < survey->census.count; i++) {
		const struct subject *subject = survey->census.subjects[i];

		counts->groups += subject->is_group ? 1 : 0;
		counts->by_kind[subject->kind]++;
		counts->by_tier[subject->tier]++;
		survey->owners[subject->owner_state]++;
	}
}

static void
tell_loss(struct text *text, uint64_t count, const char *what)
{
	if (count != 0)
		text_printf(text, "%s%llu %s", text->length == 0 ? "" : "; ",
			    (unsigned long long)count, what);
}

static const char *
tell_losses(struct survey *survey)
{
	struct text text = TEXT_IN(survey->arena);

	tell_loss(&text, survey->losses.bad_addresses, "values are no mail addresses");
	tell_loss(&text, survey->losses.surplus_addresses,
		  "addresses beyond the bound of an entry");
	tell_loss(&text, survey->losses.without_id,
		  "entries without a stable id, known by their DN");
	tell_loss(&text, survey->census.same_id, "entries with the id of another");
	tell_loss(&text, survey->shared_addresses, "addresses claimed by more than one entry");
	tell_loss(&text, survey->closure.cut ? 1 : 0, "bound on nested groups reached");
	return text_string(&text);
}

int
survey_read(struct survey *survey, const char *ldif, void (*progress)(void *, uint64_t),
	    void *progress_data, const char **why)
{
	struct feed *feed;
	int result;

	survey->progress = progress;
	survey->progress_data = progress_data;
	survey->mapping = mapping_open(survey->arena, survey->conf, survey->now_ms, why);
	if (survey->mapping == NULL)
		return -1;
	feed = open_feed(survey, ldif, why);
	if (feed == NULL)
		return -1;
	result = read_feed(survey, feed, why);
	feed->close(feed);
	if (result != 0)
		return -1;
	resolve(survey);
	count_all(survey);
	survey->counts.unmapped = tell_losses(survey);
	return 0;
}
