/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_drawing - what a page draws with letters and with cells of tables, line by line.
 *
 * The text of a page has its blanks joined, which takes a drawing apart. Here text of block letters
 * stands as it was written, and a cell is a black or a white square by its background, so that
 * qr_glyph.h can look for codes.
 *
 * Who owns: the reader. Threads: one. Fails: never.
 */
#ifndef POLICY_MAIL_HTML_DRAWING_H
#define POLICY_MAIL_HTML_DRAWING_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/mail/html_reader.h"

/* Text as it was written. */
void html_drawing_add_text(struct html_reader *reader, const char *bytes, size_t length);
/* A cell begins whose background is 'colour'. */
void html_drawing_add_cell(struct html_reader *reader, int colour);
/* Lines of cells end with the 'row', lines of letters with any block. */
void html_drawing_end_line(struct html_reader *reader, bool row);

#endif
