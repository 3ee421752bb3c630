/* SPDX-License-Identifier: BSD-2-Clause */
/* html - what a person sees of an HTML part, and where its links lead. */
#include "config.h"

#include "policy/mail/html.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/fold_letters.h"
#include "policy/mail/html_links.h"
#include "policy/mail/html_reader.h"
#include "policy/mail/script.h"

/* Zero bytes are dropped by browsers; what is no UTF-8 is shown as replacement characters. */
static const char *
clean(struct arena *arena, const char *bytes, size_t *length)
{
	char *copy;
	size_t from, to = 0;

	if (memchr(bytes, '\0', *length) != NULL) {
		copy = arena_memdup(arena, bytes, *length);
		for (from = 0; from < *length; from++)
			if (copy[from] != '\0')
				copy[to++] = copy[from];
		copy[to] = '\0';
		bytes = copy;
		*length = to;
	}
	if (fold_letters_are_ascii(bytes, *length) || text_is_utf8(bytes, *length))
		return bytes;
	bytes = text_utf8(arena, bytes, *length, *length * 3);
	*length = strlen(bytes);
	return bytes;
}

/* Sheets count for the whole page wherever they stand. */
static void
read_sheets(struct html_reader *reader, const char *bytes, size_t length)
{
	struct html_tokens tokens = html_token_begin(reader->arena, bytes, length);
	struct html_token token;
	bool style = false;

	while (html_token_next(&tokens, &token)) {
		if (style && token.kind == HTML_TOKEN_TEXT)
			html_sheet_read(&reader->sheet, token.bytes, token.length);
		style = token.kind == HTML_TOKEN_BEGIN && strcmp(token.name, "style") == 0;
		if (style || (token.kind == HTML_TOKEN_BEGIN && strcmp(token.name, "script") == 0))
			html_token_swallow(&tokens, style ? "style" : "script");
	}
	html_sheet_sort(&reader->sheet);
	reader->out->truncated |= reader->sheet.full;
}

static bool
has_sheet(const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL && end - at > 6) {
		if (strncasecmp(at + 1, "style", 5) == 0)
			return true;
		at++;
	}
	return false;
}

static void
read_page(struct html_reader *reader, const char *bytes, size_t length)
{
	struct html_tokens tokens = html_token_begin(reader->arena, bytes, length);
	struct html_token token;

	if (has_sheet(bytes, length))
		read_sheets(reader, bytes, length);
	while (reader->nodes <= (size_t)reader->bounds->html_nodes_most &&
	       html_token_next(&tokens, &token))
		html_reader_take(reader, &tokens, &token);
	reader->out->truncated |= tokens.truncated;
	html_reader_close(reader);
	if (reader->outlook.length != 0)
		html_reader_queue(reader, reader->outlook.bytes, reader->outlook.length);
	reader->outlook.length = 0;
}

/* What script hides is read as a page behind this one. */
static void
read_script(struct html_reader *reader)
{
	struct script *script = arena_zalloc(reader->arena, 1, sizeof(*script));
	size_t i;

	if (reader->script.length == 0)
		return;
	script_read(reader->arena, reader->script.bytes, reader->script.length,
		    (size_t)reader->bounds->text_bytes, script);
	reader->out->smuggling = script->smuggling;
	reader->out->truncated |= script->truncated;
	for (i = 0; i < script->count; i++) {
		const struct script_found *found = &script->found[i];

		reader->out->built |= !found->plain;
		if (found->page)
			html_reader_queue(reader, found->bytes, found->length);
		else
			html_links_read_addresses(reader, found->bytes, found->length);
	}
}

void
html_read(struct arena *arena, const struct conf_message *bounds, const char *utf8, size_t length,
	  struct html *out)
{
	struct html_reader *reader = arena_zalloc(arena, 1, sizeof(*reader));
	size_t i;

	*out = (struct html){0};
	reader->arena = arena;
	reader->bounds = bounds;
	reader->sheet.arena = arena;
	reader->out = out;
	reader->visible = reader->hidden = reader->script = TEXT_IN(arena);
	reader->outlook = reader->drawing = TEXT_IN(arena);
	reader->form = HTML_READER_NO_LINK;
	reader->depth = 1;
	reader->stack[0] = (struct html_reader_frame){.tag = html_tag_find(""),
						      .look = html_style_initial(),
						      .link = HTML_READER_NO_LINK};
	utf8 = clean(arena, utf8, &length);
	read_page(reader, utf8, length);
	read_script(reader);
	for (i = 0; i < reader->nested_count; i++) { /* grows while it is read, up to its bound */
		length = reader->nested[i].length;
		utf8 = clean(arena, reader->nested[i].bytes, &length);
		read_page(reader, utf8, length);
	}
	html_links_finish(reader);
	out->visible = text_string(&reader->visible);
	out->visible_length = reader->visible.length;
	out->drawing = text_string(&reader->drawing);
	out->drawing_length = reader->drawing.length;
	out->hidden = text_string(&reader->hidden);
	out->hidden_length = reader->hidden.length;
}
