/* SPDX-License-Identifier: BSD-2-Clause */
/* facts - a table of what is known of mails, by file name. */
#include "config.h"

#include "tests/bench/facts.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/file.h"

#define FILE_MOST (64 * 1024 * 1024)

static void
split_line(struct fact *fact, char *line)
{
	size_t i;

	for (i = 0; i < FACTS_COLUMNS; i++)
		fact->columns[i] = "";
	for (i = 0; i < FACTS_COLUMNS && line != NULL; i++) {
		char *tab = strchr(line, '\t');

		fact->columns[i] = line;
		if (tab != NULL)
			*tab++ = '\0';
		line = tab;
	}
}

const char *
facts_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int
compare_facts(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;

	return strcmp(facts_base_name(a->columns[0]), facts_base_name(b->columns[0]));
}

int
facts_column(const struct facts *facts, const char *name)
{
	int i;

	for (i = 0; i < FACTS_COLUMNS; i++)
		if (facts->head.columns[i] != NULL && strcmp(facts->head.columns[i], name) == 0)
			return i;
	return -1;
}

int
facts_read(struct arena *arena, const char *path, struct facts *out, const char **why)
{
	char *bytes, *line, *end;
	size_t length;

	*out = (struct facts){0};
	if (file_read(arena, path, FILE_MOST, &bytes, &length, why) != 0)
		return -1;
	for (line = bytes; *line != '\0'; line = end) {
		struct fact fact;

		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		split_line(&fact, line);
		if (out->head.columns[0] == NULL) {
			out->head = fact;
			continue;
		}
		out->items =
			arena_grow(arena, out->items, out->count, &out->capacity, sizeof(fact));
		out->items[out->count++] = fact;
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), compare_facts);
	return 0;
}

const struct fact *
facts_find(const struct facts *facts, const char *path)
{
	const struct fact key = {.columns = {path}};

	if (facts->count == 0)
		return NULL;
	return bsearch(&key, facts->items, facts->count, sizeof(key), compare_facts);
}
