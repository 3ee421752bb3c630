/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_qr - links that are shown as QR codes, in pictures and drawn with letters.
 *
 * Only web addresses count: tickets, cards, payments and tokens of authenticators are codes too.
 *
 * Who owns: results are in the arena of the content. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_QR_H
#define POLICY_MAIL_CONTENT_QR_H

#include "policy/mail/content.h"
#include "policy/mail/picture.h"

/* Codes drawn in 'utf8'; the links stand in a text of the message. */
void content_qr_read_text(struct content *content, const struct content_piece *piece,
			  size_t text_index, const char *utf8, size_t length);
/* Codes in a picture that was decoded. */
void content_qr_search(struct content *content, const struct content_piece *piece,
		       const struct picture *picture, int64_t until_us);
/* Codes in a picture, until 'until_us' on clock_monotonic_us(). */
void content_qr_read_picture(struct content *content, const struct content_piece *piece,
			     const char *bytes, size_t length, int64_t until_us);

#endif
