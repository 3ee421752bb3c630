/* SPDX-License-Identifier: BSD-2-Clause */
/* entity - the bounded scan: where the head of a MIME entity ends and where its parts lie. */
#include "config.h"

#include "policy/mail/entity.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define GUESS_MOST 65536 /* how far a boundary is looked for */

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct entity_span
trim(const char *bytes, size_t length)
{
	struct entity_span span = {.length = length};

	span.bytes = text_trim(bytes, &span.length);
	return span;
}

static bool
is_same(struct entity_span a, struct entity_span b)
{
	return a.length == b.length && strncasecmp(a.bytes, b.bytes, a.length) == 0;
}

static void
add_value(struct entity_values *values, struct entity_span value)
{
	size_t i;

	for (i = 0; i < values->count; i++)
		if (is_same(values->items[i], value))
			return;
	if (values->count == ENTITY_READINGS)
		values->more = true;
	else
		values->items[values->count++] = value;
}

void
entity_note(struct entity_head *head, const char *name, size_t name_length, const char *value,
	    size_t length)
{
	struct entity_values *values = NULL;

	head->any = true;
	while (name_length != 0 && is_blank(name[name_length - 1]))
		name_length--;
	if (name_length == 12 && strncasecmp(name, "Content-Type", 12) == 0)
		values = &head->types;
	else if (name_length == 25 && strncasecmp(name, "Content-Transfer-Encoding", 25) == 0)
		values = &head->encodings;
	else if (name_length == 19 && strncasecmp(name, "Content-Disposition", 19) == 0)
		values = &head->dispositions;
	if (values != NULL)
		add_value(values, trim(value, length));
}

/* Length of the field at the start of 'bytes', folds included; 0 for what is no field. '*colon' is
 * where its name ends. */
static size_t
measure_field(const char *bytes, size_t length, size_t *colon)
{
	const char *feed = memchr(bytes, '\n', length);
	size_t line = feed == NULL ? length : (size_t)(feed - bytes) + 1;
	const char *mark = memchr(bytes, ':', line);
	size_t name, i;

	if (mark == NULL)
		return 0;
	*colon = (size_t)(mark - bytes);
	/* "Subject :" is obsolete and understood (RFC 5322 section 4.5). */
	for (name = *colon; name != 0 && is_blank(bytes[name - 1]);)
		name--;
	for (i = 0; i < name; i++)
		if (is_blank(bytes[i]))
			return 0;
	if (name == 0)
		return 0;
	while (line < length && (bytes[line] == ' ' || bytes[line] == '\t')) {
		feed = memchr(bytes + line, '\n', length - line);
		line = feed == NULL ? length : (size_t)(feed - bytes) + 1;
	}
	return line;
}

size_t
entity_read_head(const char *bytes, size_t length, size_t fields_most, struct entity_head *head)
{
	size_t at = 0, fields = 0;

	*head = (struct entity_head){0};
	while (at < length) {
		size_t colon, field;

		if (bytes[at] == '\n')
			return at + 1;
		if (bytes[at] == '\r' && at + 1 < length && bytes[at + 1] == '\n')
			return at + 2;
		field = measure_field(bytes + at, length - at, &colon);
		if (field == 0)
			return at;
		if (++fields > fields_most)
			head->truncated = true;
		else
			entity_note(head, bytes + at, colon, bytes + at + colon + 1,
				    field - colon - 1);
		at += field;
	}
	return at;
}

/* ---- parts ----------------------------------------------------------------------------------- */

enum delimiter { DELIMITER_NONE, DELIMITER_OPEN, DELIMITER_CLOSE };

/* What stands behind the boundary; '*next' is where the next line begins. */
static enum delimiter
read_delimiter(struct entity_span body, size_t at, size_t *next)
{
	enum delimiter kind = DELIMITER_OPEN;

	if (at + 1 < body.length && body.bytes[at] == '-' && body.bytes[at + 1] == '-') {
		kind = DELIMITER_CLOSE;
		at += 2;
	}
	while (at < body.length &&
	       (body.bytes[at] == ' ' || body.bytes[at] == '\t' || body.bytes[at] == '\r'))
		at++;
	if (at < body.length && body.bytes[at] != '\n')
		return DELIMITER_NONE;
	*next = at < body.length ? at + 1 : at;
	return kind;
}

/* The next delimiter line at or behind '*at', where a line begins; '*start' is where its two
 * hyphens stand. A hit elsewhere leads to the next line, so that the search stays linear. */
static enum delimiter
find_delimiter(struct entity_span body, const char *line, size_t line_length, size_t *at,
	       size_t *start)
{
	while (*at < body.length) {
		const char *hit = memmem(body.bytes + *at, body.length - *at, line, line_length);
		enum delimiter kind = DELIMITER_NONE;
		const char *feed;

		if (hit == NULL)
			break;
		*start = (size_t)(hit - body.bytes);
		if (*start == 0 || hit[-1] == '\n')
			kind = read_delimiter(body, *start + line_length, at);
		if (kind != DELIMITER_NONE)
			return kind;
		feed = memchr(hit, '\n', body.length - *start);
		if (feed == NULL)
			break;
		*at = (size_t)(feed - body.bytes) + 1;
	}
	*at = body.length;
	*start = body.length;
	return DELIMITER_NONE;
}

/* The line end before a delimiter belongs to the delimiter. */
static struct entity_span
part_between(struct entity_span body, size_t from, size_t to)
{
	if (to > from && to < body.length && body.bytes[to - 1] == '\n')
		to--;
	if (to > from && to < body.length && body.bytes[to] == '\n' && body.bytes[to - 1] == '\r')
		to--;
	return (struct entity_span){.bytes = body.bytes + from, .length = to - from};
}

void
entity_split(struct arena *arena, struct entity_span body, struct entity_span boundary, size_t most,
	     struct entity_parts *out)
{
	char line[ENTITY_BOUNDARY_MOST + 2] = "--";
	enum delimiter kind;
	bool closed = false;
	size_t at = 0, start;

	*out = (struct entity_parts){0};
	if (boundary.length == 0 || boundary.length > ENTITY_BOUNDARY_MOST)
		return;
	memcpy(line + 2, boundary.bytes, boundary.length);
	kind = find_delimiter(body, line, boundary.length + 2, &at, &start);
	while (kind != DELIMITER_NONE) {
		size_t from = at;
		bool opened = kind == DELIMITER_OPEN;

		out->reopened |= closed && opened;
		closed |= !opened;
		kind = find_delimiter(body, line, boundary.length + 2, &at, &start);
		if (!opened)
			continue;
		if (out->count == most) {
			out->truncated = true;
			return;
		}
		out->items = arena_grow(arena, out->items, out->count, &out->capacity,
					sizeof(*out->items));
		out->items[out->count++] = part_between(body, from, start);
	}
}

/* ---- boundaries ------------------------------------------------------------------------------ */

static size_t
add_boundary(struct entity_span *out, size_t count, struct entity_span candidate)
{
	size_t i;

	/* RFC 2046 section 5.1.1: a boundary does not end in a blank. */
	while (candidate.length != 0 && is_blank(candidate.bytes[candidate.length - 1]))
		candidate.length--;
	if (candidate.length == 0 || candidate.length > ENTITY_BOUNDARY_MOST ||
	    count == ENTITY_READINGS)
		return count;
	for (i = 0; i < count; i++)
		if (out[i].length == candidate.length &&
		    memcmp(out[i].bytes, candidate.bytes, candidate.length) == 0)
			return count;
	out[count] = candidate;
	return count + 1;
}

/* Index of the next ';' outside quotes, or the end. */
static size_t
find_parameter_end(struct entity_span type, size_t at)
{
	bool quoted = false;

	for (; at < type.length && (quoted || type.bytes[at] != ';'); at++) {
		if (type.bytes[at] == '\\' && quoted)
			at++;
		else if (type.bytes[at] == '"')
			quoted = !quoted;
	}
	return at < type.length ? at : type.length;
}

/* A quoted value is read with and without what follows its quotes, a bare one up to the first
 * blank and whole. */
static size_t
add_value_readings(struct arena *arena, struct entity_span value, struct entity_span *out,
		   size_t count)
{
	struct text unquoted = TEXT_IN(arena);
	struct entity_span rest;
	size_t i;

	if (value.length != 0 && value.bytes[0] == '"') {
		for (i = 1; i < value.length && value.bytes[i] != '"'; i++) {
			if (value.bytes[i] == '\\' && i + 1 < value.length)
				i++;
			text_add_byte(&unquoted, value.bytes[i]);
		}
		count = add_boundary(out, count,
				     (struct entity_span){text_string(&unquoted), unquoted.length});
		return i + 1 < value.length ? add_boundary(out, count, value) : count;
	}
	for (i = 0; i < value.length && !is_blank(value.bytes[i]) && value.bytes[i] != '(';)
		i++;
	count = add_boundary(out, count, (struct entity_span){value.bytes, i});
	rest = trim(value.bytes + i, value.length - i);
	return rest.length != 0 && rest.bytes[0] != '(' ? add_boundary(out, count, value) : count;
}

size_t
entity_boundaries(struct arena *arena, struct entity_span type,
		  struct entity_span out[ENTITY_READINGS])
{
	size_t at = find_parameter_end(type, 0), count = 0, parameters = 0;

	while (at < type.length && ++parameters <= ENTITY_PARAMETERS) {
		size_t start = at + 1;
		struct entity_span parameter, name;
		const char *equals;

		at = find_parameter_end(type, start);
		parameter = trim(type.bytes + start, at - start);
		equals = memchr(parameter.bytes, '=', parameter.length);
		if (equals == NULL)
			continue;
		name = trim(parameter.bytes, (size_t)(equals - parameter.bytes));
		if (name.length != 8 || strncasecmp(name.bytes, "boundary", 8) != 0)
			continue;
		count = add_value_readings(
			arena,
			trim(equals + 1, parameter.length - (size_t)(equals + 1 - parameter.bytes)),
			out, count);
	}
	return count;
}

struct entity_span
entity_guess_boundary(struct entity_span body)
{
	size_t length = body.length < GUESS_MOST ? body.length : GUESS_MOST, at = 0;

	while (at + 3 < length) {
		const char *feed = memchr(body.bytes + at, '\n', length - at);
		size_t end = feed == NULL ? length : (size_t)(feed - body.bytes);

		if (body.bytes[at] == '-' && body.bytes[at + 1] == '-') {
			struct entity_span line = trim(body.bytes + at + 2, end - at - 2);

			if (line.length > 3 && line.length <= ENTITY_BOUNDARY_MOST &&
			    memchr(line.bytes, ' ', line.length) == NULL)
				return line;
		}
		at = end + 1;
	}
	return (struct entity_span){.bytes = "", .length = 0};
}

struct entity_span
entity_cap(struct entity_span value)
{
	size_t at = 0, parameters = 0;

	if (value.length > ENTITY_VALUE_MOST)
		value.length = ENTITY_VALUE_MOST;
	while (at < value.length) {
		at = find_parameter_end(value, at == 0 ? 0 : at + 1);
		if (++parameters > ENTITY_PARAMETERS)
			value.length = at;
	}
	return value;
}
