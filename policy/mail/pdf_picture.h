/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_picture - the pictures of a PDF (ISO 32000-2 section 8.9), for whoever looks for codes.
 *
 * JPEG comes out as a file, samples of grey, colours or a palette as rows of grey.
 *
 * Who owns: results are in the reader's arena. Threads: one. Fails: false for pictures of another
 * make, or too small or large.
 */
#ifndef POLICY_MAIL_PDF_PICTURE_H
#define POLICY_MAIL_PDF_PICTURE_H

#include "policy/mail/pdf_reader.h"
#include "policy/mail/picture.h"

struct pdf_picture {
	const char *jpeg; /* NULL: 'grey' is filled */
	size_t jpeg_length;
	struct picture grey;
};

/* At most 'pixels' of them. */
bool pdf_picture_read(struct pdf_reader *reader, const struct pdf_reader_object *object,
		      size_t pixels, struct pdf_picture *out);

#endif
