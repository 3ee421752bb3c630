/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_page - the text that stands on the pages of a PDF (ISO 32000-2 section 9.4).
 *
 * Strings in the order in which they are drawn; a step down is a new line, a gap a blank. What
 * forms (XObjects) draw is read behind the page.
 *
 * Who owns: the text is in the reader's arena. Threads: one. Fails: never; a bound that is reached
 * sets reader->truncated.
 */
#ifndef POLICY_MAIL_PDF_PAGE_H
#define POLICY_MAIL_PDF_PAGE_H

#include "policy/mail/pdf_font.h"

#define PDF_PAGE_FONTS 32
#define PDF_PAGE_FORMS 32

struct pdf_page_text {
	struct pdf_reader *reader;
	struct text text;
	size_t most;     /* bytes */
	bool unreadable; /* text was drawn in a font that cannot be read */
	/* private */
	struct {
		const char *key;
		struct pdf_font *font;
	} fonts[PDF_PAGE_FONTS];
	size_t font_count;
	struct {
		struct pdf_reader_span data, resources;
	} forms[PDF_PAGE_FORMS];
	size_t form_count;
};

/* 'page' is the page's dictionary. */
void pdf_page_read(struct pdf_page_text *out, struct pdf_reader_span page);

#endif
