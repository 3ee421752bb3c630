/* SPDX-License-Identifier: BSD-2-Clause */
/* headertext - the text of a header field as people see it (RFC 5322 2.2.3, RFC 2047). */
#include "config.h"

#include "policy/mail/headertext.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/charset.h"
#include "policy/mail/transfer.h"

#define INPUT_MOST   16384
#define WORD_MOST    1000 /* RFC 2047 says 75; real mailers write whole lines */
#define CHARSET_MOST 40

/* An encoded word in place. */
struct word {
	size_t whole; /* bytes from =? to ?= */
	const char *charset, *payload;
	size_t charset_length, payload_length;
	bool base64;
};

/* Neighbouring words of one charset, not yet converted. */
struct run {
	char charset[CHARSET_MOST];
	struct text bytes;
	struct transfer_base64 base64;
	bool open;
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool
read_word(const char *bytes, size_t length, struct word *out)
{
	const char *end, *mark;

	if (length > WORD_MOST)
		length = WORD_MOST;
	if (length < 8 || bytes[0] != '=' || bytes[1] != '?')
		return false;
	out->charset = bytes + 2;
	mark = memchr(out->charset, '?', length - 2);
	if (mark == NULL || mark == out->charset || mark - out->charset >= CHARSET_MOST ||
	    (size_t)(mark - bytes) + 4 >= length || mark[2] != '?' ||
	    strchr("bBqQ", mark[1]) == NULL || mark[1] == '\0')
		return false;
	out->charset_length = (size_t)(mark - out->charset);
	out->base64 = mark[1] == 'b' || mark[1] == 'B';
	out->payload = mark + 3;
	end = memmem(out->payload, length - (size_t)(out->payload - bytes), "?=", 2);
	/* =?x?Q??= is empty, and =?x?Q?=3D?= must not end at its first byte. */
	if (end == NULL)
		return false;
	out->payload_length = (size_t)(end - out->payload);
	out->whole = (size_t)(end - bytes) + 2;
	/* A language may follow the charset (RFC 2231 section 5). */
	mark = memchr(out->charset, '*', out->charset_length);
	if (mark != NULL)
		out->charset_length = (size_t)(mark - out->charset);
	return true;
}

size_t
headertext_word(const char *bytes, size_t length)
{
	struct word word;

	return read_word(bytes, length, &word) ? word.whole : 0;
}

/* RFC 2047 section 4.2. */
static void
add_q(struct text *text, const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		int high = -1, low = -1;

		if (bytes[i] == '=' && i + 2 < length) {
			high = text_hex_digit(bytes[i + 1]);
			low = text_hex_digit(bytes[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			text_add_byte(text, (char)(high << 4 | low));
			i += 2;
		} else {
			text_add_byte(text, bytes[i] == '_' ? ' ' : bytes[i]);
		}
	}
}

static void
end_base64(struct run *run)
{
	char left[4];

	text_add(&run->bytes, left, transfer_base64_end(&run->base64, left));
}

static void
end_run(struct arena *arena, struct run *run, struct text *out)
{
	struct charset_text converted;

	if (!run->open)
		return;
	end_base64(run);
	charset_to_utf8(arena, run->charset, text_string(&run->bytes), run->bytes.length,
			INPUT_MOST * 3, &converted);
	text_add(out, converted.bytes, converted.length);
	run->open = false;
	run->bytes.length = 0;
	run->base64 = (struct transfer_base64){0};
}

static void
add_word(struct arena *arena, struct run *run, const struct word *word, struct text *out)
{
	char charset[CHARSET_MOST];

	memcpy(charset, word->charset, word->charset_length);
	charset[word->charset_length] = '\0';
	if (run->open && !text_equal_fold(charset, run->charset))
		end_run(arena, run, out);
	if (!run->open)
		memcpy(run->charset, charset, word->charset_length + 1);
	run->open = true;
	if (word->base64) {
		char piece[WORD_MOST + 4];

		text_add(&run->bytes, piece,
			 transfer_base64_step(&run->base64, word->payload, word->payload_length,
					      piece));
	} else {
		end_base64(run);
		add_q(&run->bytes, word->payload, word->payload_length);
	}
}

static void
decode_words(struct arena *arena, const char *bytes, size_t length, struct text *out)
{
	struct run run = {.bytes = TEXT_IN(arena)};
	size_t at = 0;

	while (at < length) {
		size_t blanks = at;
		struct word word;

		while (blanks < length && is_blank(bytes[blanks]))
			blanks++;
		/* Blanks between two encoded words are not shown (RFC 2047 section 6.2). */
		if (read_word(bytes + blanks, length - blanks, &word)) {
			if (!run.open)
				text_add(out, bytes + at, blanks - at);
			add_word(arena, &run, &word, out);
			at = blanks + word.whole;
			continue;
		}
		end_run(arena, &run, out);
		if (blanks == at)
			blanks++;
		text_add(out, bytes + at, blanks - at);
		at = blanks;
	}
	end_run(arena, &run, out);
}

static void
blank_controls(char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7F)
			bytes[i] = ' ';
}

static size_t
unfold(char *bytes, size_t length)
{
	size_t from, to = 0;

	for (from = 0; from < length; from++)
		if (bytes[from] != '\r' && bytes[from] != '\n')
			bytes[to++] = bytes[from];
		else if (from + 1 < length && !is_blank(bytes[from + 1]) &&
			 bytes[from + 1] != '\n' && bytes[from + 1] != '\r')
			bytes[to++] = ' ';
	return to;
}

const char *
headertext_decode(struct arena *arena, const char *bytes, size_t length, size_t most)
{
	struct text out = TEXT_IN(arena);
	struct charset_text raw;
	const char *trimmed;
	char *copy;

	if (length > INPUT_MOST)
		length = INPUT_MOST;
	copy = arena_memdup(arena, bytes, length);
	length = unfold(copy, length);
	blank_controls(copy, length);
	trimmed = text_trim(copy, &length);
	charset_to_utf8(arena, NULL, trimmed, length, INPUT_MOST * 3, &raw);
	if (memmem(raw.bytes, raw.length, "=?", 2) == NULL)
		return text_utf8(arena, raw.bytes, raw.length, most);
	decode_words(arena, raw.bytes, raw.length, &out);
	if (out.length == 0)
		return "";
	blank_controls(out.bytes, out.length);
	length = out.length;
	trimmed = text_trim(out.bytes, &length);
	return text_utf8(arena, trimmed, length, most);
}
