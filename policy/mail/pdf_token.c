/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_token - the words of a PDF (ISO 32000-2 section 7.2): numbers, names, strings, brackets. */
#include "config.h"

#include "policy/mail/pdf_token.h"

#include <math.h>
#include <string.h>

#include "policy/base/text.h"

#define LONG        64   /* so many bytes are work for a token more */
#define NUMBER_MOST 1e15 /* fits into every integer that one is made */

static bool
is_blank(char byte)
{
	return byte == '\0' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' ||
	       byte == ' ';
}

static bool
is_delimiter(char byte)
{
	return byte != '\0' && strchr("()<>[]{}/%", byte) != NULL;
}

static void
skip_blanks(struct pdf_tokens *tokens)
{
	while (tokens->at < tokens->length) {
		char byte = tokens->bytes[tokens->at];

		if (byte == '%') {
			while (tokens->at < tokens->length && tokens->bytes[tokens->at] != '\n' &&
			       tokens->bytes[tokens->at] != '\r')
				tokens->at++;
		} else if (is_blank(byte)) {
			tokens->at++;
		} else {
			return;
		}
	}
}

/* Parentheses inside are balanced or escaped (section 7.3.4.2). */
static void
take_string(struct pdf_tokens *tokens, struct pdf_token *out)
{
	size_t depth = 1, at = tokens->at + 1;

	out->kind = PDF_TOKEN_STRING;
	out->bytes = tokens->bytes + at;
	for (; at < tokens->length; at++) {
		char byte = tokens->bytes[at];

		if (byte == '\\')
			at++;
		else if (byte == '(')
			depth++;
		else if (byte == ')' && --depth == 0)
			break;
	}
	if (at > tokens->length)
		at = tokens->length;
	out->length = (size_t)(tokens->bytes + at - out->bytes);
	tokens->at = at < tokens->length ? at + 1 : at;
}

static void
take_hex(struct pdf_tokens *tokens, struct pdf_token *out)
{
	const char *start = tokens->bytes + tokens->at + 1;
	size_t left = tokens->length - tokens->at - 1;
	const char *end = memchr(start, '>', left);

	out->kind = PDF_TOKEN_STRING;
	out->hex = true;
	out->bytes = start;
	out->length = end == NULL ? left : (size_t)(end - start);
	tokens->at += 1 + out->length + (end != NULL);
}

static void
take_bracket(struct pdf_tokens *tokens, struct pdf_token *out)
{
	char byte = tokens->bytes[tokens->at];
	bool twice = tokens->at + 1 < tokens->length && tokens->bytes[tokens->at + 1] == byte;

	if (byte == '(') {
		take_string(tokens, out);
		return;
	}
	if (byte == '<' && !twice) {
		take_hex(tokens, out);
		return;
	}
	out->kind = PDF_TOKEN_WORD; /* braces and stray brackets */
	if (byte == '[')
		out->kind = PDF_TOKEN_ARRAY;
	else if (byte == ']')
		out->kind = PDF_TOKEN_ARRAY_END;
	else if (twice && byte == '<')
		out->kind = PDF_TOKEN_DICT;
	else if (twice && byte == '>')
		out->kind = PDF_TOKEN_DICT_END;
	out->length = out->kind == PDF_TOKEN_DICT || out->kind == PDF_TOKEN_DICT_END ? 2 : 1;
	tokens->at += out->length;
}

static bool
read_number(const char *bytes, size_t length, double *number)
{
	double value = 0, scale = 0;
	bool minus = false, digits = false;
	size_t at = 0;

	while (at < length && (bytes[at] == '+' || bytes[at] == '-'))
		minus |= bytes[at++] == '-';
	for (; at < length; at++) {
		if (bytes[at] == '.' && scale == 0) {
			scale = 1;
			continue;
		}
		if (bytes[at] < '0' || bytes[at] > '9')
			return false;
		digits = true;
		if (scale == 0) {
			value = value * 10 + (bytes[at] - '0');
		} else {
			scale /= 10;
			value += scale * (bytes[at] - '0');
		}
	}
	value = fmin(value, NUMBER_MOST);
	*number = minus ? -value : value;
	return digits;
}

static void
take_word(struct pdf_tokens *tokens, struct pdf_token *out)
{
	bool name = tokens->bytes[tokens->at] == '/';
	size_t start = tokens->at + name, at = start;

	while (at < tokens->length && !is_blank(tokens->bytes[at]) &&
	       !is_delimiter(tokens->bytes[at]))
		at++;
	out->bytes = tokens->bytes + start;
	out->length = at - start;
	tokens->at = at;
	if (name)
		out->kind = PDF_TOKEN_NAME;
	else if (read_number(out->bytes, out->length, &out->number))
		out->kind = PDF_TOKEN_NUMBER;
	else
		out->kind = PDF_TOKEN_WORD;
}

void
pdf_token_next(struct pdf_tokens *tokens, struct pdf_token *out)
{
	size_t start = tokens->at, work;

	*out = (struct pdf_token){.kind = PDF_TOKEN_END, .bytes = ""};
	if (start >= tokens->length || *tokens->left == 0)
		return;
	skip_blanks(tokens);
	if (tokens->at < tokens->length) {
		out->bytes = tokens->bytes + tokens->at;
		if (is_delimiter(*out->bytes) && *out->bytes != '/')
			take_bracket(tokens, out);
		else
			take_word(tokens, out);
	}
	work = 1 + (tokens->at - start) / LONG; /* blanks and comments too */
	*tokens->left -= work < *tokens->left ? work : *tokens->left;
}

void
pdf_token_peek(struct pdf_tokens *tokens, struct pdf_token *out)
{
	size_t at = tokens->at;

	pdf_token_next(tokens, out);
	tokens->at = at;
}

void
pdf_token_skip(struct pdf_tokens *tokens, const struct pdf_token *first)
{
	struct pdf_token token = *first;
	size_t depth = 0, at;

	if (first->kind == PDF_TOKEN_NUMBER) {
		at = tokens->at;
		pdf_token_next(tokens, &token);
		if (token.kind == PDF_TOKEN_NUMBER) {
			pdf_token_next(tokens, &token);
			if (pdf_token_is(&token, PDF_TOKEN_WORD, "R"))
				return;
		}
		tokens->at = at;
		return;
	}
	do {
		if (token.kind == PDF_TOKEN_ARRAY || token.kind == PDF_TOKEN_DICT)
			depth++;
		else if (token.kind == PDF_TOKEN_ARRAY_END || token.kind == PDF_TOKEN_DICT_END)
			depth -= depth != 0;
		if (depth == 0)
			return;
		pdf_token_next(tokens, &token);
	} while (token.kind != PDF_TOKEN_END);
}

bool
pdf_token_is(const struct pdf_token *token, enum pdf_token_kind kind, const char *text)
{
	size_t at = 0;

	if (token->kind != kind)
		return false;
	for (; at < token->length && *text != '\0'; text++) {
		char byte = token->bytes[at++];

		if (byte == '#' && kind == PDF_TOKEN_NAME && at + 2 <= token->length &&
		    text_hex_digit(token->bytes[at]) >= 0 &&
		    text_hex_digit(token->bytes[at + 1]) >= 0) {
			byte = (char)(text_hex_digit(token->bytes[at]) * 16 +
				      text_hex_digit(token->bytes[at + 1]));
			at += 2;
		}
		if (byte != *text)
			return false;
	}
	return at == token->length && *text == '\0';
}

/* ---- strings --------------------------------------------------------------------------------- */

static void
add_hex(struct text *text, const struct pdf_token *token)
{
	int high = -1;
	size_t i;

	for (i = 0; i < token->length; i++) {
		int digit = text_hex_digit(token->bytes[i]);

		if (digit < 0)
			continue;
		if (high >= 0)
			text_add_byte(text, (char)(high * 16 + digit));
		high = high < 0 ? digit : -1;
	}
	if (high >= 0)
		text_add_byte(text, (char)(high * 16));
}

/* What stands behind a backslash at 'at' - 1; returns where the string goes on. */
static size_t
add_escape(struct text *text, const struct pdf_token *token, size_t at)
{
	static const char letters[] = "nrtbf", bytes[] = "\n\r\t\b\f";
	const char *letter;
	unsigned value = 0, digits = 0;

	if (token->bytes[at] == '\r' || token->bytes[at] == '\n') /* the line goes on */
		return token->bytes[at] == '\r' && at + 1 < token->length &&
				       token->bytes[at + 1] == '\n'
			       ? at + 2
			       : at + 1;
	for (;
	     digits < 3 && at < token->length && token->bytes[at] >= '0' && token->bytes[at] <= '7';
	     digits++)
		value = value * 8 + (unsigned)(token->bytes[at++] - '0');
	if (digits != 0) {
		text_add_byte(text, (char)(value & 0xFF));
		return at;
	}
	letter = token->bytes[at] == '\0' ? NULL : strchr(letters, token->bytes[at]);
	text_add_byte(text, letter == NULL ? token->bytes[at] : bytes[letter - letters]);
	return at + 1;
}

const char *
pdf_token_string(struct arena *arena, const struct pdf_token *token, size_t *length)
{
	struct text text = TEXT_IN(arena);
	size_t at = 0;

	if (token->hex)
		add_hex(&text, token);
	while (!token->hex && at < token->length) {
		if (token->bytes[at] != '\\')
			text_add_byte(&text, token->bytes[at++]);
		else if (++at < token->length)
			at = add_escape(&text, token, at);
	}
	*length = text.length;
	return text_string(&text);
}
