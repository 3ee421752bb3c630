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
#include "policy/mail/content_add.h"
#include "policy/mail/content_archive.h"
#include "policy/mail/content_calendar.h"
#include "policy/mail/content_file.h"
#include "policy/mail/content_page.h"
#include "policy/mail/content_qr.h"
#include "policy/mail/html.h"
#include "policy/mail/inflate.h"
#include "policy/mail/nature.h"
#include "policy/mail/svg.h"

#define SNIFFED_MOST 1024
#define NAME_SHOWN   80
#define DEPTH_MOST   4 /* of files in archives and invitations */

/* ---- HTML ------------------------------------------------------------------------------------ */

static void
read_page(struct content *content, const struct content_piece *piece, const char *utf8,
	  size_t length)
{
	struct svg_text svg = {utf8, length};
	struct html html = {0};
	size_t index, i;

	if (piece->nature == NATURE_SVG)
		svg_expand(content->arena, utf8, length, (size_t)content->walk->bounds->text_bytes,
			   &svg);
	html_read(content->arena, content->walk->bounds, svg.bytes, svg.length, &html);
	if (html.truncated)
		sight_truncated(content->walk->sight, "HTML elements or text", piece->where);
	index = content_add_text(content, piece->kind, html.visible == NULL ? "" : html.visible,
				 html.visible_length, piece->where);
	if (html.hidden_length != 0)
		(void)content_add_text(content, TEXT_HIDDEN, html.hidden, html.hidden_length,
				       piece->where);
	for (i = 0; i < html.link_count; i++) {
		html.links[i].where = piece->where;
		html.links[i].attachment = piece->attachment;
		html.links[i].text_index = index;
		content_add_link(content, &html.links[i]);
	}
	content_page_note(content, piece, &html, utf8, length);
	if (html.visible_length != 0)
		content_add_found(content, piece, &html, index);
	content_add_defanged(content, piece, index);
	content_qr_read_text(content, piece, index, html.drawing, html.drawing_length);
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
convert(struct content *content, const struct content_piece *piece, const char *label,
	const struct transfer_text *decoded, struct charset_text *out)
{
	charset_to_utf8(content->arena, label, decoded->bytes, decoded->length,
			(size_t)content->walk->bounds->text_bytes, out);
	if (out->truncated)
		sight_truncated(content->walk->sight, "text of a part", piece->where);
}

static void
read_html_leaf(struct content *content, const struct content_piece *piece,
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

/* A file inside is read as one that is attached to the mail; no invitation in an invitation. */
static void
read_calendar_file(struct content *content, const struct calendar_file *file)
{
	struct walk_leaf leaf = {.type = file->type,
				 .charset = "",
				 .name = "",
				 .other_name = "",
				 .bytes = {file->base64, file->length},
				 .encoding = TRANSFER_BASE64,
				 .attachment = true};
	enum nature nature = nature_of(content->arena, &leaf);

	if (nature != NATURE_CALENDAR && nature != NATURE_MESSAGE)
		content_read(content, &leaf);
}

static void
read_calendar(struct content *content, const struct content_piece *piece, const char *utf8,
	      size_t length)
{
	size_t first_link = content->message->link_count, index, i;
	struct calendar calendar;

	calendar_read(content->arena, utf8, length, &calendar);
	index = content_add_text(content, piece->kind, calendar.text, calendar.text_length,
				 piece->where);
	content_add_found(content, piece, NULL, index);
	if (calendar.html_length != 0)
		read_page(content, piece, calendar.html, calendar.html_length);
	content_calendar_note(content, piece, &calendar, first_link);
	for (i = 0; i < calendar.file_count; i++)
		read_calendar_file(content, &calendar.files[i]);
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
add_attachment(struct content *content, struct content_piece *piece)
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
	content_archive_note_program(content, leaf->name, piece->where);
}

static void
place(struct content *content, struct content_piece *piece)
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
read_text_leaf(struct content *content, const struct content_piece *piece,
	       const struct transfer_text *decoded)
{
	struct charset_text text;
	size_t index;

	convert(content, piece, piece->leaf->charset, decoded, &text);
	if (piece->nature == NATURE_CALENDAR) {
		read_calendar(content, piece, text.bytes, text.length);
		return;
	}
	index = content_add_text(content, piece->kind, text.bytes, text.length, piece->where);
	content_add_found(content, piece, NULL, index);
	content_add_defanged(content, piece, index);
	content_qr_read_text(content, piece, index, text.bytes, text.length);
}

/* A picture as .svgz, which browsers unpack. */
static void
unpack(struct content *content, const struct content_piece *piece, struct transfer_text *decoded)
{
	struct inflate_text text;

	if (decoded->length < 2 || memcmp(decoded->bytes, "\x1F\x8B", 2) != 0)
		return;
	inflate_bytes(content->arena, INFLATE_GZIP, decoded->bytes, decoded->length,
		      content->walk->decoded_left, &text);
	content->walk->decoded_left -= text.length;
	if (text.truncated)
		sight_truncated(content->walk->sight, "a packed picture", piece->where);
	decoded->bytes = text.bytes;
	decoded->length = text.length;
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

static void
read_piece(struct content *content, const struct content_piece *piece)
{
	const struct walk_leaf *leaf = piece->leaf;
	struct transfer_text decoded;

	switch (piece->nature) {
	case NATURE_SEALED:
		content->walk->sight->flags |= MESSAGE_ENCRYPTED;
		return;
	case NATURE_OPAQUE:
		sight_obscured(content->walk->sight, leaf->type, piece->where);
		return;
	case NATURE_OTHER:
	case NATURE_QUIET:
		return;
	case NATURE_MESSAGE:
		walk_decode(content->walk, leaf->bytes, leaf->encoding, &decoded);
		walk_into_message(content->walk,
				  (struct entity_span){decoded.bytes, decoded.length});
		return;
	case NATURE_PDF:
	case NATURE_PICTURE:
	case NATURE_ARCHIVE:
		content_file_read(content, piece);
		return;
	case NATURE_HTML:
	case NATURE_SVG:
		walk_decode(content->walk, leaf->bytes, leaf->encoding, &decoded);
		unpack(content, piece, &decoded);
		read_html_leaf(content, piece, &decoded);
		return;
	case NATURE_TEXT:
	case NATURE_CALENDAR:
		walk_decode(content->walk, leaf->bytes, leaf->encoding, &decoded);
		read_text_leaf(content, piece, &decoded);
		return;
	}
}

void
content_read(struct content *content, const struct walk_leaf *given)
{
	struct walk_leaf leaf = *given;
	struct content_piece piece = {.leaf = &leaf};

	settle_encoding(content, &leaf);
	piece.nature = nature_of(content->arena, &leaf);
	place(content, &piece);
	if (content->depth == DEPTH_MOST) {
		sight_truncated(content->walk->sight, "files in files", piece.where);
		return;
	}
	content->depth++;
	read_piece(content, &piece);
	content->depth--;
}
