/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_token - the words of a PDF (ISO 32000-2 section 7.2): numbers, names, strings, brackets.
 *
 * Objects and page contents are written in the same words. Every token is taken from one count for
 * the whole file, so that whatever reads tokens comes to an end.
 *
 * Who owns: tokens point into the bytes given, decoded strings are in the arena. Threads: any.
 * Fails: never; what is no token is passed over.
 */
#ifndef POLICY_MAIL_PDF_TOKEN_H
#define POLICY_MAIL_PDF_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

enum pdf_token_kind {
	PDF_TOKEN_END,
	PDF_TOKEN_NUMBER,
	PDF_TOKEN_NAME,
	PDF_TOKEN_STRING,
	PDF_TOKEN_ARRAY,     /* [ */
	PDF_TOKEN_ARRAY_END, /* ] */
	PDF_TOKEN_DICT,      /* << */
	PDF_TOKEN_DICT_END,  /* >> */
	PDF_TOKEN_WORD
};

struct pdf_token {
	enum pdf_token_kind kind;
	const char *bytes; /* without the slash, parentheses or angle brackets */
	size_t length;
	double number;
	bool hex; /* a string in angle brackets */
};

struct pdf_tokens {
	const char *bytes;
	size_t length, at;
	size_t *left; /* tokens that may still be read of this file */
};

/* PDF_TOKEN_END at the end of the bytes or of what may be read. */
void pdf_token_next(struct pdf_tokens *tokens, struct pdf_token *out);
/* The next one is read again by pdf_token_next(). */
void pdf_token_peek(struct pdf_tokens *tokens, struct pdf_token *out);
/* 'first' was just read: move behind the value that it begins, with a reference "1 0 R" as one. */
void pdf_token_skip(struct pdf_tokens *tokens, const struct pdf_token *first);
/* Whether it is this name (#xx undone) or word. */
bool pdf_token_is(const struct pdf_token *token, enum pdf_token_kind kind, const char *text);
/* The bytes that a string stands for. */
const char *pdf_token_string(struct arena *arena, const struct pdf_token *token, size_t *length);

#endif
