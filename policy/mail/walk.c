/* SPDX-License-Identifier: BSD-2-Clause */
/* walk - every readable part of a message, one after the other, in order. */
#include "config.h"

#include "policy/mail/walk.h"

#include <string.h>
#include <strings.h>

#include <gmime/gmime.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/charset.h"

#define NAME_MOST 255
#define TYPE_MOST 100

struct walk_node {
	struct entity_span body; /* with its head in front when 'raw' */
	struct entity_head head;
	unsigned depth;
	bool raw, attached, main, digest;
};

/* A Content-Type as GMime reads it. */
struct type {
	const char *name, *charset, *file;
	const char *boundary;
};

static void
push(struct walk *walk, const struct walk_node *node)
{
	if (node->depth > walk->bounds->depth_most) {
		sight_truncated(walk->sight, "depth of parts", "message");
		return;
	}
	walk->nodes = arena_grow(walk->arena, walk->nodes, walk->count, &walk->capacity,
				 sizeof(*walk->nodes));
	walk->nodes[walk->count++] = *node;
}

/* ---- field values ---------------------------------------------------------------------------- */

/* GMime wants a string: NUL and line ends become blanks, which is what mail programs see. */
static char *
value_string(struct arena *arena, struct entity_span value)
{
	struct entity_span capped = entity_cap(value);
	char *copy = arena_memdup(arena, capped.bytes, capped.length);
	size_t i;

	for (i = 0; i < capped.length; i++)
		if ((unsigned char)copy[i] < 0x20)
			copy[i] = ' ';
	return copy;
}

static const char *
parameter(struct arena *arena, const char *value, size_t most)
{
	if (value == NULL || *value == '\0')
		return "";
	return text_utf8(arena, value, strlen(value), most);
}

static const char *
type_name(struct arena *arena, GMimeContentType *parsed)
{
	const char *major = g_mime_content_type_get_media_type(parsed);
	const char *minor = g_mime_content_type_get_media_subtype(parsed);
	char *name;

	name = arena_printf(arena, "%s/%s", major == NULL ? "text" : major,
			    minor == NULL ? "plain" : minor);
	name = text_lower(arena, name);
	if (strlen(name) > TYPE_MOST)
		name[TYPE_MOST] = '\0';
	return name;
}

/* Without a type, or with one that is none, it is plain text (RFC 2045 section 5.2). */
static void
read_type(struct arena *arena, const struct walk_node *node, struct type *out)
{
	const struct entity_values *types = &node->head.types;
	GMimeContentType *parsed;
	struct entity_span value;

	*out = (struct type){.name = node->digest ? "message/rfc822" : "text/plain",
			     .charset = "",
			     .file = "",
			     .boundary = ""};
	if (types->count == 0)
		return;
	value = types->items[0];
	parsed = g_mime_content_type_parse(NULL, value_string(arena, value));
	if (parsed == NULL)
		return;
	if (memchr(value.bytes, '/', value.length) != NULL)
		out->name = type_name(arena, parsed);
	out->charset =
		parameter(arena, g_mime_content_type_get_parameter(parsed, "charset"), NAME_MOST);
	out->file = parameter(arena, g_mime_content_type_get_parameter(parsed, "name"), NAME_MOST);
	out->boundary = parameter(arena, g_mime_content_type_get_parameter(parsed, "boundary"),
				  ENTITY_BOUNDARY_MOST);
	g_object_unref(parsed);
}

static void
read_disposition(struct arena *arena, const struct walk_node *node, struct walk_leaf *leaf)
{
	size_t i;

	for (i = 0; i < node->head.dispositions.count; i++) {
		GMimeContentDisposition *parsed;
		const char *file;

		parsed = g_mime_content_disposition_parse(
			NULL, value_string(arena, node->head.dispositions.items[i]));
		if (parsed == NULL)
			continue;
		leaf->attachment |= g_mime_content_disposition_is_attachment(parsed);
		file = parameter(arena,
				 g_mime_content_disposition_get_parameter(parsed, "filename"),
				 NAME_MOST);
		g_object_unref(parsed);
		if (*file == '\0' || strcmp(file, leaf->name) == 0)
			continue;
		leaf->other_name = leaf->name;
		leaf->name = file;
	}
}

/* ---- readings -------------------------------------------------------------------------------- */

/* Values that differ only in how they are written are one reading. */
static void
merge_encodings(struct entity_head *head)
{
	struct entity_values *values = &head->encodings;
	size_t kept = 1, i;

	for (i = 1; i < values->count; i++)
		if (transfer_encoding_of(values->items[i].bytes, values->items[i].length) !=
		    transfer_encoding_of(values->items[0].bytes, values->items[0].length))
			values->items[kept++] = values->items[i];
	if (values->count != 0)
		values->count = kept;
}

/* An entity with two types or encodings is put back once for each reading. */
static bool
split_readings(struct walk *walk, const struct walk_node *node)
{
	size_t types = node->head.types.count == 0 ? 1 : node->head.types.count;
	size_t encodings = node->head.encodings.count == 0 ? 1 : node->head.encodings.count;
	size_t most = 1 + walk->readings_left, i;

	if (types * encodings == 1)
		return false;
	sight_ambiguous(walk->sight, types > 1 ? "two content types" : "two transfer encodings",
			"message");
	if (types * encodings < most)
		most = types * encodings;
	walk->readings_left -= (unsigned)(most - 1);
	for (i = most; i-- > 0;) {
		struct walk_node reading = *node;

		reading.head.types.items[0] = node->head.types.items[i % types];
		reading.head.encodings.items[0] = node->head.encodings.items[i / types];
		if (types > 1)
			reading.head.types.count = 1;
		if (encodings > 1)
			reading.head.encodings.count = 1;
		push(walk, &reading);
	}
	return true;
}

/* ---- containers ------------------------------------------------------------------------------ */

static enum transfer_encoding
encoding_of(const struct walk_node *node)
{
	const struct entity_values *values = &node->head.encodings;

	if (values->count == 0)
		return TRANSFER_IDENTITY;
	return transfer_encoding_of(values->items[0].bytes, values->items[0].length);
}

void
walk_decode(struct walk *walk, struct entity_span bytes, enum transfer_encoding encoding,
	    struct transfer_text *out)
{
	transfer_decode(walk->arena, encoding, bytes.bytes, bytes.length, walk->decoded_left, out);
	walk->decoded_left -= out->length;
	if (out->truncated)
		sight_truncated(walk->sight, "decoded bytes", "message");
	if (out->odd)
		sight_ambiguous(walk->sight, "base64 goes on behind its end", "message");
}

void
walk_into_message(struct walk *walk, struct entity_span bytes)
{
	struct walk_node node = {.body = bytes, .raw = true, .attached = true, .depth = 1};

	if (walk->parts++ < (size_t)walk->bounds->parts_most)
		push(walk, &node);
	else
		sight_truncated(walk->sight, "parts", "message");
}

static void
push_parts(struct walk *walk, const struct walk_node *node, const char *type,
	   const struct entity_parts *parts)
{
	bool alternative = strcmp(type, "multipart/alternative") == 0;
	size_t i;

	if (parts->truncated)
		sight_truncated(walk->sight, "parts", "message");
	if (parts->reopened)
		sight_ambiguous(walk->sight, "parts behind the last one", "message");
	walk->parts += parts->count;
	for (i = parts->count; i-- > 0;) {
		struct walk_node part = {.body = parts->items[i],
					 .raw = true,
					 .depth = node->depth + 1,
					 .attached = node->attached,
					 .main = node->main && (alternative || i == 0),
					 .digest = strcmp(type, "multipart/digest") == 0};

		push(walk, &part);
	}
}

static void
split(struct walk *walk, const struct walk_node *node, struct entity_span boundary,
      struct entity_parts *out)
{
	size_t most = (size_t)walk->bounds->parts_most;

	entity_split(walk->arena, node->body, boundary, most > walk->parts ? most - walk->parts : 0,
		     out);
}

/* No boundary that is named splits it: undo an encoding that should not be there, or take what
 * looks like a boundary. */
static bool
open_broken_multipart(struct walk *walk, const struct walk_node *node, const char *type)
{
	enum transfer_encoding encoding = encoding_of(node);
	struct entity_parts parts;
	struct entity_span guess;

	if (encoding != TRANSFER_IDENTITY && encoding != TRANSFER_UNKNOWN) {
		struct walk_node decoded = *node;
		struct transfer_text text;

		walk_decode(walk, node->body, encoding, &text);
		decoded.body = (struct entity_span){text.bytes, text.length};
		decoded.head.encodings.count = 0;
		sight_ambiguous(walk->sight, "an encoded multipart", "message");
		push(walk, &decoded);
		return true;
	}
	guess = entity_guess_boundary(node->body);
	split(walk, node, guess, &parts);
	if (parts.count == 0)
		return false;
	sight_ambiguous(walk->sight, "a multipart without its boundary", "message");
	push_parts(walk, node, type, &parts);
	return true;
}

/* False when it has no parts at all and is to be read as text. */
static bool
open_multipart(struct walk *walk, const struct walk_node *node, const struct type *type)
{
	struct entity_span boundaries[ENTITY_READINGS + 1];
	struct entity_parts readings[ENTITY_READINGS + 1];
	size_t count = 0, good = 0, i;

	if (walk->parts >= (size_t)walk->bounds->parts_most) {
		sight_truncated(walk->sight, "parts", "message");
		return true;
	}
	if (*type->boundary != '\0')
		boundaries[count++] = (struct entity_span){type->boundary, strlen(type->boundary)};
	if (node->head.types.count != 0)
		count += entity_boundaries(walk->arena, entity_cap(node->head.types.items[0]),
					   boundaries + count);
	for (i = 0; i < count && good <= walk->readings_left; i++) {
		if (i != 0 && boundaries[i].length == boundaries[0].length &&
		    memcmp(boundaries[i].bytes, boundaries[0].bytes, boundaries[i].length) == 0)
			continue;
		split(walk, node, boundaries[i], &readings[good]);
		good += readings[good].count != 0;
	}
	if (good == 0)
		return open_broken_multipart(walk, node, type->name);
	if (good > 1)
		sight_ambiguous(walk->sight, "two boundaries", "message");
	walk->readings_left -= (unsigned)(good - 1);
	for (i = good; i-- > 0;)
		push_parts(walk, node, type->name, &readings[i]);
	return true;
}

static bool
is_message(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0 ||
	       strcmp(type, "message/news") == 0;
}

static void
open_message(struct walk *walk, const struct walk_node *node)
{
	struct walk_node inner = {
		.body = node->body, .raw = true, .depth = node->depth + 1, .attached = true};
	enum transfer_encoding encoding = encoding_of(node);
	struct transfer_text text;

	if (encoding != TRANSFER_IDENTITY && encoding != TRANSFER_UNKNOWN) {
		walk_decode(walk, node->body, encoding, &text);
		inner.body = (struct entity_span){text.bytes, text.length};
	}
	push(walk, &inner);
}

static void
fill_leaf(struct walk *walk, const struct walk_node *node, const struct type *type,
	  struct walk_leaf *out)
{
	*out = (struct walk_leaf){.type = type->name,
				  .charset = type->charset,
				  .name = type->file,
				  .other_name = "",
				  .bytes = node->body,
				  .encoding = encoding_of(node),
				  .attached = node->attached,
				  .body = node->main,
				  .number = ++walk->leaves};
	read_disposition(walk->arena, node, out);
}

/* True when the node is a leaf. */
static bool
open_node(struct walk *walk, struct walk_node *node, struct walk_leaf *out)
{
	struct type type;

	read_type(walk->arena, node, &type);
	if (strncmp(type.name, "multipart/", 10) == 0) {
		if (strcmp(type.name, "multipart/encrypted") == 0)
			walk->sight->flags |= MESSAGE_ENCRYPTED;
		if (open_multipart(walk, node, &type))
			return false;
		type.name = "text/plain";
	}
	if (is_message(type.name)) {
		open_message(walk, node);
		return false;
	}
	fill_leaf(walk, node, &type, out);
	return true;
}

void
walk_begin(struct walk *walk, const struct message_source *source)
{
	struct walk_node root = {.body = {.bytes = source->body == NULL ? "" : source->body,
					  .length = source->body_length},
				 .main = true};
	size_t i;

	walk->decoded_left = (size_t)walk->bounds->decoded_bytes;
	walk->readings_left = WALK_READINGS;
	walk->nodes = NULL;
	walk->count = walk->capacity = walk->parts = 0;
	walk->leaves = 0;
	for (i = 0; i < source->field_count; i++)
		entity_note(&root.head, source->fields[i].name, strlen(source->fields[i].name),
			    source->fields[i].value, source->fields[i].length);
	push(walk, &root);
}

bool
walk_next(struct walk *walk, struct walk_leaf *out)
{
	while (walk->count != 0) {
		struct walk_node node = walk->nodes[--walk->count];

		if (clock_monotonic_us() > walk->until_us) {
			sight_truncated(walk->sight, "time", "message");
			return false;
		}
		if (node.raw) {
			size_t at =
				entity_read_head(node.body.bytes, node.body.length,
						 (size_t)walk->bounds->headers_most, &node.head);

			node.body.bytes += at;
			node.body.length -= at;
			node.raw = false;
			if (node.head.truncated)
				sight_truncated(walk->sight, "header fields of a part", "message");
		}
		merge_encodings(&node.head);
		if (!split_readings(walk, &node) && open_node(walk, &node, out))
			return true;
	}
	return false;
}
