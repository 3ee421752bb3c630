/* SPDX-License-Identifier: BSD-2-Clause */
/* issuers - the table of critical issuers, read from text (policy/data/issuers.conf says how). */
#include "config.h"

#include "policy/lookalike/issuers.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"

#define NAME_MOST  253
#define WORD_LEAST 2

static const char *const kinds[] = {
	"identity",     "suite", "code",    "registry", "ci",     "cloud",     "secrets", "hr",
	"esign",        "bank",  "card",    "payment",  "parcel", "crypto",    "social",  "storage",
	"conferencing", "saas",  "telecom", "retail",   "travel", "government"};

struct reader {
	struct arena *arena;
	const char *file;
	unsigned line;
	struct issuers *issuers;
	struct issuer *current;
	const char *why;
};

void
issuers_append(struct arena *arena, struct issuers_list *list, const char *item)
{
	list->items = arena_grow(arena, (void *)list->items, list->count, &list->capacity,
				 sizeof(*list->items));
	list->items[list->count++] = item;
}

static int
fail(struct reader *reader, const char *what)
{
	reader->why = arena_printf(reader->arena, "%s:%u: %s", reader->file, reader->line, what);
	return -1;
}

/* The next word of the line, or NULL at its end; a word that begins with '#' ends it. */
static char *
next_word(struct arena *arena, const char **at)
{
	const char *start;

	while (**at == ' ' || **at == '\t' || **at == '\r')
		(*at)++;
	start = *at;
	if (*start == '#' || *start == '\n' || *start == '\0')
		return NULL;
	while (**at != '\0' && strchr(" \t\r\n", **at) == NULL)
		(*at)++;
	return text_lower(arena, arena_memdup(arena, start, (size_t)(*at - start)));
}

/* Letters, digits and hyphens between dots; anything beyond ASCII is written as an A-label. */
static bool
is_domain(const char *name)
{
	size_t length = strlen(name), i;
	bool dot = false;

	if (length == 0 || length > NAME_MOST || name[0] == '.' || name[length - 1] == '.')
		return false;
	for (i = 0; i < length; i++) {
		char c = name[i];

		if (c == '.' && name[i - 1] == '.')
			return false;
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' &&
		    c != '_')
			return false;
		dot = dot || c == '.';
	}
	return dot || length > 2;
}

static bool
is_kind(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], word) == 0)
			return true;
	return false;
}

static struct issuer *
find_or_add(struct reader *reader, const char *name)
{
	struct issuers *issuers = reader->issuers;
	size_t i;

	for (i = issuers->count; i > 0; i--)
		if (strcmp(issuers->items[i - 1].name, name) == 0)
			return &issuers->items[i - 1];
	issuers->items = arena_grow(reader->arena, issuers->items, issuers->count,
				    &issuers->capacity, sizeof(*issuers->items));
	issuers->items[issuers->count].name = name;
	return &issuers->items[issuers->count++];
}

static int
read_issuer(struct reader *reader, const char *rest)
{
	const char *name = next_word(reader->arena, &rest), *kind;

	kind = name == NULL ? NULL : next_word(reader->arena, &rest);
	if (kind == NULL)
		return fail(reader, "need \"issuer NAME KIND\"");
	if (!is_kind(kind))
		return fail(reader, "unknown kind of issuer");
	if (next_word(reader->arena, &rest) != NULL)
		return fail(reader, "more than \"issuer NAME KIND\"");
	reader->current = find_or_add(reader, name);
	reader->current->kind = kind;
	return 0;
}

static int
read_words(struct reader *reader, const char *rest, struct issuers_list *list)
{
	char *word;

	while ((word = next_word(reader->arena, &rest)) != NULL) {
		if (strlen(word) < WORD_LEAST || strlen(word) > NAME_MOST ||
		    !text_is_utf8(word, strlen(word)))
			return fail(reader, "a brand needs two letters or more of UTF-8");
		issuers_append(reader->arena, list, word);
	}
	return 0;
}

static int
read_domains(struct reader *reader, const char *rest, struct issuers_list *list)
{
	char *word;

	while ((word = next_word(reader->arena, &rest)) != NULL) {
		if (!is_domain(word))
			return fail(reader, "not a domain name");
		issuers_append(reader->arena, list, word);
	}
	return 0;
}

static int
read_sites(struct reader *reader, const char *rest, struct issuers_list *list)
{
	const char *label = next_word(reader->arena, &rest), *suffix;

	if (label == NULL)
		return fail(reader, "need \"sites LABEL SUFFIX...\"");
	while ((suffix = next_word(reader->arena, &rest)) != NULL) {
		const char *name = arena_printf(reader->arena, "%s.%s", label, suffix);

		if (!is_domain(name))
			return fail(reader, "not a domain name");
		issuers_append(reader->arena, list, name);
	}
	return 0;
}

static int
read_line(struct reader *reader, const char *line)
{
	const char *word = next_word(reader->arena, &line);

	if (word == NULL)
		return 0;
	if (strcmp(word, "issuer") == 0)
		return read_issuer(reader, line);
	if (reader->current == NULL)
		return fail(reader, "expected \"issuer\" first");
	if (strcmp(word, "brand") == 0)
		return read_words(reader, line, &reader->current->brands);
	if (strcmp(word, "common") == 0)
		return read_words(reader, line, &reader->current->commons);
	if (strcmp(word, "product") == 0)
		return read_words(reader, line, &reader->current->products);
	if (strcmp(word, "owns") == 0)
		return read_domains(reader, line, &reader->current->domains);
	if (strcmp(word, "sites") == 0)
		return read_sites(reader, line, &reader->current->domains);
	if (strcmp(word, "sends") == 0)
		return read_domains(reader, line, &reader->current->senders);
	return fail(reader, "unknown word; use issuer, brand, product, common, owns, sites, sends");
}

static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL ? NULL : end + 1;
}

int
issuers_read(struct arena *arena, const char *file, const char *text, struct issuers *issuers,
	     const char **why)
{
	struct reader reader = {.arena = arena, .file = file, .issuers = issuers};

	for (; text != NULL; text = next_line(text)) {
		reader.line++;
		if (read_line(&reader, text) != 0) {
			*why = reader.why;
			return -1;
		}
	}
	return 0;
}

int
issuers_names(struct arena *arena, const char *file, const char *text, struct issuers_list *names,
	      const char **why)
{
	struct reader reader = {.arena = arena, .file = file};

	for (; text != NULL; text = next_line(text)) {
		reader.line++;
		if (read_domains(&reader, text, names) != 0) {
			*why = reader.why;
			return -1;
		}
	}
	return 0;
}

bool
issuers_carries(const struct issuer *issuer)
{
	static const char *const trades[] = {"code",   "esign",        "storage", "payment",
					     "social", "conferencing", "saas"};
	size_t i;

	for (i = 0; i < sizeof(trades) / sizeof(trades[0]); i++)
		if (strcmp(trades[i], issuer->kind) == 0)
			return true;
	return false;
}
