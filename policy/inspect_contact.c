/* SPDX-License-Identifier: BSD-2-Clause */
/* inspect_contact - what the history of mail says about a message, and what it adds to it. */
#include "config.h"

#include "policy/inspect_contact.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"

#define RECIPIENTS_MOST 50 /* asked of or taught by one message */
#define WEIGHT_NEW      40 /* known, but hardly */

/* ---- the two sides --------------------------------------------------------------------------- */

static const struct address *
sender_of(const struct inspection *inspection)
{
	const struct address_list *from = &inspection->message.from;

	return from->count == 1 && from->items[0].domain.ascii[0] != '\0' ? &from->items[0] : NULL;
}

/* One name for all addresses of an identity; for most the same with and without a directory. */
static const char *
name_of(struct arena *arena, const char *address, enum answer answer,
	const struct identity *identity)
{
	bool named = answer == ANSWER_FOUND && identity->mail != NULL && identity->mail[0] != '\0';

	return text_lower(arena, named ? identity->mail : address);
}

/* The same for one that was not resolved yet. */
static const char *
find_name(const struct inspect_contact *self, struct arena *arena, const char *address,
	  enum answer *answer)
{
	struct directory_resolution resolution = {0};
	const char *why;

	*answer = ANSWER_DOWN;
	if (self->directory != NULL)
		*answer = directory_resolve(self->directory, arena, address, &resolution, &why);
	return name_of(arena, address, *answer, &resolution.identity);
}

static bool
has_domain(const struct inspect_recipient *recipient)
{
	return recipient->domain.ascii != NULL && recipient->domain.ascii[0] != '\0';
}

static bool
is_ours(const struct inspect_contact *self, const struct inspect_recipient *recipient)
{
	return (recipient->answer == ANSWER_FOUND &&
		recipient->resolution.identity.kind != IDENTITY_EXTERNAL) ||
	       lookalike_is_owned(self->lookalike, &recipient->domain);
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Anybody can have an address there, so the domain says nothing about who writes. */
static bool
is_everybodys(const struct inspect_contact *self, const struct host *domain)
{
	return lookalike_is_freemail(self->lookalike, domain);
}

static void
ask_for(const struct inspect_contact *self, struct arena *arena, const struct address *sender,
	struct inspect_recipient *recipient, struct inspect_history *history)
{
	int64_t now_ms = clock_now_ms();
	struct ledger_answer answer;
	const struct contact_past *past;
	struct gather_fact who;
	const char *why;

	if (!has_domain(recipient) || !is_ours(self, recipient))
		return;
	who = (struct gather_fact){.own = name_of(arena, recipient->address, recipient->answer,
						  &recipient->resolution.identity),
				   .own_domain = recipient->domain.registrable,
				   .foreign = text_lower(arena, sender->text),
				   .foreign_domain = sender->domain.registrable};
	if (correspondents_ask(self->correspondents, &who, &answer, &why) != ANSWER_FOUND ||
	    !contact_is_warm(self->conf, answer.mails, answer.oldest_ms, now_ms))
		return;
	recipient->contact = contact_of(self->conf, &answer.address, now_ms);
	past = is_everybodys(self, &sender->domain) ? &answer.our_address : &answer.our_domain;
	if (history->contact <= contact_of(self->conf, past, now_ms)) {
		history->contact = contact_of(self->conf, past, now_ms);
		history->past = *past;
	}
	if (contact_of(self->conf, &answer.our_address, now_ms) >= CONTACT_TWO_WAY)
		history->two_way = true;
}

/* Limits of sight say nothing about the sender. */
static bool
has_evidence(const struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (finding_info(findings->items[i].kind)->class != FINDING_CLASS_SIGHT)
			return true;
	return false;
}

static const char *
tell(struct arena *arena, const struct inspect_history *history)
{
	if (history->contact == CONTACT_FIRST)
		return "first contact: no mail from or to this sender before";
	return arena_printf(arena, "hardly known: %u message%s since %.10s, %u of them ours",
			    history->past.in + history->past.out,
			    history->past.in + history->past.out == 1 ? "" : "s",
			    clock_rfc3339(arena, history->past.first_ms, 1), history->past.out);
}

static void
add_finding(const struct inspect_contact *self, struct arena *arena, const struct address *sender,
	    struct inspection *inspection)
{
	const struct inspect_history *history = &inspection->history;
	bool known = authentication_proves(&inspection->message.auth, sender->domain.registrable) &&
		     lookalike_owner(self->lookalike, &sender->domain)[0] != '\0' &&
		     !is_everybodys(self, &sender->domain);

	if (known || (history->contact != CONTACT_FIRST && history->contact != CONTACT_NEW))
		return;
	finding_add(&inspection->findings,
		    &(struct finding){.kind = FINDING_FIRST_CONTACT,
				      .tier = LOOKALIKE_NONE,
				      .observed = is_everybodys(self, &sender->domain)
							  ? sender->text
							  : sender->domain.registrable,
				      .where = "from",
				      .why = tell(arena, history),
				      .weight = history->contact == CONTACT_NEW ? WEIGHT_NEW : 0});
}

void
inspect_contact_find(const struct inspect_contact *self, struct arena *arena,
		     struct inspection *inspection)
{
	const struct address *sender = sender_of(inspection);
	size_t i;

	if (self->correspondents == NULL || sender == NULL ||
	    lookalike_is_owned(self->lookalike, &sender->domain) ||
	    !has_evidence(&inspection->findings))
		return;
	for (i = 0; i < inspection->recipient_count && i < RECIPIENTS_MOST; i++)
		ask_for(self, arena, sender, &inspection->recipients[i], &inspection->history);
	add_finding(self, arena, sender, inspection);
}

/* ---- learning -------------------------------------------------------------------------------- */

static bool
is_local(struct arena *arena, const char *client)
{
	struct host host;
	const char *why;

	return client != NULL && host_canonical(arena, client, strlen(client), &host, &why) == 0 &&
	       (host.flags & HOST_PRIVATE_ADDRESS) != 0;
}

/* Whether one of us sent it, beyond what anybody can write. An automatic answer is sent by whoever
 * asks for it. */
static bool
is_outbound(const struct inspect_contact *self, struct arena *arena,
	    const struct inspection *inspection, const struct address *sender)
{
	const struct message_envelope *envelope = &inspection->message.source->envelope;
	bool signed_in = envelope->auth_identity != NULL && envelope->auth_identity[0] != '\0';

	return lookalike_is_owned(self->lookalike, &sender->domain) &&
	       (inspection->message.flags & MESSAGE_AUTOMATIC) == 0 &&
	       (signed_in ||
		authentication_proves(&inspection->message.auth, sender->domain.registrable) ||
		is_local(arena, envelope->client_address));
}

static bool
is_inbound(const struct inspect_contact *self, const struct inspection *inspection,
	   const struct address *sender)
{
	return inspection->judgement.verdict == VERDICT_NONE &&
	       !lookalike_is_owned(self->lookalike, &sender->domain) &&
	       !authentication_fails(&inspection->message.auth, sender->domain.registrable);
}

static void
learn_one(const struct inspect_contact *self, struct arena *arena, const struct gather_fact *sender,
	  const struct inspect_recipient *recipient)
{
	struct gather_fact fact = *sender;

	if (recipient->refused || !has_domain(recipient) || is_ours(self, recipient) == fact.out)
		return;
	if (fact.out) {
		fact.foreign = text_lower(arena, recipient->address);
		fact.foreign_domain = recipient->domain.registrable;
	} else {
		fact.own = name_of(arena, recipient->address, recipient->answer,
				   &recipient->resolution.identity);
		fact.own_domain = recipient->domain.registrable;
	}
	correspondents_note(self->correspondents, &fact);
}

/* The sender's side of what a message teaches. */
static struct gather_fact
half_fact(const struct inspect_contact *self, struct arena *arena, const struct address *sender,
	  int64_t when_ms, bool out)
{
	struct gather_fact fact = {.when_ms = when_ms, .out = out};
	enum answer answer;

	if (out) {
		fact.own = find_name(self, arena, sender->text, &answer);
		fact.own_domain = sender->domain.registrable;
	} else {
		fact.foreign = text_lower(arena, sender->text);
		fact.foreign_domain = sender->domain.registrable;
	}
	return fact;
}

void
inspect_contact_learn(const struct inspect_contact *self, struct arena *arena,
		      const struct inspection *inspection, int64_t when_ms)
{
	const struct address *sender = sender_of(inspection);
	struct gather_fact fact;
	bool out;
	size_t i;

	if (self->correspondents == NULL || !self->conf->learn || sender == NULL)
		return;
	out = is_outbound(self, arena, inspection, sender);
	if (!out && !is_inbound(self, inspection, sender))
		return;
	fact = half_fact(self, arena, sender, when_ms, out);
	for (i = 0; i < inspection->recipient_count && i < RECIPIENTS_MOST; i++)
		learn_one(self, arena, &fact, &inspection->recipients[i]);
}

bool
inspect_contact_pair(const struct inspect_contact *self, struct arena *arena,
		     const struct address *from, const struct address *to, int64_t when_ms)
{
	bool out = lookalike_is_owned(self->lookalike, &from->domain);
	struct inspect_recipient recipient = {.address = to->text, .domain = to->domain};
	struct gather_fact fact;

	if (from->domain.ascii[0] == '\0' || to->domain.ascii[0] == '\0')
		return false;
	recipient.resolution.identity.mail = find_name(self, arena, to->text, &recipient.answer);
	if (is_ours(self, &recipient) == out)
		return false;
	fact = half_fact(self, arena, from, when_ms, out);
	learn_one(self, arena, &fact, &recipient);
	return true;
}
