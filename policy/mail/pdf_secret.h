/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_secret - PDF that is encrypted with no password to open it (ISO 32000-1 section 7.6).
 *
 * Every reader opens such a file without asking, and a filter that stops at the encryption sees
 * none of its links. RC4 and AES of 128 bits (versions 1, 2 and 4); what needs a password, and
 * AES of 256 bits, stays closed.
 *
 * Who owns: results are in the reader's arena. Threads: any. Fails: false when it stays closed.
 */
#ifndef POLICY_MAIL_PDF_SECRET_H
#define POLICY_MAIL_PDF_SECRET_H

#include "policy/mail/pdf_reader.h"

#define PDF_SECRET_KEY 16

struct pdf_secret {
	unsigned char key[PDF_SECRET_KEY];
	size_t length;
	bool aes;
};

/* 'dict' is the file's encryption dictionary, 'id' its array of identifiers. */
bool pdf_secret_open(struct pdf_reader *reader, struct pdf_reader_span dict,
		     struct pdf_reader_span id, struct pdf_secret *out);
/* A string or stream of an object in the clear. */
struct pdf_reader_span pdf_secret_undo(struct pdf_reader *reader,
				       const struct pdf_reader_object *object,
				       struct pdf_reader_span bytes);

#endif
