/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_links - which elements of a page lead somewhere, and what scripts would do.
 *
 * Anchors, areas, forms and their buttons, refreshing meta elements, frames, images, links of SVG
 * and VML, addresses inside of scripts and handlers.
 *
 * Who owns: the reader. Threads: one. Fails: never; a bound that is reached sets out->truncated.
 */
#ifndef POLICY_MAIL_HTML_LINKS_H
#define POLICY_MAIL_HTML_LINKS_H

#include <stddef.h>

#include "policy/mail/html_reader.h"

/* All that a begin tag says of links; the one whose text is the element's content, or NO_LINK. */
size_t html_links_read(struct html_reader *reader, const struct html_token *token,
		       const struct html_tag *tag);
/* The text of a script element. */
void html_links_read_script(struct html_reader *reader, const char *bytes, size_t length);
/* Every web address in what script or a handler says: where it would send the reader. */
void html_links_read_addresses(struct html_reader *reader, const char *text, size_t length);
/* Everything was read: links are resolved and get their texts. */
void html_links_finish(struct html_reader *reader);

#endif
