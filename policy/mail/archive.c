/* SPDX-License-Identifier: BSD-2-Clause */
/* archive - the files of a ZIP (APPNOTE 6.3), found by reading it from its first byte on. */
#include "config.h"

#include "policy/mail/archive.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/inflate.h"

#define NAME_MOST  255
#define LOCAL_HEAD 30 /* bytes before the name */
#define TABLE_HEAD 46
#define ENCRYPTED  1
#define STORED     0
#define DEFLATED   8

static size_t
number_at(const struct archive *archive, size_t at, unsigned count)
{
	size_t value = 0;

	while (count != 0)
		value = value << 8 | (unsigned char)archive->bytes[at + --count];
	return value;
}

/* Where the fields of an entry of the archive and one of its table stand. */
struct layout {
	size_t head, flags, method, packed, name;
	bool local;
};

static bool
read_entry(struct arena *arena, struct archive *archive, size_t at, const struct layout *layout,
	   struct archive_entry *out)
{
	size_t name;

	if (archive->length - at < layout->head)
		return false;
	name = number_at(archive, at + layout->name, 2);
	if (name > archive->length - at - layout->head)
		return false;
	*out = (struct archive_entry){
		.name = text_utf8(arena, archive->bytes + at + layout->head, name, NAME_MOST),
		.encrypted = (number_at(archive, at + layout->flags, 2) & ENCRYPTED) != 0,
		.method = (unsigned)number_at(archive, at + layout->method, 2)};
	if (!layout->local)
		return true;
	out->packed = number_at(archive, at + layout->packed, 4);
	out->start = at + layout->head + name + number_at(archive, at + layout->name + 2, 2);
	/* Written without knowing the length: it ends where its data end. */
	if (out->start > archive->length)
		out->start = archive->length;
	if (out->packed == 0 || out->packed > archive->length - out->start)
		out->packed = archive->length - out->start;
	return true;
}

bool
archive_next(struct arena *arena, struct archive *archive, struct archive_entry *out)
{
	static const struct layout local = {LOCAL_HEAD, 6, 8, 18, 26, true};
	static const struct layout table = {TABLE_HEAD, 8, 10, 20, 28, false};
	const char *found;

	while (archive->at < archive->length &&
	       (found = memmem(archive->bytes + archive->at, archive->length - archive->at, "PK",
			       2)) != NULL) {
		size_t at = (size_t)(found - archive->bytes);
		const struct layout *layout = NULL;

		archive->at = at + 2;
		if (archive->length - at < 4)
			return false;
		if (memcmp(found, "PK\x03\x04", 4) == 0)
			layout = &local;
		else if (memcmp(found, "PK\x01\x02", 4) == 0)
			layout = &table;
		if (layout != NULL && read_entry(arena, archive, at, layout, out) &&
		    *out->name != '\0')
			return true;
	}
	return false;
}

void
archive_unpack(struct arena *arena, const struct archive *archive,
	       const struct archive_entry *entry, size_t most, struct archive_text *out)
{
	const char *bytes = archive->bytes + entry->start;
	struct inflate_text text;

	*out = (struct archive_text){.bytes = ""};
	if (entry->start == 0 || entry->encrypted)
		return;
	if (entry->method == STORED) {
		out->bytes = bytes;
		out->length = entry->packed < most ? entry->packed : most;
		out->truncated = entry->packed > most;
	} else if (entry->method == DEFLATED) {
		inflate_bytes(arena, INFLATE_RAW, bytes, entry->packed, most, &text);
		out->bytes = text.bytes;
		out->length = text.length;
		out->truncated = text.truncated;
	}
}
