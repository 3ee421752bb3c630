/* SPDX-License-Identifier: BSD-2-Clause */
/* sweep - one message on its way through the look-alike checks. */
#include "config.h"

#include "policy/lookalike/sweep.h"

#include <string.h>

#include "policy/lookalike/lookalike_check.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/mail/fold.h"

#define FAINT 1.0 /* a likeness of this cost is worth half, even with the claim */

static bool
is_new(struct sweep *sweep, const char *name)
{
	if (multimap_first(&sweep->seen, name, strlen(name)) != MULTIMAP_NONE)
		return false;
	multimap_add(sweep->arena, &sweep->seen, name, strlen(name), 0);
	return true;
}

/* The owner himself writes, and authentication says so: whatever he links to is no disguise. */
static bool
is_author(const struct sweep *sweep, const char *owner)
{
	const struct address_list *from = &sweep->message->from;
	size_t i;

	for (i = 0; i < from->count; i++) {
		const struct host *host = &from->items[i].domain;

		if ((strcmp(lookalike_owner(sweep->lookalike, host), owner) != 0 &&
		     strcmp(host->registrable, owner) != 0) ||
		    !authentication_proves(&sweep->message->auth, host->registrable))
			return false;
	}
	return from->count != 0;
}

void
sweep_host(struct sweep *sweep, const struct host *host, const char *where, bool prominent)
{
	const struct index *index = &sweep->lookalike->index;
	struct lookalike_match match;
	int weight = 0;

	if (host->ascii[0] == '\0' || !is_new(sweep, host->ascii))
		return;
	lookalike_check_claimed(index, sweep->arena, host, &sweep->claims, &match);
	if (!match.flagged || (match.needs_claim && is_author(sweep, match.owner)))
		return;
	if (match.needs_claim)
		weight = finding_info(match.kind)->weight * (match.cost < FAINT ? 3 : 2) / 4;
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

/* The host of a span of running text, with or without a scheme. */
static bool
read_span(struct arena *arena, const char *text, const struct url_span *span, struct host *out)
{
	const char *start = text + span->start, *why;
	char *spelled;
	struct url url;

	spelled = span->bare ? arena_printf(arena, "http://%.*s", (int)span->length, start)
			     : arena_memdup(arena, start, span->length);
	if (url_parse(arena, spelled, strlen(spelled), SWEEP_TEXT, NULL, &url, &why) != 0 ||
	    url.host.ascii[0] == '\0')
		return false;
	*out = url.host;
	return true;
}

/* The next name in 'text'; 'at' moves on. */
bool
sweep_next_name(struct arena *arena, const char *text, size_t length, size_t *at, struct host *out)
{
	struct url_span span;

	while (url_find(text, length, at, &span))
		if (read_span(arena, text, &span, out))
			return true;
	return false;
}

const char *
sweep_fold(struct arena *arena, const char *text, size_t *length)
{
	struct folded folded;

	fold_text(arena, text, strnlen(text, SWEEP_TEXT), &folded);
	*length = folded.length;
	return folded.text;
}

void
sweep_text(struct sweep *sweep, const char *text, const char *where)
{
	size_t length, at = 0, names;
	const char *shown;
	struct host host;

	if (text == NULL || text[0] == '\0')
		return;
	shown = sweep_fold(sweep->arena, text, &length);
	for (names = 0; names < SWEEP_NAMES; names++) {
		if (!sweep_next_name(sweep->arena, shown, length, &at, &host))
			return;
		sweep_host(sweep, &host, where, true);
	}
}
