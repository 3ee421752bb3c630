/* SPDX-License-Identifier: BSD-2-Clause */
/* pack - numbers and strings to bytes and back, for the rows of the replica. */
#include "config.h"

#include "policy/directory/pack.h"

#include <string.h>

void
pack_number(struct text *out, uint64_t number, size_t bytes)
{
	unsigned char little[8];
	size_t i;

	for (i = 0; i < bytes; i++)
		little[i] = (unsigned char)(number >> (8 * i));
	text_add(out, little, bytes);
}

void
pack_string(struct text *out, const char *string)
{
	size_t length = string == NULL ? 0 : strlen(string);

	pack_number(out, length, 4);
	text_add(out, string, length);
	text_add_byte(out, '\0');
}

struct pack_reader
pack_read(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	return (struct pack_reader){.at = at, .end = at + length};
}

/* The next bytes, or NULL. */
static const unsigned char *
take(struct pack_reader *reader, size_t bytes)
{
	const unsigned char *at = reader->at;

	if (reader->bad || (size_t)(reader->end - at) < bytes) {
		reader->bad = true;
		return NULL;
	}
	reader->at += bytes;
	return at;
}

uint64_t
pack_read_number(struct pack_reader *reader, size_t bytes)
{
	const unsigned char *little = take(reader, bytes);
	uint64_t number = 0;
	size_t i;

	for (i = 0; little != NULL && i < bytes; i++)
		number |= (uint64_t)little[i] << (8 * i);
	return number;
}

const char *
pack_read_string(struct pack_reader *reader)
{
	size_t length = (size_t)pack_read_number(reader, 4);
	const unsigned char *bytes = take(reader, length + 1);

	if (bytes == NULL || bytes[length] != '\0') {
		reader->bad = true;
		return "";
	}
	return (const char *)bytes;
}

size_t
pack_read_count(struct pack_reader *reader, size_t least)
{
	size_t count = (size_t)pack_read_number(reader, 4);

	if (count > (size_t)(reader->end - reader->at) / least) {
		reader->bad = true;
		return 0;
	}
	return count;
}
