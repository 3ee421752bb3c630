/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_reader - the state of one reading of HTML: open elements, texts, links so far.
 *
 * html.c cuts a page into tokens and gives them here one by one; html_links.c knows which elements
 * lead somewhere. What is open is a bounded stack of our own; an element ends as browsers end it,
 * also when its end tag is missing or stands at the wrong place.
 *
 * Who owns: html_read(); texts and links are in its arena. Threads: one. Fails: never; a bound that
 * is reached sets out->truncated.
 */
#ifndef POLICY_MAIL_HTML_READER_H
#define POLICY_MAIL_HTML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/text.h"
#include "policy/mail/html.h"
#include "policy/mail/html_sheet.h"
#include "policy/mail/html_style.h"
#include "policy/mail/html_tag.h"
#include "policy/mail/html_token.h"

#define HTML_READER_DEPTH   256
#define HTML_READER_NESTED  32 /* srcdoc, data: and [if mso] pages, read behind the page */
#define HTML_READER_SCRIPT  (256 * 1024)
#define HTML_READER_NO_LINK ((size_t)-1)

struct html_reader_frame {
	const struct html_tag *tag;
	uint32_t name; /* hash of the tag's name: two unknown tags differ by it */
	struct html_style_look look;
	size_t link; /* of an anchor or form: its place in links, or NO_LINK */
};

/* Where a link's text lies; the strings are cut when the page has been read. */
struct html_reader_link {
	struct message_link link;
	size_t start, end, hidden_start, hidden_end;
	const char *extra; /* title, alt, label */
};

struct html_reader {
	struct arena *arena;
	const struct conf_message *bounds;
	struct html *out;
	struct text visible, hidden, script;
	struct text drawing; /* html_drawing.h */
	bool in_cells;       /* its last letter is a cell */
	struct text outlook; /* what the page has in [if mso] comments */
	struct html_sheet sheet;
	struct html_reader_frame stack[HTML_READER_DEPTH];
	size_t depth, beyond;         /* open elements kept, and those beyond the bound */
	size_t roles[HTML_TAG_ROLES]; /* how many of each are open */
	struct html_reader_link *links;
	size_t link_count, link_capacity, nodes;
	size_t form; /* the open form's link, or NO_LINK */
	const char *base;
	struct {
		const char *bytes;
		size_t length;
	} nested[HTML_READER_NESTED];
	size_t nested_count;
};

/* One token; 'tokens' is told when an element swallows the text that follows. */
void html_reader_take(struct html_reader *reader, struct html_tokens *tokens,
		      const struct html_token *token);
/* All open elements end. */
void html_reader_close(struct html_reader *reader);
/* Text as it would stand on the page: runs of white space are one blank. */
void html_reader_add_text(struct html_reader *reader, const char *bytes, size_t length);
/* A page inside of this one, read behind it. */
void html_reader_queue(struct html_reader *reader, const char *bytes, size_t length);
/* Whether text here could not be seen. */
bool html_reader_is_hidden(const struct html_reader *reader);

#endif
