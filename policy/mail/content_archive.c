/* SPDX-License-Identifier: BSD-2-Clause */
/* content_archive - what a ZIP or an office document holds. */
#include "config.h"

#include "policy/mail/content_archive.h"

#include <string.h>
#include <strings.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/archive.h"
#include "policy/mail/content_add.h"
#include "policy/mail/html.h"

#define ENTRIES_MOST 500
#define OPENED_MOST  8
#define NAME_SHOWN   80
#define RELATION     "<Relationship "

void
content_archive_note_program(struct content *content, const char *name, const char *where)
{
	static const char *const ends[] = {".exe", ".scr", ".com",  ".pif",         ".bat", ".cmd",
					   ".vbs", ".vbe", ".js",   ".jse",         ".wsf", ".wsh",
					   ".ps1", ".hta", ".lnk",  ".iso",         ".img", ".vhd",
					   ".msi", ".jar", ".cpl",  ".chm",         ".reg", ".xll",
					   ".one", ".rdp", ".vhdx", ".mobileconfig"};
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (text_ends_fold(name, ends[i])) {
			finding_add(content->findings,
				    &(struct finding){.kind = FINDING_PROGRAM_FILE,
						      .observed = name,
						      .where = where,
						      .why = "a file runs or sets up the computer "
							     "when it is opened"});
			return;
		}
}

/* ---- office documents ------------------------------------------------------------------------ */

/* The value of an attribute in a tag of XML that ends at 'end', entities undone. */
static const char *
attribute_of(struct arena *arena, const char *tag, const char *end, const char *name)
{
	const char *at = memmem(tag, (size_t)(end - tag), name, strlen(name)), *close;
	struct text text = TEXT_IN(arena);

	if (at == NULL)
		return "";
	at += strlen(name);
	close = memchr(at, '"', (size_t)(end - at));
	for (; close != NULL && at < close; at++) {
		text_add_byte(&text, *at);
		if (close - at >= 5 && strncmp(at, "&amp;", 5) == 0)
			at += 4;
	}
	return text_string(&text);
}

/* <Relationship Target="https://..." TargetMode="External"/> (ECMA-376 part 2). */
static void
read_relations(struct content *content, const struct content_piece *piece, const char *bytes,
	       size_t length)
{
	const char *at = bytes, *limit = bytes + length;
	size_t most = (size_t)content->walk->bounds->url_bytes, index;

	index = content_add_text(content, TEXT_ATTACHMENT, "", 0, piece->where);
	while ((at = memmem(at, (size_t)(limit - at), RELATION, strlen(RELATION))) != NULL) {
		const char *end = memchr(at, '>', (size_t)(limit - at)), *why;
		struct message_link link = {.kind = LINK_ANCHOR,
					    .text = "",
					    .before = "",
					    .where = piece->where,
					    .attachment = true,
					    .text_index = index};

		if (end == NULL)
			return;
		link.raw = attribute_of(content->arena, at, end, " Target=\"");
		if (strcmp(attribute_of(content->arena, at, end, " TargetMode=\""), "External") ==
			    0 &&
		    url_parse(content->arena, link.raw, strlen(link.raw), most, NULL, &link.url,
			      &why) == 0 &&
		    strncmp(link.url.scheme, "http", 4) == 0)
			content_add_link(content, &link);
		at = end;
	}
}

/* A paragraph ends a line. */
static void
read_words(struct content *content, const struct content_piece *piece, const char *bytes,
	   size_t length)
{
	char *page = arena_memdup(content->arena, bytes, length);
	char *at = page, *limit = page + length;
	struct html html;
	size_t index;

	while ((at = memmem(at, (size_t)(limit - at), "</w:p>", 6)) != NULL) {
		memcpy(at, "<br />", 6);
		at += 6;
	}
	page = text_utf8(content->arena, page, length, (size_t)content->walk->bounds->text_bytes);
	html_read(content->arena, content->walk->bounds, page, strlen(page), &html);
	index = content_add_text(content, TEXT_ATTACHMENT, html.visible, html.visible_length,
				 piece->where);
	content_add_found(content, piece, NULL, index);
}

/* ---- entries --------------------------------------------------------------------------------- */

/* Which entries are opened, as what. */
static void
read_entry(struct content *content, const struct content_piece *piece,
	   const struct archive_entry *entry, const struct archive_text *text)
{
	struct walk_leaf leaf = {.type = "application/octet-stream",
				 .charset = "",
				 .name = entry->name,
				 .other_name = "",
				 .bytes = {text->bytes, text->length},
				 .encoding = TRANSFER_IDENTITY,
				 .attachment = true};
	enum nature nature = nature_of(content->arena, &leaf);

	if (text_ends_fold(entry->name, ".rels"))
		read_relations(content, piece, text->bytes, text->length);
	else if (strcmp(entry->name, "word/document.xml") == 0)
		read_words(content, piece, text->bytes, text->length);
	else if (nature == NATURE_HTML || nature == NATURE_SVG || nature == NATURE_CALENDAR ||
		 nature == NATURE_PDF || nature == NATURE_TEXT)
		content_read(content, &leaf);
}

static bool
is_opened(const char *name)
{
	static const char *const ends[] = {".htm",  ".html", ".shtml", ".xhtml", ".svg",
					   ".svgz", ".url",  ".ics",   ".pdf",   ".mht"};
	size_t i;

	if (strcmp(name, "word/document.xml") == 0 ||
	    strcmp(name, "word/_rels/document.xml.rels") == 0 ||
	    (strncmp(name, "xl/worksheets/_rels/", 20) == 0 && text_ends_fold(name, ".rels")) ||
	    (strncmp(name, "ppt/slides/_rels/", 17) == 0 && text_ends_fold(name, ".rels")))
		return true;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (text_ends_fold(name, ends[i]))
			return true;
	return false;
}

void
content_archive_read(struct content *content, const struct content_piece *piece, const char *bytes,
		     size_t length, int64_t until_us)
{
	struct walk *walk = content->walk;
	struct archive archive = {.bytes = bytes, .length = length};
	struct archive_entry entry;
	size_t entries = 0, opened = 0;

	while (archive_next(content->arena, &archive, &entry)) {
		struct archive_text text;

		if (++entries > ENTRIES_MOST || clock_monotonic_us() > until_us) {
			sight_truncated(walk->sight, "an archive", piece->where);
			return;
		}
		if (entry.encrypted)
			sight_obscured(walk->sight, "an encrypted archive", piece->where);
		content_archive_note_program(content, entry.name, piece->where);
		if (entry.encrypted || entry.start == 0 || !is_opened(entry.name))
			continue;
		if (++opened > OPENED_MOST) {
			sight_truncated(walk->sight, "an archive", piece->where);
			return;
		}
		archive_unpack(content->arena, &archive, &entry, walk->decoded_left, &text);
		walk->decoded_left -= text.length;
		if (text.truncated)
			sight_truncated(walk->sight, "an archive", piece->where);
		read_entry(content, piece, &entry, &text);
	}
}
