/* SPDX-License-Identifier: BSD-2-Clause */
/* content - what one part says: its text, its links, what is attached and what is odd about it. */
#include "config.h"

#include "policy/mail/content.h"

#include <string.h>
#include <strings.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/calendar.h"
#include "policy/mail/charset.h"
#include "policy/mail/html.h"
#include "policy/mail/nature.h"

#define SNIFFED_MOST 1024
#define BEFORE_MOST  80
#define NAME_SHOWN   80
#define FOUND_FACTOR 8 /* URLs read in text for each link that may be kept */

/* A part on its way into the message. */
struct piece {
	const struct walk_leaf *leaf;
	enum nature nature;
	enum text_kind kind;
	enum link_kind links;
	bool attachment; /* in the sense of message_link.attachment */
	const char *where;
};

/* ---- texts and links ------------------------------------------------------------------------- */

static size_t
add_text(struct content *content, enum text_kind kind, const char *utf8, size_t length,
	 const char *where)
{
	struct message *message = content->message;

	message->texts = arena_grow(content->arena, message->texts, message->text_count,
				    &content->text_capacity, sizeof(*message->texts));
	message->texts[message->text_count] = (struct message_text){
		.kind = kind, .bytes = utf8, .length = length, .where = where};
	return message->text_count++;
}

void
content_add_text(struct content *content, const char *utf8, size_t length, const char *where)
{
	(void)add_text(content, TEXT_VISIBLE, utf8, length, where);
}

static bool
insert_hash(uint64_t *table, size_t size, uint64_t hash)
{
	size_t at = (size_t)hash & (size - 1);

	while (table[at] != 0 && table[at] != hash)
		at = (at + 1) & (size - 1);
	if (table[at] == hash)
		return false;
	table[at] = hash;
	return true;
}

/* Whether a link that says the same is there already. */
static bool
is_repeated(struct content *content, const struct message_link *link)
{
	const char *target = link->obscured || link->url.text == NULL ? link->raw : link->url.text;
	uint64_t hash =
		text_hash(target, strlen(target)) * 31 + text_hash(link->text, strlen(link->text));
	size_t i;

	hash = hash * 31 + (uint64_t)link->kind * 4 + (link->attachment ? 2 : 0) + link->hidden;
	if (2 * (content->message->link_count + 1) > content->seen_size) {
		uint64_t *old = content->seen;
		size_t old_size = content->seen_size;

		content->seen_size = old_size == 0 ? 64 : old_size * 2;
		content->seen = arena_zalloc(content->arena, content->seen_size, sizeof(uint64_t));
		for (i = 0; i < old_size; i++)
			if (old[i] != 0)
				(void)insert_hash(content->seen, content->seen_size, old[i]);
	}
	return !insert_hash(content->seen, content->seen_size, hash | 1);
}

static void
add_link(struct content *content, const struct message_link *link)
{
	struct message *message = content->message;

	if (message->link_count >= (size_t)content->walk->bounds->links_most) {
		sight_truncated(content->walk->sight, "links", link->where);
		return;
	}
	if (is_repeated(content, link))
		return;
	if (link->obscured && link->kind != LINK_IMAGE && link->kind != LINK_MAILTO)
		sight_obscured(content->walk->sight, link->raw, link->where);
	message->links = arena_grow(content->arena, message->links, message->link_count,
				    &content->link_capacity, sizeof(*message->links));
	message->links[message->link_count++] = *link;
}

/* Up to BEFORE_MOST bytes of text before 'at', beginning at a code point. */
static const char *
text_before(struct arena *arena, const char *text, size_t at)
{
	size_t start = at > BEFORE_MOST ? at - BEFORE_MOST : 0;

	while (start < at && ((unsigned char)text[start] & 0xC0) == 0x80)
		start++;
	return arena_memdup(arena, text + start, at - start);
}

/* An address within the text of an anchor is that anchor's text, not a link of its own. */
static bool
is_in_anchor(const struct html *html, size_t at)
{
	size_t i;

	for (i = 0; html != NULL && i < html->link_count; i++)
		if (!html->links[i].hidden && at >= html->links[i].text_offset &&
		    at < html->links[i].text_offset + strlen(html->links[i].text))
			return true;
	return false;
}

/* Text of one link said a thousand times costs time too. */
static bool
is_enough(struct content *content, const char *where)
{
	const struct walk *walk = content->walk;

	if (++content->spans <= FOUND_FACTOR * (size_t)walk->bounds->links_most &&
	    clock_monotonic_us() <= walk->until_us)
		return false;
	sight_truncated(walk->sight, "links", where);
	return true;
}

/* Links that stand in a text of the message; 'html' is the page it came from, or NULL. */
static void
add_found_links(struct content *content, const struct piece *piece, const struct html *html,
		size_t text_index)
{
	const char *text = content->message->texts[text_index].bytes;
	size_t length = content->message->texts[text_index].length;
	size_t most = (size_t)content->walk->bounds->url_bytes, at = 0;
	struct url_span span;
	const char *why;

	while (content->message->link_count < (size_t)content->walk->bounds->links_most &&
	       url_find(text, length, &at, &span)) {
		struct message_link link = {.kind = span.bare ? LINK_BARE : LINK_TEXT,
					    .text = "",
					    .where = piece->where,
					    .attachment = piece->attachment,
					    .text_index = text_index,
					    .text_offset = span.start};

		if (is_enough(content, piece->where))
			return;
		if (is_in_anchor(html, span.start))
			continue;
		if (piece->links != LINK_TEXT)
			link.kind = piece->links;
		link.raw = text_utf8(content->arena, text + span.start, span.length, most);
		link.before = text_before(content->arena, text, span.start);
		link.obscured = url_parse(content->arena, text + span.start, span.length, most,
					  NULL, &link.url, &why) != 0;
		/* A bare word that is no host after all is just a word. */
		if (!link.obscured || !span.bare)
			add_link(content, &link);
	}
}

/* ---- HTML ------------------------------------------------------------------------------------ */

static void
note_page(struct content *content, const struct piece *piece, const struct html *html)
{
	struct finding finding = {.where = piece->where, .observed = piece->leaf->name};
	bool page = piece->nature == NATURE_HTML;

	if (html->password_field) {
		finding.kind = FINDING_PASSWORD_FORM;
		finding.impact = IMPACT_PASSWORD;
		finding.why = piece->attachment ? "an attached page has a password field"
						: "the mail itself has a password field";
		finding_add(content->findings, &finding);
		finding.impact = IMPACT_NONE;
	}
	if (piece->attachment && !piece->leaf->attached && page) {
		finding.kind = FINDING_HTML_ATTACHMENT;
		finding.why = "an HTML page is attached, which opens outside the mail program";
		finding_add(content->findings, &finding);
	}
	if (piece->attachment && html->smuggling) {
		finding.kind = FINDING_SCRIPT_ATTACHMENT;
		finding.why = "the script of an attached page decodes or builds data";
		finding_add(content->findings, &finding);
	}
	if (html->svg_active || (piece->nature == NATURE_SVG && html->script)) {
		finding.kind = FINDING_SVG_ACTIVE;
		finding.why = "a picture (SVG) has script, event handlers or foreign content";
		finding_add(content->findings, &finding);
	}
}

static void
read_page(struct content *content, const struct piece *piece, const char *utf8, size_t length)
{
	struct html html = {0};
	size_t index, i;

	html_read(content->arena, content->walk->bounds, utf8, length, &html);
	if (html.truncated)
		sight_truncated(content->walk->sight, "HTML elements or text", piece->where);
	index = add_text(content, piece->kind, html.visible == NULL ? "" : html.visible,
			 html.visible_length, piece->where);
	if (html.hidden_length != 0)
		(void)add_text(content, TEXT_HIDDEN, html.hidden, html.hidden_length, piece->where);
	for (i = 0; i < html.link_count; i++) {
		html.links[i].where = piece->where;
		html.links[i].attachment = piece->attachment;
		html.links[i].text_index = index;
		add_link(content, &html.links[i]);
	}
	note_page(content, piece, &html);
	if (html.visible_length != 0)
		add_found_links(content, piece, &html, index);
}

/* The charset that a page declares for itself in its first bytes; "" without. */
static const char *
meta_charset(struct arena *arena, const char *bytes, size_t length)
{
	static const char mark[] = "charset";
	size_t at, start;

	if (length > SNIFFED_MOST)
		length = SNIFFED_MOST;
	for (at = 0; at + sizeof(mark) < length; at++)
		if ((bytes[at] == 'c' || bytes[at] == 'C') &&
		    strncasecmp(bytes + at, mark, sizeof(mark) - 1) == 0)
			break;
	for (at += sizeof(mark) - 1; at < length && strchr(" =\"'", bytes[at]) != NULL;)
		at++;
	for (start = at; at < length && at - start < 40 && bytes[at] != '\0' &&
			 strchr("\"' />;\r\n", bytes[at]) == NULL;)
		at++;
	return start < at ? arena_memdup(arena, bytes + start, at - start) : "";
}

static void
convert(struct content *content, const struct piece *piece, const char *label,
	const struct transfer_text *decoded, struct charset_text *out)
{
	charset_to_utf8(content->arena, label, decoded->bytes, decoded->length,
			(size_t)content->walk->bounds->text_bytes, out);
	if (out->truncated)
		sight_truncated(content->walk->sight, "text of a part", piece->where);
}

static void
read_html_leaf(struct content *content, const struct piece *piece,
	       const struct transfer_text *decoded)
{
	const char *label = piece->leaf->charset;
	const char *meta = meta_charset(content->arena, decoded->bytes, decoded->length);
	struct charset_text text;

	if (*meta != '\0' && !charset_is_known(label))
		label = meta;
	convert(content, piece, label, decoded, &text);
	read_page(content, piece, text.bytes, text.length);
	/* Where one of the two gives ASCII bytes another meaning, the page is another page. */
	if (label == meta || *meta == '\0' || text_equal_fold(label, meta) ||
	    charset_is_treacherous(meta) == charset_is_treacherous(label) ||
	    /* A page that was read as ASCII up to here cannot be UTF-16 (WHATWG HTML 13.2.3.2). */
	    strncasecmp(meta, "utf-16", 6) == 0)
		return;
	sight_ambiguous(content->walk->sight, "a page that names another charset", piece->where);
	convert(content, piece, meta, decoded, &text);
	read_page(content, piece, text.bytes, text.length);
}

/* ---- calendars ------------------------------------------------------------------------------- */

static void
read_calendar(struct content *content, const struct piece *piece, const char *utf8, size_t length)
{
	struct calendar calendar;
	size_t index;

	calendar_read(content->arena, utf8, length, &calendar);
	index = add_text(content, piece->kind, calendar.text, calendar.text_length, piece->where);
	add_found_links(content, piece, NULL, index);
	if (calendar.html_length != 0)
		read_page(content, piece, calendar.html, calendar.html_length);
}

/* ---- one part -------------------------------------------------------------------------------- */

/* Bytes of an attachment that is not decoded. */
static size_t
estimate(const struct walk_leaf *leaf)
{
	if (leaf->encoding == TRANSFER_BASE64)
		return leaf->bytes.length / 4 * 3;
	return leaf->bytes.length;
}

static void
add_attachment(struct content *content, struct piece *piece)
{
	struct message *message = content->message;
	const struct walk_leaf *leaf = piece->leaf;

	message->attachments =
		arena_grow(content->arena, message->attachments, message->attachment_count,
			   &content->attachment_capacity, sizeof(*message->attachments));
	message->attachments[message->attachment_count++] = (struct message_attachment){
		.name = leaf->name, .type = leaf->type, .length = estimate(leaf)};
	piece->where = arena_printf(content->arena, "attachment %zu %s", message->attachment_count,
				    text_printable(content->arena, leaf->name, NAME_SHOWN));
}

static void
place(struct content *content, struct piece *piece)
{
	const struct walk_leaf *leaf = piece->leaf;
	bool shown = strncmp(leaf->type, "text/", 5) == 0 && !leaf->attachment &&
		     (leaf->body || *leaf->name == '\0');

	piece->attachment = !shown || leaf->attached;
	piece->kind = piece->attachment ? TEXT_ATTACHMENT : TEXT_VISIBLE;
	piece->links = piece->nature == NATURE_CALENDAR ? LINK_CALENDAR : LINK_TEXT;
	if (!shown)
		add_attachment(content, piece);
	else if (leaf->attached)
		piece->where = "attached message";
	else if (leaf->body)
		piece->where = "body";
	else
		piece->where = arena_printf(content->arena, "part %u", leaf->number);
}

static void
read_text_leaf(struct content *content, const struct piece *piece,
	       const struct transfer_text *decoded)
{
	struct charset_text text;
	size_t index;

	convert(content, piece, piece->leaf->charset, decoded, &text);
	if (piece->nature == NATURE_CALENDAR) {
		read_calendar(content, piece, text.bytes, text.length);
		return;
	}
	index = add_text(content, piece->kind, text.bytes, text.length, piece->where);
	add_found_links(content, piece, NULL, index);
}

/* An encoding of no known name: programs take the bytes as they are, or guess. */
static void
settle_encoding(struct content *content, struct walk_leaf *leaf)
{
	if (leaf->encoding != TRANSFER_UNKNOWN)
		return;
	sight_ambiguous(content->walk->sight, "an unknown transfer encoding", "message");
	leaf->encoding = transfer_looks_base64(leaf->bytes.bytes, leaf->bytes.length)
				 ? TRANSFER_BASE64
				 : TRANSFER_IDENTITY;
}

void
content_read(struct content *content, const struct walk_leaf *given)
{
	struct walk_leaf leaf = *given;
	struct piece piece = {.leaf = &leaf};
	struct transfer_text decoded;

	settle_encoding(content, &leaf);
	piece.nature = nature_of(content->arena, &leaf);
	place(content, &piece);
	switch (piece.nature) {
	case NATURE_SEALED:
		content->walk->sight->flags |= MESSAGE_ENCRYPTED;
		return;
	case NATURE_OPAQUE:
		sight_obscured(content->walk->sight, leaf.type, piece.where);
		return;
	case NATURE_OTHER:
	case NATURE_QUIET:
		return;
	case NATURE_MESSAGE:
		walk_decode(content->walk, leaf.bytes, leaf.encoding, &decoded);
		walk_into_message(content->walk,
				  (struct entity_span){decoded.bytes, decoded.length});
		return;
	case NATURE_HTML:
	case NATURE_SVG:
		walk_decode(content->walk, leaf.bytes, leaf.encoding, &decoded);
		read_html_leaf(content, &piece, &decoded);
		return;
	case NATURE_TEXT:
	case NATURE_CALENDAR:
		walk_decode(content->walk, leaf.bytes, leaf.encoding, &decoded);
		read_text_leaf(content, &piece, &decoded);
		return;
	}
}
