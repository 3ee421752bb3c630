/* SPDX-License-Identifier: BSD-2-Clause */
/* inspect_person - the name of somebody of the directory above a stranger's address. */
#include "config.h"

#include "policy/inspect_person.h"

#include <string.h>

#include "policy/mail/person.h"

#define SENDERS_MOST  4
#define WEIGHT_VIP    220
#define WEIGHT_PERSON 140
#define WEIGHT_COMMON 60 /* a name that several bear: points, but no key (keys.h) */
#define COMMON        3  /* so many */

static bool
is_one_of(const struct directory_person *person, const char *id)
{
	size_t i;

	for (i = 0; i < person->count; i++)
		if (strcmp(person->ids[i], id) == 0)
			return true;
	return false;
}

/* The directory has the address as one of that person's own, private ones included, and nobody says
 * that it is forged. */
static bool
is_registered(struct directory *directory, struct arena *arena, const struct message *message,
	      const struct address *from, const struct directory_person *person)
{
	struct directory_resolution resolution;
	const char *why;

	return directory_resolve(directory, arena, from->text, &resolution, &why) == ANSWER_FOUND &&
	       is_one_of(person, resolution.identity.id) &&
	       !authentication_fails(&message->auth, from->domain.registrable);
}

/* Somebody writes to himself, from home to work. */
static bool
is_to_oneself(const struct inspection *inspection, const struct directory_person *person)
{
	size_t i;

	for (i = 0; i < inspection->recipient_count; i++) {
		const struct inspect_recipient *recipient = &inspection->recipients[i];

		if (recipient->answer != ANSWER_FOUND ||
		    !is_one_of(person, recipient->resolution.identity.id))
			return false;
	}
	return inspection->recipient_count != 0;
}

/*
 * A service that is proven to send this writes in people's names, as calendars, lists and code
 * hosts do; a host of free mailboxes does so only in automatic answers, whose empty envelope its
 * customers cannot forge.
 */
static bool
is_service(const struct lookalike *lookalike, const struct message *message,
	   const struct address *from)
{
	if (lookalike_owner(lookalike, &from->domain)[0] == '\0' ||
	    !authentication_proves(&message->auth, from->domain.registrable))
		return false;
	return !lookalike_is_freemail(lookalike, &from->domain) ||
	       ((message->flags & MESSAGE_AUTOMATIC) != 0 &&
		message->envelope_sender.text[0] == '\0');
}

static int
weigh(const struct person_name *name, const struct directory_person *person)
{
	int weight = person->vip ? WEIGHT_VIP : WEIGHT_PERSON;

	if (!person->vip && person->count >= COMMON)
		return WEIGHT_COMMON;
	return name->exact ? weight : weight * 3 / 4;
}

/* Without a name, programs show the address: "jane.roe@" says it as well. */
static void
read_name(struct arena *arena, const struct address *from, struct person_name *out)
{
	person_read(arena, from->display, out);
	if (out->count != 0 || (from->display[0] != '\0' && strchr(from->display, '@') == NULL))
		return;
	person_read(arena, from->local, out);
	out->exact = false;
}

static void
check(struct directory *directory, const struct lookalike *lookalike, struct arena *arena,
      const struct address *from, struct inspection *inspection)
{
	struct directory_person person;
	struct person_name name;
	const char *why;

	if (from->domain.ascii[0] == '\0' || lookalike_is_owned(lookalike, &from->domain))
		return;
	read_name(arena, from, &name);
	if (name.count == 0 ||
	    directory_named(directory, arena, &name, &person, &why) != ANSWER_FOUND ||
	    is_registered(directory, arena, &inspection->message, from, &person) ||
	    is_to_oneself(inspection, &person) || is_service(lookalike, &inspection->message, from))
		return;
	finding_add(&inspection->findings,
		    &(struct finding){
			    .kind = FINDING_PERSON_NAME,
			    .tier = LOOKALIKE_NONE,
			    .observed = arena_printf(arena, "%s <%s>", from->display, from->text),
			    .where = "from",
			    .why = arena_printf(arena,
						"the sender's name is that of %s, the "
						"address is none of the directory's",
						person.vip ? "a prominent person here"
							   : "somebody here"),
			    .weight = weigh(&name, &person)});
}

void
inspect_person_find(struct directory *directory, const struct lookalike *lookalike,
		    struct arena *arena, struct inspection *inspection)
{
	const struct address_list *from = &inspection->message.from;
	size_t i;

	for (i = 0; directory != NULL && i < from->count && i < SENDERS_MOST; i++)
		check(directory, lookalike, arena, &from->items[i], inspection);
}
