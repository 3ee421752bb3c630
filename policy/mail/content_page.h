/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_page - what is odd about a page or SVG picture, in the mail or attached to it.
 *
 * Who owns: findings are in the arena of the content. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_PAGE_H
#define POLICY_MAIL_CONTENT_PAGE_H

#include "policy/mail/content.h"
#include "policy/mail/html.h"

/* 'utf8' is the page that 'html' was read from. */
void content_page_note(struct content *content, const struct content_piece *piece,
		       const struct html *html, const char *utf8, size_t length);

#endif
