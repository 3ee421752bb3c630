/* SPDX-License-Identifier: BSD-2-Clause */
/* family - the file of one lure family: what is asked for, and the words that ask. */
#include "config.h"

#include "policy/lure/family.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"

#define WEIGHT_MOST   500
#define NAME_MOST     40
#define NEGATION_COST 30
#define RANK          5
#define RANK_MOST     9

struct reading {
	struct arena *arena;
	struct family family;
	size_t capacity;
	const char *language;
	unsigned line;
};

static bool
is_name(const char *value, size_t most)
{
	size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length != 0 && length <= most && value[length] == '\0';
}

static int
read_number(const char *value, int most, int *out, const char **why)
{
	int number = 0;
	const char *at;

	for (at = value; *at >= '0' && *at <= '9' && number <= most; at++)
		number = number * 10 + (*at - '0');
	if (at == value || *at != '\0' || number > most) {
		*why = "a number between 0 and the most allowed is needed here";
		return -1;
	}
	*out = number;
	return 0;
}

static int
read_group(const char *value, unsigned *groups, const char **why)
{
	enum cue_group group = cue_group_from_name(value);

	if (group >= CUE_GROUP_NEGATION) {
		*why = "needs and own take object, action, time, authority or cta";
		return -1;
	}
	*groups |= 1U << group;
	return 0;
}

static int
read_wants(struct family *family, const char *value, const char **why)
{
	if (strcmp(value, "answer") != 0) {
		*why = "wants takes answer";
		return -1;
	}
	family->wants_answer = true;
	return 0;
}

static int
add_cue(struct reading *reading, enum cue_group group, const char *value, const char **why)
{
	struct family *family = &reading->family;
	struct family_cue cue = {
		.group = group, .language = reading->language, .line = reading->line};
	struct folded folded;

	if (cue.language == NULL) {
		*why = "a language line must stand before the first cue";
		return -1;
	}
	if (family->cue_count == FAMILY_CUES_MOST) {
		*why = "a family holds at most 2000 cues";
		return -1;
	}
	fold_text(reading->arena, value, strlen(value), &folded);
	cue.phrase = folded.text;
	if (cue_parse(reading->arena, cue.phrase, &cue.cue, why) != 0)
		return -1;
	family->cues = arena_grow(reading->arena, family->cues, family->cue_count,
				  &reading->capacity, sizeof(cue));
	family->cues[family->cue_count++] = cue;
	return 0;
}

static enum family_use
use_of(const char *name)
{
	static const char *const names[] = {[FAMILY_EVERY] = "every",
					    [FAMILY_ROLES] = "roles",
					    [FAMILY_ACCOUNTS] = "accounts",
					    [FAMILY_NOTICES] = "notices",
					    [FAMILY_PROMPTS] = "prompts"};
	unsigned i;

	for (i = FAMILY_EVERY; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (enum family_use)i;
	return FAMILY_LURE;
}

static int
read_name(struct family *family, const char *value, const char **why)
{
	if (!is_name(value, NAME_MOST)) {
		*why = "a family's name is up to 40 lower-case letters, digits and hyphens";
		return -1;
	}
	family->name = value;
	family->use = use_of(value);
	return 0;
}

static int
read_impact(struct family *family, const char *value, const char **why)
{
	family->impact = impact_from_name(value);
	if (family->impact == IMPACT_NONE) {
		*why = "unknown impact: password, mfa, session, oauth, device, secret, signing-key "
		       "or payment";
		return -1;
	}
	return 0;
}

static int
read_language(struct reading *reading, const char *value, const char **why)
{
	if (!is_name(value, 8)) {
		*why = "a language is a short lower-case tag such as en or pt";
		return -1;
	}
	reading->language = value;
	return 0;
}

static int
read_setting(struct reading *reading, const char *key, const char *value, const char **why)
{
	struct family *family = &reading->family;
	enum cue_group group = cue_group_from_name(key);

	if (*value == '\0') {
		*why = "a value is missing";
		return -1;
	}
	if (group != CUE_GROUPS)
		return add_cue(reading, group, value, why);
	if (strcmp(key, "language") == 0)
		return read_language(reading, value, why);
	if (strcmp(key, "family") == 0)
		return read_name(family, value, why);
	if (strcmp(key, "impact") == 0)
		return read_impact(family, value, why);
	if (strcmp(key, "weight") == 0)
		return read_number(value, WEIGHT_MOST, &family->weight, why);
	if (strcmp(key, "rank") == 0)
		return read_number(value, RANK_MOST, &family->rank, why);
	if (strcmp(key, "most") == 0)
		return read_number(value, WEIGHT_MOST, &family->most, why);
	if (strcmp(key, "negation-costs") == 0)
		return read_number(value, 100, &family->negation_costs, why);
	if (strcmp(key, "needs") == 0)
		return read_group(value, &family->needs, why);
	if (strcmp(key, "wants") == 0)
		return read_wants(family, value, why);
	if (strcmp(key, "own") == 0)
		return read_group(value, &family->own, why);
	if (strcmp(key, "sentence") == 0) {
		family->sentence = value;
		return 0;
	}
	*why = "unknown keyword";
	return -1;
}

/* The line must be UTF-8 without control characters but tabs. */
static int
read_line(struct reading *reading, const char *bytes, size_t length, const char **why)
{
	const char *line, *key, *value;
	size_t key_length = 0, i;

	line = text_trim(bytes, &length);
	if (length == 0 || *line == '#')
		return 0;
	for (i = 0; i < length; i++)
		if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f)
			break;
	if (i < length || !text_is_utf8(line, length)) {
		*why = "the line is not plain UTF-8 text";
		return -1;
	}
	while (key_length < length && line[key_length] != ' ' && line[key_length] != '\t')
		key_length++;
	key = arena_memdup(reading->arena, line, key_length);
	length -= key_length;
	value = text_trim(line + key_length, &length);
	return read_setting(reading, key, arena_memdup(reading->arena, value, length), why);
}

static bool
has_group(const struct family *family, enum cue_group group)
{
	size_t i;

	for (i = 0; i < family->cue_count; i++)
		if (family->cues[i].group == group)
			return true;
	return false;
}

static int
check_whole(const struct family *family, const char **why)
{
	if (family->name == NULL) {
		*why = "the family line is missing";
		return -1;
	}
	if (family->use != FAMILY_LURE)
		return 0;
	if (family->sentence == NULL || family->impact == IMPACT_NONE || family->weight == 0)
		*why = "sentence, impact or weight is missing";
	else if (!has_group(family, CUE_GROUP_OBJECT))
		*why = "a family needs an object cue";
	else if (has_group(family, CUE_GROUP_ROLE))
		*why = "role cues belong into the family roles";
	else
		return 0;
	return -1;
}

int
family_parse(struct arena *arena, const char *file, const char *bytes, size_t length,
	     struct family *out, const char **why)
{
	struct reading reading = {.arena = arena,
				  .family = {.negation_costs = NEGATION_COST, .rank = RANK}};
	const char *reason = NULL;
	size_t at = 0;

	reading.family.file = arena_strdup(arena, file);
	while (at < length && reason == NULL) {
		const char *end = memchr(bytes + at, '\n', length - at);
		size_t line = end == NULL ? length - at : (size_t)(end - bytes) - at;

		reading.line++;
		(void)read_line(&reading, bytes + at, line, &reason);
		at += line + 1;
	}
	if (reason == NULL && check_whole(&reading.family, &reason) == 0) {
		*out = reading.family;
		return 0;
	}
	*why = arena_printf(arena, "%s:%u: %s", file, reading.line, reason);
	return -1;
}
