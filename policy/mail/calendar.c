/* SPDX-License-Identifier: BSD-2-Clause */
/* calendar - what an invitation (RFC 5545) shows to people. */
#include "config.h"

#include "policy/mail/calendar.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

/* The length of the logical line at 'at' (RFC 5545 section 3.1), which is unfolded into 'line'. */
static size_t
read_line(const char *text, size_t length, size_t at, struct text *line)
{
	size_t start = at;

	line->length = 0;
	while (at < length) {
		const char *feed = memchr(text + at, '\n', length - at);
		size_t end = feed == NULL ? length : (size_t)(feed - text);
		size_t kept = end > at && text[end - 1] == '\r' ? end - 1 : end;

		text_add(line, text + at, kept - at);
		at = feed == NULL ? end : end + 1;
		if (at >= length || (text[at] != ' ' && text[at] != '\t'))
			break;
		at++;
	}
	return at - start;
}

/* The value of a property, escapes undone (RFC 5545 section 3.3.11). */
static void
add_value(struct text *out, const char *line, size_t length, const char *value)
{
	size_t i;

	for (i = (size_t)(value - line); i < length; i++) {
		if (line[i] == '\\' && i + 1 < length) {
			i++;
			text_add_byte(out, line[i] == 'n' || line[i] == 'N' ? '\n' : line[i]);
		} else {
			text_add_byte(out, line[i]);
		}
	}
	text_add_byte(out, '\n');
}

static bool
is_named(const char *line, size_t length, const char *name)
{
	return strlen(name) == length && strncasecmp(line, name, length) == 0;
}

/* The address behind "mailto:". */
static const char *
read_organizer(struct arena *arena, const char *value)
{
	if (strncasecmp(value, "mailto:", 7) == 0)
		value += 7;
	return arena_memdup(arena, value, strcspn(value, " \t"));
}

/* "ATTACH;FMTTYPE=text/html;ENCODING=BASE64;VALUE=BINARY:..." */
static void
add_file(struct arena *arena, const char *line, const char *value, size_t length,
	 struct calendar *out)
{
	static const char mark[] = "FMTTYPE=";
	const char *type = memmem(line, (size_t)(value - line), mark, sizeof(mark) - 1);
	struct calendar_file *file;

	if (memmem(line, (size_t)(value - line), "BASE64", 6) == NULL ||
	    out->file_count == CALENDAR_FILES)
		return;
	file = &out->files[out->file_count++];
	file->type = "";
	if (type != NULL) {
		type += sizeof(mark) - 1;
		file->type = text_lower(arena, arena_memdup(arena, type, strcspn(type, ";:")));
	}
	file->base64 = arena_memdup(arena, value, length);
	file->length = length;
}

static bool
is_shown(const char *line, size_t name)
{
	static const char *const shown[] = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT",
					    "URL",     "CONTACT",     "ATTACH",   "CONFERENCE"};
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (is_named(line, name, shown[i]))
			return true;
	return false;
}

void
calendar_read(struct arena *arena, const char *utf8, size_t length, struct calendar *out)
{
	struct text line = TEXT_IN(arena), text = TEXT_IN(arena), html = TEXT_IN(arena);
	struct text uids = TEXT_IN(arena);
	size_t at = 0;

	*out = (struct calendar){.organizer = ""};
	while (at < length) {
		const char *value;
		size_t name, behind;

		at += read_line(utf8, length, at, &line);
		value = line.length == 0 ? NULL : memchr(line.bytes, ':', line.length);
		if (value == NULL)
			continue;
		name = strcspn(line.bytes, ";:");
		behind = line.length - (size_t)(++value - line.bytes);
		if (is_named(line.bytes, name, "ATTACH"))
			add_file(arena, line.bytes, value, behind, out);
		if (is_shown(line.bytes, name))
			add_value(&text, line.bytes, line.length, value);
		else if (is_named(line.bytes, name, "X-ALT-DESC"))
			add_value(&html, line.bytes, line.length, value);
		else if (is_named(line.bytes, name, "UID"))
			add_value(&uids, line.bytes, line.length, value);
		else if (is_named(line.bytes, name, "ORGANIZER"))
			out->organizer = read_organizer(arena, value);
	}
	out->text = text_string(&text);
	out->text_length = text.length;
	out->html = text_string(&html);
	out->html_length = html.length;
	out->uids = text_string(&uids);
}
