/* SPDX-License-Identifier: BSD-2-Clause */
/* range - "member;range=0-1499": the part of a long attribute that is delivered at a time. */
#include "config.h"

#include "policy/directory/range.h"

#include <string.h>
#include <strings.h>

#define OPTION      ";range="
#define DIGITS_MOST 12

static bool
read_number(const char **at, uint64_t *out)
{
	size_t digits = strspn(*at, "0123456789"), i;

	if (digits == 0 || digits > DIGITS_MOST)
		return false;
	*out = 0;
	for (i = 0; i < digits; i++)
		*out = *out * 10 + (uint64_t)((*at)[i] - '0');
	*at += digits;
	return true;
}

bool
range_read(struct arena *arena, const char *description, struct range *out)
{
	const char *at = strcasestr(description, OPTION);
	struct range range = {0};

	if (at == NULL)
		return false;
	range.name = arena_memdup(arena, description, (size_t)(at - description));
	at += strlen(OPTION);
	if (!read_number(&at, &range.low) || *at++ != '-')
		return false;
	range.last = strcmp(at, "*") == 0;
	if (!range.last && (!read_number(&at, &range.high) || *at != '\0'))
		return false;
	if (!range.last && range.high < range.low)
		return false;
	*out = range;
	return true;
}

char *
range_next(struct arena *arena, const struct range *range)
{
	return arena_printf(arena, "%s%s%llu-*", range->name, OPTION,
			    (unsigned long long)range->high + 1);
}
