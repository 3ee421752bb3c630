/* SPDX-License-Identifier: BSD-2-Clause */
/* csv - the one writer of CSV, and a reader of what it wrote. */
#include "config.h"

#include "policy/export/csv.h"

#include <stdint.h>
#include <string.h>

static const char hex_digits[] = "0123456789ABCDEF";

/* Changes what is shown or where a line ends, without being seen itself. */
static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0xad ||
	       point == 0x61c || (point >= 0x200b && point <= 0x200f) ||
	       (point >= 0x2028 && point <= 0x202e) || (point >= 0x2060 && point <= 0x206f) ||
	       point == 0xfeff || (point >= 0xe0000 && point <= 0xe007f);
}

/* What begins a formula somewhere: OWASP's list, and its full-width forms. */
static bool
is_formula(uint32_t point)
{
	return point == '=' || point == '+' || point == '-' || point == '@' || point == 0xff1d ||
	       point == 0xff0b || point == 0xff0d || point == 0xff20 || point == 0x2212;
}

static void
add_hex(struct text *out, unsigned char byte)
{
	text_add_byte(out, '\\');
	text_add_byte(out, hex_digits[byte >> 4]);
	text_add_byte(out, hex_digits[byte & 15]);
}

/* The cell so far, with ' before it when its first visible character begins a formula. */
static const char *
guard_cell(struct arena *arena, const struct text *cell, bool guard)
{
	const char *string = text_string(cell);
	size_t at = 0;

	if (!guard)
		return string;
	while (at < cell->length && string[at] == ' ')
		at++;
	if (at == cell->length || !is_formula(text_next_point(string, cell->length, &at)))
		return string;
	return arena_printf(arena, "'%s", string);
}

static void
clean(struct text *out, const char *string, char joint)
{
	size_t length = string == NULL ? 0 : strlen(string), at = 0;

	while (at < length && out->length < CSV_CELL_MOST) {
		uint32_t point = text_next_point(string, length, &at);

		if (is_control(point))
			text_add_byte(out, ' ');
		else if (point == '\\')
			add_hex(out, '\\');
		else if (joint != '\0' && point == (unsigned char)joint)
			text_add_byte(out, ',');
		else
			text_add_point(out, point);
	}
}

const char *
csv_cell(struct arena *arena, const char *string, bool guard)
{
	struct text out = TEXT_IN(arena);

	clean(&out, string, '\0');
	return guard_cell(arena, &out, guard);
}

const char *
csv_dn(struct arena *arena, const char *dn, bool guard)
{
	struct text out = TEXT_IN(arena);
	size_t length = dn == NULL ? 0 : strlen(dn), at = 0;

	while (at < length && out.length < CSV_CELL_MOST) {
		uint32_t point;

		if (dn[at] == '\\' && at + 2 < length && text_hex_digit(dn[at + 1]) >= 0 &&
		    text_hex_digit(dn[at + 2]) >= 0) { /* RFC 4514 section 2.4: a hex pair */
			add_hex(&out, (unsigned char)(text_hex_digit(dn[at + 1]) << 4 |
						      text_hex_digit(dn[at + 2])));
			at += 3;
			continue;
		}
		if (dn[at] == '\\' && at + 1 < length && (unsigned char)dn[at + 1] < 0x80) {
			add_hex(&out, (unsigned char)dn[at + 1]); /* or one character */
			at += 2;
			continue;
		}
		point = text_next_point(dn, length, &at);
		if (point == '\\' || point < 0x20 || point == 0x7f)
			add_hex(&out, (unsigned char)point);
		else
			text_add_point(&out, is_control(point) ? ' ' : point);
	}
	return guard_cell(arena, &out, guard);
}

const char *
csv_list(struct arena *arena, const char *const *items, size_t count, bool guard)
{
	struct text out = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < count; i++) {
		if (i != 0)
			text_add_byte(&out, ';');
		clean(&out, items[i], ';');
	}
	return guard_cell(arena, &out, guard);
}

void
csv_row(struct text *out, const char *const *cells, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const char *at = cells[i] == NULL ? "" : cells[i];

		text_add_string(out, i == 0 ? "\"" : ",\"");
		for (; *at != '\0'; at++) {
			if (*at == '"')
				text_add_byte(out, '"');
			text_add_byte(out, *at);
		}
		text_add_byte(out, '"');
	}
	text_add_string(out, "\r\n");
}

/* A quoted field; '*at' is behind its first quote and moves behind its last. */
static const char *
read_field(struct arena *arena, const struct text *from, size_t *at)
{
	struct text field = TEXT_IN(arena);

	for (; *at < from->length; (*at)++) {
		if (from->bytes[*at] == '"') {
			if (*at + 1 >= from->length || from->bytes[*at + 1] != '"') {
				(*at)++;
				return text_string(&field);
			}
			(*at)++;
		}
		text_add_byte(&field, from->bytes[*at]);
	}
	return NULL;
}

int
csv_read(struct arena *arena, const struct text *from, size_t *at, struct csv_record *out,
	 const char **why)
{
	struct csv_record record = {0};
	size_t capacity = 0;

	if (*at >= from->length)
		return 0;
	for (;;) {
		const char *field = NULL;

		if (*at < from->length && from->bytes[*at] == '"') {
			(*at)++;
			field = read_field(arena, from, at);
		}
		if (field == NULL)
			break;
		record.fields = arena_grow(arena, record.fields, record.count, &capacity,
					   sizeof(*record.fields));
		record.fields[record.count++] = field;
		if (*at < from->length && from->bytes[*at] == ',') {
			(*at)++;
			continue;
		}
		if (*at + 1 >= from->length || from->bytes[*at] != '\r' ||
		    from->bytes[*at + 1] != '\n')
			break;
		*at += 2;
		*out = record;
		return 1;
	}
	*why = "not a CSV file of lurewatch";
	return -1;
}
