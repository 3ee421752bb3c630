/* SPDX-License-Identifier: BSD-2-Clause */
/* text - bytes of strangers made harmless, and a buffer to build text in. */
#include "config.h"

#include "policy/base/text.h"

#include <stdio.h>
#include <string.h>

#define REPLACEMENT 0xFFFDU

/* The one copy for who does not inline it (C11 6.7.4). */
extern inline uint32_t text_next_point(const char *bytes, size_t length, size_t *at);

static void
reserve(struct text *text, size_t more)
{
	size_t wanted = text->length + more + 1;
	size_t capacity = text->capacity == 0 ? 64 : text->capacity;
	char *grown;

	if (wanted <= text->capacity)
		return;
	while (capacity < wanted)
		capacity *= 2;
	grown = arena_zalloc(text->arena, capacity, 1);
	if (text->length != 0)
		memcpy(grown, text->bytes, text->length);
	text->bytes = grown;
	text->capacity = capacity;
}

void
text_add(struct text *text, const void *bytes, size_t length)
{
	if (length == 0)
		return;
	reserve(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_add_string(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void
text_add_byte(struct text *text, char byte)
{
	reserve(text, 1);
	text->bytes[text->length++] = byte;
	text->bytes[text->length] = '\0';
}

static size_t
encode(uint32_t point, char out[4])
{
	if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
		point = REPLACEMENT;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xC0 | (point >> 6));
		out[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xE0 | (point >> 12));
		out[1] = (char)(0x80 | ((point >> 6) & 0x3F));
		out[2] = (char)(0x80 | (point & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | (point >> 18));
	out[1] = (char)(0x80 | ((point >> 12) & 0x3F));
	out[2] = (char)(0x80 | ((point >> 6) & 0x3F));
	out[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}

void
text_add_point(struct text *text, uint32_t point)
{
	char bytes[4];
	size_t count;

	if (point < 0x80) {
		text_add_byte(text, (char)point);
		return;
	}
	count = encode(point, bytes);
	text_add(text, bytes, count);
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_add_string(text, arena_vprintf(text->arena, format, arguments));
	va_end(arguments);
}

const char *
text_string(const struct text *text)
{
	return text->bytes == NULL ? "" : text->bytes;
}

/* How many bytes the sequence that 'lead' opens has, with the least code point it may stand for. */
static size_t
sequence_length(unsigned char lead, uint32_t *least, uint32_t *point)
{
	if (lead >= 0xC2 && lead <= 0xDF) {
		*least = 0x80;
		*point = lead & 0x1F;
		return 2;
	}
	if (lead >= 0xE0 && lead <= 0xEF) {
		*least = 0x800;
		*point = lead & 0x0F;
		return 3;
	}
	if (lead >= 0xF0 && lead <= 0xF4) {
		*least = 0x10000;
		*point = lead & 0x07;
		return 4;
	}
	return 0;
}

/* As text_next_wide(), but tells of a malformed sequence. */
static bool
next_point(const char *bytes, size_t length, size_t *at, uint32_t *out)
{
	unsigned char lead = (unsigned char)bytes[*at];
	uint32_t least = 0, point = 0;
	size_t count, i;

	if (lead < 0x80) {
		*out = lead;
		*at += 1;
		return true;
	}
	count = sequence_length(lead, &least, &point);
	if (count == 0 || count > length - *at)
		goto out;
	for (i = 1; i < count; i++) {
		unsigned char next = (unsigned char)bytes[*at + i];

		if ((next & 0xC0) != 0x80)
			goto out;
		point = point << 6 | (next & 0x3F);
	}
	if (point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
		goto out;
	*out = point;
	*at += count;
	return true;
out:
	*out = REPLACEMENT;
	*at += 1;
	return false;
}

uint32_t
text_next_wide(const char *bytes, size_t length, size_t *at)
{
	uint32_t point;

	(void)next_point(bytes, length, at, &point);
	return point;
}

/* Most text is ASCII, which is told eight bytes at a time. */
static bool
is_ascii8(const char *bytes)
{
	uint64_t eight;

	memcpy(&eight, bytes, sizeof(eight));
	return (eight & 0x8080808080808080ULL) == 0;
}

bool
text_is_utf8(const char *bytes, size_t length)
{
	size_t at = 0;
	uint32_t point;

	while (at < length)
		if (length - at >= 8 && is_ascii8(bytes + at))
			at += 8;
		else if (!next_point(bytes, length, &at, &point))
			return false;
	return true;
}

char *
text_utf8(struct arena *arena, const char *bytes, size_t length, size_t most)
{
	struct text text = TEXT_IN(arena);
	size_t at = 0;

	if (length <= most && text_is_utf8(bytes, length))
		return arena_memdup(arena, bytes, length);
	while (at < length) {
		char encoded[4];
		size_t count = encode(text_next_point(bytes, length, &at), encoded);

		if (text.length + count > most)
			break;
		text_add(&text, encoded, count);
	}
	return text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
}

/* Whether a terminal, a log reader or a person could be misled by it. */
static bool
is_unsafe(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0xAD ||
	       point == 0x34F || point == 0x61C || (point >= 0x115F && point <= 0x1160) ||
	       (point >= 0x180B && point <= 0x180F) || (point >= 0x200B && point <= 0x200F) ||
	       (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) ||
	       point == 0x3164 || (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF ||
	       point == 0xFFA0 || (point >= 0xFFF0 && point <= 0xFFFB) ||
	       (point >= 0xE0000 && point <= 0xE0FFF) || (point & 0xFFFE) == 0xFFFE;
}

char *
text_printable(struct arena *arena, const char *string, size_t most)
{
	struct text text = TEXT_IN(arena);
	size_t length, at = 0;

	if (string == NULL)
		return arena_strdup(arena, "-");
	length = strlen(string);
	while (at < length) {
		size_t start = at;
		uint32_t point;
		char piece[16];
		int count;

		if (!next_point(string, length, &at, &point))
			count = snprintf(piece, sizeof(piece), "\\x%02X",
					 (unsigned char)string[start]);
		else if (point == '\\')
			count = snprintf(piece, sizeof(piece), "\\\\");
		else if (is_unsafe(point))
			count = snprintf(piece, sizeof(piece),
					 point < 0x100 ? "\\x%02X" : "\\u{%X}", (unsigned)point);
		else
			count = (int)encode(point, piece);
		if (text.length + (size_t)count > most) {
			text_add_string(&text, "...");
			break;
		}
		text_add(&text, piece, (size_t)count);
	}
	return text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
}

int
text_hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool
text_equal_fold(const char *a, const char *b)
{
	for (; *a != '\0' && lower(*a) == lower(*b); a++)
		b++;
	return *a == '\0' && *b == '\0';
}

bool
text_ends_fold(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);

	return length >= tail && text_equal_fold(string + length - tail, end);
}

char *
text_lower(struct arena *arena, const char *string)
{
	char *copy = arena_strdup(arena, string);
	char *byte;

	for (byte = copy; *byte != '\0'; byte++)
		*byte = lower(*byte);
	return copy;
}

uint64_t
text_hash(const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;
	uint64_t hash = 0xCBF29CE484222325ULL;
	size_t i;

	for (i = 0; i < length; i++)
		hash = (hash ^ byte[i]) * 0x100000001B3ULL;
	return hash;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

const char *
text_trim(const char *bytes, size_t *length)
{
	while (*length != 0 && is_blank(bytes[*length - 1]))
		*length -= 1;
	while (*length != 0 && is_blank(bytes[0])) {
		bytes++;
		*length -= 1;
	}
	return bytes;
}
