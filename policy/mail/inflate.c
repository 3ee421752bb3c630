/* SPDX-License-Identifier: BSD-2-Clause */
/* inflate - compressed bytes of strangers, within bounds (RFC 1950, 1951, 1952). */
#include "config.h"

#include "policy/mail/inflate.h"

#include <limits.h>
#include <stdint.h>

#define ZLIB_CONST
#include <zlib.h>

#include "policy/base/text.h"

#define STEP 16384

/* zlib takes the format as a number added to the size of the window. */
static int
window_of(enum inflate_format format)
{
	switch (format) {
	case INFLATE_ZLIB:
		return MAX_WBITS;
	case INFLATE_GZIP:
		return MAX_WBITS + 16;
	case INFLATE_RAW:
		return -MAX_WBITS;
	}
	return MAX_WBITS;
}

void
inflate_bytes(struct arena *arena, enum inflate_format format, const char *bytes, size_t length,
	      size_t most, struct inflate_text *out)
{
	struct text text = TEXT_IN(arena);
	z_stream stream = {.next_in = (const Bytef *)bytes,
			   .avail_in = length > UINT_MAX ? UINT_MAX : (uInt)length};
	char step[STEP];
	int code = inflateInit2(&stream, window_of(format));

	*out = (struct inflate_text){.bytes = "", .broken = true};
	if (code != Z_OK)
		return;
	while (code == Z_OK && text.length < most) {
		size_t room = most - text.length < STEP ? most - text.length : STEP;

		stream.next_out = (Bytef *)step;
		stream.avail_out = (uInt)room;
		code = inflate(&stream, Z_NO_FLUSH);
		text_add(&text, step, room - stream.avail_out);
	}
	(void)inflateEnd(&stream);
	out->bytes = text_string(&text);
	out->length = text.length;
	out->truncated = code == Z_OK;
	out->broken = code != Z_OK && code != Z_STREAM_END;
}
