/* SPDX-License-Identifier: BSD-2-Clause */
/* senders - what the fields of a sender say about one another (detection.md 2.9). */
#include "config.h"

#include "policy/lookalike/senders.h"

#include <ctype.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/lookalike/lookalike_check.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/lookalike/thread.h"
#include "policy/mail/bounce.h"

#define ADDRESSES_MOST  4   /* in one display name */
#define RECIPIENTS_MOST 100 /* compared with senders */
#define WEIGHT_OURS     230 /* the address shown is the reader's own, or of our domain */
#define WEIGHT_TICKET   50  /* points, but no key (keys.h) */

static bool
is_proven(const struct sweep *sweep, const struct host *host)
{
	return authentication_proves(&sweep->message->auth, host->registrable);
}

static void
check_own_domain(struct sweep *sweep, const struct address *from)
{
	if (!lookalike_is_owned(sweep->lookalike, &from->domain) ||
	    !authentication_fails(&sweep->message->auth, from->domain.registrable))
		return;
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_OWN_DOMAIN_SPOOF,
				      .target = from->domain.registrable,
				      .owner = "own",
				      .tier = LOOKALIKE_OWNED,
				      .observed = from->text,
				      .where = "from",
				      .why = "the sender claims our own domain and authentication "
					     "failed for it"});
}

/* ---- an address in the display name ---------------------------------------------------------- */

static bool
is_host_byte(char byte)
{
	return (unsigned char)byte >= 0x80 || byte == '.' || byte == '-' ||
	       isalnum((unsigned char)byte);
}

static bool
is_local_byte(char byte)
{
	return is_host_byte(byte) || byte == '_' || byte == '+' || byte == '=';
}

static bool
is_recipient(const struct sweep *sweep, const struct address *address)
{
	size_t i;

	for (i = 0; i < sweep->recipients.count; i++)
		if (text_equal_fold(sweep->recipients.items[i].text, address->text))
			return true;
	return false;
}

/* Of a domain that matters to the reader: names within a house need no public suffix. */
static bool
is_known(const struct sweep *sweep, const struct host *host)
{
	struct index_place place;
	size_t i;

	index_place(&sweep->lookalike->index, host, &place);
	for (i = 0; i < sweep->recipients.count; i++)
		if (strcmp(sweep->recipients.items[i].domain.registrable, host->registrable) == 0)
			return true;
	return place.owner != INDEX_NONE || host_has_known_suffix(host->ascii);
}

/* The address around the '@' at 'sign', when its domain is one. */
static bool
read_shown(const struct sweep *sweep, const char *display, const char *sign, struct address *out)
{
	const char *start = sign, *end = sign + 1, *why;

	while (start > display && is_local_byte(start[-1]))
		start--;
	while (is_host_byte(*end))
		end++;
	while (end > sign + 1 && end[-1] == '.')
		end--;
	return start != sign && end != sign + 1 &&
	       address_spec(sweep->arena, start, (size_t)(end - start), out, &why) == 0 &&
	       out->domain.ascii[0] != '\0' && is_known(sweep, &out->domain);
}

/* Calendars and other services that are proven to send this show whom they write for. */
static bool
is_service(const struct sweep *sweep, const struct host *host)
{
	struct index_place place;

	index_place(&sweep->lookalike->index, host, &place);
	return place.owner != INDEX_NONE && (place.roles & INDEX_FREEMAIL) == 0 &&
	       is_proven(sweep, host);
}

static bool
same_house(const struct sweep *sweep, const struct host *a, const struct host *b)
{
	struct index_place one, other;

	index_place(&sweep->lookalike->index, a, &one);
	index_place(&sweep->lookalike->index, b, &other);
	return strcmp(a->registrable, b->registrable) == 0 ||
	       (one.owner != INDEX_NONE && one.owner == other.owner &&
		((one.roles | other.roles) & INDEX_FREEMAIL) == 0);
}

static void
check_shown(struct sweep *sweep, const struct address *from)
{
	size_t length, seen;
	const char *display = sweep_fold(sweep->arena, from->display, &length), *sign = display;
	struct address shown;

	for (seen = 0; seen < ADDRESSES_MOST && (sign = strchr(sign, '@')) != NULL; seen++) {
		const char *at = sign++;
		bool ours;

		if (!read_shown(sweep, display, at, &shown) ||
		    same_house(sweep, &shown.domain, &from->domain) ||
		    is_service(sweep, &from->domain))
			continue;
		ours = lookalike_is_owned(sweep->lookalike, &shown.domain) ||
		       is_recipient(sweep, &shown);
		finding_add(sweep->findings,
			    &(struct finding){.kind = FINDING_ADDRESS_IN_NAME,
					      .target = shown.domain.registrable,
					      .tier = ours ? LOOKALIKE_OWNED : LOOKALIKE_NONE,
					      .observed = from->display,
					      .where = "from",
					      .why = ours ? "the sender's name shows an address of "
							    "ours or the reader's that is not his"
							  : "the sender's name shows an address "
							    "that is not his",
					      .weight = ours ? WEIGHT_OURS : 0});
	}
}

/* A note to oneself is harmless; one that asks for something is not from oneself. */
static void
check_self(struct sweep *sweep, const struct address *from)
{
	if (is_proven(sweep, &from->domain) || !is_recipient(sweep, from))
		return;
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_SELF_SENT,
				      .tier = LOOKALIKE_NONE,
				      .observed = from->text,
				      .where = "from",
				      .why = "the sender's address is the reader's own, which "
					     "nobody proves"});
}

/* Whether somebody is to be led to another house than the sender's. */
static bool
leads_away(const struct sweep *sweep, const struct host *from)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->link_count && i < SWEEP_LINKS; i++) {
		const struct message_link *link = &message->links[i];

		if (link->kind != LINK_IMAGE && link->kind != LINK_MAILTO && !link->obscured &&
		    !link->hidden && !link->attachment && link->url.host.ascii[0] != '\0' &&
		    !same_house(sweep, &link->url.host, from))
			return true;
	}
	return false;
}

/* An empty envelope sender alone makes nobody a mail system (H13). */
static void
check_system(struct sweep *sweep, const struct address *from)
{
	static const char *const names[] = {"mailer-daemon", "postmaster", "mail-daemon",
					    "mailerdaemon", "mailer"};
	const struct message *message = sweep->message;
	size_t i;

	if (message->source == NULL || message->envelope_sender.text[0] != '\0' ||
	    bounce_is_report(message) || is_proven(sweep, &from->domain) ||
	    !leads_away(sweep, &from->domain))
		return;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_equal_fold(from->local, names[i])) {
			finding_add(sweep->findings,
				    &(struct finding){.kind = FINDING_ROLE_CLAIM,
						      .tier = LOOKALIKE_NONE,
						      .observed = from->text,
						      .where = "from",
						      .why = "the sender calls himself a mail "
							     "system, but reports nothing and "
							     "leads elsewhere"});
			return;
		}
}

/* Which mailbox of several is shown, and which is checked, differs between programs. */
static void
check_several(struct sweep *sweep)
{
	const struct address_list *from = &sweep->message->from;
	size_t i;

	for (i = 1; i < from->count; i++)
		if (from->items[i].domain.ascii[0] != '\0' &&
		    from->items[0].domain.ascii[0] != '\0' &&
		    !same_house(sweep, &from->items[0].domain, &from->items[i].domain)) {
			finding_add(sweep->findings,
				    &(struct finding){.kind = FINDING_AMBIGUOUS,
						      .observed = "several senders",
						      .where = "from",
						      .why = "From has mailboxes of different "
							     "domains; mail programs differ in "
							     "which they show"});
			return;
		}
}

/* ---- where answers go ------------------------------------------------------------------------ */

static bool
is_freemail(const struct sweep *sweep, const struct host *host)
{
	return lookalike_is_freemail(sweep->lookalike, host);
}

/* A list that is proven to send this puts the writer's own address here; so does a web form of our
 * own house. */
static bool
is_relayed(const struct sweep *sweep, const struct address *from)
{
	const char *list = sweep->message->list_id;
	size_t length = list == NULL ? 0 : strlen(list), tail = strlen(from->domain.registrable);
	bool own_list = length >= tail && tail != 0 &&
			strcasecmp(list + length - tail, from->domain.registrable) == 0 &&
			(length == tail || list[length - tail - 1] == '.');

	return is_proven(sweep, &from->domain) &&
	       (own_list || lookalike_is_owned(sweep->lookalike, &from->domain) ||
		is_service(sweep, &from->domain));
}

/* "support+id123@", "reply-4711abc@": a program sorts what comes back. */
static bool
is_ticket(const char *local)
{
	size_t digits = 0, i;

	for (i = 0; local[i] != '\0'; i++)
		digits += isdigit((unsigned char)local[i]) != 0;
	return strchr(local, '+') != NULL || (digits >= 4 && strcspn(local, "-_=") != i);
}

/* A partner whose mailbox was taken over passes every authentication; the answers go elsewhere. */
static void
add_diverted(struct sweep *sweep, const struct address *from, const struct address *reply,
	     const char *how)
{
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_THREAD_HIJACK,
				      .target = from->domain.registrable,
				      .tier = LOOKALIKE_NONE,
				      .observed = reply->text,
				      .where = "reply-to",
				      .why = arena_printf(sweep->arena,
							  "%s writes, answers would go to %s: %s",
							  from->domain.registrable,
							  reply->domain.registrable, how)});
}

static void
check_reply(struct sweep *sweep, const struct address *from, const struct address *reply)
{
	struct lookalike_match match;
	const char *how;
	bool freemail;

	if (reply->domain.ascii[0] == '\0' || from->domain.ascii[0] == '\0' ||
	    strcmp(reply->domain.registrable, from->domain.registrable) == 0)
		return;
	how = thread_imitates(sweep, &reply->domain, &from->domain);
	if (how != NULL) {
		add_diverted(sweep, from, reply, how);
		return;
	}
	lookalike_check_host(&sweep->lookalike->index, sweep->arena, &reply->domain, &match);
	freemail = is_freemail(sweep, &reply->domain) && !is_freemail(sweep, &from->domain);
	if ((!freemail && (!match.flagged || match.needs_claim)) ||
	    (freemail && is_relayed(sweep, from)))
		return;
	finding_add(
		sweep->findings,
		&(struct finding){.kind = FINDING_REPLY_TO,
				  .target = match.target,
				  .owner = match.owner,
				  .tier = (int)match.tier,
				  .observed = reply->text,
				  .where = "reply-to",
				  .weight = freemail && is_ticket(reply->local) ? WEIGHT_TICKET : 0,
				  .why = freemail ? "answers would go to a free mailbox"
						  : "answers would go to a look-alike domain"});
}

/* Of the envelope; without one, of the field To. */
static void
read_recipients(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	const struct message_envelope *envelope =
		message->source == NULL ? NULL : &message->source->envelope;
	struct address_list *out = &sweep->recipients;
	const char *why;
	size_t i;

	if (envelope == NULL || envelope->recipient_count == 0) {
		*out = message->to;
		return;
	}
	out->items = arena_zalloc(sweep->arena, RECIPIENTS_MOST, sizeof(*out->items));
	for (i = 0; i < envelope->recipient_count && out->count < RECIPIENTS_MOST; i++)
		if (address_path(sweep->arena, envelope->recipients[i].typed,
				 &out->items[out->count], &why) == 0)
			out->count++;
}

void
senders_check(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	read_recipients(sweep);
	for (i = 0; i < message->from.count; i++) {
		const struct address *from = &message->from.items[i];

		if (from->domain.ascii[0] == '\0')
			continue;
		check_own_domain(sweep, from);
		check_self(sweep, from);
		check_system(sweep, from);
		if (from->display[0] != '\0')
			check_shown(sweep, from);
	}
	check_several(sweep);
	for (i = 0; message->from.count != 0 && i < message->reply_to.count; i++)
		check_reply(sweep, &message->from.items[0], &message->reply_to.items[i]);
}
