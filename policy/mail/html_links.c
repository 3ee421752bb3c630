/* SPDX-License-Identifier: BSD-2-Clause */
/* html_links - which elements of a page lead somewhere, and what scripts would do. */
#include "config.h"

#include "policy/mail/html_links.h"

#include <string.h>
#include <strings.h>

#include "policy/mail/transfer.h"

#define BEFORE_MOST 80   /* characters told of the text before a link */
#define TEXT_MOST   4096 /* bytes told of the text of one link */
#define EXTRA_MOST  1024
#define BLANKS      " \t\r\n\f"

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

/* ---- while the page is read
 * ---------------------------------------------------------------------- */

/* "data:text/html;base64,...": a page of its own in the address (RFC 2397). */
static void
read_data_page(struct html_reader *reader, const char *raw)
{
	const char *comma = strchr(raw, ','), *bytes;
	struct transfer_text page;
	size_t head;

	if (strncasecmp(raw, "data:", 5) != 0 || comma == NULL)
		return;
	head = (size_t)(comma - raw);
	if (strncasecmp(raw + 5, "text/html", 9) != 0 && strncasecmp(raw + 5, "image/svg", 9) != 0)
		return;
	bytes = url_decode(reader->arena, comma + 1);
	page = (struct transfer_text){.bytes = bytes, .length = strlen(bytes)};
	if (head >= 7 && strncasecmp(comma - 7, ";base64", 7) == 0)
		transfer_decode(reader->arena, TRANSFER_BASE64, bytes, strlen(bytes),
				(size_t)reader->bounds->text_bytes, &page);
	reader->out->truncated |= page.truncated;
	html_reader_queue(reader, page.bytes, page.length);
}

static void
keep_script(struct html_reader *reader, const char *bytes, size_t length)
{
	reader->out->script = true;
	if (reader->roles[HTML_TAG_SVG] != 0)
		reader->out->svg_active = true;
	if (reader->script.length + length <= HTML_READER_SCRIPT)
		text_add(&reader->script, bytes, length);
	else
		reader->out->truncated = true;
}

/* "javascript:..." is script; browsers pass over blanks in the scheme (WHATWG URL 4.4). */
static bool
is_script(const char *raw)
{
	const char *scheme = "javascript:";

	for (; *raw != '\0' && *scheme != '\0'; raw++) {
		if (strchr("\t\r\n", *raw) != NULL)
			continue;
		if ((*raw | 0x20) != (*scheme | 0x20))
			return false;
		scheme++;
	}
	return *scheme == '\0';
}

static size_t
add_link(struct html_reader *reader, enum link_kind kind, const char *raw, const char *extra)
{
	struct html_reader_link *link;
	size_t most = (size_t)reader->bounds->url_bytes;

	if (raw == NULL)
		return HTML_READER_NO_LINK;
	raw += strspn(raw, BLANKS);
	if (raw[0] == '\0' || raw[0] == '#')
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
		.extra = extra == NULL
				 ? ""
				 : text_utf8(reader->arena, extra, strlen(extra), EXTRA_MOST)};
	link->link.hidden = html_reader_is_hidden(reader);
	if (kind != LINK_IMAGE)
		read_data_page(reader, raw);
	return reader->link_count++;
}

void
html_links_read_addresses(struct html_reader *reader, const char *text, size_t length)
{
	struct url_span span;
	size_t at = 0;

	while (url_find(text, length, &at, &span))
		if (!span.bare)
			(void)add_link(reader, LINK_REFRESH,
				       arena_memdup(reader->arena, text + span.start, span.length),
				       NULL);
}

void
html_links_read_script(struct html_reader *reader, const char *bytes, size_t length)
{
	keep_script(reader, bytes, length);
	if (memmem(bytes, length, "location", 8) != NULL ||
	    memmem(bytes, length, "open(", 5) != NULL || memmem(bytes, length, "href", 4) != NULL)
		html_links_read_addresses(reader, bytes, length);
}

static void
read_handler(struct html_reader *reader, const char *script)
{
	keep_script(reader, script, strlen(script));
	html_links_read_addresses(reader, script, strlen(script));
}

/* onclick and its kin are script. */
static void
read_handlers(struct html_reader *reader, const struct html_token *token)
{
	size_t i;

	for (i = 0; i < token->attribute_count; i++) {
		const struct html_attribute *attribute = &token->attributes[i];

		if (strncmp(attribute->name, "on", 2) != 0 || attribute->value[0] == '\0')
			continue;
		read_handler(reader, attribute->value);
	}
}

/* "5; url='https://...'": the delay, then perhaps "url=", then the address (WHATWG HTML 4.2.5.3).
 */
static void
read_refresh(struct html_reader *reader, const struct html_token *token)
{
	const char *kind = html_token_attribute(token, "http-equiv");
	const char *url = html_token_attribute(token, "content");
	char quote;

	if (kind == NULL || url == NULL || strcasecmp(kind + strspn(kind, BLANKS), "refresh") != 0)
		return;
	url += strspn(url, BLANKS);
	url += strspn(url, "0123456789.");
	url += strspn(url, BLANKS ";,");
	if (strncasecmp(url, "url", 3) == 0) {
		const char *equals = url + 3 + strspn(url + 3, BLANKS);

		if (*equals == '=')
			url = equals + 1 + strspn(equals + 1, BLANKS);
	}
	quote = *url;
	if (quote == '"' || quote == '\'') {
		const char *end = strchr(++url, quote);

		if (end != NULL)
			url = arena_memdup(reader->arena, url, (size_t)(end - url));
	}
	(void)add_link(reader, LINK_REFRESH, url, NULL);
}

/* What stands on buttons and inside empty fields can be read. */
static size_t
read_control(struct html_reader *reader, const struct html_token *token)
{
	static const char *const buttons[] = {"submit", "button", "reset", NULL};
	const char *type = html_token_attribute(token, "type");
	const char *value = html_token_attribute(token, "value");
	const char *hint = html_token_attribute(token, "placeholder");
	size_t link = add_link(reader, LINK_FORM, html_token_attribute(token, "formaction"), value);

	if (hint == NULL && type != NULL && is_one_of(type, buttons))
		hint = value;
	if (hint != NULL && strcmp(token->name, "button") != 0) {
		html_reader_add_text(reader, " ", 1);
		html_reader_add_text(reader, hint, strlen(hint));
		html_reader_add_text(reader, " ", 1);
	}
	if (type != NULL && strcasecmp(type + strspn(type, BLANKS), "password") == 0) {
		reader->out->password_field = true;
		if (reader->form != HTML_READER_NO_LINK)
			reader->links[reader->form].link.password = true;
	}
	return link;
}

static void
read_image(struct html_reader *reader, const struct html_token *token, const char *href)
{
	const char *source = html_token_attribute(token, "src");
	const char *alt = html_token_attribute(token, "alt");

	(void)add_link(reader, LINK_IMAGE, source == NULL ? href : source, alt);
	if (alt != NULL)
		html_reader_add_text(reader, alt, strlen(alt));
}

static void
read_frame(struct html_reader *reader, const struct html_token *token)
{
	const char *inner = html_token_attribute(token, "srcdoc");
	const char *source = html_token_attribute(token, "src");

	(void)add_link(reader, LINK_FRAME,
		       source == NULL ? html_token_attribute(token, "data") : source, NULL);
	if (inner != NULL)
		html_reader_queue(reader, inner, strlen(inner));
}

static bool
has_word(const struct html_token *token, const char *attribute, const char *const *words)
{
	const char *value = html_token_attribute(token, attribute);

	for (; value != NULL && *words != NULL; words++)
		if (strcasestr(value, *words) != NULL)
			return true;
	return false;
}

/* A class, a role, or the style of a coloured or bordered box around words. */
static bool
looks_like_button(const struct html_token *token)
{
	static const char *const classes[] = {"btn", "button", "cta", NULL};
	static const char *const roles[] = {"button", NULL};
	static const char *const boxes[] = {"background", "border", NULL};
	static const char *const rooms[] = {"padding", "line-height", NULL};

	return has_word(token, "class", classes) || has_word(token, "role", roles) ||
	       (has_word(token, "style", boxes) && has_word(token, "style", rooms));
}

static const char *
label_of(const struct html_token *token)
{
	const char *label = html_token_attribute(token, "aria-label");

	if (label == NULL)
		label = html_token_attribute(token, "title");
	return label == NULL ? html_token_attribute(token, "alt") : label;
}

static size_t
read_anchor(struct html_reader *reader, const struct html_token *token, const char *href)
{
	size_t link = add_link(reader, reader->roles[HTML_TAG_SVG] != 0 ? LINK_SVG : LINK_ANCHOR,
			       href, label_of(token));

	if (href != NULL && is_script(href + strspn(href, BLANKS)))
		read_handler(reader, url_decode(reader->arena, href));
	if (link != HTML_READER_NO_LINK)
		reader->links[link].link.button = looks_like_button(token);
	return link;
}

/* The name without a prefix of XML. */
static const char *
local_name(const struct html_token *token)
{
	const char *colon = strrchr(token->name, ':');

	return colon == NULL ? token->name : colon + 1;
}

/* url(...) of a style loads when the page is shown. */
static void
read_style_images(struct html_reader *reader, const char *style)
{
	const char *at = style == NULL ? NULL : strstr(style, "url(");

	for (; at != NULL; at = strstr(at, "url(")) {
		size_t length;

		at += 4;
		at += strspn(at, BLANKS "'\"");
		length = strcspn(at, "'\")");
		(void)add_link(reader, LINK_IMAGE, arena_memdup(reader->arena, at, length), NULL);
	}
}

size_t
html_links_read(struct html_reader *reader, const struct html_token *token,
		const struct html_tag *tag)
{
	static const char *const controls[] = {"input", "button", NULL};
	static const char *const images[] = {"img", "image", NULL};
	static const char *const frames[] = {"iframe", "frame", "embed", "object", NULL};
	static const char *const silent[] = {"link", "base", "use", NULL};
	const char *name = local_name(token), *href;

	if (tag->role == HTML_TAG_SCRIPT)
		keep_script(reader, "", 0);
	if (token->attribute_count == 0 && strcmp(name, "foreignobject") != 0)
		return HTML_READER_NO_LINK;
	read_handlers(reader, token);
	(void)add_link(reader, LINK_ANCHOR, html_token_attribute(token, "data-saferedirecturl"),
		       NULL);
	(void)add_link(reader, LINK_IMAGE, html_token_attribute(token, "background"), NULL);
	(void)add_link(reader, LINK_IMAGE, html_token_attribute(token, "ping"), NULL);
	read_style_images(reader, html_token_attribute(token, "style"));
	href = html_token_attribute(token, "href");
	if (href == NULL)
		href = html_token_attribute(token, "xlink:href");
	if (tag->role == HTML_TAG_FORM)
		return add_link(reader, LINK_FORM, html_token_attribute(token, "action"), NULL);
	if (is_one_of(name, controls))
		return read_control(reader, token);
	if (is_one_of(name, images))
		read_image(reader, token, href);
	else if (is_one_of(name, frames))
		read_frame(reader, token);
	else if (strcmp(name, "meta") == 0)
		read_refresh(reader, token);
	else if (strcmp(name, "base") == 0 && reader->base == NULL && href != NULL)
		reader->base = arena_strdup(reader->arena, href);
	else if (strcmp(name, "foreignobject") == 0)
		reader->out->svg_active = true;
	else if (!is_one_of(name, silent))
		return read_anchor(reader, token, href);
	return HTML_READER_NO_LINK;
}

/* ---- when the page has been read
 * ------------------------------------------------------------------ */

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

static const struct url *
find_base(struct html_reader *reader, struct url *room)
{
	const char *why;

	if (reader->base == NULL ||
	    url_parse(reader->arena, reader->base, strlen(reader->base),
		      (size_t)reader->bounds->url_bytes, NULL, room, &why) != 0)
		return NULL;
	return room;
}

void
html_links_finish(struct html_reader *reader)
{
	struct html *out = reader->out;
	struct url room;
	const struct url *base = find_base(reader, &room);
	size_t i;

	out->links = arena_zalloc(reader->arena, reader->link_count + 1, sizeof(*out->links));
	for (i = 0; i < reader->link_count; i++) {
		struct html_reader_link *found = &reader->links[i];
		struct message_link *link = &found->link;

		if (!resolve(reader, base, link))
			continue;
		link->text = slice(reader->arena, &reader->visible, found->start, found->end);
		if (link->text[0] == '\0' && found->hidden_end > found->hidden_start)
			link->hidden = true;
		link->title = link->text[0] == '\0' ? "" : found->extra;
		if (link->text[0] == '\0')
			link->text = found->extra;
		link->before = before(reader->arena, &reader->visible, found->start);
		link->text_offset = found->start;
		out->links[out->link_count++] = *link;
	}
}
