/* SPDX-License-Identifier: BSD-2-Clause */
/* redirect - respected hosts that a link uses as a door to somebody else's page. */
#include "config.h"

#include "policy/lookalike/redirect.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/lookalike/lookalike_private.h"

#define ADDRESS_MOST   2048
#define PARAMETERS     32 /* of one link that are looked at */
#define LAYERS_ODD     4  /* nobody wraps a link so often in good faith */
#define WEIGHT_HOSTING 120
#define WEIGHT_LAYERS  150

/* Where an address stands in a query without being where the link leads. */
static bool
is_innocent(const char *name, size_t length)
{
	static const char *const names[] = {"ref",     "referrer",     "referer",   "origin",
					    "source",  "utm_source",   "client_id", "redirect_uri",
					    "site",    "domain",       "img",       "image",
					    "imgurl",  "text",         "body",      "title",
					    "summary", "utm_campaign", "scope",     NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == length && strncasecmp(names[i], name, length) == 0)
			return true;
	return false;
}

static bool
read_address(struct arena *arena, const char *text, struct url *out)
{
	const char *why;

	return (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0) &&
	       url_parse(arena, text, strlen(text), ADDRESS_MOST, NULL, out, &why) == 0 &&
	       out->host.ascii[0] != '\0';
}

/* The first address among the values of a query. */
static bool
find_in_query(struct arena *arena, const char *query, struct url *out)
{
	size_t seen;

	for (seen = 0; *query != '\0' && seen < PARAMETERS; seen++) {
		size_t length = strcspn(query, "&;"), name = strcspn(query, "=&;");
		const char *value = query + name + (name != length);

		if (length - name > strlen("http://") && !is_innocent(query, name) &&
		    strncasecmp(value, "http", 4) == 0 &&
		    read_address(arena,
				 url_decode(arena, arena_memdup(arena, value,
								(size_t)(query + length - value))),
				 out))
			return true;
		query += length;
		query += *query != '\0';
	}
	return false;
}

static bool
find_in_path(struct arena *arena, const char *path, struct url *out)
{
	const char *at = strcasestr(path, "/http");

	return at != NULL && read_address(arena, url_decode(arena, at + 1), out);
}

/* Buttons to pass a page on: the address is what is shared, not where the link leads. */
static bool
shares(const struct index *index, const struct index_place *place, const struct url *url)
{
	return (place->owner != INDEX_NONE && index->owners[place->owner].social) ||
	       strcasestr(url->path, "share") != NULL || strcasestr(url->path, "intent") != NULL;
}

static bool
is_senders(const struct message *message, const struct host *host)
{
	size_t i;

	for (i = 0; i < message->from.count; i++)
		if (strcmp(message->from.items[i].domain.registrable, host->registrable) == 0)
			return true;
	return false;
}

static void
add(struct sweep *sweep, const struct url *door, const struct url *inner, int weight,
    const char *where)
{
	finding_add(
		sweep->findings,
		&(struct finding){.kind = FINDING_OPEN_REDIRECT,
				  .tier = LOOKALIKE_NONE,
				  .observed = door->host.unicode,
				  .where = where,
				  .why = arena_printf(sweep->arena, "a link of %s carries on to %s",
						      door->host.ascii, inner->host.ascii),
				  .weight = weight});
}

void
redirect_check(struct sweep *sweep, const struct message_link *link,
	       const struct rewriter_result *unwrapped, const char *where)
{
	const struct index *index = &sweep->lookalike->index;
	const struct url *url = &unwrapped->target;
	struct index_place door, inside;
	struct url inner;

	if (unwrapped->layers >= LAYERS_ODD)
		add(sweep, &link->url, url, WEIGHT_LAYERS, where);
	if (url->host.ascii[0] == '\0' || (!find_in_query(sweep->arena, url->query, &inner) &&
					   !find_in_path(sweep->arena, url->path, &inner)))
		return;
	sweep_host(sweep, &inner.host, where, link->rank == LINK_MAIN);
	index_place(index, &url->host, &door);
	index_place(index, &inner.host, &inside);
	if (door.owner == INDEX_NONE || (door.roles & (INDEX_HOSTING | INDEX_TENANT)) != 0 ||
	    inside.owner != INDEX_NONE || shares(index, &door, url) ||
	    is_senders(sweep->message, &inner.host))
		return;
	add(sweep, url, &inner, (inside.roles & INDEX_HOSTING) != 0 ? WEIGHT_HOSTING : 0, where);
}
