/* SPDX-License-Identifier: BSD-2-Clause */
/* ldif_writer - the one writer of LDIF change records. */
#include "config.h"

#include "policy/export/ldif_writer.h"

#include <stdbool.h>
#include <string.h>

/* RFC 2849 SAFE-STRING, and narrower: no control characters, no blank at the end (note 8). */
static bool
is_safe(const char *value, size_t length)
{
	size_t i;

	if (length == 0)
		return true;
	if (value[0] == ' ' || value[0] == ':' || value[0] == '<' || value[length - 1] == ' ')
		return false;
	for (i = 0; i < length; i++)
		if ((unsigned char)value[i] < 0x20 || (unsigned char)value[i] > 0x7e)
			return false;
	return true;
}

static void
add_base64(struct text *out, const char *value, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < length; i += 3) {
		unsigned long group = (unsigned long)(unsigned char)value[i] << 16;

		if (i + 1 < length)
			group |= (unsigned long)(unsigned char)value[i + 1] << 8;
		if (i + 2 < length)
			group |= (unsigned char)value[i + 2];
		text_add_byte(out, digits[group >> 18 & 63]);
		text_add_byte(out, digits[group >> 12 & 63]);
		text_add_byte(out, i + 1 < length ? digits[group >> 6 & 63] : '=');
		text_add_byte(out, i + 2 < length ? digits[group & 63] : '=');
	}
}

/* RFC 2849 note 2: a line goes on behind a line feed and one blank. */
static void
add_folded(struct text *out, const struct text *line)
{
	size_t at = 0, room = LDIF_WRITER_COLUMNS;

	while (line->length - at > room) {
		text_add(out, line->bytes + at, room);
		text_add_string(out, "\n ");
		at += room;
		room = LDIF_WRITER_COLUMNS - 1;
	}
	text_add(out, line->bytes + at, line->length - at);
	text_add_byte(out, '\n');
}

void
ldif_writer_begin(struct text *out)
{
	text_add_string(out, "version: 1\n\n");
}

void
ldif_writer_line(struct text *out, const char *name, const char *value, size_t length)
{
	struct text line = TEXT_IN(out->arena);

	text_add_string(&line, name);
	if (is_safe(value, length)) {
		text_add_string(&line, length == 0 ? ":" : ": ");
		text_add(&line, value, length);
	} else {
		text_add_string(&line, ":: ");
		add_base64(&line, value, length);
	}
	add_folded(out, &line);
}

static void
add_string(struct text *out, const char *name, const char *value)
{
	ldif_writer_line(out, name, value, strlen(value));
}

void
ldif_writer_record(struct text *out, const char *dn, const char *changetype)
{
	add_string(out, "dn", dn);
	add_string(out, "changetype", changetype);
}

void
ldif_writer_replace(struct text *out, const char *attribute, const char *const *values,
		    size_t count)
{
	size_t i;

	add_string(out, "replace", attribute);
	for (i = 0; i < count; i++)
		add_string(out, attribute, values[i]);
	text_add_string(out, "-\n");
}

void
ldif_writer_end(struct text *out)
{
	text_add_byte(out, '\n');
}

char *
ldif_writer_rdn(struct arena *arena, const char *attribute, const char *value)
{
	struct text out = TEXT_IN(arena);
	size_t i, length = strlen(value);

	text_printf(&out, "%s=", attribute);
	for (i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)value[i];
		bool edge = (i == 0 && (byte == ' ' || byte == '#')) ||
			    (i + 1 == length && byte == ' ');

		if (edge || byte < 0x20 || byte > 0x7e || strchr("\"+,;<=>\\", byte) != NULL)
			text_printf(&out, "\\%02X", byte);
		else
			text_add_byte(&out, (char)byte);
	}
	return arena_strdup(arena, text_string(&out));
}
