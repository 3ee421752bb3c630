/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_token - HTML cut into tags, text and comments, as browsers do (WHATWG HTML section 13.2.5).
 *
 * The caller asks for one token after the other; there is no tree and no recursion, and each byte
 * is looked at a bounded number of times. Where mail clients that clean HTML differ from browsers,
 * the reading that shows more is taken: an unfinished tag at the end counts, and only script, style
 * and title swallow tags (not plaintext, textarea, noscript ...).
 *
 * Who owns: a token points into the input or into the tokens' scratch space and lasts until the
 * next one. Threads: one. Fails: never.
 */
#ifndef POLICY_MAIL_HTML_TOKEN_H
#define POLICY_MAIL_HTML_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/text.h"

#define HTML_TOKEN_ATTRIBUTES 64
#define HTML_TOKEN_NAME       48 /* room for a tag's name; longer ones are cut */

struct html_attribute {
	const char *name;  /* lower case */
	const char *value; /* decoded; "" without */
};

enum html_token_kind { HTML_TOKEN_TEXT, HTML_TOKEN_BEGIN, HTML_TOKEN_END, HTML_TOKEN_COMMENT };

struct html_token {
	enum html_token_kind kind;
	const char *bytes; /* of text (references decoded) and comments */
	size_t length;
	char name[HTML_TOKEN_NAME]; /* of tags, lower case */
	struct html_attribute attributes[HTML_TOKEN_ATTRIBUTES];
	size_t attribute_count;
	bool closed; /* <br/> */
};

struct html_tokens {
	const char *bytes;
	size_t length, at;
	struct text scratch;
	bool foreign;    /* inside svg or math: CDATA is text; set by the caller */
	bool truncated;  /* a tag had more attributes than are kept */
	bool no_end[2];  /* searched to the end in vain: " and ' */
	const char *raw; /* the element whose text runs to its end tag, or NULL */
};

/* 'bytes' outlives the tokens. */
struct html_tokens html_token_begin(struct arena *arena, const char *bytes, size_t length);
/* False at the end. */
bool html_token_next(struct html_tokens *tokens, struct html_token *out);
/* What follows is the text of 'name' (a constant) up to its end tag. */
void html_token_swallow(struct html_tokens *tokens, const char *name);
/* The value, or NULL. */
const char *html_token_attribute(const struct html_token *token, const char *name);

#endif
