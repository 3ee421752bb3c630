/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_archive - what a ZIP or an office document holds.
 *
 * Pages, pictures, PDF and shortcuts inside are read like attached ones, an office document's words
 * and links too; programs are noted by their names. Archives inside of archives are not opened.
 *
 * Who owns: results are in the arena of the content. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_ARCHIVE_H
#define POLICY_MAIL_CONTENT_ARCHIVE_H

#include "policy/mail/content.h"

void content_archive_read(struct content *content, const struct content_piece *piece,
			  const char *bytes, size_t length, int64_t until_us);
/* Notes a file that runs when it is opened, by its name. */
void content_archive_note_program(struct content *content, const char *name, const char *where);

#endif
