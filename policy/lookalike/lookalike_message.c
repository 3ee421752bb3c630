/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike_message - what the domains and claims of one message say (detection.md 2.2, 2.8, 2.9).
 */
#include "config.h"

#include <string.h>

#include "policy/lookalike/claims.h"
#include "policy/lookalike/lookalike.h"
#include "policy/lookalike/lookalike_check.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/lookalike/mismatch.h"
#include "policy/lookalike/sweep.h"

#define LINKS_MOST     512
#define PROMINENT_MOST 3 /* the first anchors that are seen; later ones are footers */
#define WEIGHT_RELAYED 100
#define WEIGHT_MAILBOX 120
#define WEIGHT_SUBJECT 100

/* ---- claims ---------------------------------------------------------------------------------- */

/* As a whole and, when it has an @, only what stands before it: the rest is a domain's business. */
static void
read_name(struct sweep *sweep, const struct address *address)
{
	const struct index *index = &sweep->lookalike->index;

	claims_read(index, sweep->arena, address->display, CLAIMS_NAME, "from display name",
		    &sweep->claims);
	claims_read(index, sweep->arena, address->local, CLAIMS_MAILBOX, "from mailbox name",
		    &sweep->claims);
}

static void
read_links(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->link_count && i < LINKS_MOST; i++) {
		const struct message_link *link = &message->links[i];
		const char *where;

		if (link->hidden || link->kind == LINK_IMAGE || link->kind == LINK_MAILTO)
			continue;
		where = arena_printf(sweep->arena, "text near link %zu", i + 1);
		claims_read(&sweep->lookalike->index, sweep->arena, link->text, CLAIMS_TEXT_NEAR,
			    where, &sweep->claims);
		claims_read(&sweep->lookalike->index, sweep->arena, link->before, CLAIMS_TEXT_NEAR,
			    where, &sweep->claims);
	}
}

static void
read_claims(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->from.count; i++)
		read_name(sweep, &message->from.items[i]);
	if (message->subject != NULL)
		claims_read(&sweep->lookalike->index, sweep->arena, message->subject,
			    CLAIMS_SUBJECT, "subject", &sweep->claims);
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
weigh_claim(const struct sweep *sweep, const struct claim *claim)
{
	if (claim->source == CLAIMS_SUBJECT)
		return WEIGHT_SUBJECT;
	if (claim->source == CLAIMS_MAILBOX)
		return WEIGHT_MAILBOX;
	if (claim->relayed || (sweep->message->flags & (MESSAGE_LIST | MESSAGE_AUTOMATIC)) != 0)
		return WEIGHT_RELAYED;
	return 0;
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
				      .weight = weigh_claim(sweep, claim),
				      .why = arena_printf(sweep->arena,
							  "\"%s\" in the %s, and the sender is not "
							  "%s",
							  claim->token,
							  claim->source == CLAIMS_SUBJECT
								  ? "subject"
								  : "sender's name",
							  owner->name)});
}

/* Strong claims, one an owner; a claim from inside the owner's domain is at worst unproven. */
static void
judge_claims(struct sweep *sweep, struct lookalike_claims *out)
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
		out->items[out->count++] =
			(struct lookalike_claim){.owner = owner,
						 .token = claim->token,
						 .where = claim->where,
						 .proven = standing == STANDING_PROVEN};
		if (standing == STANDING_FOREIGN)
			add_claim_finding(sweep, claim);
	}
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static bool
is_new(struct sweep *sweep, const char *name)
{
	if (multimap_first(&sweep->seen, name, strlen(name)) != MULTIMAP_NONE)
		return false;
	multimap_add(sweep->arena, &sweep->seen, name, strlen(name), 0);
	return true;
}

static uint32_t
owner_number(const struct index *index, const char *name)
{
	uint32_t i;

	for (i = 0; i < index->owner_count; i++)
		if (strcmp(index->owners[i].name, name) == 0)
			return i;
	return INDEX_NONE;
}

void
sweep_host(struct sweep *sweep, const struct host *host, const char *where, bool prominent)
{
	const struct index *index = &sweep->lookalike->index;
	struct lookalike_match match;
	int weight = 0;

	if (host->ascii[0] == '\0' || !is_new(sweep, host->ascii))
		return;
	lookalike_check_host(index, sweep->arena, host, &match);
	if (!match.flagged)
		return;
	if (match.needs_claim) {
		if (!claims_hold(&sweep->claims, owner_number(index, match.owner), false))
			return;
		weight = finding_info(match.kind)->weight * 3 / 4;
	}
	finding_add(sweep->findings, &(struct finding){.kind = match.kind,
						       .target = match.target,
						       .owner = match.owner,
						       .tier = (int)match.tier,
						       .observed = host->unicode,
						       .where = where,
						       .why = match.why,
						       .nearly = match.nearly,
						       .cost = match.cost,
						       .weight = weight,
						       .prominent = prominent});
}

/* "http://paypal.com@evil.example/": the name before the @ is only for the eye. */
static void
check_userinfo(struct sweep *sweep, const struct url *url, const char *where)
{
	const struct index *index = &sweep->lookalike->index;
	struct index_place shown, real;
	struct host host;
	const char *why;
	size_t length = strcspn(url->userinfo, ":");

	if (memchr(url->userinfo, '.', length) == NULL ||
	    host_canonical(sweep->arena, url->userinfo, length, &host, &why) != 0)
		return;
	index_place(index, &host, &shown);
	index_place(index, &url->host, &real);
	if (shown.owner == INDEX_NONE || shown.owner == real.owner)
		return;
	finding_add(sweep->findings,
		    &(struct finding){.kind = FINDING_EMBEDDED,
				      .target = host.registrable,
				      .owner = index->owners[shown.owner].name,
				      .tier = (int)index->owners[shown.owner].tier,
				      .observed = url->text,
				      .where = where,
				      .why = "a protected name stands before an @, the link leads "
					     "elsewhere",
				      .prominent = true});
}

static void
sweep_link(struct sweep *sweep, const struct message_link *link, size_t number, size_t *anchors)
{
	const char *where = arena_printf(sweep->arena, "link %zu", number);
	struct url target;
	bool prominent;

	if (link->kind == LINK_IMAGE || link->kind == LINK_MAILTO || link->obscured)
		return;
	prominent = !link->hidden &&
		    (link->password || link->kind == LINK_FORM || (*anchors)++ < PROMINENT_MOST);
	(void)rewriter_unwrap(&sweep->lookalike->rewriters, sweep->arena, &link->url, &target);
	sweep_host(sweep, &link->url.host, where, prominent);
	sweep_host(sweep, &target.host, where, prominent);
	check_userinfo(sweep, &link->url, where);
	mismatch_check(sweep, link, where, prominent);
}

static void
sweep_address(struct sweep *sweep, const struct address *address, const char *where)
{
	if (address->text != NULL && address->text[0] != '\0')
		sweep_host(sweep, &address->domain, where, true);
}

static void
sweep_senders(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->from.count; i++) {
		sweep_address(sweep, &message->from.items[i], "from");
		sweep_text(sweep, message->from.items[i].display, "from display name");
	}
	for (i = 0; i < message->reply_to.count; i++) {
		sweep_address(sweep, &message->reply_to.items[i], "reply-to");
		sweep_text(sweep, message->reply_to.items[i].display, "reply-to display name");
	}
	sweep_address(sweep, &message->sender, "sender");
	sweep_address(sweep, &message->envelope_sender, "envelope sender");
}

static void
sweep_signatures(struct sweep *sweep)
{
	const struct authentication *auth = &sweep->message->auth;
	const char *why;
	struct host host;
	size_t i;

	for (i = 0; i < auth->signature_count; i++)
		if (auth->signatures[i].domain != NULL &&
		    host_canonical(sweep->arena, auth->signatures[i].domain,
				   strlen(auth->signatures[i].domain), &host, &why) == 0)
			sweep_host(sweep, &host, "dkim signature", false);
}

/* ---- the sender himself ---------------------------------------------------------------------- */

static void
check_own_domain(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	size_t i;

	for (i = 0; i < message->from.count; i++) {
		const struct address *from = &message->from.items[i];

		if (from->domain.ascii[0] == '\0' ||
		    !lookalike_is_owned(sweep->lookalike, &from->domain) ||
		    !authentication_fails(&message->auth, from->domain.registrable))
			continue;
		finding_add(sweep->findings,
			    &(struct finding){.kind = FINDING_OWN_DOMAIN_SPOOF,
					      .target = from->domain.registrable,
					      .owner = "own",
					      .tier = LOOKALIKE_OWNED,
					      .observed = from->text,
					      .where = "from",
					      .why = "the sender claims our own domain and "
						     "authentication failed for it"});
	}
}

static bool
is_freemail(const struct index *index, const struct host *host)
{
	struct index_place place;

	index_place(index, host, &place);
	return (place.roles & INDEX_FREEMAIL) != 0;
}

/* Answers that go to freemail or a look-alike; other differences are lists, tickets and forms. */
static void
check_reply_to(struct sweep *sweep)
{
	const struct message *message = sweep->message;
	const struct index *index = &sweep->lookalike->index;
	size_t i;

	if (message->from.count == 0 || (message->flags & MESSAGE_LIST) != 0)
		return;
	for (i = 0; i < message->reply_to.count; i++) {
		const struct host *from = &message->from.items[0].domain;
		const struct host *to = &message->reply_to.items[i].domain;
		struct lookalike_match match;
		bool freemail;

		if (to->ascii[0] == '\0' || from->ascii[0] == '\0' ||
		    strcmp(to->registrable, from->registrable) == 0)
			continue;
		lookalike_check_host(index, sweep->arena, to, &match);
		freemail = is_freemail(index, to) && !is_freemail(index, from);
		if (!freemail && (!match.flagged || match.needs_claim))
			continue;
		finding_add(sweep->findings,
			    &(struct finding){.kind = FINDING_REPLY_TO,
					      .target = match.target,
					      .owner = match.owner,
					      .tier = (int)match.tier,
					      .observed = message->reply_to.items[i].text,
					      .where = "reply-to",
					      .why = freemail ? "answers would go to a free mailbox"
							      : "answers would go to a look-alike "
								"domain"});
	}
}

void
lookalike_message(const struct lookalike *lookalike, struct arena *arena,
		  const struct message *message, struct finding_list *findings,
		  struct lookalike_claims *claims)
{
	struct sweep *sweep = arena_zalloc(arena, 1, sizeof(*sweep));
	size_t anchors = 0, i;

	*sweep = (struct sweep){
		.lookalike = lookalike, .arena = arena, .message = message, .findings = findings};
	*claims = (struct lookalike_claims){0};
	read_claims(sweep);
	judge_claims(sweep, claims);
	sweep_senders(sweep);
	sweep_signatures(sweep);
	for (i = 0; i < message->link_count && i < LINKS_MOST; i++)
		sweep_link(sweep, &message->links[i], i + 1, &anchors);
	check_own_domain(sweep);
	check_reply_to(sweep);
}
