/* SPDX-License-Identifier: BSD-2-Clause */
/* content_calendar - what is odd about an invitation. */
#include "config.h"

#include "policy/mail/content_calendar.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define ASKED_MOST 20 /* recipients */

static bool
is_domain(const struct address_list *list, const char *domain)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].domain.registrable, domain) == 0)
			return true;
	return false;
}

/* The host of a link that leads neither to the organiser nor to the sender, or NULL. */
static const char *
third_place(const struct message *message, const char *organizer, size_t first_link)
{
	size_t i;

	for (i = first_link; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];
		const char *place = link->obscured ? "" : link->url.host.registrable;

		if (link->kind == LINK_IMAGE || link->kind == LINK_MAILTO || *place == '\0' ||
		    strcmp(place, organizer) == 0 || is_domain(&message->from, place) ||
		    is_domain(&message->to, place))
			continue;
		return link->url.host.ascii;
	}
	return NULL;
}

/* Real ones are made of random letters and the service's name. */
static bool
names_recipient(struct arena *arena, const struct message *message, const char *uids)
{
	const char *lower = text_lower(arena, uids);
	size_t i;

	for (i = 0; i < message->to.count && i < ASKED_MOST; i++) {
		const char *address = text_lower(arena, message->to.items[i].text);

		if (strchr(address, '@') != NULL && strstr(lower, address) != NULL)
			return true;
	}
	return false;
}

void
content_calendar_note(struct content *content, const struct content_piece *piece,
		      const struct calendar *calendar, size_t first_link)
{
	const struct message *message = content->message;
	struct finding finding = {.kind = FINDING_INVITATION, .where = piece->where};
	struct address organizer;
	const char *why;

	if (address_path(content->arena, calendar->organizer, &organizer, &why) != 0 ||
	    *organizer.domain.registrable == '\0' ||
	    is_domain(&message->from, organizer.domain.registrable) ||
	    is_domain(&message->reply_to, organizer.domain.registrable) ||
	    is_domain(&message->to, organizer.domain.registrable))
		return;
	finding.observed = third_place(message, organizer.domain.registrable, first_link);
	if (finding.observed == NULL)
		return;
	finding.why = "an invitation of another organiser than its sender leads to a third place";
	if (names_recipient(content->arena, message, calendar->uids)) {
		finding.weight = 120;
		finding.why = "an invitation of a stranger was made for this recipient";
	} else if (calendar->file_count != 0) {
		finding.weight = 120;
		finding.why = "an invitation of a stranger carries a file";
	}
	finding_add(content->findings, &finding);
}
