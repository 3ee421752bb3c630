/* SPDX-License-Identifier: BSD-2-Clause */
/* html_bound - HTML made safe for a parser that compares each attribute of a tag with all before
 * it. */
#include "config.h"

#include "policy/mail/html_bound.h"

#include <string.h>

/* Where in a tag we are (HTML Living Standard, section 13.2.5.32 and following). */
enum place {
	PLACE_TEXT,
	PLACE_GAP,
	PLACE_NAME,
	PLACE_EQUALS,
	PLACE_BARE,
	PLACE_SINGLE,
	PLACE_DOUBLE
};

struct walk {
	enum place place;
	size_t attributes;
};

static bool
is_gap(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static enum place
begin_value(char byte)
{
	if (byte == '"')
		return PLACE_DOUBLE;
	if (byte == '\'')
		return PLACE_SINGLE;
	return is_gap(byte) ? PLACE_EQUALS : PLACE_BARE;
}

static enum place
step_name(struct walk *walk, char byte)
{
	if (byte == '=')
		return PLACE_EQUALS;
	if (is_gap(byte) || byte == '/')
		return PLACE_GAP;
	if (walk->place == PLACE_GAP)
		walk->attributes++;
	return PLACE_NAME;
}

/* Inside a tag: move behind one byte. */
static enum place
step_in_tag(struct walk *walk, char byte)
{
	switch (walk->place) {
	case PLACE_DOUBLE:
		return byte == '"' ? PLACE_GAP : PLACE_DOUBLE;
	case PLACE_SINGLE:
		return byte == '\'' ? PLACE_GAP : PLACE_SINGLE;
	case PLACE_EQUALS:
		return byte == '>' ? PLACE_TEXT : begin_value(byte);
	case PLACE_BARE:
		if (byte == '>')
			return PLACE_TEXT;
		return is_gap(byte) ? PLACE_GAP : PLACE_BARE;
	case PLACE_GAP:
	case PLACE_NAME:
		return byte == '>' ? PLACE_TEXT : step_name(walk, byte);
	case PLACE_TEXT:
		break;
	}
	return PLACE_TEXT;
}

static bool
opens_tag(const char *bytes, size_t length, size_t at)
{
	char next = at + 1 < length ? bytes[at + 1] : '\0';

	return bytes[at] == '<' &&
	       ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/');
}

/* Browsers take a slash between attributes for a blank (<a/href=x>); libxml2 does not. */
static bool
is_slash_gap(const struct walk *walk, const char *bytes, size_t length, size_t at)
{
	return bytes[at] == '/' && (walk->place == PLACE_NAME || walk->place == PLACE_GAP) &&
	       bytes[at - 1] != '<' && at + 1 < length && bytes[at + 1] != '>';
}

/* An empty comment that ends abruptly, <!--> or <!--->: browsers go on behind it, libxml2 looks for
 * more. */
static size_t
abrupt_comment(const char *bytes, size_t length, size_t at)
{
	if (length - at >= 5 && memcmp(bytes + at, "<!-->", 5) == 0)
		return 5;
	return length - at >= 6 && memcmp(bytes + at, "<!--->", 6) == 0 ? 6 : 0;
}

/* Whether anything must change; most pages pass here at the speed of memchr. */
static bool
is_bounded(const char *bytes, size_t length)
{
	struct walk walk = {0};
	size_t at;

	if (memchr(bytes, '\0', length) != NULL)
		return false;
	for (at = 0; at < length; at++) {
		if (walk.place == PLACE_TEXT) {
			const char *tag = memchr(bytes + at, '<', length - at);

			if (tag == NULL)
				return true;
			at = (size_t)(tag - bytes);
			if (abrupt_comment(bytes, length, at) != 0)
				return false;
			if (opens_tag(bytes, length, at))
				walk = (struct walk){.place = PLACE_NAME};
			continue;
		}
		if (is_slash_gap(&walk, bytes, length, at))
			return false;
		walk.place = step_in_tag(&walk, bytes[at]);
		if (walk.attributes > HTML_BOUND_ATTRIBUTES)
			return false;
	}
	return true;
}

const char *
html_bound(struct arena *arena, const char *bytes, size_t *length, bool *cut)
{
	struct walk walk = {0};
	size_t at, kept = 0;
	char *copy;

	if (is_bounded(bytes, *length))
		return bytes;
	copy = arena_zalloc(arena, *length + 1, 1);
	for (at = 0; at < *length; at++) {
		bool over = walk.attributes > HTML_BOUND_ATTRIBUTES;
		char byte = bytes[at];

		if (walk.place == PLACE_TEXT && abrupt_comment(bytes, *length, at) != 0) {
			at += abrupt_comment(bytes, *length, at) - 1;
			continue;
		}
		if (byte == '\0')
			continue;
		if (walk.place != PLACE_TEXT && is_slash_gap(&walk, bytes, *length, at))
			byte = ' ';
		if (walk.place == PLACE_TEXT && opens_tag(bytes, *length, at))
			walk = (struct walk){.place = PLACE_NAME};
		else if (walk.place != PLACE_TEXT)
			walk.place = step_in_tag(&walk, byte);
		if (!over && walk.attributes > HTML_BOUND_ATTRIBUTES)
			*cut = true;
		else if (over && walk.place != PLACE_TEXT)
			continue;
		if (walk.attributes <= HTML_BOUND_ATTRIBUTES || walk.place == PLACE_TEXT)
			copy[kept++] = byte;
		if (walk.place == PLACE_TEXT)
			walk.attributes = 0;
	}
	*length = kept;
	return copy;
}
