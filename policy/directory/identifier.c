/* SPDX-License-Identifier: BSD-2-Clause */
/* identifier - stable ids of entries as text. */
#include "config.h"

#include "policy/directory/identifier.h"

#include <stdbool.h>
#include <string.h>

#include "policy/base/digest.h"
#include "policy/base/text.h"

#define TEXT_MOST 128 /* longer ids are no ids */
#define RAW_MOST  32

static const char *
write_guid(struct arena *arena, const unsigned char *b)
{
	return arena_printf(arena,
			    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			    b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10],
			    b[11], b[12], b[13], b[14], b[15]);
}

static bool
is_text(const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if ((unsigned char)bytes[i] <= ' ' || (unsigned char)bytes[i] >= 0x7F)
			return false;
	return true;
}

const char *
identifier_text(struct arena *arena, const char *attribute, const char *bytes, size_t length)
{
	if (strcmp(attribute, "objectguid") == 0 && length == 16)
		return write_guid(arena, (const unsigned char *)bytes);
	if (length == 0 || length > TEXT_MOST)
		return NULL;
	if (is_text(bytes, length))
		return text_lower(arena, arena_memdup(arena, bytes, length));
	if (length > RAW_MOST)
		return NULL;
	return digest_hex(arena, (const unsigned char *)bytes, length);
}

uint32_t
identifier_sid_tail(const char *bytes, size_t length)
{
	const unsigned char *b = (const unsigned char *)bytes;
	const unsigned char *tail;

	if (length < 12 || b[0] != 1 || b[1] == 0 || length != 8 + (size_t)b[1] * 4)
		return 0;
	tail = b + length - 4;
	return (uint32_t)tail[0] | (uint32_t)tail[1] << 8 | (uint32_t)tail[2] << 16 |
	       (uint32_t)tail[3] << 24;
}
