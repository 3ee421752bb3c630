/* SPDX-License-Identifier: BSD-2-Clause */
/* nature - what a part is to whoever opens it: by type, by name, by its first bytes. */
#include "config.h"

#include "policy/mail/nature.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define SNIFFED_MOST 1024

static bool
is_named(const char *name, const char *const *endings)
{
	size_t length = strlen(name);
	char end[16];

	while (length != 0 && strchr(" .\t", name[length - 1]) != NULL)
		length--;
	for (; *endings != NULL; endings++) {
		size_t wanted = strlen(*endings);

		if (length < wanted || (length == wanted && **endings == '.') ||
		    wanted >= sizeof(end))
			continue;
		memcpy(end, name + length - wanted, wanted);
		end[wanted] = '\0';
		if (text_equal_fold(end, *endings))
			return true;
	}
	return false;
}

static enum nature
find_by_name(const char *name)
{
	static const char *const html[] = {".html", ".htm", ".shtml", ".shtm", ".xhtml",
					   ".xht",  ".hta", ".dhtml", NULL};
	static const char *const svg[] = {".svg", ".svgz", NULL};
	static const char *const text[] = {".url", ".webloc", ".website", ".desktop", NULL};
	static const char *const calendar[] = {".ics", ".vcs", NULL};
	static const char *const message[] = {".eml", ".mht", ".mhtml", NULL};
	static const char *const opaque[] = {"winmail.dat", NULL};

	if (*name == '\0')
		return NATURE_OTHER;
	if (is_named(name, opaque))
		return NATURE_OPAQUE;
	if (is_named(name, html))
		return NATURE_HTML;
	if (is_named(name, svg))
		return NATURE_SVG;
	if (is_named(name, calendar))
		return NATURE_CALENDAR;
	if (is_named(name, text))
		return NATURE_TEXT;
	return is_named(name, message) ? NATURE_MESSAGE : NATURE_OTHER;
}

static enum nature
find_by_type(const char *type)
{
	static const struct {
		const char *type;
		enum nature nature;
	} known[] = {
		{"text/html", NATURE_HTML},
		{"text/calendar", NATURE_CALENDAR},
		{"text/x-vcalendar", NATURE_CALENDAR},
		{"application/ics", NATURE_CALENDAR},
		{"application/xhtml+xml", NATURE_HTML},
		{"application/hta", NATURE_HTML},
		{"text/xml", NATURE_OTHER},
		{"image/svg+xml", NATURE_SVG},
		{"image/svg", NATURE_SVG},
		{"text/rfc822-headers", NATURE_QUIET},
		{"message/delivery-status", NATURE_QUIET},
		{"message/disposition-notification", NATURE_QUIET},
		{"message/feedback-report", NATURE_QUIET},
		{"application/pgp-signature", NATURE_QUIET},
		{"application/pkcs7-signature", NATURE_QUIET},
		{"application/x-pkcs7-signature", NATURE_QUIET},
		{"application/pgp-keys", NATURE_QUIET},
		{"application/pkcs7-mime", NATURE_SEALED},
		{"application/x-pkcs7-mime", NATURE_SEALED},
		{"application/pgp-encrypted", NATURE_SEALED},
		{"application/ms-tnef", NATURE_OPAQUE},
		{"application/vnd.ms-tnef", NATURE_OPAQUE},
		{"message/partial", NATURE_OPAQUE},
		{"message/external-body", NATURE_OPAQUE},
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].type, type) == 0)
			return known[i].nature;
	return strncmp(type, "text/", 5) == 0 ? NATURE_TEXT : NATURE_OTHER;
}

/* The first bytes of what says nothing about itself. */
static enum nature
sniff_bytes(const char *bytes, size_t length)
{
	static const struct {
		const char *mark;
		enum nature nature;
	} marks[] = {
		{"<!doctype html", NATURE_HTML}, {"<html", NATURE_HTML},
		{"<head", NATURE_HTML},          {"<body", NATURE_HTML},
		{"<script", NATURE_HTML},        {"<svg", NATURE_SVG},
		{"<meta", NATURE_HTML},          {"begin:vcalendar", NATURE_CALENDAR},
	};
	size_t at, i;

	if (length > SNIFFED_MOST)
		length = SNIFFED_MOST;
	if (memchr(bytes, '\0', length) != NULL)
		return NATURE_OTHER;
	for (at = 0; at < length; at++)
		for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			if ((bytes[at] == marks[i].mark[0] || bytes[at] == 'B') &&
			    length - at >= strlen(marks[i].mark) &&
			    strncasecmp(bytes + at, marks[i].mark, strlen(marks[i].mark)) == 0)
				return marks[i].nature;
	return NATURE_OTHER;
}

/* Files of one kind begin alike, whatever they are called. */
static enum nature
find_by_magic(const char *bytes, size_t length)
{
	static const struct {
		const char *mark;
		enum nature nature;
	} marks[] = {
		{"\x89PNG", NATURE_PICTURE},
		{"\xFF\xD8\xFF", NATURE_PICTURE},
		{"GIF8", NATURE_PICTURE},
		{"PK\x03\x04", NATURE_ARCHIVE},
	};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (length >= strlen(marks[i].mark) &&
		    memcmp(bytes, marks[i].mark, strlen(marks[i].mark)) == 0)
			return marks[i].nature;
	/* Readers of PDF look for its mark in the first bytes, not at the first. */
	return memmem(bytes, length, "%PDF-", 5) != NULL ? NATURE_PDF : NATURE_OTHER;
}

/* Only the beginning is decoded: most of what is attached is of no interest. */
static void
decode_start(struct arena *arena, const struct walk_leaf *leaf, struct transfer_text *start)
{
	size_t length =
		leaf->bytes.length < 2 * SNIFFED_MOST ? leaf->bytes.length : 2 * SNIFFED_MOST;

	transfer_decode(arena, leaf->encoding, leaf->bytes.bytes, length, SNIFFED_MOST, start);
}

/* A name outranks a type where it makes programs open the part as a page or picture, and what a
 * file is outranks its name. */
enum nature
nature_of(struct arena *arena, const struct walk_leaf *leaf)
{
	enum nature by_type = find_by_type(leaf->type);
	enum nature by_name = find_by_name(leaf->name), by_magic;
	struct transfer_text start;

	if (by_name == NATURE_OTHER)
		by_name = find_by_name(leaf->other_name);
	if (by_type != NATURE_TEXT && by_type != NATURE_OTHER)
		return by_type;
	if (by_type == NATURE_TEXT && *leaf->name == '\0' && *leaf->other_name == '\0')
		return by_type;
	decode_start(arena, leaf, &start);
	by_magic = find_by_magic(start.bytes, start.length);
	if (by_magic != NATURE_OTHER)
		return by_magic;
	if (by_name != NATURE_OTHER)
		return by_name;
	if (by_type == NATURE_OTHER && strncmp(leaf->type, "image/", 6) != 0)
		return sniff_bytes(start.bytes, start.length);
	return by_type;
}
