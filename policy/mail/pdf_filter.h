/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_filter - the filters of a PDF's streams undone, one at a time (ISO 32000-2 section 7.4).
 *
 * Flate with its predictors, both ASCII forms and run lengths. Pictures stay as they are; what else
 * there is (LZW, fax, encryption) is told as unknown.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_PDF_FILTER_H
#define POLICY_MAIL_PDF_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/pdf_token.h"

struct pdf_filter {
	const char *in; /* what comes in, then what comes out; NULL when it cannot be read */
	size_t in_length;
	size_t most; /* bytes that may come out */
	double predictor;
	double row, dot; /* bytes of a row and of a dot in it, for predictors */
	bool truncated, unknown;
};

void pdf_filter_undo(struct arena *arena, const struct pdf_token *name, struct pdf_filter *filter);

#endif
