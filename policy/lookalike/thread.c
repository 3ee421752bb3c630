/* SPDX-License-Identifier: BSD-2-Clause */
/* thread - replies: whether somebody takes a participant's place, whether there is a thread at all.
 */
#include "config.h"

#include "policy/lookalike/thread.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/lookalike/distance.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/mail/fold.h"
#include "policy/mail/reply.h"

#define LABEL_LEAST    5   /* letters of a name that nobody has by chance */
#define CLOSE_COST     0.5 /* a look-alike letter, a swap, a doubled letter, a neighbouring key */
#define ADDRESSES_MOST 200 /* in one text */
#define HEAD_MOST      400 /* bytes of a quoted head */

struct participants {
	struct host items[THREAD_PARTICIPANTS];
	size_t count;
};

static bool
begins_with_one(const char *line, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strncasecmp(line, *words, strlen(*words)) == 0)
			return true;
	return false;
}

/* A line of the head that begins at 'line' names a subject, and an address stands before it. */
static bool
is_head(const char *line)
{
	static const char *const subjects[] = {"subject:", "betreff:", "objet",      "asunto:",
					       "assunto:", "oggetto:", "onderwerp:", NULL};
	const char *end = line + strnlen(line, HEAD_MOST);
	bool address = false;

	for (; line < end; line += strcspn(line, "\n"), line += *line == '\n') {
		line += strspn(line, "> *\t");
		if (begins_with_one(line, subjects))
			return address;
		address = address || memchr(line, '@', strcspn(line, "\n")) != NULL;
	}
	return false;
}

/* "From: ... Sent: ... Subject: ...", as mail programs put it above what they quote. */
static bool
quotes_head(const char *text)
{
	static const char *const from[] = {"from:", "von:", "de :", "de:", "da:", "van:", NULL};

	for (;; text++) {
		text += strspn(text, "> *\t");
		if (begins_with_one(text, from) && is_head(text))
			return true;
		text += strcspn(text, "\n");
		if (*text == '\0')
			return false;
	}
}

static void
add_participant(const struct sweep *sweep, const struct host *host, struct participants *all)
{
	const struct message *message = sweep->message;
	size_t i;

	if (host->ascii[0] == '\0' || all->count == THREAD_PARTICIPANTS)
		return;
	for (i = 0; i < message->from.count; i++)
		if (strcmp(message->from.items[i].domain.registrable, host->registrable) == 0)
			return;
	for (i = 0; i < all->count; i++)
		if (strcmp(all->items[i].registrable, host->registrable) == 0)
			return;
	all->items[all->count++] = *host;
}

static bool
is_host_byte(char byte)
{
	return byte == '.' || byte == '-' || isalnum((unsigned char)byte);
}

/* Domains behind an '@' in what is seen. */
static void
read_quoted(const struct sweep *sweep, const char *text, struct participants *all)
{
	const char *at = text, *why;
	struct host host;
	size_t length, seen;

	for (seen = 0; seen < ADDRESSES_MOST && all->count < THREAD_PARTICIPANTS &&
		       (at = strchr(at, '@')) != NULL;
	     seen++) {
		at++;
		for (length = 0; is_host_byte(at[length]);)
			length++;
		while (length != 0 && !isalnum((unsigned char)at[length - 1]))
			length--;
		if (length != 0 && memchr(at, '.', length) != NULL &&
		    host_canonical(sweep->arena, at, length, &host, &why) == 0)
			add_participant(sweep, &host, all);
		at += length;
	}
}

static void
read_list(const struct sweep *sweep, const struct address_list *list, struct participants *all)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		add_participant(sweep, &list->items[i].domain, all);
}

/* What of one edit nobody makes by founding a daughter: "acme-corp" beside "acmecorp" is one. */
static bool
is_slip(const struct distance *distance, size_t length)
{
	switch (distance->edit) {
	case DISTANCE_WEAK:
	case DISTANCE_TRANSPOSE:
	case DISTANCE_DOUBLE:
	case DISTANCE_KEYBOARD:
	case DISTANCE_VOWEL:
	case DISTANCE_BIT:
		return distance->edits == 1 &&
		       (distance->cost <= CLOSE_COST || distance->cost <= distance_limit(length));
	case DISTANCE_NONE:
	case DISTANCE_HYPHEN:
	case DISTANCE_PLURAL:
	case DISTANCE_INSERT:
	case DISTANCE_DELETE:
	case DISTANCE_REPLACE:
	case DISTANCE_FIRST:
	case DISTANCE_DIGITS:
	case DISTANCE_EDITS:
		break;
	}
	return false;
}

const char *
thread_imitates(const struct sweep *sweep, const struct host *from, const struct host *participant)
{
	const char *seen, *target;
	struct distance distance;
	struct index_place one, other;

	if (strlen(participant->label) < LABEL_LEAST ||
	    strcmp(from->label, participant->label) == 0)
		return NULL;
	index_place(&sweep->lookalike->index, from, &one);
	index_place(&sweep->lookalike->index, participant, &other);
	if (one.owner != INDEX_NONE || one.roles != 0)
		return NULL;
	seen = fold_skeleton(sweep->arena, from->label, FOLD_STRONG);
	target = fold_skeleton(sweep->arena, participant->label, FOLD_STRONG);
	if (strcmp(seen, target) == 0)
		return "looks the same";
	/* a swap may make an "rn" that reads as m: as written, too */
	distance = distance_of(from->label, strlen(from->label), participant->label,
			       strlen(participant->label));
	if (!is_slip(&distance, strlen(target)))
		distance = distance_of(seen, strlen(seen), target, strlen(target));
	return is_slip(&distance, strlen(target)) ? distance_sentence(distance.edit) : NULL;
}

static void
check_hijack(struct sweep *sweep, const struct participants *all)
{
	const struct address_list *list = &sweep->message->from;
	size_t i, k;

	for (i = 0; i < list->count; i++)
		for (k = 0; k < all->count && list->items[i].domain.ascii[0] != '\0'; k++) {
			const struct host *from = &list->items[i].domain, *other = &all->items[k];
			const char *how = thread_imitates(sweep, from, other);

			if (how == NULL)
				continue;
			finding_add(sweep->findings,
				    &(struct finding){
					    .kind = FINDING_THREAD_HIJACK,
					    .target = other->registrable,
					    .tier = LOOKALIKE_NONE,
					    .observed = list->items[i].text,
					    .where = "from",
					    .why = arena_printf(sweep->arena,
								"%s takes part, the answer comes "
								"from %s: %s",
								other->registrable,
								from->registrable, how)});
			return;
		}
}

void
thread_check(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	bool reply = message->subject != NULL && reply_says(message->subject), quoted = false;
	struct participants all = {.count = 0};
	size_t i, left = THREAD_TEXT;

	for (i = 0; i < message->text_count && left != 0; i++) {
		const struct message_text *text = &message->texts[i];
		size_t length = text->length < left ? text->length : left;
		const char *copy;

		if (text->kind != TEXT_VISIBLE || memchr(text->bytes, '@', length) == NULL)
			continue;
		copy = arena_memdup(sweep->arena, text->bytes, length);
		left -= length;
		quoted = quoted || quotes_head(copy);
		read_quoted(sweep, copy, &all);
	}
	if (!reply && !quoted && (message->flags & MESSAGE_REPLY) == 0)
		return;
	read_list(sweep, &message->to, &all);
	read_list(sweep, &message->cc, &all);
	check_hijack(sweep, &all);
	if (reply && (message->flags & MESSAGE_REPLY) == 0)
		finding_add(sweep->findings,
			    &(struct finding){.kind = FINDING_FAKE_THREAD,
					      .tier = LOOKALIKE_NONE,
					      .observed = message->subject,
					      .where = "subject",
					      .why = quoted ? "the message quotes another and "
							      "says reply, but answers none"
							    : "the subject says reply, but the "
							      "message answers none"});
}
