/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_file - what attached files say: PDF, pictures, archives.
 *
 * All files of a message together have so much time and no more; what is left unread for that is
 * told as truncated.
 *
 * Who owns: results are in the arena of the content. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_FILE_H
#define POLICY_MAIL_CONTENT_FILE_H

#include "policy/mail/content.h"

/* 'piece' is of nature PDF, PICTURE or ARCHIVE. */
void content_file_read(struct content *content, const struct content_piece *piece);

#endif
