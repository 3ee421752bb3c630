/* SPDX-License-Identifier: BSD-2-Clause */
/* speaker - in whose name a message speaks, and whether that one sent it (detection.md 2.9). */
#include "config.h"

#include "policy/lookalike/speaker.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/lookalike/lookalike_private.h"

#define NICK_MOST      4
#define WEIGHT_RELAYED 100
#define WEIGHT_MAILBOX 120
#define WEIGHT_SUBJECT 100

static void
read_name(struct sweep *sweep, const struct address *address)
{
	const struct index *index = &sweep->lookalike->index;

	/* "tim <tim@...>" is how a mailbox is called, not a company. */
	if (!text_equal_fold(address->display, address->local) ||
	    strlen(address->display) > NICK_MOST)
		claims_read(index, sweep->arena, address->display,
			    &(struct claims_place){CLAIMS_NAME, "from display name"},
			    &sweep->claims);
	claims_read(index, sweep->arena, address->local,
		    &(struct claims_place){CLAIMS_MAILBOX, "from mailbox name"}, &sweep->claims);
}

static void
read_links(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->link_count && i < SWEEP_LINKS; i++) {
		const struct message_link *link = &message->links[i];
		struct claims_place place = {.source = CLAIMS_TEXT_NEAR};

		if (link->hidden || link->kind == LINK_IMAGE || link->kind == LINK_MAILTO)
			continue;
		place.where = arena_printf(sweep->arena, "text near link %zu", i + 1);
		claims_read(&sweep->lookalike->index, sweep->arena, link->text, &place,
			    &sweep->claims);
		claims_read(&sweep->lookalike->index, sweep->arena, link->before, &place,
			    &sweep->claims);
	}
}

void
speaker_read(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->from.count; i++)
		read_name(sweep, &message->from.items[i]);
	if (message->subject != NULL)
		claims_read(&sweep->lookalike->index, sweep->arena, message->subject,
			    &(struct claims_place){CLAIMS_SUBJECT, "subject"}, &sweep->claims);
	read_links(sweep);
}

enum standing {
	STANDING_FOREIGN, /* somebody else's domain */
	STANDING_INSIDE,  /* the owner's, or one that may write for it */
	STANDING_PROVEN   /* that, and authentication says so */
};

static bool
may_send(const struct index_owner *owner, const char *registrable)
{
	size_t i;

	for (i = 0; i < owner->senders.count; i++)
		if (strcmp(owner->senders.items[i], registrable) == 0)
			return true;
	return false;
}

/* Every From mailbox must belong to the owner: readers of mail differ in which one they show. */
static enum standing
find_standing(const struct sweep *sweep, uint32_t owner)
{
	const struct index *index = &sweep->lookalike->index;
	const struct address_list *from = &sweep->message->from;
	enum standing standing = from->count == 0 ? STANDING_FOREIGN : STANDING_PROVEN;
	size_t i;

	for (i = 0; i < from->count; i++) {
		const struct host *host = &from->items[i].domain;
		struct index_place place;

		index_place(index, host, &place);
		if (place.owner != owner && !may_send(&index->owners[owner], host->registrable))
			return STANDING_FOREIGN;
		if (!authentication_proves(&sweep->message->auth, host->registrable))
			standing = STANDING_INSIDE;
	}
	return standing;
}

static int
weigh_claim(const struct claim *claim)
{
	if (claim->source == CLAIMS_SUBJECT)
		return WEIGHT_SUBJECT;
	if (claim->source == CLAIMS_MAILBOX)
		return WEIGHT_MAILBOX;
	return claim->relayed ? WEIGHT_RELAYED : 0;
}

static const char *
observed_claim(const struct sweep *sweep, const struct claim *claim)
{
	const struct message *message = sweep->message;

	if (claim->source == CLAIMS_SUBJECT)
		return message->subject;
	if (message->from.count == 0)
		return claim->token;
	return arena_printf(sweep->arena, "%s <%s>", message->from.items[0].display,
			    message->from.items[0].text);
}

static void
add_claim_finding(struct sweep *sweep, const struct claim *claim)
{
	const struct index_owner *owner = &sweep->lookalike->index.owners[claim->owner];

	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_BRAND_CLAIM,
				      .target = owner->primary,
				      .owner = owner->name,
				      .tier = (int)owner->tier,
				      .observed = observed_claim(sweep, claim),
				      .where = claim->where,
				      .weight = weigh_claim(claim),
				      .why = arena_printf(sweep->arena,
							  "\"%s\" in the %s, and the sender is not "
							  "of %s",
							  claim->token,
							  claim->source == CLAIMS_SUBJECT
								  ? "subject"
								  : "sender's name",
							  owner->primary)});
}

/* Strong claims, one an owner; a claim from inside the owner's domain is at worst unproven. */
void
speaker_judge(struct sweep *sweep, struct lookalike_claims *out)
{
	size_t i, k;

	out->items = arena_zalloc(sweep->arena, sweep->claims.count + 1, sizeof(*out->items));
	for (i = 0; i < sweep->claims.count; i++) {
		const struct claim *claim = &sweep->claims.items[i];
		const char *owner = sweep->lookalike->index.owners[claim->owner].name;
		enum standing standing;

		for (k = 0; k < out->count; k++)
			if (strcmp(out->items[k].owner, owner) == 0)
				break;
		if (!claim->strong || k < out->count)
			continue;
		standing = find_standing(sweep, claim->owner);
		out->items[out->count++] = (struct lookalike_claim){
			.owner = owner,
			.token = claim->token,
			.where = claim->where,
			.relayed =
				claim->relayed || (claim->source == CLAIMS_NAME && !claim->whole),
			.proven = standing == STANDING_PROVEN};
		if (standing == STANDING_FOREIGN)
			add_claim_finding(sweep, claim);
	}
}
