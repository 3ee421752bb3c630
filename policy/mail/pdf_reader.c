/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_reader - the objects of a PDF by number, found by reading the file from its first byte on. */
#include "config.h"

#include "policy/mail/pdf_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/mail/pdf_filter.h"
#include "policy/mail/pdf_secret.h"

#define OBJECTS_MOST 20000
#define HOPS_MOST    8
#define NUMBER_MOST  10000000.0

bool
pdf_reader_is_spent(struct pdf_reader *reader)
{
	if (reader->tokens_left == 0 || clock_monotonic_us() > reader->until_us)
		reader->truncated = reader->spent = true;
	return reader->spent;
}

struct pdf_tokens
pdf_reader_tokens(struct pdf_reader *reader, struct pdf_reader_span span)
{
	return (struct pdf_tokens){.bytes = span.bytes == NULL ? "" : span.bytes,
				   .length = span.length,
				   .left = &reader->tokens_left};
}

/* ---- values ---------------------------------------------------------------------------------- */

struct pdf_reader_span
pdf_reader_value(struct pdf_tokens *tokens, const struct pdf_token *first)
{
	size_t before = first->kind == PDF_TOKEN_NAME || first->kind == PDF_TOKEN_STRING;
	const char *start = first->bytes - before;

	if (first->kind == PDF_TOKEN_END)
		return (struct pdf_reader_span){0};
	pdf_token_skip(tokens, first);
	return (struct pdf_reader_span){start, (size_t)(tokens->bytes + tokens->at - start)};
}

struct pdf_reader_span
pdf_reader_get_raw(struct pdf_reader *reader, struct pdf_reader_span dict, const char *key)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, dict);
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	if (token.kind != PDF_TOKEN_DICT)
		return (struct pdf_reader_span){0};
	for (;;) {
		struct pdf_token value;
		bool found;

		pdf_token_next(&tokens, &token);
		if (token.kind == PDF_TOKEN_END || token.kind == PDF_TOKEN_DICT_END)
			return (struct pdf_reader_span){0};
		if (token.kind != PDF_TOKEN_NAME)
			continue;
		found = pdf_token_is(&token, PDF_TOKEN_NAME, key);
		pdf_token_next(&tokens, &value);
		if (found && value.kind != PDF_TOKEN_END)
			return pdf_reader_value(&tokens, &value);
		pdf_token_skip(&tokens, &value);
	}
}

static int
compare(const void *left, const void *right)
{
	const struct pdf_reader_object *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* An object that comes again replaces the one before (section 7.5.6). */
static struct pdf_reader_object *
find_object(struct pdf_reader *reader, unsigned number)
{
	size_t low = 0, high = reader->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (reader->objects[middle].number <= number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || reader->objects[low - 1].number != number)
		return NULL;
	return &reader->objects[low - 1];
}

struct pdf_reader_object *
pdf_reader_object(struct pdf_reader *reader, struct pdf_reader_span value)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, value);
	struct pdf_token number, token;

	pdf_token_next(&tokens, &number);
	pdf_token_next(&tokens, &token);
	if (number.kind != PDF_TOKEN_NUMBER || token.kind != PDF_TOKEN_NUMBER)
		return NULL;
	pdf_token_next(&tokens, &token);
	if (!pdf_token_is(&token, PDF_TOKEN_WORD, "R") || number.number < 0 ||
	    number.number > NUMBER_MOST)
		return NULL;
	return find_object(reader, (unsigned)number.number);
}

struct pdf_reader_span
pdf_reader_resolve(struct pdf_reader *reader, struct pdf_reader_span value)
{
	unsigned hops;

	for (hops = 0; value.bytes != NULL && hops < HOPS_MOST; hops++) {
		const struct pdf_reader_object *object = pdf_reader_object(reader, value);

		if (object == NULL)
			return value;
		value = object->body;
	}
	return (struct pdf_reader_span){0};
}

struct pdf_reader_span
pdf_reader_get(struct pdf_reader *reader, struct pdf_reader_span dict, const char *key)
{
	return pdf_reader_resolve(reader, pdf_reader_get_raw(reader, dict, key));
}

double
pdf_reader_number(struct pdf_reader *reader, struct pdf_reader_span value, double otherwise)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, value);
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	return token.kind == PDF_TOKEN_NUMBER ? token.number : otherwise;
}

bool
pdf_reader_is(struct pdf_reader *reader, struct pdf_reader_span value, const char *name)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, value);
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	return pdf_token_is(&token, PDF_TOKEN_NAME, name);
}

/* ---- streams --------------------------------------------------------------------------------- */

/* How rows were packed (section 7.4.4.3). */
static void
read_parameters(struct pdf_reader *reader, struct pdf_reader_span dict, struct pdf_filter *filter)
{
	double columns = pdf_reader_number(reader, pdf_reader_get(reader, dict, "Columns"), 1);
	double colours = pdf_reader_number(reader, pdf_reader_get(reader, dict, "Colors"), 1);
	double bits =
		pdf_reader_number(reader, pdf_reader_get(reader, dict, "BitsPerComponent"), 8);

	filter->predictor = pdf_reader_number(reader, pdf_reader_get(reader, dict, "Predictor"), 1);
	filter->row = floor((columns * colours * bits + 7) / 8);
	filter->dot = fmax(1, floor(colours * bits / 8));
}

/* Tables of objects are the only streams in the clear (section 7.5.8.2). */
static struct pdf_reader_span
open_stream(struct pdf_reader *reader, const struct pdf_reader_object *object)
{
	if (reader->secret == NULL || object->inside ||
	    pdf_reader_is(reader, pdf_reader_get_raw(reader, object->body, "Type"), "XRef"))
		return object->stream;
	return pdf_secret_undo(reader, object, object->stream);
}

/* One filter or an array of them, each with its parameters at the same place. */
struct pdf_reader_span
pdf_reader_decode(struct pdf_reader *reader, const struct pdf_reader_object *object)
{
	struct pdf_reader_span filters = pdf_reader_get(reader, object->body, "Filter");
	struct pdf_reader_span parameters = pdf_reader_get(reader, object->body, "DecodeParms");
	struct pdf_tokens names = pdf_reader_tokens(reader, filters);
	struct pdf_tokens values = pdf_reader_tokens(reader, parameters);
	struct pdf_reader_span stream = open_stream(reader, object);
	struct pdf_filter filter = {.in = stream.bytes, .in_length = stream.length};
	struct pdf_token name, value;
	unsigned i;

	for (i = 0; i < HOPS_MOST && filter.in != NULL; i++) {
		struct pdf_reader_span dict = {0};

		pdf_token_next(&names, &name);
		if (name.kind == PDF_TOKEN_ARRAY && i == 0)
			continue;
		if (name.kind != PDF_TOKEN_NAME)
			break;
		pdf_token_next(&values, &value);
		if (value.kind == PDF_TOKEN_ARRAY)
			pdf_token_next(&values, &value);
		if (value.kind != PDF_TOKEN_END)
			dict = pdf_reader_resolve(reader, pdf_reader_value(&values, &value));
		read_parameters(reader, dict, &filter);
		filter.most = reader->decoded_left;
		pdf_filter_undo(reader->arena, &name, &filter);
		reader->decoded_left -= filter.in_length < reader->decoded_left
						? filter.in_length
						: reader->decoded_left;
		reader->truncated |= filter.truncated;
		reader->unreadable |= filter.unknown;
	}
	return (struct pdf_reader_span){filter.in, filter.in_length};
}

/* ---- objects --------------------------------------------------------------------------------- */

static struct pdf_reader_object *
add_object(struct pdf_reader *reader, double number, struct pdf_reader_span body)
{
	struct pdf_reader_object *object;

	if (number < 0 || number > NUMBER_MOST)
		return NULL;
	if (reader->count == OBJECTS_MOST) {
		reader->truncated = true;
		return NULL;
	}
	reader->objects = arena_grow(reader->arena, reader->objects, reader->count,
				     &reader->capacity, sizeof(*reader->objects));
	object = &reader->objects[reader->count];
	*object = (struct pdf_reader_object){
		.number = (unsigned)number, .order = (unsigned)reader->count, .body = body};
	reader->count++;
	return object;
}

/* The stream whose data begin at 'at': as long as it says when "endstream" stands there, else up to
 * the next one. */
static struct pdf_reader_span
cut_stream(struct pdf_reader *reader, struct pdf_reader_span body, const char *bytes, size_t length,
	   size_t at)
{
	static const char mark[] = "endstream";
	double said = pdf_reader_number(reader, pdf_reader_get_raw(reader, body, "Length"), -1);
	const char *end;

	if (at < length && bytes[at] == '\r')
		at++;
	if (at < length && bytes[at] == '\n')
		at++;
	if (said >= 0 && said <= (double)(length - at)) {
		size_t behind = at + (size_t)said;
		size_t near = length - behind < 20 ? length - behind : 20;

		if (memmem(bytes + behind, near, mark, sizeof(mark) - 1) != NULL)
			return (struct pdf_reader_span){bytes + at, (size_t)said};
	}
	end = reader->endless ? NULL : memmem(bytes + at, length - at, mark, sizeof(mark) - 1);
	reader->endless = end == NULL;
	return (struct pdf_reader_span){bytes + at,
					end == NULL ? length - at : (size_t)(end - bytes) - at};
}

/* What stands behind "N G obj"; returns where to look for the next object. */
static size_t
read_object(struct pdf_reader *reader, const double *name, const char *bytes, size_t length,
	    size_t at)
{
	struct pdf_reader_object *object;
	struct pdf_tokens tokens = {
		.bytes = bytes, .length = length, .at = at, .left = &reader->tokens_left};
	struct pdf_reader_span body = {.bytes = bytes + at};
	struct pdf_token token;
	bool stream;

	pdf_token_next(&tokens, &token);
	if (token.kind == PDF_TOKEN_END || pdf_token_is(&token, PDF_TOKEN_WORD, "endobj"))
		return at;
	body = pdf_reader_value(&tokens, &token);
	object = add_object(reader, name[0], body);
	if (object != NULL && name[1] < 65536)
		object->generation = (unsigned)name[1];
	pdf_token_next(&tokens, &token);
	stream = pdf_token_is(&token, PDF_TOKEN_WORD, "stream");
	if (object != NULL && stream) {
		object->stream = cut_stream(reader, body, bytes, length, tokens.at);
		if (!reader->endless)
			return (size_t)(object->stream.bytes + object->stream.length - bytes);
	}
	/* A string or bracket that is never closed swallows nothing but itself. */
	return pdf_token_is(&token, PDF_TOKEN_WORD, "endobj") ? tokens.at : at;
}

/* The digits that end before '*at'. */
static bool
read_back(const char *bytes, size_t *at, double *number)
{
	size_t end = *at, i;

	while (end > 0 && (unsigned char)bytes[end - 1] <= ' ')
		end--;
	for (i = end; i > 0 && end - i < 10 && bytes[i - 1] >= '0' && bytes[i - 1] <= '9';)
		i--;
	*number = 0;
	*at = i;
	for (; i < end; i++)
		*number = *number * 10 + (bytes[i] - '0');
	return *at < end;
}

static void
read_objects(struct pdf_reader *reader, const char *bytes, size_t length)
{
	const char *found;
	size_t at = 0;

	while (!pdf_reader_is_spent(reader) && at < length &&
	       (found = memmem(bytes + at, length - at, "obj", 3)) != NULL) {
		size_t back = (size_t)(found - bytes);
		double name[2]; /* number and generation */

		at = back + 3;
		if (read_back(bytes, &back, &name[1]) && back > 0 &&
		    (unsigned char)bytes[back - 1] <= ' ' && read_back(bytes, &back, &name[0]))
			at = read_object(reader, name, bytes, length, at);
	}
}

static void
add_inside(struct pdf_reader *reader, double number, struct pdf_reader_span body)
{
	struct pdf_reader_object *object = add_object(reader, number, body);

	if (object != NULL)
		object->inside = true;
}

/* Section 7.5.7: pairs of number and place, then the objects without "obj" around them. */
static void
read_object_stream(struct pdf_reader *reader, const struct pdf_reader_object *holder)
{
	struct pdf_reader_span body = holder->body, data = pdf_reader_decode(reader, holder);
	double first = pdf_reader_number(reader, pdf_reader_get_raw(reader, body, "First"), -1);
	struct pdf_tokens pairs, tokens;
	struct pdf_token number, place, token;

	if (data.bytes == NULL || first < 0 || first > (double)data.length)
		return;
	pairs = pdf_reader_tokens(reader, (struct pdf_reader_span){data.bytes, (size_t)first});
	while (!reader->spent) {
		pdf_token_next(&pairs, &number);
		pdf_token_next(&pairs, &place);
		if (number.kind != PDF_TOKEN_NUMBER || place.kind != PDF_TOKEN_NUMBER)
			return;
		if (place.number < 0 || place.number > (double)data.length - first)
			continue;
		tokens = pdf_reader_tokens(reader, data);
		tokens.at = (size_t)(first + place.number);
		pdf_token_next(&tokens, &token);
		if (token.kind != PDF_TOKEN_END)
			add_inside(reader, number.number, pdf_reader_value(&tokens, &token));
	}
}

static void
sort_objects(struct pdf_reader *reader)
{
	if (reader->count != 0)
		qsort(reader->objects, reader->count, sizeof(*reader->objects), compare);
}

/* What a trailer or a table of objects says of encryption; a later one replaces it. */
static void
read_trailer(struct pdf_reader *reader, struct pdf_reader_span dict)
{
	struct pdf_reader_span encrypt = pdf_reader_get(reader, dict, "Encrypt");
	struct pdf_tokens tokens = pdf_reader_tokens(reader, encrypt);
	struct pdf_secret *secret;
	struct pdf_token token;

	/* A reference to nothing is nothing (section 7.3.10). */
	pdf_token_next(&tokens, &token);
	if (token.kind != PDF_TOKEN_DICT || reader->secret != NULL)
		return;
	secret = arena_zalloc(reader->arena, 1, sizeof(*secret));
	reader->closed =
		!pdf_secret_open(reader, encrypt, pdf_reader_get(reader, dict, "ID"), secret);
	if (!reader->closed)
		reader->secret = secret;
}

static void
find_secret(struct pdf_reader *reader, const char *bytes, size_t length)
{
	static const char mark[] = "trailer";
	const char *at = bytes, *end = bytes + length;
	size_t i;

	while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1)) != NULL &&
	       !pdf_reader_is_spent(reader)) {
		at += sizeof(mark) - 1;
		read_trailer(reader, (struct pdf_reader_span){at, (size_t)(end - at)});
	}
	for (i = 0; i < reader->count && !pdf_reader_is_spent(reader); i++)
		if (pdf_reader_is(reader,
				  pdf_reader_get_raw(reader, reader->objects[i].body, "Type"),
				  "XRef"))
			read_trailer(reader, reader->objects[i].body);
}

struct pdf_reader_span
pdf_reader_string(struct pdf_reader *reader, const struct pdf_reader_object *object,
		  const struct pdf_token *token)
{
	struct pdf_reader_span span = {0};

	span.bytes = pdf_token_string(reader->arena, token, &span.length);
	if (reader->secret == NULL || object->inside)
		return span;
	return pdf_secret_undo(reader, object, span);
}

void
pdf_reader_open(struct pdf_reader *reader, const char *bytes, size_t length)
{
	size_t plain, i;

	read_objects(reader, bytes, length);
	sort_objects(reader);
	find_secret(reader, bytes, length);
	plain = reader->count;
	for (i = 0; i < plain && !reader->closed && !pdf_reader_is_spent(reader); i++) {
		struct pdf_reader_object holder = reader->objects[i];

		if (holder.stream.bytes != NULL &&
		    pdf_reader_is(reader, pdf_reader_get_raw(reader, holder.body, "Type"),
				  "ObjStm"))
			read_object_stream(reader, &holder);
	}
	sort_objects(reader);
}
