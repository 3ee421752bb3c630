/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text - bytes of strangers made harmless, and a buffer to build text in.
 *
 * Nothing here knows mail. Every function is bounded by the length it is given and takes any byte.
 *
 * Who owns: results are in the arena given. Threads: any. Fails: never.
 */
#ifndef POLICY_BASE_TEXT_H
#define POLICY_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

/* The three answers of a lookup (design.md promise 4): DOWN never passes for NONE. */
enum answer { ANSWER_FOUND, ANSWER_NONE, ANSWER_DOWN };

/* Text under construction; the bytes are in the arena and always have a NUL behind them. */
struct text {
	struct arena *arena;
	char *bytes;
	size_t length;
	size_t capacity;
};

#define TEXT_IN(arena_) ((struct text){.arena = (arena_)})

void text_add(struct text *text, const void *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_byte(struct text *text, char byte);
/* UTF-8 of 'point'; anything that is no scalar value becomes U+FFFD. */
void text_add_point(struct text *text, uint32_t point);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text so far; "" when nothing was added. */
const char *text_string(const struct text *text);

/*
 * Read one code point of 'bytes' at '*at' (which is < length) and move '*at' behind it. A
 * malformed, overlong or surrogate sequence yields U+FFFD for one byte (Unicode 15 section 3.9,
 * best practice).
 */
uint32_t text_next_wide(const char *bytes, size_t length, size_t *at);
/* The same. Most text is ASCII: a look at each letter of a message must not cost a call. */
inline uint32_t
text_next_point(const char *bytes, size_t length, size_t *at)
{
	unsigned char byte = (unsigned char)bytes[*at];

	if (byte >= 0x80)
		return text_next_wide(bytes, length, at);
	*at += 1;
	return byte;
}

/* Whether all of it is well-formed UTF-8. */
bool text_is_utf8(const char *bytes, size_t length);
/* A copy that is well-formed UTF-8, bad bytes as U+FFFD, at most 'most' bytes, cut at a code point.
 */
char *text_utf8(struct arena *arena, const char *bytes, size_t length, size_t most);

/*
 * A copy of 'string' for a log line, a terminal or a reason: control characters, DEL, C1, bidi
 * controls, U+2028/9, ignorable characters and malformed bytes become \xNN or \u{N}; at most 'most'
 * bytes, "..." where cut. NULL becomes "-".
 */
char *text_printable(struct arena *arena, const char *string, size_t most);

/* The value of a hexadecimal digit in either case, or -1. */
int text_hex_digit(char byte);

/* ASCII only; other bytes are equal only to themselves. */
bool text_equal_fold(const char *a, const char *b);
bool text_ends_fold(const char *string, const char *end);
/* A lower-case copy (ASCII letters only). */
char *text_lower(struct arena *arena, const char *string);
/* FNV-1a over the bytes: for hash tables, never for promises. */
uint64_t text_hash(const void *bytes, size_t length);
/* Cut blanks at both ends, in place of a copy: returns the first byte and sets *length. */
const char *text_trim(const char *bytes, size_t *length);

#endif
