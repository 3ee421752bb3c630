/* SPDX-License-Identifier: BSD-2-Clause */
/* hosting - places where anybody may put a page without saying who he is. */
#include "config.h"

#include "policy/lure/hosting.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"

#define HOST_MOST 253

struct hosting {
	struct hosting_entry *entries; /* in order of host, longer paths first */
	size_t count, capacity;
};

static const struct {
	const char *name, *words;
	int weight;
} classes[HOSTING_CLASSES] = {
	[HOSTING_APP] = {"app", "an application host open to anybody", 0},
	[HOSTING_PAGE] = {"page", "a page host open to anybody", 0},
	[HOSTING_STORAGE] = {"storage", "a file store open to anybody", 0},
	[HOSTING_FORM] = {"form", "a form builder", 0},
	[HOSTING_SHORTENER] = {"shortener", "a link shortener", 40},
	[HOSTING_TUNNEL] = {"tunnel", "a machine of anybody's own under a borrowed name", 150},
	[HOSTING_IPFS] = {"ipfs", "an IPFS gateway", 150},
	[HOSTING_REDIRECT] = {"redirect", "a redirect that leads anywhere", 60},
};

static int
compare_entries(const void *left, const void *right)
{
	const struct hosting_entry *a = left, *b = right;
	int order = strcmp(a->host, b->host);
	size_t a_length = strlen(a->path), b_length = strlen(b->path);

	if (order != 0)
		return order;
	if (a_length != b_length)
		return a_length > b_length ? -1 : 1;
	return strcmp(a->path, b->path);
}

static int
class_from_name(const char *name, size_t length, enum hosting_class *out)
{
	unsigned i;

	for (i = 0; i < HOSTING_CLASSES; i++)
		if (strlen(classes[i].name) == length &&
		    memcmp(classes[i].name, name, length) == 0) {
			*out = (enum hosting_class)i;
			return 0;
		}
	return -1;
}

static const char *
read_entry(struct hosting *hosting, struct arena *arena, const char *line, size_t length)
{
	size_t word = 0, host;
	struct hosting_entry entry = {0};
	const char *value;

	while (word < length && line[word] != ' ' && line[word] != '\t')
		word++;
	if (class_from_name(line, word, &entry.class) != 0)
		return "unknown class: app, page, storage, form, shortener, tunnel, ipfs, redirect";
	length -= word;
	value = text_trim(line + word, &length);
	value = arena_memdup(arena, value, length);
	host = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-.");
	if (host < 4 || host > HOST_MOST || memchr(value, '.', host) == NULL || *value == '.' ||
	    (value[host] != '\0' && value[host] != '/') || strpbrk(value, " \t") != NULL)
		return "a host in lower case, and a path or nothing behind it, is needed here";
	entry.path = value + host;
	entry.host = arena_memdup(arena, value, host);
	hosting->entries = arena_grow(arena, hosting->entries, hosting->count, &hosting->capacity,
				      sizeof(entry));
	hosting->entries[hosting->count++] = entry;
	return NULL;
}

struct hosting *
hosting_read(struct arena *arena, const char *file, const char *bytes, size_t length,
	     const char **why)
{
	struct hosting *hosting = arena_zalloc(arena, 1, sizeof(*hosting));
	unsigned number = 0;
	size_t at = 0;

	while (at < length) {
		const char *end = memchr(bytes + at, '\n', length - at);
		size_t size = end == NULL ? length - at : (size_t)(end - bytes) - at;
		size_t line_length = size;
		const char *line = text_trim(bytes + at, &line_length), *reason = NULL;

		number++;
		if (line_length != 0 && *line != '#')
			reason = read_entry(hosting, arena, line, line_length);
		if (reason != NULL) {
			*why = arena_printf(arena, "%s:%u: %s", file, number, reason);
			return NULL;
		}
		at += size + 1;
	}
	if (hosting->count > 1)
		qsort(hosting->entries, hosting->count, sizeof(*hosting->entries), compare_entries);
	return hosting;
}

/* The entry of exactly 'host' whose path fits. */
static const struct hosting_entry *
find_exact(const struct hosting *hosting, const char *host, const char *path)
{
	size_t low = 0, high = hosting->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(hosting->entries[middle].host, host) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < hosting->count && strcmp(hosting->entries[low].host, host) == 0; low++)
		if (strncmp(hosting->entries[low].path, path, strlen(hosting->entries[low].path)) ==
		    0)
			return &hosting->entries[low];
	return NULL;
}

/* A builder's own site is not a customer's page. */
static bool
is_own_site(const struct hosting_entry *entry, const char *host)
{
	size_t length = strlen(host), own = strlen(entry->host);

	switch (entry->class) {
	case HOSTING_APP:
	case HOSTING_PAGE:
	case HOSTING_TUNNEL:
		return *entry->path == '\0' &&
		       (length == own || (length == own + 4 && strncmp(host, "www.", 4) == 0));
	case HOSTING_STORAGE:
	case HOSTING_FORM:
	case HOSTING_SHORTENER:
	case HOSTING_IPFS:
	case HOSTING_REDIRECT:
	case HOSTING_CLASSES:
		break;
	}
	return false;
}

const struct hosting_entry *
hosting_find(const struct hosting *hosting, const struct url *url)
{
	const char *host = url->host.ascii;

	while (host != NULL && *host != '\0') {
		const struct hosting_entry *entry = find_exact(hosting, host, url->path);

		if (entry != NULL)
			return is_own_site(entry, url->host.ascii) ? NULL : entry;
		host = strchr(host, '.');
		if (host != NULL)
			host++;
	}
	return NULL;
}

const char *hosting_class_name(enum hosting_class class)
{
	return classes[class].name;
}

const char *hosting_class_words(enum hosting_class class)
{
	return classes[class].words;
}

int hosting_weight(enum hosting_class class)
{
	return classes[class].weight;
}

size_t
hosting_count(const struct hosting *hosting)
{
	return hosting->count;
}
