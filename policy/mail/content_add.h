/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_add - texts and links of parts, put into the message.
 *
 * Links that say the same are kept once, and no more of them than the bounds allow; one that cannot
 * be read is told to 'sight'.
 *
 * Who owns: strings given are constant or in the arena of the content. Threads: one at a time.
 * Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_ADD_H
#define POLICY_MAIL_CONTENT_ADD_H

#include <stddef.h>

#include "policy/mail/content.h"
#include "policy/mail/html.h"

/* The index of the new text. */
size_t content_add_text(struct content *content, enum text_kind kind, const char *utf8,
			size_t length, const char *where);
void content_add_link(struct content *content, const struct message_link *link);
/* Links that stand in a text of the message; 'html' is the page it came from, or NULL. */
void content_add_found(struct content *content, const struct content_piece *piece,
		       const struct html *html, size_t text_index);

/* Addresses in a text that people are asked to copy: defang.h. */
void content_add_defanged(struct content *content, const struct content_piece *piece,
			  size_t text_index);

#endif
