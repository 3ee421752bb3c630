/* SPDX-License-Identifier: BSD-2-Clause */
/* mismatch - links whose text names one domain while they lead to another (detection.md 2.8). */
#include "config.h"

#include "policy/lookalike/mismatch.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/mail/fold.h"

#define WEIGHT_FOOTER 110 /* points, but no key (keys.h) */
#define WEIGHT_FILE   160
#define PIECES_MOST   8 /* anchors side by side */

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
	const struct message_link *link;
	const char *where;
	const char *disguised; /* the text as written, when it mixes scripts; else NULL */
};

static int
weigh(const struct shown *shown)
{
	return shown->link->rank == LINK_FOOTER ? WEIGHT_FOOTER : 0;
}

/* Nobody honest writes a protected name with the letters of another script. */
static void
add_disguised(struct sweep *sweep, const struct shown *shown, const struct index_owner *owner)
{
	if (shown->disguised == NULL || strcasestr(shown->disguised, shown->host->ascii) != NULL)
		return;
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_HOMOGLYPH,
				      .target = shown->host->registrable,
				      .owner = owner->name,
				      .tier = (int)owner->tier,
				      .observed = shown->disguised,
				      .where = shown->where,
				      .why = arena_printf(sweep->arena,
							  "the text shows %s in letters of another "
							  "script",
							  shown->host->ascii),
				      .prominent = shown->link->rank == LINK_MAIN});
}

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
	add_disguised(sweep, shown, owner);
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
				      .weight = weigh(shown),
				      .prominent = shown->link->rank == LINK_MAIN});
}

static void
check_names(struct sweep *sweep, const char *text, size_t length, const struct shown *like)
{
	size_t at = 0, names;
	struct shown shown = *like;
	struct host host;

	for (names = 0; names < SWEEP_NAMES; names++) {
		if (!sweep_next_name(sweep->arena, text, length, &at, &host))
			return;
		shown.host = &host;
		sweep_host(sweep, &host, arena_printf(sweep->arena, "text of %s", like->where),
			   like->link->rank == LINK_MAIN);
		compare(sweep, &shown);
	}
}

/* Five hundred long texts cost time too. */
static bool
spend(struct sweep *sweep, size_t bytes, const char *where)
{
	if (bytes <= sweep->bytes_left) {
		sweep->bytes_left -= bytes;
		return true;
	}
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_TRUNCATED,
				      .tier = LOOKALIKE_NONE,
				      .observed = "texts of links",
				      .where = where,
				      .why = "not all texts of links were compared with where they "
					     "lead"});
	return false;
}

/* Names whose letters are of other scripts have no known suffix until they are folded. */
static void
check_text(struct sweep *sweep, const char *written, const struct shown *like)
{
	size_t length = written == NULL ? 0 : strnlen(written, SWEEP_TEXT);
	struct shown shown = *like;
	struct folded folded;
	const char *skeleton;

	if (length == 0 || !spend(sweep, length, like->where))
		return;
	fold_text(sweep->arena, written, length, &folded);
	shown.disguised = folded.mixed_script ? written : NULL;
	check_names(sweep, folded.text, folded.length, &shown);
	skeleton = fold_skeleton_display(sweep->arena, arena_memdup(sweep->arena, written, length));
	if (strlen(skeleton) != folded.length || memcmp(skeleton, folded.text, folded.length) != 0)
		check_names(sweep, skeleton, strlen(skeleton), &shown);
}

/* Whether 'next' begins where the text of 'link' ends: "h" and "ttps://..." in two anchors. */
static bool
adjoins(const struct message_link *link, const struct message_link *next)
{
	return link->kind == LINK_ANCHOR && next->kind == LINK_ANCHOR && !link->hidden &&
	       !next->hidden && link->text_index == next->text_index && link->text != NULL &&
	       next->text != NULL && link->text[0] != '\0' &&
	       link->text_offset + strlen(link->text) == next->text_offset;
}

/* The texts of anchors side by side as one, or NULL when the link stands alone or is not the first.
 */
static const char *
join_text(const struct sweep *sweep, size_t number)
{
	const struct message *message = sweep->message;
	struct text joined = TEXT_IN(sweep->arena);
	size_t i = number;

	if (number != 0 && adjoins(&message->links[number - 1], &message->links[number]))
		return NULL;
	while (i + 1 < message->link_count && i + 1 < number + PIECES_MOST &&
	       adjoins(&message->links[i], &message->links[i + 1]))
		text_add_string(&joined, message->links[i++].text);
	if (i == number)
		return NULL;
	text_add_string(&joined, message->links[i].text);
	return text_string(&joined);
}

/* "invoice.pdf" over a page of somebody whom nobody knows and who is not the sender. */
static void
check_file_name(struct sweep *sweep, const struct shown *shown)
{
	static const char *const ends[] = {".pdf", ".docx", ".xlsx", ".doc", ".xls", NULL};
	const struct address_list *from = &sweep->message->from;
	const char *text = shown->link->text;
	struct index_place place;
	size_t i;

	for (i = 0; ends[i] != NULL && !text_ends_fold(text, ends[i]); i++)
		;
	if (ends[i] == NULL || strstr(text, "://") != NULL ||
	    text_ends_fold(shown->target->path, ends[i]))
		return;
	index_place(&sweep->lookalike->index, &shown->target->host, &place);
	if (place.owner != INDEX_NONE || (place.roles & INDEX_KNOWN) != 0)
		return;
	for (i = 0; i < from->count; i++)
		if (strcmp(from->items[i].domain.registrable, shown->target->host.registrable) == 0)
			return;
	finding_add(
		sweep->findings,
		&(struct finding){.kind = FINDING_LINK_MISMATCH,
				  .family = "file-name",
				  .tier = LOOKALIKE_NONE,
				  .observed = text,
				  .where = shown->where,
				  .why = arena_printf(sweep->arena,
						      "the text is the name of a file, the link "
						      "leads to a page of %s",
						      shown->target->host.ascii),
				  .weight = WEIGHT_FILE,
				  .prominent = shown->link->rank == LINK_MAIN});
}

void
mismatch_check(struct sweep *sweep, size_t number, const struct url *target)
{
	const struct message_link *link = &sweep->message->links[number];
	struct shown like = {.target = target, .link = link};

	if (link->hidden || link->kind == LINK_TEXT || link->kind == LINK_BARE ||
	    link->url.host.ascii[0] == '\0')
		return;
	like.where = arena_printf(sweep->arena, "link %zu", number + 1);
	check_text(sweep, link->text, &like);
	check_text(sweep, link->title, &like);
	check_text(sweep, join_text(sweep, number), &like);
	if (link->text != NULL)
		check_file_name(sweep, &like);
}
