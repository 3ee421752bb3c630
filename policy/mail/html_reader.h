/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_reader - the state of one reading of HTML: open elements, texts, links so far.
 *
 * html.c drives the parser and calls these as elements begin and end; nothing recurses, what is
 * open is a bounded stack of our own.
 *
 * Who owns: html_read(); texts and links are in its arena. Threads: one. Fails: never; a bound that
 * is reached sets out->truncated.
 */
#ifndef POLICY_MAIL_HTML_READER_H
#define POLICY_MAIL_HTML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/text.h"
#include "policy/mail/html.h"
#include "policy/mail/html_style.h"

#define HTML_READER_DEPTH  256
#define HTML_READER_NESTED 32 /* srcdoc and [if mso] contents read behind the page itself */

enum html_reader_role {
	HTML_READER_PLAIN,
	HTML_READER_ANCHOR,
	HTML_READER_FORM,
	HTML_READER_SCRIPT,
	HTML_READER_STYLE,
	HTML_READER_SVG,
	HTML_READER_UNSEEN /* title, template: never on the page */
};

struct html_reader_frame {
	struct html_style_look look;
	enum html_reader_role role;
	bool block;
	size_t link; /* of an anchor or form: its place in links, or NO_LINK */
};

#define HTML_READER_NO_LINK ((size_t)-1)

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
	struct text visible, hidden, css, script;
	struct html_style_sheet sheet;
	struct html_reader_frame stack[HTML_READER_DEPTH];
	size_t depth, beyond;                 /* open elements kept, and those beyond the bound */
	size_t roles[HTML_READER_UNSEEN + 1]; /* how many of each are open */
	struct html_reader_link *links;
	size_t link_count, link_capacity, nodes;
	size_t script_from; /* where the open script element's text begins */
	size_t form;        /* the open form's link, or NO_LINK */
	const char *base;
	struct {
		const char *bytes;
		size_t length;
	} nested[HTML_READER_NESTED];
	size_t nested_count;
};

/* 'attributes' are pairs of name and value, NULL at the end; a value may be NULL. */
void html_reader_begin(struct html_reader *reader, const char *tag, const char **attributes);
void html_reader_end(struct html_reader *reader);
void html_reader_text(struct html_reader *reader, const char *bytes, size_t length);
void html_reader_comment(struct html_reader *reader, const char *text);
/* All open elements end. */
void html_reader_close(struct html_reader *reader);

#endif
