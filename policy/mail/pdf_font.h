/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_font - which letters the codes of a PDF's font stand for (ISO 32000-2 section 9.10).
 *
 * By its ToUnicode map when it has one; else single bytes are Latin letters, changed by the names
 * in its encoding. How wide glyphs are is told too, so that words can be told apart.
 *
 * Who owns: fonts are in the reader's arena. Threads: one. Fails: never; a font whose codes say
 * nothing is 'opaque'.
 */
#ifndef POLICY_MAIL_PDF_FONT_H
#define POLICY_MAIL_PDF_FONT_H

#include "policy/base/text.h"
#include "policy/mail/pdf_reader.h"

struct pdf_font_range {
	uint32_t low, high;
	uint32_t point;   /* of the first code; the next ones follow */
	const char *text; /* in place of 'point', when it is more than one letter */
};

struct pdf_font {
	struct pdf_font_range *ranges;
	size_t range_count, range_capacity;
	uint32_t points[256];   /* of single bytes */
	unsigned short *widths; /* by code, thousandths of the size; 0 is unknown */
	size_t width_count;
	double usual;        /* of what is unknown */
	unsigned code_bytes; /* 1 or 2 */
	bool opaque;
};

/* 'dict' is the font's dictionary. */
struct pdf_font *pdf_font_open(struct pdf_reader *reader, struct pdf_reader_span dict);
/* Add what 'bytes' say in this font, until 'out' has 'most' bytes; returns the width in thousandths
 * of the size. */
double pdf_font_show(const struct pdf_font *font, const char *bytes, size_t length, size_t most,
		     struct text *out);

#endif
