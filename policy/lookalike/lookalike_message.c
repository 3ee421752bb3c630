/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike_message - what the domains and claims of one message say (detection.md 2.8, 2.9). */
#include "config.h"

#include <string.h>

#include "policy/lookalike/lookalike.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/lookalike/mismatch.h"
#include "policy/lookalike/redirect.h"
#include "policy/lookalike/senders.h"
#include "policy/lookalike/speaker.h"
#include "policy/lookalike/sweep.h"
#include "policy/lookalike/thread.h"

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
sweep_link(struct sweep *sweep, size_t number)
{
	const struct message_link *link = &sweep->message->links[number];
	const char *where = arena_printf(sweep->arena, "link %zu", number + 1);
	bool prominent = link->rank == LINK_MAIN;
	struct rewriter_result unwrapped;

	rewriter_unwrap(&sweep->lookalike->rewriters, sweep->arena, &link->url, &unwrapped);
	sweep_host(sweep, &link->url.host, where, prominent);
	sweep_host(sweep, &unwrapped.target.host, where, prominent);
	check_userinfo(sweep, &link->url, where);
	redirect_check(sweep, link, &unwrapped, where);
	if (unwrapped.answer != REWRITER_OPAQUE)
		mismatch_check(sweep, number, &unwrapped.target);
}

/* What asks to be followed comes first, for some checks are made of so many hosts only; what stands
 * in a footer comes last. What was found on the way is not said again. */
static void
sweep_links(struct sweep *sweep)
{
	size_t count =
		sweep->message->link_count < SWEEP_LINKS ? sweep->message->link_count : SWEEP_LINKS;
	static const enum link_rank ranks[] = {LINK_MAIN, LINK_OTHER, LINK_FOOTER};
	size_t i, pass;

	for (pass = 0; pass < sizeof(ranks) / sizeof(ranks[0]); pass++)
		for (i = 0; i < count; i++) {
			const struct message_link *link = &sweep->message->links[i];

			if (link->kind != LINK_IMAGE && link->kind != LINK_MAILTO &&
			    !link->obscured && link->rank == ranks[pass])
				sweep_link(sweep, i);
		}
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

void
lookalike_message(const struct lookalike *lookalike, struct arena *arena,
		  const struct message *message, struct finding_list *findings,
		  struct lookalike_claims *claims)
{
	struct sweep *sweep = arena_zalloc(arena, 1, sizeof(*sweep));

	*sweep = (struct sweep){.lookalike = lookalike,
				.arena = arena,
				.message = message,
				.findings = findings,
				.bytes_left = SWEEP_BYTES};
	*claims = (struct lookalike_claims){0};
	speaker_read(sweep);
	speaker_judge(sweep, claims);
	sweep_senders(sweep);
	sweep_signatures(sweep);
	sweep_links(sweep);
	senders_check(sweep);
	thread_check(sweep);
}
