/* SPDX-License-Identifier: BSD-2-Clause */
/* html_reader - the state of one reading of HTML: open elements, texts, links so far. */
#include "config.h"

#include "policy/mail/html_reader.h"

#include <string.h>
#include <strings.h>

#include "policy/mail/html_colour.h"
#include "policy/mail/html_drawing.h"
#include "policy/mail/html_links.h"

/* ---- text
 * ---------------------------------------------------------------------------------------- */

static const struct html_style_look *
present_look(const struct html_reader *reader)
{
	return &reader->stack[reader->depth - 1].look;
}

bool
html_reader_is_hidden(const struct html_reader *reader)
{
	return html_style_is_hidden(present_look(reader));
}

static struct text *
present_text(struct html_reader *reader)
{
	return html_reader_is_hidden(reader) ? &reader->hidden : &reader->visible;
}

static bool
ends_blank(const struct text *text)
{
	char last = text->length == 0 ? '\n' : text->bytes[text->length - 1];

	return last == '\n' || last == ' ';
}

static void
break_line(struct html_reader *reader)
{
	struct text *text = present_text(reader);

	if (text->length != 0 && text->bytes[text->length - 1] != '\n')
		text_add_byte(text, '\n');
	html_drawing_end_line(reader, false);
}

void
html_reader_add_text(struct html_reader *reader, const char *bytes, size_t length)
{
	struct text *text = present_text(reader);
	size_t at = 0, most = (size_t)reader->bounds->text_bytes;
	/* As somebody would write it who has only letters: an override and its end (UAX 9). */
	bool reversed = html_style_is_reversed(present_look(reader));

	if (text->length + length > most) {
		reader->out->truncated = true;
		return;
	}
	if (reversed)
		text_add_string(text, "\xe2\x80\xae");
	while (at < length) {
		size_t start = at;

		while (at < length && (unsigned char)bytes[at] > ' ')
			at++;
		text_add(text, bytes + start, at - start);
		start = at;
		while (at < length && (unsigned char)bytes[at] <= ' ')
			at++;
		if (at != start && !ends_blank(text))
			text_add_byte(text, ' ');
	}
	if (reversed)
		text_add_string(text, "\xe2\x80\xac");
}

static void
take_text(struct html_reader *reader, const struct html_token *token)
{
	if (reader->roles[HTML_TAG_SCRIPT] != 0)
		html_links_read_script(reader, token->bytes, token->length);
	else if (reader->roles[HTML_TAG_STYLE] == 0 && reader->roles[HTML_TAG_TITLE] == 0) {
		html_reader_add_text(reader, token->bytes, token->length);
		html_drawing_add_text(reader, token->bytes, token->length);
	}
}

void
html_reader_queue(struct html_reader *reader, const char *bytes, size_t length)
{
	if (reader->nested_count == HTML_READER_NESTED) {
		reader->out->truncated = true;
		return;
	}
	reader->nested[reader->nested_count].bytes = arena_memdup(reader->arena, bytes, length);
	reader->nested[reader->nested_count++].length = length;
}

/* Outlook reads what stands in [if mso] comments as part of the page; an element may begin in one
 * and end in another. */
static void
take_comment(struct html_reader *reader, const struct html_token *token)
{
	size_t length = token->length;
	const char *text = text_trim(token->bytes, &length), *start, *end;

	if (length < 3 || strncasecmp(text, "[if", 3) != 0)
		return;
	start = memmem(text, length, "]>", 2);
	if (start == NULL)
		return;
	start += 2;
	length -= (size_t)(start - text);
	end = memmem(start, length, "<![", 3);
	while (end != NULL && strncasecmp(end, "<![endif", 8) != 0)
		end = memmem(end + 3, length - (size_t)(end + 3 - start), "<![", 3);
	text_add(&reader->outlook, start, end == NULL ? length : (size_t)(end - start));
	text_add_byte(&reader->outlook, '\n');
}

/* ---- elements
 * ------------------------------------------------------------------------------------ */

/* What attributes say weighs less than any sheet. */
static void
read_hints(const struct html_token *token, struct html_style_change *change)
{
	const char *value = html_token_attribute(token, "bgcolor");

	if (value != NULL || html_token_attribute(token, "background") != NULL) {
		change->sets |= HTML_STYLE_BACKGROUND;
		change->background = value == NULL || html_token_attribute(token, "background")
					     ? HTML_COLOUR_UNKNOWN
					     : html_colour_read(value, true);
	}
	value = html_token_attribute(token, strcmp(token->name, "body") == 0 ? "text" : "color");
	if (value != NULL &&
	    (strcmp(token->name, "font") == 0 || strcmp(token->name, "body") == 0)) {
		change->sets |= HTML_STYLE_COLOUR;
		change->colour = html_colour_read(value, true);
	}
	value = html_token_attribute(token, "dir");
	if (value != NULL) {
		change->sets |= HTML_STYLE_RTL;
		change->hides |= strcasecmp(value, "rtl") == 0 ? HTML_STYLE_RTL : 0;
	}
	if (strcmp(token->name, "bdo") == 0) {
		change->sets |= HTML_STYLE_FORCED;
		change->hides |= HTML_STYLE_FORCED;
	}
	if (html_token_attribute(token, "hidden") != NULL) {
		change->sets |= HTML_STYLE_DISPLAY;
		change->hides |= HTML_STYLE_DISPLAY;
	}
}

/* Sizes count for boxes; cells, lines and what is unknown grow with their content. */
static bool
is_box(const struct html_tag *tag)
{
	return (tag->flags & HTML_TAG_BLOCK) != 0 &&
	       (tag->group == HTML_TAG_GROUP_NONE || tag->group == HTML_TAG_GROUP_P ||
		tag->group == HTML_TAG_GROUP_LI || tag->group == HTML_TAG_GROUP_DD);
}

static struct html_style_look
look_of(const struct html_reader *reader, const struct html_token *token,
	const struct html_tag *tag)
{
	struct html_style_look look = *present_look(reader);
	struct html_style_block block = {0};
	const char *style = html_token_attribute(token, "style");

	if (token->attribute_count != 0)
		read_hints(token, &block.normal);
	html_sheet_apply(&reader->sheet, token->name, html_token_attribute(token, "class"),
			 html_token_attribute(token, "id"), &block);
	if (style != NULL)
		html_style_read(style, strlen(style), &block);
	html_style_merge(&block.normal, &block.important);
	html_style_apply(&look, &block.normal, is_box(tag));
	/* Mail clients that show a message inside of their own page drop its body element. */
	if (strcmp(token->name, "body") == 0)
		look.gone = look.invisible = false;
	if (tag->role == HTML_TAG_UNSEEN)
		look.gone = true;
	return look;
}

static void
pop(struct html_reader *reader)
{
	struct html_reader_frame *frame = &reader->stack[reader->depth - 1];

	if (frame->tag->role == HTML_TAG_FORM)
		reader->form = HTML_READER_NO_LINK;
	if (frame->link != HTML_READER_NO_LINK) {
		reader->links[frame->link].end = reader->visible.length;
		reader->links[frame->link].hidden_end = reader->hidden.length;
	}
	if ((frame->tag->flags & HTML_TAG_BLOCK) != 0)
		break_line(reader);
	reader->roles[frame->tag->role]--;
	reader->depth--;
}

/* The page itself, at the bottom of the stack, stays. */
static void
pop_to(struct html_reader *reader, size_t depth)
{
	while (reader->depth > depth && reader->depth > 1)
		pop(reader);
}

/* An element of the group that is open here ends. */
static void
end_group(struct html_reader *reader, enum html_tag_group group)
{
	size_t i;

	for (i = reader->depth; i > 1; i--) {
		const struct html_tag *tag = reader->stack[i - 1].tag;

		if (tag->group == group) {
			pop_to(reader, i - 1);
			return;
		}
		if (html_tag_stops(tag, group))
			return;
	}
}

static bool
is_frameless(const char *name)
{
	return strcmp(name, "html") == 0 || strcmp(name, "head") == 0;
}

static void
begin_element(struct html_reader *reader, const struct html_token *token,
	      const struct html_tag *tag)
{
	struct html_reader_frame *frame = &reader->stack[reader->depth];

	*frame = (struct html_reader_frame){
		.tag = tag,
		.name = (uint32_t)text_hash(token->name, strlen(token->name)),
		.look = look_of(reader, token, tag)};
	reader->depth++;
	reader->roles[tag->role]++;
	if ((tag->flags & HTML_TAG_BLOCK) != 0)
		break_line(reader);
	else if (tag->group == HTML_TAG_GROUP_CELL)
		html_reader_add_text(reader, " ", 1);
	if (tag->group == HTML_TAG_GROUP_ROW)
		html_drawing_end_line(reader, true);
	else if (tag->group == HTML_TAG_GROUP_CELL)
		html_drawing_add_cell(reader, frame->look.background);
	frame->link = html_links_read(reader, token, tag);
	if (tag->role == HTML_TAG_FORM) {
		reader->out->form = true;
		reader->form = frame->link;
	}
}

static void
take_begin(struct html_reader *reader, struct html_tokens *tokens, const struct html_token *token)
{
	const struct html_tag *tag = html_tag_find(token->name);
	bool in_svg = reader->roles[HTML_TAG_SVG] != 0;

	if (++reader->nodes > (size_t)reader->bounds->html_nodes_most)
		reader->out->truncated = true;
	if ((tag->flags & HTML_TAG_ENDS_P) != 0)
		end_group(reader, HTML_TAG_GROUP_P);
	if (tag->group != HTML_TAG_GROUP_NONE && tag->group != HTML_TAG_GROUP_TABLE)
		end_group(reader, tag->group);
	if (reader->depth == HTML_READER_DEPTH) {
		reader->beyond += (tag->flags & HTML_TAG_VOID) == 0;
		reader->out->truncated = true;
		return;
	}
	if (is_frameless(token->name))
		return;
	begin_element(reader, token, tag);
	if ((tag->flags & HTML_TAG_VOID) != 0 ||
	    (token->closed && (in_svg || strchr(token->name, ':') != NULL)))
		pop(reader);
	else if (!in_svg && (tag->role == HTML_TAG_SCRIPT || tag->role == HTML_TAG_STYLE ||
			     tag->role == HTML_TAG_TITLE))
		html_token_swallow(tokens, tag->name);
}

/* An end tag ends the nearest open element of its name and all inside; not through blocks, unless
 * it is one or formats text, and never through the cell it stands in. */
static void
take_end(struct html_reader *reader, const struct html_token *token)
{
	const struct html_tag *tag = html_tag_find(token->name);
	uint32_t name = (uint32_t)text_hash(token->name, strlen(token->name));
	bool through = (tag->flags & (HTML_TAG_BLOCK | HTML_TAG_FORMAT | HTML_TAG_SCOPE)) != 0;
	size_t i;

	if (strcmp(token->name, "body") == 0 || is_frameless(token->name))
		return;
	if (reader->beyond != 0) {
		reader->beyond--;
		return;
	}
	for (i = reader->depth; i > 1; i--) {
		const struct html_reader_frame *frame = &reader->stack[i - 1];

		if (frame->name == name) {
			pop_to(reader, i - 1);
			return;
		}
		if (html_tag_stops(frame->tag, tag->group) ||
		    (!through && (frame->tag->flags & HTML_TAG_BLOCK) != 0))
			break;
	}
	if ((tag->flags & HTML_TAG_BLOCK) != 0)
		break_line(reader);
}

void
html_reader_take(struct html_reader *reader, struct html_tokens *tokens,
		 const struct html_token *token)
{
	switch (token->kind) {
	case HTML_TOKEN_TEXT:
		take_text(reader, token);
		break;
	case HTML_TOKEN_BEGIN:
		take_begin(reader, tokens, token);
		break;
	case HTML_TOKEN_END:
		take_end(reader, token);
		break;
	case HTML_TOKEN_COMMENT:
		take_comment(reader, token);
		break;
	}
	tokens->foreign = reader->roles[HTML_TAG_SVG] != 0;
}

void
html_reader_close(struct html_reader *reader)
{
	reader->beyond = 0;
	pop_to(reader, 1);
}
