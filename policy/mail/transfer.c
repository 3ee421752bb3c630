/* SPDX-License-Identifier: BSD-2-Clause */
/* transfer - content transfer encodings undone (RFC 2045 section 6). */
#include "config.h"

#include "policy/mail/transfer.h"

#include <string.h>

#include <gmime/gmime.h>

#include "policy/base/text.h"

#define LOOKED_AT    1024
#define LEAST_BASE64 64

/* Value of a base64 digit plus 1; 0 is none. */
static const unsigned char digits[256] = {
	['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
	['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
	['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
	['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
	['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
	['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
	['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
	['/'] = 64,
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

enum transfer_encoding
transfer_encoding_of(const char *label, size_t length)
{
	static const struct {
		const char *name;
		enum transfer_encoding encoding;
	} names[] = {
		{"7bit", TRANSFER_IDENTITY},           {"8bit", TRANSFER_IDENTITY},
		{"binary", TRANSFER_IDENTITY},         {"base64", TRANSFER_BASE64},
		{"quoted-printable", TRANSFER_QUOTED}, {"x-uuencode", TRANSFER_UUENCODE},
		{"uuencode", TRANSFER_UUENCODE},       {"x-uue", TRANSFER_UUENCODE},
	};
	char name[24];
	size_t used = 0, i;
	unsigned depth = 0;

	for (i = 0; i < length && used < sizeof(name) - 1; i++) {
		if (label[i] == '(')
			depth++;
		else if (label[i] == ')' && depth > 0)
			depth--;
		else if (depth == 0 && !is_blank(label[i]) && strchr("\"';", label[i]) == NULL)
			name[used++] = label[i];
	}
	name[used] = '\0';
	if (used == 0)
		return TRANSFER_IDENTITY;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_equal_fold(names[i].name, name))
			return names[i].encoding;
	return TRANSFER_UNKNOWN;
}

bool
transfer_looks_base64(const char *bytes, size_t length)
{
	size_t good = 0, i;

	for (i = 0; i < length && i < LOOKED_AT; i++) {
		if (is_blank(bytes[i]) && bytes[i] != ' ' && bytes[i] != '\t')
			continue;
		if (digits[(unsigned char)bytes[i]] == 0 && bytes[i] != '=')
			return false;
		good++;
	}
	return good >= LEAST_BASE64;
}

size_t
transfer_base64_end(struct transfer_base64 *state, char *out)
{
	size_t written = 0;

	if (state->count >= 2)
		out[written++] = (char)(state->bits >> (6 * state->count - 8));
	if (state->count == 3)
		out[written++] = (char)(state->bits >> 2);
	state->count = 0;
	state->bits = 0;
	return written;
}

static void
note_other_byte(struct transfer_base64 *state, char byte)
{
	if (!is_blank(byte))
		state->junk_waits = true;
}

size_t
transfer_base64_step(struct transfer_base64 *state, const char *bytes, size_t length, char *out)
{
	size_t written = 0, i;

	for (i = 0; i < length; i++) {
		unsigned digit = digits[(unsigned char)bytes[i]];

		if (digit == 0 && bytes[i] != '=') {
			note_other_byte(state, bytes[i]);
			continue;
		}
		if (digit == 0) {
			state->padded = true;
			written += transfer_base64_end(state, out + written);
			continue;
		}
		state->resumed |= state->padded;
		state->junk |= state->junk_waits;
		state->bits = state->bits << 6 | (digit - 1);
		if (++state->count < 4)
			continue;
		out[written++] = (char)(state->bits >> 16);
		out[written++] = (char)(state->bits >> 8);
		out[written++] = (char)state->bits;
		state->count = 0;
		state->bits = 0;
	}
	return written;
}

/* A mailing list's footer behind the padding is full of junk: nothing is hidden by it. */
static void
decode_base64(struct arena *arena, const char *bytes, size_t length, struct transfer_text *out)
{
	struct transfer_base64 state = {0};
	char *room = arena_zalloc(arena, length / 4 * 3 + length % 4 + 4, 1);
	size_t written = 0, at;

	/* Each step writes at most 3 bytes for 4 digits, so pieces may be written in place. */
	for (at = 0; at < length; at += LOOKED_AT) {
		size_t piece = length - at < LOOKED_AT ? length - at : LOOKED_AT;

		written += transfer_base64_step(&state, bytes + at, piece, room + written);
	}
	written += transfer_base64_end(&state, room + written);
	out->bytes = room;
	out->length = written;
	out->odd = state.padded ? state.resumed && !state.junk : state.junk;
}

static void
decode_by_gmime(struct arena *arena, GMimeContentEncoding encoding, const char *bytes,
		size_t length, struct transfer_text *out)
{
	GMimeEncoding state;
	char *room;

	g_mime_encoding_init_decode(&state, encoding);
	room = arena_zalloc(arena, g_mime_encoding_outlen(&state, length) + 1, 1);
	out->length = g_mime_encoding_flush(&state, bytes, length, room);
	out->bytes = room;
}

void
transfer_decode(struct arena *arena, enum transfer_encoding encoding, const char *bytes,
		size_t length, size_t most, struct transfer_text *out)
{
	size_t in_most = most < SIZE_MAX / 8 ? most * 4 + 4096 : SIZE_MAX;

	*out = (struct transfer_text){.bytes = bytes, .length = length};
	/* Line ends and escapes make the input longer than the output, never by more than this. */
	if (encoding != TRANSFER_IDENTITY && encoding != TRANSFER_UNKNOWN && length > in_most) {
		length = in_most;
		out->truncated = true;
	}
	switch (encoding) {
	case TRANSFER_BASE64:
		decode_base64(arena, bytes, length, out);
		break;
	case TRANSFER_QUOTED:
		decode_by_gmime(arena, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, bytes, length, out);
		break;
	case TRANSFER_UUENCODE:
		decode_by_gmime(arena, GMIME_CONTENT_ENCODING_UUENCODE, bytes, length, out);
		break;
	case TRANSFER_IDENTITY:
	case TRANSFER_UNKNOWN:
		break;
	}
	if (out->length > most) {
		out->length = most;
		out->truncated = true;
	}
}
