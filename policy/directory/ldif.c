/* SPDX-License-Identifier: BSD-2-Clause */
/* ldif - a feed that reads content records of an LDIF file (RFC 2849). */
#include "config.h"

#include "policy/directory/ldif.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "policy/base/text.h"
#include "policy/directory/base64.h"

#define CHUNK     65536
#define NAME_MOST 256
#define BOM       "\xEF\xBB\xBF"

struct ldif {
	struct feed feed;
	struct arena *arena; /* of the feed: the buffers and the reason of a failure */
	const struct entry_attributes *attributes;
	const char *name;
	int fd; /* -1: from memory */
	char *chunk;
	const char *bytes; /* what is left of the chunk */
	size_t left;
	struct text line;     /* the logical line, unfolded */
	uint64_t line_number; /* of its first physical line */
	uint64_t physical;    /* lines begun so far */
	bool ended, begun;
};

/* One "name: value" of a record. */
struct pair {
	char name[NAME_MOST];
	const char *value;
	size_t length;
};

enum line_kind { LINE_FULL, LINE_BLANK, LINE_COMMENT, LINE_END, LINE_BAD };

static int
fail(struct ldif *ldif, const char *what, const char **why)
{
	*why = arena_printf(ldif->arena, "%s:%llu: %s", ldif->name,
			    (unsigned long long)ldif->line_number, what);
	return -1;
}

/* Make sure a byte can be looked at; 0 at the end of the file, -1 when it cannot be read. */
static int
fill(struct ldif *ldif)
{
	ssize_t got;

	if (ldif->left != 0)
		return 1;
	if (ldif->fd < 0)
		return 0;
	do
		got = read(ldif->fd, ldif->chunk, CHUNK);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return (int)got;
	ldif->bytes = ldif->chunk;
	ldif->left = (size_t)got;
	return 1;
}

/* Take the rest of one physical line, without its end, into the logical one. */
static int
take_physical(struct ldif *ldif, const char **why)
{
	ldif->physical++;
	for (;;) {
		const char *end;
		size_t count;
		int more = fill(ldif);

		if (more < 0)
			return fail(ldif, "cannot read", why);
		if (more == 0)
			return fail(ldif,
				    "the file ends inside a line: cut off, or its last line end is "
				    "missing",
				    why);
		end = memchr(ldif->bytes, '\n', ldif->left);
		count = end == NULL ? ldif->left : (size_t)(end - ldif->bytes);
		if (ldif->line.length + count > LDIF_LINE_BYTES)
			return fail(ldif, "line too long", why);
		text_add(&ldif->line, ldif->bytes, count);
		count += end == NULL ? 0 : 1;
		ldif->bytes += count;
		ldif->left -= count;
		if (end != NULL)
			break;
	}
	if (ldif->line.length != 0 && ldif->line.bytes[ldif->line.length - 1] == '\r')
		ldif->line.bytes[--ldif->line.length] = '\0';
	return 0;
}

/* RFC 2849 note 2: a line that begins with a blank continues the one before, comments too. */
static enum line_kind
next_line(struct ldif *ldif, const char **why)
{
	int more = fill(ldif);

	ldif->line.length = 0;
	ldif->line_number = ldif->physical + 1;
	if (more == 0)
		return LINE_END;
	for (;;) {
		if (more < 0) {
			(void)fail(ldif, "cannot read", why);
			return LINE_BAD;
		}
		if (take_physical(ldif, why) != 0)
			return LINE_BAD;
		more = ldif->line.length == 0 ? 0 : fill(ldif);
		if (more == 0 || (more > 0 && ldif->bytes[0] != ' '))
			break;
		if (more > 0) {
			ldif->bytes++;
			ldif->left--;
		}
	}
	if (ldif->line.length == 0)
		return LINE_BLANK;
	return ldif->line.bytes[0] == '#' ? LINE_COMMENT : LINE_FULL;
}

/* An AttributeDescription (RFC 4512 section 2.5). */
static bool
is_description(const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)bytes[i]) && strchr("-.;=*_", bytes[i]) == NULL)
			return false;
	return length != 0 && length < NAME_MOST;
}

static int
read_pair(struct ldif *ldif, struct arena *arena, struct pair *out, const char **why)
{
	char *line = ldif->line.bytes, *colon = memchr(line, ':', ldif->line.length);
	size_t name = colon == NULL ? 0 : (size_t)(colon - line);
	const char *value;
	size_t length;
	char *bytes;

	if (colon == NULL || !is_description(line, name))
		return fail(ldif, "need \"attribute: value\"", why);
	memcpy(out->name, line, name);
	out->name[name] = '\0';
	value = colon + 1;
	length = ldif->line.length - name - 1;
	if (length != 0 && *value == '<')
		return fail(ldif, "a value by URL is refused", why);
	if (length != 0 && *value == ':') {
		value++;
		length--;
		value = text_trim(value, &length);
		if (base64_read(arena, value, length, &bytes, &out->length) != 0)
			return fail(ldif, "broken base64; the file may not be whole", why);
		out->value = bytes;
		return 0;
	}
	while (length != 0 && *value == ' ') {
		value++;
		length--;
	}
	out->value = value;
	out->length = length;
	return 0;
}

/* "member;range=0-1499" holds a part of the values only; "...-*" is the last part. */
static bool
is_cut_range(const char *name)
{
	const char *range = strcasestr(name, ";range=");

	return range != NULL && strchr(range, '*') == NULL;
}

static int
refuse(struct ldif *ldif, const struct pair *pair, const char **why)
{
	if (strcasecmp(pair->name, "changetype") == 0 || strcasecmp(pair->name, "control") == 0)
		return fail(ldif, "change records are refused; need the content of a directory",
			    why);
	if (is_cut_range(pair->name))
		return fail(ldif, "the values of this attribute stop at a range; export them all",
			    why);
	return 0;
}

/* The remaining lines of a record go into the entry. */
static int
read_values(struct ldif *ldif, struct entry *entry, const char **why)
{
	size_t bytes = 0;

	for (;;) {
		enum line_kind kind = next_line(ldif, why);
		struct pair pair;

		if (kind == LINE_BAD)
			return -1;
		if (kind == LINE_END || kind == LINE_BLANK)
			return 0;
		bytes += ldif->line.length;
		if (bytes > LDIF_RECORD_BYTES)
			return fail(ldif, "record too long", why);
		if (kind == LINE_COMMENT)
			continue;
		if (read_pair(ldif, entry->arena, &pair, why) != 0 || refuse(ldif, &pair, why) != 0)
			return -1;
		if (strcasecmp(pair.name, "dn") == 0)
			return fail(ldif, "a second dn; need an empty line between records", why);
		if (!entry_add(entry, pair.name, pair.value, pair.length))
			return fail(ldif, "too many values in one record", why);
	}
}

/* What ldapsearch writes behind the entries: "search: 2", "result: 0 Success". */
static int
skip_trailer(struct ldif *ldif, struct arena *arena, const char **why)
{
	enum line_kind kind;
	struct pair pair;

	while ((kind = next_line(ldif, why)) == LINE_FULL || kind == LINE_COMMENT) {
		if (kind == LINE_COMMENT)
			continue;
		if (read_pair(ldif, arena, &pair, why) != 0)
			return -1;
		if (strcasecmp(pair.name, "result") == 0 && strncmp(pair.value, "0 ", 2) != 0)
			return fail(ldif, "the search that wrote this file failed; it is not whole",
				    why);
	}
	return kind == LINE_BAD ? -1 : 0;
}

/* The first line of a record: 1 for an entry, 0 for a record to pass over. */
static int
begin_record(struct ldif *ldif, struct arena *arena, struct entry *out, const char **why)
{
	bool first = !ldif->begun;
	struct pair pair;

	ldif->begun = true;
	if (read_pair(ldif, arena, &pair, why) != 0)
		return -1;
	if (strcasecmp(pair.name, "version") == 0 && first) {
		if (pair.length != 1 || pair.value[0] != '1')
			return fail(ldif, "need version 1", why);
		return 0;
	}
	if (strcasecmp(pair.name, "search") == 0 || strcasecmp(pair.name, "ref") == 0)
		return skip_trailer(ldif, arena, why);
	if (strcasecmp(pair.name, "dn") != 0)
		return fail(ldif, "need \"dn: ...\" at the start of a record", why);
	if (pair.length > ENTRY_DN_BYTES || memchr(pair.value, '\0', pair.length) != NULL)
		return fail(ldif, "this is no distinguished name", why);
	entry_begin(out, arena, ldif->attributes, arena_memdup(arena, pair.value, pair.length));
	return 1;
}

static int
next(struct feed *feed, struct arena *arena, struct entry *out, const char **why)
{
	struct ldif *ldif = (struct ldif *)feed;

	for (;;) {
		enum line_kind kind = next_line(ldif, why);
		int begun;

		if (kind == LINE_BAD)
			return -1;
		if (kind == LINE_END)
			return 0;
		if (kind != LINE_FULL)
			continue;
		begun = begin_record(ldif, arena, out, why);
		if (begun < 0)
			return -1;
		if (begun > 0)
			return read_values(ldif, out, why) == 0 ? 1 : -1;
	}
}

static void
close_feed(struct feed *feed)
{
	struct ldif *ldif = (struct ldif *)feed;

	if (ldif->fd > STDIN_FILENO)
		(void)close(ldif->fd);
}

static struct ldif *
new_feed(struct arena *arena, const char *name, const struct entry_attributes *attributes)
{
	struct ldif *ldif = arena_zalloc(arena, 1, sizeof(*ldif));

	*ldif = (struct ldif){.feed = {.next = next, .close = close_feed},
			      .arena = arena,
			      .attributes = attributes,
			      .name = text_printable(arena, name, 512),
			      .fd = -1,
			      .line = TEXT_IN(arena)};
	return ldif;
}

static void
skip_mark(struct ldif *ldif)
{
	if (ldif->left >= 3 && memcmp(ldif->bytes, BOM, 3) == 0) {
		ldif->bytes += 3;
		ldif->left -= 3;
	}
}

struct feed *
ldif_open(struct arena *arena, const char *path, const struct entry_attributes *attributes,
	  const char **why)
{
	struct ldif *ldif = new_feed(arena, path, attributes);
	char reason[128];

	ldif->fd = STDIN_FILENO;
	if (strcmp(path, "-") != 0)
		ldif->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (ldif->fd < 0) {
		*why = arena_printf(arena, "%s: %s", ldif->name,
				    strerror_r(errno, reason, sizeof(reason)));
		return NULL;
	}
	ldif->chunk = arena_zalloc(arena, CHUNK, 1);
	if (fill(ldif) < 0) {
		(void)fail(ldif, "cannot read", why);
		close_feed(&ldif->feed);
		return NULL;
	}
	skip_mark(ldif);
	return &ldif->feed;
}

struct feed *
ldif_open_bytes(struct arena *arena, const char *name, const char *bytes, size_t length,
		const struct entry_attributes *attributes)
{
	struct ldif *ldif = new_feed(arena, name, attributes);

	ldif->bytes = bytes;
	ldif->left = length;
	skip_mark(ldif);
	return &ldif->feed;
}
