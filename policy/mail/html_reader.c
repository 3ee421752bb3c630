/* SPDX-License-Identifier: BSD-2-Clause */
/* html_reader - the state of one reading of HTML: open elements, texts, links so far. */
#include "config.h"

#include "policy/mail/html_reader.h"

#include <string.h>
#include <strings.h>

#define CSS_MOST    (64 * 1024)
#define SCRIPT_MOST (256 * 1024)
#define NAMES_MOST  64 /* attributes looked at of one element */

static bool
is_one_of(const char *tag, const char *const *tags)
{
	for (; *tags != NULL; tags++)
		if (strcmp(tag, *tags) == 0)
			return true;
	return false;
}

static const char *
attribute(const char **attributes, const char *name)
{
	size_t i;

	for (i = 0; attributes != NULL && attributes[i] != NULL && i < (size_t)2 * NAMES_MOST;
	     i += 2)
		if (strcasecmp(attributes[i], name) == 0)
			return attributes[i + 1] == NULL ? "" : attributes[i + 1];
	return NULL;
}

static const struct html_style_look *
present_look(const struct html_reader *reader)
{
	return &reader->stack[reader->depth - 1].look;
}

static struct text *
present_text(struct html_reader *reader)
{
	return html_style_is_hidden(present_look(reader)) ? &reader->hidden : &reader->visible;
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
}

/* Runs of white space are one blank, as on a page. */
static void
add_page_text(struct html_reader *reader, struct text *text, const char *bytes, size_t length)
{
	size_t at = 0;

	if (text->length + length > (size_t)reader->bounds->text_bytes) {
		reader->out->truncated = true;
		return;
	}
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
}

static void
add_bounded(struct text *text, const char *bytes, size_t length, size_t most)
{
	if (text->length + length <= most)
		text_add(text, bytes, length);
}

void
html_reader_text(struct html_reader *reader, const char *bytes, size_t length)
{
	if (reader->roles[HTML_READER_SCRIPT] != 0)
		add_bounded(&reader->script, bytes, length, SCRIPT_MOST);
	else if (reader->roles[HTML_READER_STYLE] != 0)
		add_bounded(&reader->css, bytes, length, CSS_MOST);
	else if (reader->roles[HTML_READER_UNSEEN] == 0)
		add_page_text(reader, present_text(reader), bytes, length);
}

static size_t
add_link(struct html_reader *reader, enum link_kind kind, const char *raw, const char *extra)
{
	struct html_reader_link *link;
	size_t most = (size_t)reader->bounds->url_bytes;

	if (raw == NULL || raw[strspn(raw, " \t\r\n")] == '\0' || raw[0] == '#')
		return HTML_READER_NO_LINK;
	if (reader->link_count >= (size_t)reader->bounds->links_most) {
		reader->out->truncated = true;
		return HTML_READER_NO_LINK;
	}
	reader->links = arena_grow(reader->arena, reader->links, reader->link_count,
				   &reader->link_capacity, sizeof(*reader->links));
	link = &reader->links[reader->link_count];
	*link = (struct html_reader_link){
		.link = {.kind = kind, .raw = text_utf8(reader->arena, raw, strlen(raw), most)},
		.start = reader->visible.length,
		.end = reader->visible.length,
		.hidden_start = reader->hidden.length,
		.hidden_end = reader->hidden.length,
		.extra = extra == NULL ? "" : text_utf8(reader->arena, extra, strlen(extra), 1024)};
	link->link.hidden = html_style_is_hidden(present_look(reader));
	return reader->link_count++;
}

/* Every web address inside a script or handler: where it would send the reader. */
static void
add_links_in(struct html_reader *reader, const char *text, size_t length)
{
	struct url_span span;
	size_t at = 0;

	while (url_find(text, length, &at, &span))
		if (!span.bare)
			(void)add_link(reader, LINK_REFRESH,
				       arena_memdup(reader->arena, text + span.start, span.length),
				       NULL);
}

static void
queue_nested(struct html_reader *reader, const char *bytes, size_t length)
{
	if (reader->nested_count == HTML_READER_NESTED) {
		reader->out->truncated = true;
		return;
	}
	reader->nested[reader->nested_count].bytes = arena_memdup(reader->arena, bytes, length);
	reader->nested[reader->nested_count++].length = length;
}

/* Outlook reads what stands in [if mso] comments as part of the page. */
void
html_reader_comment(struct html_reader *reader, const char *text)
{
	const char *start, *end;

	text += strspn(text, " \t\r\n");
	if (strncasecmp(text, "[if", 3) != 0 || (start = strstr(text, "]>")) == NULL)
		return;
	start += 2;
	end = strcasestr(start, "<![endif");
	queue_nested(reader, start, end == NULL ? strlen(start) : (size_t)(end - start));
}

static void
read_refresh(struct html_reader *reader, const char **attributes)
{
	const char *kind = attribute(attributes, "http-equiv");
	const char *content = attribute(attributes, "content");
	const char *url;

	if (kind == NULL || content == NULL || strcasecmp(kind, "refresh") != 0)
		return;
	url = strcasestr(content, "url");
	if (url == NULL)
		return;
	url += 3;
	url += strspn(url, " \t\r\n=");
	url += strspn(url, "'\"");
	(void)add_link(reader, LINK_REFRESH, arena_memdup(reader->arena, url, strcspn(url, "'\"")),
		       NULL);
}

static void
read_input(struct html_reader *reader, const char **attributes)
{
	const char *type = attribute(attributes, "type");

	(void)add_link(reader, LINK_FORM, attribute(attributes, "formaction"),
		       attribute(attributes, "value"));
	if (type == NULL || strcasecmp(type, "password") != 0)
		return;
	reader->out->password_field = true;
	if (reader->form != HTML_READER_NO_LINK)
		reader->links[reader->form].link.password = true;
}

static const char *
label_of(const char **attributes)
{
	const char *label = attribute(attributes, "aria-label");

	if (label == NULL)
		label = attribute(attributes, "title");
	return label == NULL ? attribute(attributes, "alt") : label;
}

/* Where the element leads; the link of an anchor or form, whose text is still to come. */
static size_t
read_links(struct html_reader *reader, const char *tag, const char **attributes)
{
	static const char *const frames[] = {"iframe", "frame", "embed", NULL};
	bool in_svg = reader->roles[HTML_READER_SVG] != 0;
	const char *href = attribute(attributes, "href");

	if (in_svg && href == NULL)
		href = attribute(attributes, "xlink:href");
	(void)add_link(reader, LINK_ANCHOR, attribute(attributes, "data-saferedirecturl"), NULL);
	(void)add_link(reader, LINK_IMAGE, attribute(attributes, "background"), NULL);
	if (strcmp(tag, "form") == 0)
		return add_link(reader, LINK_FORM, attribute(attributes, "action"), NULL);
	if (strcmp(tag, "img") == 0 || (in_svg && strcmp(tag, "image") == 0))
		(void)add_link(reader, LINK_IMAGE,
			       href == NULL ? attribute(attributes, "src") : href,
			       label_of(attributes));
	else if (is_one_of(tag, frames))
		(void)add_link(reader, LINK_FRAME, attribute(attributes, "src"), NULL);
	else if (strcmp(tag, "object") == 0)
		(void)add_link(reader, LINK_FRAME, attribute(attributes, "data"), NULL);
	else if (strcmp(tag, "link") != 0 && strcmp(tag, "base") != 0 && href != NULL)
		return add_link(reader, in_svg ? LINK_SVG : LINK_ANCHOR, href,
				label_of(attributes));
	return HTML_READER_NO_LINK;
}

static void
read_special(struct html_reader *reader, const char *tag, const char **attributes)
{
	static const char *const inputs[] = {"input", "button", NULL};
	const char *value;

	if (strcmp(tag, "meta") == 0)
		read_refresh(reader, attributes);
	else if (strcmp(tag, "base") == 0 && reader->base == NULL &&
		 (value = attribute(attributes, "href")) != NULL)
		reader->base = arena_strdup(reader->arena, value);
	else if (is_one_of(tag, inputs))
		read_input(reader, attributes);
	else if (strcmp(tag, "iframe") == 0 && (value = attribute(attributes, "srcdoc")) != NULL)
		queue_nested(reader, value, strlen(value));
	else if (strcmp(tag, "img") == 0 && (value = attribute(attributes, "alt")) != NULL &&
		 !html_style_is_hidden(present_look(reader)))
		add_page_text(reader, &reader->visible, value, strlen(value));
	else if (strcasecmp(tag, "foreignobject") == 0)
		reader->out->svg_active = true;
}

/* onclick and its kin are script; so is a javascript: link. */
static void
read_handlers(struct html_reader *reader, const char **attributes)
{
	size_t i;

	for (i = 0; attributes != NULL && attributes[i] != NULL && i < (size_t)2 * NAMES_MOST;
	     i += 2) {
		const char *name = attributes[i], *value = attributes[i + 1];

		if (value == NULL || strncasecmp(name, "on", 2) != 0)
			continue;
		reader->out->script = true;
		if (reader->roles[HTML_READER_SVG] != 0)
			reader->out->svg_active = true;
		add_bounded(&reader->script, value, strlen(value), SCRIPT_MOST);
		add_links_in(reader, value, strlen(value));
	}
}

static enum html_reader_role
role_of(const char *tag)
{
	static const struct {
		const char *tag;
		enum html_reader_role role;
	} roles[] = {{"a", HTML_READER_ANCHOR},       {"form", HTML_READER_FORM},
		     {"script", HTML_READER_SCRIPT},  {"style", HTML_READER_STYLE},
		     {"svg", HTML_READER_SVG},        {"title", HTML_READER_UNSEEN},
		     {"template", HTML_READER_UNSEEN}};
	size_t i;

	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(tag, roles[i].tag) == 0)
			return roles[i].role;
	return HTML_READER_PLAIN;
}

static bool
is_block(const char *tag)
{
	static const char *const tags[] = {
		"p",          "div",     "br",     "tr",       "li",      "ul",     "ol",
		"h1",         "h2",      "h3",     "h4",       "h5",      "h6",     "hr",
		"table",      "center",  "form",   "section",  "article", "header", "footer",
		"blockquote", "pre",     "dl",     "dt",       "dd",      "body",   "main",
		"nav",        "address", "figure", "fieldset", "tbody",   "option", "select",
		"title",      NULL};

	return is_one_of(tag, tags);
}

static struct html_style_look
look_of(const struct html_reader *reader, const char *tag, const char **attributes)
{
	struct html_style_look look = *present_look(reader);
	const char *style = attribute(attributes, "style");
	const char *value;

	html_style_cascade(&reader->sheet, tag, attribute(attributes, "class"),
			   attribute(attributes, "id"), &look);
	if ((value = attribute(attributes, "bgcolor")) != NULL)
		look.background = html_style_colour(value, strlen(value));
	if (strcmp(tag, "font") == 0 && (value = attribute(attributes, "color")) != NULL)
		look.colour = html_style_colour(value, strlen(value));
	if (attribute(attributes, "background") != NULL)
		look.background = HTML_STYLE_UNKNOWN;
	if (attribute(attributes, "hidden") != NULL)
		look.hidden = true;
	if (style != NULL) {
		struct html_style_change change = html_style_read(style, strlen(style));

		html_style_apply(&look, &change);
	}
	return look;
}

void
html_reader_begin(struct html_reader *reader, const char *tag, const char **attributes)
{
	struct html_reader_frame *frame;

	if (reader->depth == HTML_READER_DEPTH) {
		reader->beyond++;
		reader->out->truncated = true;
		return;
	}
	frame = &reader->stack[reader->depth];
	*frame = (struct html_reader_frame){.look = look_of(reader, tag, attributes),
					    .role = role_of(tag),
					    .block = is_block(tag)};
	reader->depth++;
	reader->roles[frame->role]++;
	if (frame->block)
		break_line(reader);
	else if (strcmp(tag, "td") == 0 || strcmp(tag, "th") == 0)
		html_reader_text(reader, " ", 1);
	read_handlers(reader, attributes);
	frame->link = read_links(reader, tag, attributes);
	if (frame->role == HTML_READER_SCRIPT)
		reader->script_from = reader->script.length;
	if (frame->role == HTML_READER_FORM) {
		reader->out->form = true;
		reader->form = frame->link;
	}
	read_special(reader, tag, attributes);
}

static void
end_script(struct html_reader *reader)
{
	const char *begun = text_string(&reader->script) + reader->script_from;
	size_t length = reader->script.length - reader->script_from;

	reader->out->script = true;
	if (reader->roles[HTML_READER_SVG] != 0)
		reader->out->svg_active = true;
	if (length != 0 && memmem(begun, length, "location", 8) != NULL)
		add_links_in(reader, begun, length);
}

static void
end_style(struct html_reader *reader)
{
	html_style_read_sheet(reader->arena, text_string(&reader->css), reader->css.length,
			      &reader->sheet);
	reader->css.length = 0;
}

void
html_reader_end(struct html_reader *reader)
{
	struct html_reader_frame *frame;

	if (reader->beyond != 0) {
		reader->beyond--;
		return;
	}
	if (reader->depth <= 1) /* the page itself stays */
		return;
	frame = &reader->stack[reader->depth - 1];
	if (frame->role == HTML_READER_SCRIPT)
		end_script(reader);
	else if (frame->role == HTML_READER_STYLE)
		end_style(reader);
	else if (frame->role == HTML_READER_FORM)
		reader->form = HTML_READER_NO_LINK;
	if (frame->link != HTML_READER_NO_LINK) {
		reader->links[frame->link].end = reader->visible.length;
		reader->links[frame->link].hidden_end = reader->hidden.length;
	}
	if (frame->block)
		break_line(reader);
	reader->roles[frame->role]--;
	reader->depth--;
}

void
html_reader_close(struct html_reader *reader)
{
	while (reader->beyond != 0 || reader->depth > 1)
		html_reader_end(reader);
}
