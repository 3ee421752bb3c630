/* SPDX-License-Identifier: BSD-2-Clause */
/* defang - addresses written so that no program makes a link of them, for people to copy. */
#include "config.h"

#include "policy/mail/defang.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define SPAN_MOST    300
#define ASKED_WITHIN 300 /* bytes before or behind */
#define TRIES_MOST   100 /* that nobody asks for, before the rest is passed over */

/* What is written, and what is meant. */
static const struct {
	const char *written, *meant;
} signs[] = {
	{"hxxp", "http"}, {"h**p", "http"}, {"[.]", "."},   {"(.)", "."}, {"{.}", "."},
	{"[dot]", "."},   {"(dot)", "."},   {" dot ", "."}, {"[:]", ":"}, {" slash ", "/"},
};

#define SIGNS (sizeof(signs) / sizeof(signs[0]))

static bool
begins(const char *text, size_t left, const char *word)
{
	size_t length = strlen(word);

	return left >= length && strncasecmp(text, word, length) == 0;
}

static bool
has_word(const char *text, size_t length, const char *const *words)
{
	size_t i, j;

	for (i = 0; i < length; i++)
		for (j = 0; words[j] != NULL; j++)
			if ((text[i] | 0x20) == *words[j] && begins(text + i, length - i, words[j]))
				return true;
	return false;
}

/* English, Portuguese, Spanish, French, German, Italian, Dutch. */
static bool
is_asked_for(const char *text, size_t length, const struct defang_span *span)
{
	static const char *const verbs[] = {"copy",  "paste", "type ", "enter ", "replac", "copi",
					    "cole ", "cola ", "pegu",  "kopier", "einf",   "incoll",
					    "plak",  "tape",  "digit", "open ",  NULL};
	static const char *const places[] = {"browser",    "address bar",  "navegador",
					     "navigateur", "adressleiste", "adresszeile",
					     NULL};
	size_t from = span->start > ASKED_WITHIN ? span->start - ASKED_WITHIN : 0;
	size_t to = span->start + span->length + ASKED_WITHIN;

	if (to > length)
		to = length;
	return has_word(text + from, to - from, verbs) && has_word(text + from, to - from, places);
}

static bool
is_end(char byte)
{
	return (unsigned char)byte <= ' ' || strchr("\"'<>|", byte) != NULL;
}

/* Most letters begin no sign, and this is asked of every letter of a mail. */
static bool
may_begin(char first, char second)
{
	switch (first) {
	case ' ':
		return (second | 0x20) == 'd';
	case 'h':
	case 'H':
		return (second | 0x20) == 'x' || second == '*';
	case '[':
	case '(':
	case '{':
		return (second | 0x20) == 'd' || second == '.' || second == ':';
	default:
		return false;
	}
}

/* The first sign from 'at' on, or 'length'. */
static size_t
find_sign(const char *text, size_t length, size_t at)
{
	size_t i;

	for (; at + 1 < length; at++) {
		if (!may_begin(text[at], text[at + 1]))
			continue;
		for (i = 0; i + 1 < SIGNS; i++) /* a slash alone makes no address */
			if (begins(text + at, length - at, signs[i].written))
				return at;
	}
	return length;
}

/* The address around 'sign', signs undone; returns its end. */
static size_t
read_address(const char *text, size_t length, struct defang_span *span, struct text *out)
{
	size_t at = span->start, most = span->start + SPAN_MOST, i;

	while (at < length && at < most) {
		for (i = 0; i < SIGNS && !begins(text + at, length - at, signs[i].written);)
			i++;
		if (i < SIGNS) {
			text_add_string(out, signs[i].meant);
			at += strlen(signs[i].written);
		} else if (is_end(text[at])) {
			break;
		} else {
			text_add_byte(out, text[at++]);
		}
	}
	while (out->length != 0 && strchr(".,;:!?)", out->bytes[out->length - 1]) != NULL)
		out->bytes[--out->length] = '\0';
	return at;
}

bool
defang_find(struct arena *arena, const char *text, size_t length, size_t *at,
	    struct defang_span *out)
{
	size_t tries = 0;

	while (*at < length && tries++ < TRIES_MOST) {
		size_t sign = find_sign(text, length, *at), start = sign;
		struct text address = TEXT_IN(arena);
		const char *dot;

		if (sign == length)
			break;
		while (start > *at && sign - start < SPAN_MOST && !is_end(text[start - 1]))
			start--;
		*out = (struct defang_span){.start = start};
		*at = read_address(text, length, out, &address);
		if (*at <= sign)
			*at = sign + 1;
		out->length = *at - start;
		dot = memchr(text_string(&address), '.', address.length);
		if (dot == NULL || dot == address.bytes || dot[1] == '\0' ||
		    !is_asked_for(text, length, out))
			continue;
		out->address = begins(address.bytes, address.length, "http")
				       ? text_string(&address)
				       : arena_printf(arena, "https://%s", address.bytes);
		return true;
	}
	*at = length;
	return false;
}
