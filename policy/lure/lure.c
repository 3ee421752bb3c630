/* SPDX-License-Identifier: BSD-2-Clause */
/* lure - what a message asks for (detection.md 2.10 and 3). */
#include "config.h"

#include "policy/lure/lure.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/lure/account.h"
#include "policy/lure/grant.h"
#include "policy/lure/hosting.h"
#include "policy/lure/lure_private.h"
#include "policy/lure/passage.h"
#include "policy/lure/role.h"

#define HOSTINGS_MOST 8
#define WORDS_MOST    60

static int
compile(struct lure *lure, struct arena *arena, const char **why)
{
	const struct cue **cues;
	size_t i, j;

	for (i = 0; i < lure->set.count; i++)
		lure->cue_count += lure->set.families[i].cue_count;
	lure->places = arena_zalloc(arena, lure->cue_count + 1, sizeof(*lure->places));
	cues = arena_zalloc(arena, lure->cue_count + 1, sizeof(*cues));
	lure->cue_count = 0;
	for (i = 0; i < lure->set.count; i++)
		for (j = 0; j < lure->set.families[i].cue_count; j++) {
			const struct family_cue *cue = &lure->set.families[i].cues[j];

			cues[lure->cue_count] = &cue->cue;
			lure->places[lure->cue_count++] = (struct lure_place){i, cue};
		}
	lure->matcher = matcher_open(arena, cues, lure->cue_count, why);
	return lure->matcher == NULL ? -1 : 0;
}

struct lure *
lure_open(struct arena *arena, const struct conf_lures *conf, const char **why)
{
	struct lure *lure = arena_zalloc(arena, 1, sizeof(*lure));

	if (load_families(arena, conf, &lure->set, why) != 0)
		return NULL;
	lure->hosting = load_hosting(arena, why);
	if (lure->hosting == NULL || compile(lure, arena, why) != 0)
		return NULL;
	lure->version = arena_printf(arena, "families %zu cues %zu hosting %zu hs %s",
				     lure->set.count - lure->set.helpers, lure->cue_count,
				     hosting_count(lure->hosting), matcher_version(lure->matcher));
	return lure;
}

void
lure_close(struct lure *lure)
{
	if (lure != NULL)
		matcher_close(lure->matcher);
}

static void
look_at_name(const struct lure *lure, struct arena *arena, const struct message *message,
	     struct finding_list *findings)
{
	struct matcher_hits found;
	struct passage name;
	size_t i;

	if (message->from.count == 0 || *message->from.items[0].display == '\0')
		return;
	passage_string(arena, "from", message->from.items[0].display, &name);
	matcher_scan(lure->matcher, arena, name.text, name.length, &found);
	for (i = 0; i < found.count; i++) {
		const char *words = name.text + found.items[i].start;
		size_t length = found.items[i].end - found.items[i].start;

		if (lure->places[found.items[i].cue].cue->group != CUE_GROUP_ROLE)
			continue;
		role_claim(arena, message, text_utf8(arena, words, length, WORDS_MOST), findings);
		return;
	}
}

static void
look_at_hosting(const struct lure *lure, struct arena *arena, const struct message *message,
		struct finding_list *findings)
{
	size_t i, found = 0;

	for (i = 0; i < message->link_count && found < HOSTINGS_MOST; i++) {
		const struct message_link *link = &message->links[i];
		const struct hosting_entry *entry;

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE)
			continue;
		entry = hosting_find(lure->hosting, &link->url);
		if (entry == NULL)
			continue;
		found++;
		finding_add(findings,
			    &(struct finding){
				    .kind = FINDING_FREE_HOSTING,
				    .family = hosting_class_name(entry->class),
				    .tier = 9,
				    .observed = link->url.host.ascii,
				    .where = arena_printf(arena, "link %zu", i + 1),
				    .why = arena_printf(arena, "the link leads to %s (%s%s)",
							hosting_class_words(entry->class),
							entry->host, entry->path),
				    .weight = link->rank == LINK_FOOTER
						      ? HOSTING_FOOTER
						      : hosting_weight(entry->class),
				    .prominent = link->rank == LINK_MAIN,
			    });
	}
}

void
lure_message(const struct lure *lure, struct arena *arena, const struct message *message,
	     struct finding_list *findings)
{
	struct account_speech speech = {0};

	lure_words(lure, arena, message, &speech, findings);
	look_at_name(lure, arena, message, findings);
	look_at_hosting(lure, arena, message, findings);
	grant_message(arena, lure->hosting, message, findings);
	account_message(arena, message, &speech, findings);
}

bool
lure_family(const struct lure *lure, size_t i, struct lure_family_info *out)
{
	size_t at;

	for (at = 0; at < lure->set.count; at++) {
		const struct family *family = &lure->set.families[at];

		if (family->use != FAMILY_LURE || i-- != 0)
			continue;
		*out = (struct lure_family_info){.name = family->name,
						 .sentence = family->sentence,
						 .impact = family->impact};
		return true;
	}
	return false;
}

const char *
lure_version(const struct lure *lure)
{
	return lure->version;
}
