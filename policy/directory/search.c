/* SPDX-License-Identifier: BSD-2-Clause */
/* search - a feed that reads a server by paged search: subjects, then groups. */
#include "config.h"

#include "policy/directory/search.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/directory/range.h"
#include "policy/directory/server.h"

#define EMPTY_PAGES_MOST 1000 /* in a row: a server that never ends */
#define RANGES_MOST      8    /* attributes of one entry that come in ranges */

struct search {
	struct feed feed;
	struct arena *arena;
	struct server *server;
	const struct conf_directory *conf;
	const struct entry_attributes *attributes;
	struct server_search parts[2];
	size_t part_count, part;
	int id;               /* of the search on the way, -1 without */
	struct berval cookie; /* where the next page begins; ours to free */
	unsigned empty_pages;
	bool page_had_entry;
};

/* Ranges of the entry being read that are not at their end. */
struct pending {
	struct range items[RANGES_MOST];
	size_t count;
};

static int
send_page(struct search *search, const char **why)
{
	LDAPControl *page = NULL, *controls[2] = {NULL, NULL};
	struct server_search part = search->parts[search->part];
	int code, result;

	/* critical, so that a server which cannot page says so instead of cutting */
	code = ldap_create_page_control(server_handle(search->server),
					(ber_int_t)search->conf->page_size, &search->cookie, 1,
					&page);
	if (code != LDAP_SUCCESS) {
		*why = server_reason(search->server, "page control", code);
		return -1;
	}
	controls[0] = page;
	part.controls = controls;
	result = server_search(search->server, &part, &search->id, why);
	ldap_control_free(page);
	search->page_had_entry = false;
	return result;
}

static int
refuse_result(struct search *search, int code, const char *diagnosis, const char **why)
{
	const char *hint = "";

	if (code == LDAP_SIZELIMIT_EXCEEDED || code == LDAP_ADMINLIMIT_EXCEEDED)
		hint = "; raise the limits of the account that binds";
	*why = arena_printf(
		search->arena, "%s: search below %s: %s (%s)%s", server_uri(search->server),
		text_printable(search->arena, search->parts[search->part].base, 200),
		ldap_err2string(code),
		text_printable(search->arena, diagnosis == NULL ? "" : diagnosis, 200), hint);
	return -1;
}

/* The end of a page: take the cookie, go on to the next part when it is empty. */
static int
end_page(struct search *search, LDAPMessage *message, const char **why)
{
	LDAP *ld = server_handle(search->server);
	LDAPControl **controls = NULL, *page;
	char *diagnosis = NULL;
	ber_int_t estimate;
	int code, result = 0;

	search->id = -1;
	ber_memfree(search->cookie.bv_val);
	search->cookie = (struct berval){0};
	if (ldap_parse_result(ld, message, &code, NULL, &diagnosis, NULL, &controls, 0) !=
	    LDAP_SUCCESS)
		code = LDAP_DECODING_ERROR;
	page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	if (code == LDAP_SUCCESS && page != NULL)
		code = ldap_parse_pageresponse_control(ld, page, &estimate, &search->cookie);
	if (code != LDAP_SUCCESS)
		result = refuse_result(search, code, diagnosis, why);
	search->empty_pages = search->page_had_entry ? 0 : search->empty_pages + 1;
	if (result == 0 && search->empty_pages > EMPTY_PAGES_MOST) {
		*why = "the server sends empty pages without end";
		result = -1;
	}
	if (search->cookie.bv_len == 0)
		search->part++;
	ldap_memfree(diagnosis);
	ldap_controls_free(controls);
	return result;
}

/* Put what one message has into the entry; ranges that go on are noted. */
static int
take_values(struct search *search, LDAPMessage *message, struct entry *entry,
	    struct pending *pending, const char **why)
{
	LDAP *ld = server_handle(search->server);
	BerElement *position = NULL;
	bool fits = true;
	char *name;

	for (name = ldap_first_attribute(ld, message, &position); name != NULL;
	     name = ldap_next_attribute(ld, message, position)) {
		struct berval **values = ldap_get_values_len(ld, message, name);
		struct range range;
		size_t i;

		for (i = 0; values != NULL && values[i] != NULL; i++)
			fits = entry_add(entry, name, values[i]->bv_val, values[i]->bv_len) && fits;
		if (range_read(entry->arena, name, &range) && !range.last) {
			fits = fits && pending->count < RANGES_MOST;
			if (fits)
				pending->items[pending->count++] = range;
		}
		ldap_value_free_len(values);
		ldap_memfree(name);
	}
	ber_free(position, 0);
	if (fits)
		return 0;
	*why = "an entry has too many values";
	return -1;
}

/* One follow-up of a range; what it leaves open is pending again. */
static int
ask_range(struct search *search, struct entry *entry, const struct range *range,
	  struct pending *pending, const char **why)
{
	const char *names[2] = {range_next(entry->arena, range), NULL};
	struct server_search one = {.base = entry->dn,
				    .filter = "(objectClass=*)",
				    .scope = LDAP_SCOPE_BASE,
				    .attributes = names};
	size_t before = pending->count, i;
	int id, type, result = 0;
	int64_t total = (int64_t)entry->total;

	if (server_search(search->server, &one, &id, why) != 0)
		return -1;
	do {
		LDAPMessage *message = NULL;

		type = server_answer(search->server, id, &message, why);
		if (type == LDAP_RES_SEARCH_ENTRY && result == 0)
			result = take_values(search, message, entry, pending, why);
		(void)ldap_msgfree(message);
	} while (type > 0 && type != LDAP_RES_SEARCH_RESULT);
	if (type < 0 || result != 0)
		return -1;
	for (i = before; i < pending->count; i++)
		if (pending->items[i].low <= range->high)
			result = -1;
	if (result == 0 && (int64_t)entry->total > total)
		return 0;
	*why = "a range of values does not come to an end";
	return -1;
}

static int
finish_ranges(struct search *search, struct entry *entry, struct pending *pending, const char **why)
{
	while (pending->count != 0) {
		struct range range = pending->items[--pending->count];

		if (ask_range(search, entry, &range, pending, why) != 0)
			return -1;
	}
	return 0;
}

static int
take_entry(struct search *search, LDAPMessage *message, struct arena *arena, struct entry *out,
	   const char **why)
{
	LDAP *ld = server_handle(search->server);
	struct pending pending = {.count = 0};
	char *dn = ldap_get_dn(ld, message);

	search->page_had_entry = true;
	if (dn == NULL || strlen(dn) > ENTRY_DN_BYTES) {
		ldap_memfree(dn);
		*why = "the server sent an entry without a usable name";
		return -1;
	}
	entry_begin(out, arena, search->attributes, arena_strdup(arena, dn));
	ldap_memfree(dn);
	if (take_values(search, message, out, &pending, why) != 0)
		return -1;
	return finish_ranges(search, out, &pending, why);
}

/* 1: an entry; 0: go on; -1 */
static int
take_message(struct search *search, struct arena *arena, struct entry *out, const char **why)
{
	LDAPMessage *message = NULL;
	int type = server_answer(search->server, search->id, &message, why);
	int result = 0;

	if (type < 0)
		return -1;
	if (type == LDAP_RES_SEARCH_ENTRY)
		result = take_entry(search, message, arena, out, why) == 0 ? 1 : -1;
	else if (type == LDAP_RES_SEARCH_RESULT)
		result = end_page(search, message, why);
	/* references lead to other servers, which are directories of their own */
	(void)ldap_msgfree(message);
	return result;
}

static int
next(struct feed *feed, struct arena *arena, struct entry *out, const char **why)
{
	struct search *search = (struct search *)feed;
	int result = 0;

	while (result == 0) {
		if (search->id < 0 && search->part == search->part_count)
			return 0;
		if (search->id < 0 && send_page(search, why) != 0)
			return -1;
		result = take_message(search, arena, out, why);
	}
	return result;
}

static void
close_feed(struct feed *feed)
{
	struct search *search = (struct search *)feed;

	ber_memfree(search->cookie.bv_val);
	server_close(search->server);
}

static void
add_part(struct search *search, const char *base, const char *filter)
{
	if (filter[0] == '\0')
		return;
	search->parts[search->part_count++] =
		(struct server_search){.base = base,
				       .filter = filter,
				       .scope = LDAP_SCOPE_SUBTREE,
				       .attributes = search->attributes->names};
}

struct feed *
search_open(struct arena *arena, const struct conf_directory *conf,
	    const struct entry_attributes *attributes, const char **source, const char **why)
{
	struct search *search = arena_zalloc(arena, 1, sizeof(*search));
	const char *base = conf->subject_base;

	*search = (struct search){.feed = {.next = next, .close = close_feed},
				  .arena = arena,
				  .conf = conf,
				  .attributes = attributes,
				  .id = -1};
	search->server = server_open(arena, conf, why);
	if (search->server == NULL)
		return NULL;
	if (base[0] == '\0' && server_context(search->server, &base, why) != 0) {
		close_feed(&search->feed);
		return NULL;
	}
	add_part(search, base, conf->subject_filter);
	add_part(search, conf->group_base[0] == '\0' ? base : conf->group_base, conf->group_filter);
	*source = server_uri(search->server);
	return &search->feed;
}
