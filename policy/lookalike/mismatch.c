/* SPDX-License-Identifier: BSD-2-Clause */
/* mismatch - links whose text names one domain while they lead to another (detection.md 2.8). */
#include "config.h"

#include "policy/lookalike/mismatch.h"

#include <string.h>

#include "policy/lookalike/lookalike_private.h"
#include "policy/mail/fold.h"

/* The authenticated sender is the owner of what is shown: his mailer's tracker is his business. */
static bool
is_senders_own(const struct sweep *sweep, uint32_t owner)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->from.count; i++) {
		const struct host *host = &message->from.items[i].domain;
		struct index_place place;

		index_place(&sweep->lookalike->index, host, &place);
		if (place.owner != owner ||
		    !authentication_proves(&message->auth, host->registrable))
			return false;
	}
	return message->from.count != 0;
}

struct shown {
	const struct host *host;
	const struct url *target;
	const char *where;
	bool prominent;
};

static void
compare(struct sweep *sweep, const struct shown *shown)
{
	const struct index *index = &sweep->lookalike->index;
	struct index_place text, real;
	const struct index_owner *owner;

	index_place(index, shown->host, &text);
	index_place(index, &shown->target->host, &real);
	if (text.owner == INDEX_NONE || text.owner == real.owner ||
	    strcmp(shown->host->registrable, shown->target->host.registrable) == 0)
		return;
	owner = &index->owners[text.owner];
	if ((owner->social && !claims_hold(&sweep->claims, text.owner, true)) ||
	    is_senders_own(sweep, text.owner))
		return;
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_LINK_MISMATCH,
				      .target = shown->host->registrable,
				      .owner = owner->name,
				      .tier = (int)owner->tier,
				      .observed = shown->target->host.unicode,
				      .where = shown->where,
				      .why = arena_printf(sweep->arena,
							  "the text shows %s, the link leads to %s",
							  shown->host->ascii,
							  shown->target->host.ascii),
				      .prominent = shown->prominent});
}

/* Names whose letters are of other scripts have no known suffix until they are folded. */
static void
check_text(struct sweep *sweep, const char *text, size_t length, const struct shown *like)
{
	size_t at = 0, names;
	struct shown shown = *like;
	struct host host;

	for (names = 0; names < SWEEP_NAMES; names++) {
		if (!sweep_next_name(sweep->arena, text, length, &at, &host))
			return;
		shown.host = &host;
		sweep_host(sweep, &host, arena_printf(sweep->arena, "text of %s", like->where),
			   like->prominent);
		compare(sweep, &shown);
	}
}

void
mismatch_check(struct sweep *sweep, const struct message_link *link, const char *where,
	       bool prominent)
{
	struct url target;
	struct shown like = {.target = &target, .where = where, .prominent = prominent};
	const char *text, *skeleton;
	size_t length;

	if (link->hidden || link->text == NULL || link->text[0] == '\0' ||
	    link->kind == LINK_TEXT || link->kind == LINK_BARE || link->url.host.ascii[0] == '\0')
		return;
	if (rewriter_unwrap(&sweep->lookalike->rewriters, sweep->arena, &link->url, &target) ==
	    REWRITER_OPAQUE)
		return;
	text = sweep_fold(sweep->arena, link->text, &length);
	check_text(sweep, text, length, &like);
	skeleton =
		fold_skeleton_display(sweep->arena, arena_memdup(sweep->arena, link->text,
								 strnlen(link->text, SWEEP_TEXT)));
	if (strlen(skeleton) != length || memcmp(skeleton, text, length) != 0)
		check_text(sweep, skeleton, strlen(skeleton), &like);
}
