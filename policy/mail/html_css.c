/* SPDX-License-Identifier: BSD-2-Clause */
/* html_css - style text cut into declarations. */
#include "config.h"

#include "policy/mail/html_css.h"

#include <string.h>

/* Behind a string (CSS Syntax 3 section 4.3.5: a line end ends a broken one). */
static size_t
skip_string(const char *text, size_t length, size_t at)
{
	char quote = text[at++];

	while (at < length && text[at] != quote && text[at] != '\n')
		at += text[at] == '\\' ? 2 : 1;
	return at < length ? at + 1 : length;
}

size_t
html_css_find(const char *text, size_t length, size_t at, const char *stops)
{
	size_t depth = 0;

	while (at < length) {
		char byte = text[at];

		/* Most bytes are letters, which never stop anything. */
		if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') {
			at++;
			continue;
		}
		if (byte == '"' || byte == '\'') {
			at = skip_string(text, length, at);
			continue;
		}
		if (depth == 0 && byte != '\0' && strchr(stops, byte) != NULL)
			return at;
		if (byte == '\\')
			at++;
		else if (byte == '(' || byte == '[')
			depth++;
		else if ((byte == ')' || byte == ']') && depth != 0)
			depth--;
		at++;
	}
	return length;
}

/* In lower case without comments; what does not fit is cut. */
static void
copy_part(char out[HTML_CSS_VALUE], const char *from, size_t length)
{
	size_t at = 0, count = 0;

	while (at < length && count + 1 < HTML_CSS_VALUE) {
		if (from[at] == '/' && at + 1 < length && from[at + 1] == '*') {
			const char *end = memmem(from + at + 2, length - at - 2, "*/", 2);

			at = end == NULL ? length : (size_t)(end - from) + 2;
			continue;
		}
		out[count] = (unsigned char)from[at] <= ' ' ? ' ' : from[at];
		if (out[count] >= 'A' && out[count] <= 'Z')
			out[count] = (char)(out[count] + 32);
		at++;
		/* Blanks in front go at once. */
		if (count != 0 || out[count] != ' ')
			count++;
	}
	while (count != 0 && out[count - 1] == ' ')
		count--;
	out[count] = '\0';
}

bool
html_css_split(const char *text, size_t length, struct html_css_declaration *out)
{
	const char *colon = memchr(text, ':', length);
	char *mark;

	if (colon == NULL)
		return false;
	copy_part(out->name, text, (size_t)(colon - text));
	copy_part(out->value, colon + 1, (size_t)(text + length - colon) - 1);
	mark = strchr(out->value, '!');
	out->important = mark != NULL;
	if (mark != NULL) {
		while (mark > out->value && mark[-1] == ' ')
			mark--;
		*mark = '\0';
	}
	return true;
}
