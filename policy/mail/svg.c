/* SPDX-License-Identifier: BSD-2-Clause */
/* svg - an SVG picture with the entities that it defines for itself put in (XML section 4.2). */
#include "config.h"

#include "policy/mail/svg.h"

#include <string.h>

#include "policy/base/text.h"

#define ENTITIES_MOST 32
#define ROUNDS        2
#define NAME_MOST     100
#define MARK          "<!ENTITY"

struct entity {
	const char *name, *value;
	size_t name_length, value_length;
};

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && (unsigned char)*at <= ' ')
		at++;
	return at;
}

/* <!ENTITY name "value"> at 'at'; returns where to go on. */
static const char *
read_entity(const char *at, const char *end, struct entity *out)
{
	const char *close;

	*out = (struct entity){0};
	at = skip_blanks(at + sizeof(MARK) - 1, end);
	out->name = at;
	while (at < end && (unsigned char)*at > ' ' && *at != '>')
		at++;
	out->name_length = (size_t)(at - out->name);
	at = skip_blanks(at, end);
	if (at == end || (*at != '"' && *at != '\''))
		return at;
	close = memchr(at + 1, *at, (size_t)(end - at - 1));
	if (close == NULL)
		return end;
	out->value = at + 1;
	out->value_length = (size_t)(close - at - 1);
	return close;
}

static size_t
read_entities(const char *utf8, size_t length, struct entity *entities)
{
	const char *at = utf8, *end = utf8 + length;
	size_t count = 0;

	while (count < ENTITIES_MOST &&
	       (at = memmem(at, (size_t)(end - at), MARK, sizeof(MARK) - 1)) != NULL) {
		at = read_entity(at, end, &entities[count]);
		count += entities[count].value != NULL && entities[count].name_length != 0;
	}
	return count;
}

static const struct entity *
find_entity(const struct entity *entities, size_t count, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (entities[i].name_length == length &&
		    memcmp(entities[i].name, name, length) == 0)
			return &entities[i];
	return NULL;
}

/* One round: what stands in an entity is put in by the next. */
static void
put_in(struct arena *arena, const struct entity *entities, size_t count, size_t most,
       struct svg_text *out)
{
	struct text text = TEXT_IN(arena);
	const char *at = out->bytes, *end = out->bytes + out->length;

	while (at < end && text.length < most) {
		const char *sign = memchr(at, '&', (size_t)(end - at));
		size_t left = sign == NULL ? 0 : (size_t)(end - sign);
		const char *stop =
			left == 0 ? NULL : memchr(sign, ';', left < NAME_MOST ? left : NAME_MOST);
		const struct entity *entity = NULL;

		if (stop != NULL)
			entity = find_entity(entities, count, sign + 1, (size_t)(stop - sign - 1));
		if (sign == NULL)
			sign = end - 1;
		text_add(&text, at, (size_t)(sign - at) + (entity == NULL));
		if (entity != NULL)
			text_add(&text, entity->value, entity->value_length);
		at = entity == NULL ? sign + 1 : stop + 1;
	}
	out->bytes = text_string(&text);
	out->length = text.length < most ? text.length : most;
}

void
svg_expand(struct arena *arena, const char *utf8, size_t length, size_t most, struct svg_text *out)
{
	struct entity entities[ENTITIES_MOST + 1];
	size_t count = read_entities(utf8, length, entities), i;

	*out = (struct svg_text){utf8, length};
	for (i = 0; count != 0 && i < ROUNDS; i++)
		put_in(arena, entities, count, most, out);
}
