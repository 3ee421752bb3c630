/* SPDX-License-Identifier: BSD-2-Clause */
/* script - what the script of a page hides in its strings. */
#include "config.h"

#include "policy/mail/script.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/transfer.h"

#define STRING_LEAST 8
#define BASE64_LEAST 12
#define BASE64       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
#define CODES_LEAST  8
#define PACKED_LEAST 1000 /* letters without a blank */
#define GAP_MOST     40   /* bytes between strings that are joined */

/* One walk through a script. */
struct work {
	struct arena *arena;
	const char *bytes;
	size_t length, at, left; /* 'left': bytes that may still come out */
	struct text string;      /* the literal now read, with all that was joined to it */
	struct text all;         /* every literal */
	bool plain;              /* it stands in the script just so */
	bool packed;             /* one was long and without blanks */
	struct script *out;
};

/* ---- what was found -------------------------------------------------------------------------- */

static bool
has_fold(const char *bytes, size_t length, const char *word)
{
	size_t wanted = strlen(word), i;

	for (i = 0; i + wanted <= length; i++)
		if ((bytes[i] | 0x20) == *word && strncasecmp(bytes + i, word, wanted) == 0)
			return true;
	return false;
}

/* Anything that looks like a tag and ends. */
static bool
has_tags(const char *bytes, size_t length)
{
	const char *at = memchr(bytes, '<', length), *end = bytes + length;

	while (at != NULL && end - at > 3) {
		if ((at[1] | 0x20) >= 'a' && (at[1] | 0x20) <= 'z')
			return memchr(at, '>', (size_t)(end - at)) != NULL;
		at = memchr(at + 1, '<', (size_t)(end - at - 1));
	}
	return false;
}

static bool
has_address(const char *bytes, size_t length)
{
	return has_fold(bytes, length, "http://") || has_fold(bytes, length, "https://");
}

static void
add_found(struct work *work, const char *bytes, size_t length, bool page, bool plain)
{
	struct script *out = work->out;

	if (out->count == SCRIPT_FOUND_MOST || length > work->left) {
		out->truncated = true;
		return;
	}
	work->left -= length;
	bytes = text_utf8(work->arena, bytes, length, length * 3);
	out->found[out->count++] =
		(struct script_found){bytes, strlen(bytes), .page = page, .plain = plain};
}

/* Whether 'bytes' say something; then they are kept. */
static bool
keep(struct work *work, const char *bytes, size_t length)
{
	bool page = has_tags(bytes, length);

	if (!page && !has_address(bytes, length))
		return false;
	add_found(work, bytes, length, page, false);
	return true;
}

/* ---- decoders -------------------------------------------------------------------------------- */

static bool
try_base64(struct work *work, const char *bytes, size_t length)
{
	struct transfer_text text;
	size_t i;

	if (length < BASE64_LEAST)
		return false;
	for (i = 0; i < length; i++)
		if (bytes[i] == '\0' || strchr(BASE64, bytes[i]) == NULL)
			return false;
	transfer_decode(work->arena, TRANSFER_BASE64, bytes, length, work->left, &text);
	return keep(work, text.bytes, text.length);
}

/* %3C and %u003C. */
static bool
try_percent(struct work *work, const char *bytes, size_t length)
{
	struct text text = TEXT_IN(work->arena);
	size_t at = 0, i;

	if (memchr(bytes, '%', length) == NULL)
		return false;
	while (at < length) {
		size_t digits = 2, start = at + 1;
		uint32_t value = 0;

		if (bytes[at] == '%' && at + 5 < length && (bytes[at + 1] | 0x20) == 'u') {
			digits = 4;
			start++;
		}
		for (i = 0; bytes[at] == '%' && i < digits && start + i < length &&
			    text_hex_digit(bytes[start + i]) >= 0;
		     i++)
			value = value * 16 + (uint32_t)text_hex_digit(bytes[start + i]);
		if (bytes[at] != '%' || i != digits) {
			text_add_byte(&text, bytes[at++]);
			continue;
		}
		if (digits == 4)
			text_add_point(&text, value);
		else
			text_add_byte(&text, (char)value);
		at = start + digits;
	}
	if (keep(work, text_string(&text), text.length))
		return true;
	return try_base64(work, text_string(&text), text.length);
}

static bool
try_hex(struct work *work, const char *bytes, size_t length)
{
	struct text text = TEXT_IN(work->arena);
	size_t i;

	if (length < 16 || length % 2 != 0)
		return false;
	for (i = 0; i < length; i++)
		if (text_hex_digit(bytes[i]) < 0)
			return false;
	for (i = 0; i < length; i += 2)
		text_add_byte(&text,
			      (char)(text_hex_digit(bytes[i]) * 16 + text_hex_digit(bytes[i + 1])));
	return keep(work, text_string(&text), text.length);
}

static bool
try_backwards(struct work *work, const char *bytes, size_t length)
{
	char *turned = arena_zalloc(work->arena, length + 1, 1);
	size_t i;

	for (i = 0; i < length; i++)
		turned[i] = bytes[length - 1 - i];
	return keep(work, turned, length) || try_base64(work, turned, length);
}

/* Numbers with commas between, as String.fromCharCode() takes them; returns their end. */
static size_t
try_codes(struct work *work, size_t at)
{
	struct text text = TEXT_IN(work->arena);
	size_t count = 0;

	while (at < work->length) {
		uint32_t value = 0;
		bool hex = at + 2 < work->length && work->bytes[at] == '0' &&
			   (work->bytes[at + 1] | 0x20) == 'x';
		size_t start = at += hex ? 2 : 0;

		for (; at < work->length && at - start < 7 &&
		       text_hex_digit(work->bytes[at]) >= 0 && (hex || work->bytes[at] <= '9');
		     at++)
			value = value * (hex ? 16 : 10) + (uint32_t)text_hex_digit(work->bytes[at]);
		if (at == start)
			break;
		text_add_point(&text, value);
		count++;
		while (at < work->length && strchr(" \t\r\n", work->bytes[at]) != NULL)
			at++;
		if (at == work->length || work->bytes[at] != ',')
			break;
		for (at++; at < work->length && strchr(" \t\r\n", work->bytes[at]) != NULL;)
			at++;
	}
	if (count >= CODES_LEAST && !keep(work, text_string(&text), text.length))
		(void)try_base64(work, text_string(&text), text.length);
	return at;
}

/* ---- literals -------------------------------------------------------------------------------- */

static void
judge_string(struct work *work)
{
	const char *bytes = text_string(&work->string);
	size_t length = work->string.length;

	text_add(&work->all, bytes, length);
	text_add_byte(&work->all, '\n');
	if (length < STRING_LEAST)
		return;
	if (length >= PACKED_LEAST && memchr(bytes, ' ', length) == NULL)
		work->packed = true;
	if (bytes[0] == '>' && bytes[length - 1] == '<' && try_backwards(work, bytes, length))
		return;
	if (has_tags(bytes, length)) {
		add_found(work, bytes, length, true, work->plain);
		return;
	}
	/* An address that stands there just so is found by whoever reads the page. */
	if (has_address(bytes, length)) {
		if (!work->plain)
			add_found(work, bytes, length, false, false);
		return;
	}
	if (!try_percent(work, bytes, length) && !try_base64(work, bytes, length) &&
	    !try_hex(work, bytes, length))
		(void)try_backwards(work, bytes, length);
}

static uint32_t
take_digits(struct work *work, size_t most)
{
	uint32_t value = 0;
	size_t i;

	for (i = 0;
	     i < most && work->at < work->length && text_hex_digit(work->bytes[work->at]) >= 0; i++)
		value = value * 16 + (uint32_t)text_hex_digit(work->bytes[work->at++]);
	return value;
}

/* Behind a backslash. */
static void
take_escape(struct work *work)
{
	char byte = work->at < work->length ? work->bytes[work->at++] : '\0';

	switch (byte) {
	case 'x':
		work->plain = false;
		text_add_point(&work->string, take_digits(work, 2));
		break;
	case 'u':
		work->plain = false;
		if (work->at < work->length && work->bytes[work->at] == '{')
			work->at++;
		text_add_point(&work->string, take_digits(work, 4));
		if (work->at < work->length && work->bytes[work->at] == '}')
			work->at++;
		break;
	case 'n':
	case 'r':
	case 't':
		text_add_byte(&work->string, ' ');
		break;
	case '\n':
		break;
	default:
		text_add_byte(&work->string, byte);
		break;
	}
}

/* The literal that begins at 'at' with a quote. */
static void
take_literal(struct work *work)
{
	char quote = work->bytes[work->at++];

	while (work->at < work->length) {
		const char *from = work->bytes + work->at;
		size_t plain = 0, left = work->length - work->at;

		while (plain < left && from[plain] != quote && from[plain] != '\\' &&
		       (from[plain] != '\n' || quote == '`'))
			plain++;
		text_add(&work->string, from, plain);
		work->at += plain;
		if (work->at == work->length)
			return;
		work->at++;
		if (work->bytes[work->at - 1] != '\\')
			return;
		take_escape(work);
	}
}

/* Whether the next literal is joined to this one: 'a' + 'b', ['a', 'b'].join(''), .concat('b'). */
static bool
goes_on(struct work *work)
{
	size_t at = work->at, most = at + GAP_MOST;

	for (; at < work->length && at < most && strchr(" \t\r\n+,()", work->bytes[at]) != NULL;)
		at++;
	if (at + 7 < work->length && strncmp(work->bytes + at, ".concat", 7) == 0)
		for (at += 7;
		     at < work->length && at < most && strchr(" \t\r\n(", work->bytes[at]) != NULL;)
			at++;
	if (at >= work->length || at == work->at || strchr("'\"`", work->bytes[at]) == NULL)
		return false;
	work->at = at;
	return true;
}

static void
take_string(struct work *work)
{
	work->string.length = 0;
	work->plain = true;
	take_literal(work);
	while (goes_on(work)) {
		work->plain = false;
		take_literal(work);
	}
	judge_string(work);
}

static void
skip_comment(struct work *work)
{
	const char *from = work->bytes + work->at;
	size_t left = work->length - work->at;
	bool block = from[1] == '*';
	const char *end = block ? memmem(from + 2, left - 2, "*/", 2) : memchr(from, '\n', left);

	work->at = end == NULL ? work->length : (size_t)(end - work->bytes) + (block ? 2 : 1);
}

/* A slash where a value is expected begins a pattern, in which quotes mean nothing. */
static bool
skip_pattern(struct work *work)
{
	size_t before = work->at, at = work->at + 1;

	while (before > 0 && strchr(" \t", work->bytes[before - 1]) != NULL)
		before--;
	if (before > 0 && strchr("(,=:[!&|?{};\r\n", work->bytes[before - 1]) == NULL)
		return false;
	for (; at < work->length && work->bytes[at] != '/' && work->bytes[at] != '\n'; at++)
		if (work->bytes[at] == '\\')
			at++;
	if (at >= work->length || work->bytes[at] != '/')
		return false;
	work->at = at + 1;
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool
has_word(const char *bytes, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (length != 0 && memmem(bytes, length, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* Smuggling decodes something and hands it to the browser; the words may stand in strings too. */
static bool
is_smuggling(const struct work *work)
{
	static const char *const decoders[] = {
		"atob",       "fromCharCode", "unescape", "decodeURIComponent",
		"charCodeAt", "TextDecoder",  NULL};
	static const char *const sinks[] = {
		"Blob",      "createObjectURL", "document.write", "msSaveOrOpenBlob",
		"innerHTML", "eval(",           "location",       ".download",
		NULL};
	const char *all = text_string(&work->all);
	bool decodes = work->packed || has_word(work->bytes, work->length, decoders) ||
		       has_word(all, work->all.length, decoders);

	return decodes && (has_word(work->bytes, work->length, sinks) ||
			   has_word(all, work->all.length, sinks));
}

static bool
begins_number(const struct work *work)
{
	char byte = work->bytes[work->at];
	char before = work->at == 0 ? ' ' : work->bytes[work->at - 1];

	return byte >= '0' && byte <= '9' && (before == '(' || before == '[' || before == ' ');
}

void
script_read(struct arena *arena, const char *bytes, size_t length, size_t most, struct script *out)
{
	struct work work = {.arena = arena,
			    .bytes = bytes,
			    .length = length,
			    .left = most,
			    .string = TEXT_IN(arena),
			    .all = TEXT_IN(arena),
			    .out = out};

	*out = (struct script){.count = 0};
	while (work.at < length) {
		char byte = bytes[work.at];

		if (byte == '\'' || byte == '"' || byte == '`')
			take_string(&work);
		else if (byte == '/' && work.at + 1 < length &&
			 (bytes[work.at + 1] == '*' || bytes[work.at + 1] == '/') &&
			 (work.at == 0 || bytes[work.at - 1] != ':'))
			skip_comment(&work);
		else if (byte == '/' && skip_pattern(&work))
			continue;
		else if (begins_number(&work))
			work.at = try_codes(&work, work.at);
		else
			work.at++;
	}
	out->smuggling = is_smuggling(&work);
}
