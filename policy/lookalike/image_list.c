/* SPDX-License-Identifier: BSD-2-Clause */
/* image_list - names for an image as people keep them: one a line, or "rank,name" as Tranco does.
 */
#include "config.h"

#include "policy/lookalike/image_list.h"

#include <stdbool.h>
#include <string.h>

#include "policy/base/text.h"

/* Cut a comment off: '#' at the beginning or behind a blank. */
static size_t
without_comment(const char *line, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
			return i;
	return length;
}

/* "17,example.com": move behind the rank. */
static bool
skip_rank(const char **name, size_t *length)
{
	const char *comma = memchr(*name, ',', *length);
	const char *at = *name;

	if (comma == NULL)
		return true;
	while (at < comma && *at >= '0' && *at <= '9')
		at++;
	if (at == *name || at != comma)
		return false;
	*length -= (size_t)(comma + 1 - *name);
	*name = comma + 1;
	return true;
}

static const char *
find_fault(const char *name, size_t length)
{
	size_t i;

	if (length == 0)
		return "the name is missing";
	if (length > IMAGE_LIST_NAME_MOST)
		return "the name is too long";
	for (i = 0; i < length; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == ',' || name[i] == 0x7F)
			return "need one name a line, or \"rank,name\"";
	return NULL;
}

int
image_list_read(struct arena *arena, const struct image_list *list, const char **why)
{
	const char *line = list->text, *end = list->text + list->length;
	unsigned number = 0;

	while (line < end) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		size_t whole = (size_t)((next == NULL ? end : next) - line);
		size_t length = without_comment(line, whole);
		const char *name = text_trim(line, &length), *fault = NULL;

		number++;
		if (length != 0)
			fault = skip_rank(&name, &length) ? find_fault(name, length)
							  : "need a number before the comma";
		if (fault != NULL) {
			*why = arena_printf(arena, "%s:%u: %s", list->file, number, fault);
			return -1;
		}
		if (length != 0)
			list->take(list->data, name, length, number);
		line += whole + 1;
	}
	return 0;
}
