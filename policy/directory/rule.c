/* SPDX-License-Identifier: BSD-2-Clause */
/* rule - one condition on an entry, as the mapping settings write it. */
#include "config.h"

#include "policy/directory/rule.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/directory/dn.h"

#define UNDER       "under:"
#define LENGTH_MOST 1024

/* A whole string as a number; hexadecimal too. */
static bool
read_number(const char *text, int base, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, base);
	return errno == 0 && end != text && *end == '\0';
}

static void
read_value(struct arena *arena, const char *text, struct rule *out)
{
	size_t length = strlen(text);

	out->form = RULE_EQUAL;
	if (strcmp(text, "*") == 0)
		out->form = RULE_PRESENT;
	else if (length != 0 && text[length - 1] == '*')
		out->form = RULE_PREFIX;
	out->length = out->form == RULE_PREFIX ? length - 1 : length;
	out->value = text_lower(arena, arena_memdup(arena, text, out->length));
}

static bool
is_name(const char *text, size_t length)
{
	return length != 0 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789-._") == length;
}

static int
fail(struct arena *arena, const char *text, const char *what, const char **why)
{
	*why = arena_printf(arena, "rule %s: %s", text_printable(arena, text, 80), what);
	return -1;
}

int
rule_read(struct entry_attributes *attributes, const char *text, struct rule *out, const char **why)
{
	struct arena *arena = attributes->arena;
	size_t name = strcspn(text, "=&");
	struct rule rule = {.attribute = -1};

	if (strlen(text) > LENGTH_MOST)
		return fail(arena, text, "too long", why);
	if (strncasecmp(text, UNDER, strlen(UNDER)) == 0) {
		rule.form = RULE_UNDER;
		text += strlen(UNDER);
		rule.value = dn_key(arena, text, strlen(text));
		if (strchr(rule.value, '=') == NULL)
			return fail(arena, text, "need a DN behind under:", why);
		*out = rule;
		return 0;
	}
	if (text[name] == '\0' || text[name + 1] == '\0' || !is_name(text, name))
		return fail(arena, text,
			    "need attr=value, attr=*, attr=prefix*, attr&bits or under:DN", why);
	if (text[name] == '=') {
		read_value(arena, text + name + 1, &rule);
	} else {
		rule.form = RULE_BITS;
		if (!read_number(text + name + 1, 0, &rule.bits) || rule.bits == 0)
			return fail(arena, text, "need a number other than 0 behind &", why);
	}
	rule.attribute = entry_want(attributes, arena_memdup(arena, text, name));
	if (rule.attribute < 0)
		return fail(arena, text, "too many attributes in all rules", why);
	*out = rule;
	return 0;
}

static bool
value_matches(const struct rule *rule, const struct entry_value *value)
{
	int64_t number;

	switch (rule->form) {
	case RULE_PRESENT:
		return true;
	case RULE_EQUAL:
		return value->length == rule->length &&
		       strncasecmp(value->bytes, rule->value, rule->length) == 0;
	case RULE_PREFIX:
		return value->length >= rule->length &&
		       strncasecmp(value->bytes, rule->value, rule->length) == 0;
	case RULE_BITS:
		return read_number(value->bytes, 10, &number) &&
		       (number & rule->bits) == rule->bits;
	case RULE_UNDER:
		break;
	}
	abort();
}

bool
rule_matches(const struct rule *rule, const struct entry *entry, const char *dn_key)
{
	const struct entry_values *values = entry_all(entry, rule->attribute);
	size_t i;

	if (rule->form == RULE_UNDER)
		return dn_is_under(dn_key, rule->value);
	for (i = 0; i < values->count; i++)
		if (value_matches(rule, &values->items[i]))
			return true;
	return false;
}
