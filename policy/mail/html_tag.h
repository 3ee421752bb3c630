/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_tag - what is to be known of HTML elements by name.
 *
 * Whether they break a line, have no content, end others that are still open, and where the search
 * for an open element stops (WHATWG HTML sections 13.1.2.4, 13.2.4.2 and 13.2.6.4.7, as far as it
 * matters for text and links).
 *
 * Who owns: answers are constant. Threads: any. Fails: never; an unknown name is an element inside
 * of a line.
 */
#ifndef POLICY_MAIL_HTML_TAG_H
#define POLICY_MAIL_HTML_TAG_H

#include <stdbool.h>
#include <stddef.h>

enum html_tag_flag {
	HTML_TAG_BLOCK = 1 << 0,  /* stands on lines of its own */
	HTML_TAG_VOID = 1 << 1,   /* no content, no end */
	HTML_TAG_SCOPE = 1 << 2,  /* nothing inside can end what is outside, tables' parts apart */
	HTML_TAG_FORMAT = 1 << 3, /* ends also through blocks */
	HTML_TAG_ENDS_P = 1 << 4
};

/* Elements of one group end each other when the next begins. */
enum html_tag_group {
	HTML_TAG_GROUP_NONE,
	HTML_TAG_GROUP_P,
	HTML_TAG_GROUP_LI,
	HTML_TAG_GROUP_DD,
	HTML_TAG_GROUP_OPTION,
	HTML_TAG_GROUP_A,
	HTML_TAG_GROUP_CELL,
	HTML_TAG_GROUP_ROW,
	HTML_TAG_GROUP_SECTION, /* tbody, thead, tfoot */
	HTML_TAG_GROUP_TABLE
};

enum html_tag_role {
	HTML_TAG_PLAIN,
	HTML_TAG_ANCHOR,
	HTML_TAG_FORM,
	HTML_TAG_SCRIPT,
	HTML_TAG_STYLE,
	HTML_TAG_TITLE,
	HTML_TAG_SVG,
	HTML_TAG_UNSEEN, /* template: never on the page */
	HTML_TAG_ROLES
};

struct html_tag {
	const char *name;
	unsigned flags;
	enum html_tag_group group;
	enum html_tag_role role;
};

/* 'name' is in lower case; never NULL. A prefix ("svg:a") is passed over. */
const struct html_tag *html_tag_find(const char *name);
/* Whether the search for an open element of 'group' goes no further than 'tag'. */
bool html_tag_stops(const struct html_tag *tag, enum html_tag_group group);

#endif
