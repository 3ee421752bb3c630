/* SPDX-License-Identifier: BSD-2-Clause */
/* rewriter_form - where the wrapped link stands in a wrapper, and how it is written there. */
#include "config.h"

#include "policy/lookalike/rewriter_form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/mail/transfer.h"

#define URL_MOST  8192
#define RUN_FIRST 2 /* "**A" stands for two letters */

/* ---- writings -------------------------------------------------------------------------------- */

/* Either alphabet of RFC 4648, with a blank where a '+' was. */
static const char *
from_base64(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text), *at;
	struct transfer_text out;

	for (at = copy; *at != '\0'; at++)
		if (*at == '-' || *at == ' ')
			*at = '+';
		else if (*at == '_')
			*at = '/';
	transfer_decode(arena, TRANSFER_BASE64, copy, strlen(copy), URL_MOST, &out);
	return arena_memdup(arena, out.bytes, out.length);
}

/* Some encode once more inside. */
static const char *
undo_escapes(struct arena *arena, const char *text)
{
	return strstr(text, "://") == NULL ? url_decode(arena, text) : text;
}

/* "https-3A__www.example.com_a" */
static const char *
from_second_form(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text), *at;

	for (at = copy; *at != '\0'; at++)
		if (*at == '-')
			*at = '%';
		else if (*at == '_')
			*at = '/';
	return url_decode(arena, copy);
}

static const char *
as_written(struct arena *arena, const char *writing, const char *text)
{
	if (strncmp(writing, "base64", 6) == 0) {
		size_t skipped = writing[6] == '+' ? strtoul(writing + 7, NULL, 10) : 0;

		if (strlen(text) < skipped)
			return NULL;
		return undo_escapes(arena, from_base64(arena, text + skipped));
	}
	if (strcmp(writing, "v2") == 0)
		return from_second_form(arena, text);
	if (strcmp(writing, "bare") == 0)
		return arena_printf(arena, "https://%s", text);
	return text;
}

/* ---- places ---------------------------------------------------------------------------------- */

/* Path and query behind 'mark', as they stand in the link. */
static const char *
behind(const struct url *url, const char *mark)
{
	const char *at = strstr(url->text, mark);

	return at == NULL ? NULL : at + strlen(mark);
}

static const char *
take_until(struct arena *arena, const char *text, const char *end)
{
	const char *stop = text == NULL ? NULL : strstr(text, end);

	return stop == NULL ? text : arena_memdup(arena, text, (size_t)(stop - text));
}

/* The letters that "*" and "**X" stand for follow as base64 behind "__;". */
static const char *
put_letters_back(struct arena *arena, const char *link, const char *letters)
{
	size_t room = strlen(link) + strlen(letters) + 1;
	char *out = arena_zalloc(arena, room, 1), *to = out;

	for (; *link != '\0'; link++) {
		size_t run = 1;

		if (*link != '*' || *letters == '\0') {
			*to++ = *link;
			continue;
		}
		if (link[1] == '*' && link[2] >= 'A' && link[2] <= 'Z') {
			run = (size_t)(link[2] - 'A') + RUN_FIRST;
			link += 2;
		}
		for (; run > 0 && *letters != '\0'; run--)
			*to++ = *letters++;
	}
	return out;
}

/* "/v3/__https://www.example.com/a?b__;Kys!!..." */
static const char *
read_third_form(struct arena *arena, const struct url *url)
{
	const char *start = behind(url, "/v3/__"),
		   *end = start == NULL ? NULL : strstr(start, "__;");
	const char *link = take_until(arena, start, "__;");

	if (end == NULL)
		return link;
	return put_letters_back(arena, link, from_base64(arena, take_until(arena, end + 3, "!")));
}

/* "https://shop-example-com.proxy.example": a hyphen is a dot, two are a hyphen. */
static const char *
read_label(struct arena *arena, const struct url *url)
{
	const char *at = url->host.ascii, *end = strchr(at, '.');
	char *out = arena_zalloc(arena, strlen(at) + 1, 1), *to = out;

	if (end == NULL)
		return NULL;
	for (; at < end; at++)
		if (*at != '-') {
			*to++ = *at;
		} else if (at[1] == '-') {
			*to++ = '-';
			at++;
		} else {
			*to++ = '.';
		}
	return out;
}

/* What begins with "http" in the path, written out or escaped. */
static const char *
read_link(struct arena *arena, const struct url *url)
{
	const char *at = strcasestr(url->path, "/http");

	if (at == NULL)
		return NULL;
	return strncasecmp(at, "/https%3a", 9) == 0 || strncasecmp(at, "/http%3a", 8) == 0
		       ? url_decode(arena, take_until(arena, at + 1, "/"))
		       : at + 1;
}

static const char *
decode(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : url_decode(arena, text);
}

static const char *
read_place(const struct rewriter *item, struct arena *arena, const struct url *url)
{
	const char *place = item->place, *last;

	if (place[0] == '=')
		return decode(arena, take_until(arena, behind(url, place + 1), "/"));
	if (place[0] != '*')
		return url_parameter(arena, url, place);
	if (strcmp(place, "*path") == 0)
		return decode(arena, url->path + strlen(item->path));
	if (strcmp(place, "*query") == 0)
		return decode(arena, url->query);
	if (strcmp(place, "*link") == 0)
		return read_link(arena, url);
	if (strcmp(place, "*last") == 0) {
		last = strrchr(url->path, '/');
		return last == NULL ? NULL : decode(arena, last + 1);
	}
	if (strcmp(place, "*bars") == 0)
		return take_until(arena, behind(url, "/___"), "___");
	if (strcmp(place, "*label") == 0)
		return read_label(arena, url);
	return strcmp(place, "*v3") == 0 ? read_third_form(arena, url) : NULL;
}

bool
rewriter_form_is_known(const char *place, const char *writing)
{
	static const char *const places[] = {"*path", "*query", "*link", "*last",
					     "*bars", "*label", "*v3",   "*opaque"};
	static const char *const writings[] = {"", "base64", "v2", "bare"};
	bool known = place[0] != '*' && strcmp(place, "=") != 0;
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		known = known || strcmp(places[i], place) == 0;
	if (!known)
		return false;
	if (strncmp(writing, "base64+", 7) == 0)
		return writing[7] >= '1' && writing[7] <= '9' && writing[8] == '\0';
	for (i = 0; i < sizeof(writings) / sizeof(writings[0]); i++)
		if (strcmp(writings[i], writing) == 0)
			return true;
	return false;
}

const char *
rewriter_form_read(const struct rewriter *item, struct arena *arena, const struct url *url)
{
	const char *text = read_place(item, arena, url);

	return text == NULL || text[0] == '\0' ? NULL : as_written(arena, item->writing, text);
}
