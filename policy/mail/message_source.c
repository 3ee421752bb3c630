/* SPDX-License-Identifier: BSD-2-Clause */
/* message_source - a mail file split into header fields and body, as an MTA would hand it over. */
#include "config.h"

#include "policy/mail/message.h"

#include <string.h>

#include "policy/base/text.h"

#define SNIFFED_MOST 4096

struct reader {
	struct arena *arena;
	const struct conf_message *bounds;
	const char *bytes;
	size_t length, at;
	struct message_source *out;
	size_t capacity;
	size_t kept; /* header bytes */
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Index behind the line at 'at'. */
static size_t
next_line(const struct reader *reader, size_t at)
{
	const char *feed = memchr(reader->bytes + at, '\n', reader->length - at);

	return feed == NULL ? reader->length : (size_t)(feed - reader->bytes) + 1;
}

static bool
begins(const struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	return reader->length - reader->at >= length &&
	       memcmp(reader->bytes + reader->at, word, length) == 0;
}

/* The line of an mbox or of a delivered file: "From sender@example.org Mon Nov 23 ...". */
static void
read_from_line(struct reader *reader)
{
	size_t start = reader->at + 5, end;

	if (!begins(reader, "From "))
		return;
	reader->at = next_line(reader, reader->at);
	for (end = start; end < reader->at && !is_blank(reader->bytes[end]);)
		end++;
	if (end > start && end - start < 1000 &&
	    memchr(reader->bytes + start, '@', end - start) != NULL)
		reader->out->envelope.sender =
			arena_memdup(reader->arena, reader->bytes + start, end - start);
	while (begins(reader, ">From "))
		reader->at = next_line(reader, reader->at);
}

static void
keep_field(struct reader *reader, size_t colon, size_t end)
{
	struct message_source *out = reader->out;
	size_t name = colon - reader->at, value = colon + 1, most;
	struct message_field *field;

	while (end > value && (reader->bytes[end - 1] == '\n' || reader->bytes[end - 1] == '\r'))
		end--;
	most = (size_t)reader->bounds->header_bytes;
	if (end - value > most) {
		end = value + most;
		out->fields_capped = true;
	}
	if (out->field_count >= (size_t)reader->bounds->headers_most ||
	    reader->kept + name + (end - value) > (size_t)reader->bounds->headers_bytes) {
		out->fields_capped = true;
		return;
	}
	reader->kept += name + (end - value);
	out->fields = arena_grow(reader->arena, out->fields, out->field_count, &reader->capacity,
				 sizeof(*out->fields));
	field = &out->fields[out->field_count++];
	while (name != 0 && is_blank(reader->bytes[reader->at + name - 1]))
		name--;
	field->name = arena_memdup(reader->arena, reader->bytes + reader->at, name);
	field->value = arena_memdup(reader->arena, reader->bytes + value, end - value);
	field->length = end - value;
}

/* One field with its folds; false at the end of the head. A line that is no field ends it too, as
 * with Postfix and Sendmail (milter.md 3.4). */
static bool
read_field(struct reader *reader)
{
	size_t end = next_line(reader, reader->at), colon, i;
	const char *mark = memchr(reader->bytes + reader->at, ':', end - reader->at);

	if (mark == NULL || is_blank(reader->bytes[reader->at]))
		return false;
	colon = (size_t)(mark - reader->bytes);
	for (i = colon; i > reader->at && is_blank(reader->bytes[i - 1]);)
		i--;
	while (i > reader->at && !is_blank(reader->bytes[i - 1]))
		i--;
	if (i > reader->at || colon == reader->at)
		return false;
	while (end < reader->length && (reader->bytes[end] == ' ' || reader->bytes[end] == '\t'))
		end = next_line(reader, end);
	keep_field(reader, colon, end);
	reader->at = end;
	return true;
}

/* Files of old Macintosh programs end their lines with CR alone. */
static void
mend_lines(struct reader *reader)
{
	size_t sniffed = reader->length < SNIFFED_MOST ? reader->length : SNIFFED_MOST;
	char *copy, *cr;

	if (sniffed == 0 || memchr(reader->bytes, '\n', sniffed) != NULL ||
	    memchr(reader->bytes, '\r', sniffed) == NULL)
		return;
	copy = arena_memdup(reader->arena, reader->bytes, reader->length);
	for (cr = copy; cr != NULL; cr = memchr(cr, '\r', reader->length - (size_t)(cr - copy)))
		if (*cr == '\r')
			*cr = '\n';
	reader->bytes = copy;
}

void
message_source_of_file(struct arena *arena, const struct conf_message *bounds, const char *bytes,
		       size_t length, struct message_source *out)
{
	struct reader reader = {
		.arena = arena, .bounds = bounds, .bytes = bytes, .length = length, .out = out};
	const struct message_field *path;

	*out = (struct message_source){0};
	mend_lines(&reader);
	read_from_line(&reader);
	while (reader.at < length && read_field(&reader))
		continue;
	if (begins(&reader, "\n"))
		reader.at++;
	else if (begins(&reader, "\r\n"))
		reader.at += 2;
	out->body = reader.bytes + reader.at;
	out->body_length = length - reader.at;
	if (out->body_length > (size_t)bounds->body_bytes) {
		out->body_length = (size_t)bounds->body_bytes;
		out->body_capped = true;
	}
	path = message_field(out, "Return-Path");
	if (path != NULL)
		out->envelope.sender = path->value;
}

const struct message_field *
message_field(const struct message_source *source, const char *name)
{
	size_t i;

	for (i = 0; i < source->field_count; i++)
		if (text_equal_fold(source->fields[i].name, name))
			return &source->fields[i];
	return NULL;
}
