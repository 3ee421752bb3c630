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
is_shown(const char *line, size_t name)
{
	static const char *const shown[] = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT",
					    "URL",     "CONTACT",     "ATTACH",   "CONFERENCE"};
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (strlen(shown[i]) == name && strncasecmp(line, shown[i], name) == 0)
			return true;
	return false;
}

void
calendar_read(struct arena *arena, const char *utf8, size_t length, struct calendar *out)
{
	struct text line = TEXT_IN(arena), text = TEXT_IN(arena), html = TEXT_IN(arena);
	size_t at = 0;

	while (at < length) {
		const char *value;
		size_t name;

		at += read_line(utf8, length, at, &line);
		value = line.length == 0 ? NULL : memchr(line.bytes, ':', line.length);
		if (value == NULL)
			continue;
		name = strcspn(line.bytes, ";:");
		if (is_shown(line.bytes, name))
			add_value(&text, line.bytes, line.length, value + 1);
		else if (name == 10 && strncasecmp(line.bytes, "X-ALT-DESC", 10) == 0)
			add_value(&html, line.bytes, line.length, value + 1);
	}
	*out = (struct calendar){.text = text_string(&text),
				 .text_length = text.length,
				 .html = text_string(&html),
				 .html_length = html.length};
}
