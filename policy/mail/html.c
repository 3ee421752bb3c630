/* SPDX-License-Identifier: BSD-2-Clause */
/* html - what a person sees of an HTML part, and where its links lead. */
#include "config.h"

#include "policy/mail/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/html_bound.h"
#include "policy/mail/html_reader.h"

/* libxml2 walks its stack of open elements at every stray end tag, so the stack is looked at
 * between small pieces and the parser begun anew when it has grown past what a page needs. */
#define PIECE       4096
#define OPEN_MOST   256
#define BEFORE_MOST 80
#define TEXT_MOST   4096

static void
on_begin(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct html_reader *reader = data;

	if (++reader->nodes > (size_t)reader->bounds->html_nodes_most)
		reader->out->truncated = true;
	html_reader_begin(reader, (const char *)name, (const char **)(void *)attributes);
}

static void
on_end(void *data, const xmlChar *name)
{
	(void)name;
	html_reader_end(data);
}

static void
on_text(void *data, const xmlChar *bytes, int length)
{
	html_reader_text(data, (const char *)bytes, (size_t)length);
}

static void
on_comment(void *data, const xmlChar *text)
{
	html_reader_comment(data, (const char *)text);
}

static htmlParserCtxtPtr
new_parser(struct html_reader *reader)
{
	htmlSAXHandler handler = {.startElement = on_begin,
				  .endElement = on_end,
				  .characters = on_text,
				  .ignorableWhitespace = on_text,
				  .cdataBlock = on_text,
				  .comment = on_comment};
	htmlParserCtxtPtr parser =
		htmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

	if (parser != NULL)
		(void)htmlCtxtUseOptions(parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
							 HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	return parser;
}

static void
end_parser(struct html_reader *reader, htmlParserCtxtPtr parser)
{
	(void)htmlParseChunk(parser, "", 0, 1);
	htmlFreeParserCtxt(parser);
	html_reader_close(reader);
}

/* A piece ends before a tag begins, so that a new parser loses none. */
static size_t
piece_length(const char *bytes, size_t length)
{
	size_t cut = length < PIECE ? length : PIECE;
	const char *tag = memrchr(bytes, '<', cut);

	if (cut == length || tag == NULL || tag == bytes)
		while (cut < length && ((unsigned char)bytes[cut] & 0xC0) == 0x80)
			cut++;
	else
		cut = (size_t)(tag - bytes);
	return cut;
}

static bool
is_spent(struct html_reader *reader, int64_t began)
{
	if (reader->nodes > (size_t)reader->bounds->html_nodes_most)
		return true;
	if (clock_monotonic_us() - began < reader->bounds->budget_ms * 1000)
		return false;
	reader->out->truncated = true;
	return true;
}

static void
parse(struct html_reader *reader, const char *bytes, size_t length, int64_t began)
{
	htmlParserCtxtPtr parser = new_parser(reader);
	size_t at = 0;

	bytes = html_bound(reader->arena, bytes, &length, &reader->out->truncated);
	while (parser != NULL && at < length && !is_spent(reader, began)) {
		size_t piece = piece_length(bytes + at, length - at);

		(void)htmlParseChunk(parser, bytes + at, (int)piece, 0);
		at += piece;
		if (parser->nameNr > OPEN_MOST) {
			reader->out->truncated = true;
			end_parser(reader, parser);
			parser = new_parser(reader);
		}
	}
	if (parser != NULL)
		end_parser(reader, parser);
}

static const char *
slice(struct arena *arena, const struct text *text, size_t start, size_t end)
{
	const char *bytes = text_string(text) + start;
	size_t length = end - start;

	bytes = text_trim(bytes, &length);
	return text_utf8(arena, bytes, length, TEXT_MOST);
}

/* Up to 80 characters before a place in the visible text. */
static const char *
before(struct arena *arena, const struct text *text, size_t place)
{
	const char *bytes = text_string(text);
	size_t start = place, points = 0;

	while (start > 0 && points < BEFORE_MOST) {
		start--;
		if (((unsigned char)bytes[start] & 0xC0) != 0x80)
			points++;
	}
	return slice(arena, text, start, place);
}

/* Relative links lead nowhere in a mail; one that names a host and cannot be read is told. */
static bool
names_host(const char *raw)
{
	raw += strspn(raw, " \t\r\n");
	return strncasecmp(raw, "http", 4) == 0 || strncmp(raw, "//", 2) == 0 ||
	       strncmp(raw, "\\\\", 2) == 0 || strncasecmp(raw, "www.", 4) == 0;
}

static bool
resolve(struct html_reader *reader, const struct url *base, struct message_link *link)
{
	const char *why;

	if (url_parse(reader->arena, link->raw, strlen(link->raw),
		      (size_t)reader->bounds->url_bytes, base, &link->url, &why) != 0) {
		link->obscured = true;
		return names_host(link->raw);
	}
	if (strcmp(link->url.scheme, "mailto") == 0)
		link->kind = LINK_MAILTO;
	if (strcmp(link->url.scheme, "cid") == 0)
		return false;
	return !(link->kind == LINK_IMAGE && strcmp(link->url.scheme, "data") == 0);
}

static void
finish_links(struct html_reader *reader)
{
	struct html *out = reader->out;
	struct url base_url, *base = NULL;
	const char *why;
	size_t i;

	if (reader->base != NULL &&
	    url_parse(reader->arena, reader->base, strlen(reader->base),
		      (size_t)reader->bounds->url_bytes, NULL, &base_url, &why) == 0)
		base = &base_url;
	out->links = arena_zalloc(reader->arena, reader->link_count + 1, sizeof(*out->links));
	for (i = 0; i < reader->link_count; i++) {
		struct html_reader_link *found = &reader->links[i];
		struct message_link *link = &found->link;

		if (!resolve(reader, base, link))
			continue;
		link->text = slice(reader->arena, &reader->visible, found->start, found->end);
		if (link->text[0] == '\0' && found->hidden_end > found->hidden_start)
			link->hidden = true;
		if (link->text[0] == '\0')
			link->text = found->extra;
		link->before = before(reader->arena, &reader->visible, found->start);
		link->text_offset = found->start;
		out->links[out->link_count++] = *link;
	}
}

static bool
script_has(const struct text *script, const char *const *words)
{
	for (; *words != NULL; words++)
		if (script->length != 0 &&
		    memmem(script->bytes, script->length, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* Smuggling decodes something and hands it to the browser as a page or file. */
static bool
is_smuggling(const struct text *script)
{
	static const char *const decoders[] = {
		"atob",       "fromCharCode", "unescape", "decodeURIComponent",
		"charCodeAt", "TextDecoder",  NULL};
	static const char *const sinks[] = {
		"Blob",      "createObjectURL", "document.write", "msSaveOrOpenBlob",
		"innerHTML", "eval(",           "location",       ".download",
		NULL};

	return script_has(script, decoders) && script_has(script, sinks);
}

void
html_open(void)
{
	xmlInitParser();
}

void
html_read(struct arena *arena, const struct conf_message *bounds, const char *utf8, size_t length,
	  struct html *out)
{
	struct html_reader *reader = arena_zalloc(arena, 1, sizeof(*reader));
	int64_t began = clock_monotonic_us();
	size_t i;

	*out = (struct html){0};
	*reader = (struct html_reader){.arena = arena,
				       .bounds = bounds,
				       .out = out,
				       .visible = TEXT_IN(arena),
				       .hidden = TEXT_IN(arena),
				       .css = TEXT_IN(arena),
				       .script = TEXT_IN(arena),
				       .form = HTML_READER_NO_LINK,
				       .depth = 1};
	reader->stack[0].look = html_style_initial();
	reader->stack[0].link = HTML_READER_NO_LINK;
	parse(reader, utf8, length, began);
	for (i = 0; i < reader->nested_count; i++) /* grows while it is read, up to its bound */
		parse(reader, reader->nested[i].bytes, reader->nested[i].length, began);
	finish_links(reader);
	out->visible = text_string(&reader->visible);
	out->visible_length = reader->visible.length;
	out->hidden = text_string(&reader->hidden);
	out->hidden_length = reader->hidden.length;
	out->smuggling = is_smuggling(&reader->script);
}
