/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf - what an attached PDF says and where it leads (ISO 32000-2).
 *
 * Text of its pages, addresses of its links wherever they stand in the file, and what it would do
 * by itself: run script, start a program, send a form. No foreign library: all that were looked at
 * can neither be bounded in memory and time nor kept from ending the process.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; what was not seen is told.
 */
#ifndef POLICY_MAIL_PDF_H
#define POLICY_MAIL_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/mail/pdf_picture.h"

#define PDF_PICTURES 4

struct pdf_bounds {
	size_t decoded, text, links; /* bytes inflated; bytes of text; addresses */
	size_t pixels;               /* of each picture */
	int64_t until_us;            /* clock_monotonic_us() */
};

struct pdf_link {
	const char *address; /* as written, any bytes */
	size_t length;
	bool form; /* where a form is sent */
};

struct pdf {
	const char *text; /* UTF-8, lines as on the pages */
	size_t text_length;
	struct pdf_link *links; /* each address once */
	size_t link_count;
	struct pdf_picture pictures[PDF_PICTURES]; /* the first that may hold a code */
	size_t picture_count;
	size_t pages;
	size_t decoded;            /* bytes */
	bool script, launch, form; /* would run script, start something, send what is typed in */
	bool encrypted;            /* and a password is needed */
	bool unreadable;           /* filters or fonts that are not known here */
	bool truncated;
};

void pdf_read(struct arena *arena, const struct pdf_bounds *bounds, const char *bytes,
	      size_t length, struct pdf *out);

#endif
