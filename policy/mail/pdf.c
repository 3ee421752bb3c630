/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf - what an attached PDF says and where it leads (ISO 32000-2). */
#include "config.h"

#include "policy/mail/pdf.h"

#include <string.h>
#include <strings.h>

#include "policy/mail/pdf_page.h"

#define TOKENS_MOST 400000
#define PAGES_READ  8

struct work {
	struct pdf_reader reader;
	const struct pdf_bounds *bounds;
	struct pdf *out;
	size_t link_capacity;
};

/* ---- links and actions ----------------------------------------------------------------------- */

static void
add_link(struct work *work, struct pdf_reader_span address, bool form)
{
	struct pdf_link link = {.address = address.bytes, .length = address.length, .form = form};
	size_t i;

	for (i = 0; i < work->out->link_count; i++)
		if (work->out->links[i].length == link.length &&
		    memcmp(work->out->links[i].address, link.address, link.length) == 0)
			return;
	if (link.length == 0)
		return;
	if (work->out->link_count == work->bounds->links) {
		work->reader.truncated = true;
		return;
	}
	work->out->links = arena_grow(work->reader.arena, work->out->links, work->out->link_count,
				      &work->link_capacity, sizeof(link));
	work->out->links[work->out->link_count++] = link;
}

/* A file that only says that it is encrypted shows its links; what is encrypted begins otherwise.
 */
static bool
is_plain(const struct pdf_token *token)
{
	return token->length > 8 && (strncasecmp(token->bytes, "http://", 7) == 0 ||
				     strncasecmp(token->bytes, "https://", 8) == 0);
}

/* The string that a key has, also behind a reference. */
static void
add_address(struct work *work, const struct pdf_reader_object *object, struct pdf_reader_span value,
	    bool form)
{
	const struct pdf_reader_object *other = pdf_reader_object(&work->reader, value);
	struct pdf_tokens tokens =
		pdf_reader_tokens(&work->reader, pdf_reader_resolve(&work->reader, value));
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	if (token.kind == PDF_TOKEN_DICT) { /* a file specification (section 7.11) */
		struct pdf_reader_span file = pdf_reader_value(&tokens, &token);

		file = pdf_reader_get(&work->reader, file, "F");
		tokens = pdf_reader_tokens(&work->reader, file);
		pdf_token_next(&tokens, &token);
	}
	if (token.kind == PDF_TOKEN_STRING && (!work->reader.closed || is_plain(&token)))
		add_link(work,
			 pdf_reader_string(&work->reader, other == NULL ? object : other, &token),
			 form);
}

/* The kinds of actions (section 12.6.4), which stand as a name behind /S. */
static void
note_name(struct work *work, const struct pdf_reader_object *object, const struct pdf_token *token,
	  struct pdf_reader_span body)
{
	if (pdf_token_is(token, PDF_TOKEN_NAME, "JavaScript") ||
	    pdf_token_is(token, PDF_TOKEN_NAME, "JS")) {
		work->out->script = true;
	} else if (pdf_token_is(token, PDF_TOKEN_NAME, "Launch")) {
		work->out->launch = true;
	} else if (pdf_token_is(token, PDF_TOKEN_NAME, "SubmitForm")) {
		work->out->form = true;
		add_address(work, object, pdf_reader_get_raw(&work->reader, body, "F"), true);
	}
}

/* An action stands in its annotation or in an object of its own: the dictionary around it counts.
 */
static void
read_actions(struct work *work, const struct pdf_reader_object *object)
{
	struct pdf_tokens tokens = pdf_reader_tokens(&work->reader, object->body);
	struct pdf_reader_span dict = object->body;
	struct pdf_token token, value;

	for (pdf_token_next(&tokens, &token); token.kind != PDF_TOKEN_END;
	     pdf_token_next(&tokens, &token)) {
		if (token.kind == PDF_TOKEN_DICT)
			dict = (struct pdf_reader_span){
				token.bytes,
				(size_t)(object->body.bytes + object->body.length - token.bytes)};
		if (token.kind != PDF_TOKEN_NAME)
			continue;
		note_name(work, object, &token, dict);
		if (!pdf_token_is(&token, PDF_TOKEN_NAME, "URI"))
			continue;
		pdf_token_peek(&tokens, &value);
		if (value.kind == PDF_TOKEN_STRING || value.kind == PDF_TOKEN_NUMBER) {
			pdf_token_next(&tokens, &value);
			add_address(work, object, pdf_reader_value(&tokens, &value), false);
		}
	}
}

static void
add_picture(struct work *work, const struct pdf_reader_object *object)
{
	struct pdf *out = work->out;

	if (out->picture_count < PDF_PICTURES &&
	    pdf_picture_read(&work->reader, object, work->bounds->pixels,
			     &out->pictures[out->picture_count]))
		out->picture_count++;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void
read_objects(struct work *work, struct pdf_page_text *text)
{
	struct pdf_reader *reader = &work->reader;
	size_t i;

	for (i = 0; i < reader->count && !pdf_reader_is_spent(reader); i++)
		read_actions(work, &reader->objects[i]);
	for (i = 0; i < reader->count && !pdf_reader_is_spent(reader); i++) {
		struct pdf_reader_span body = reader->objects[i].body;

		if (pdf_reader_is(reader, pdf_reader_get_raw(reader, body, "Subtype"), "Image"))
			add_picture(work, &reader->objects[i]);
		if (!pdf_reader_is(reader, pdf_reader_get_raw(reader, body, "Type"), "Page"))
			continue;
		if (++work->out->pages <= PAGES_READ) /* encrypted ones come out empty */
			pdf_page_read(text, body);
	}
}

void
pdf_read(struct arena *arena, const struct pdf_bounds *bounds, const char *bytes, size_t length,
	 struct pdf *out)
{
	struct work work = {.reader = {.arena = arena,
				       .tokens_left = TOKENS_MOST,
				       .decoded_left = bounds->decoded,
				       .until_us = bounds->until_us},
			    .bounds = bounds,
			    .out = out};
	struct pdf_page_text text = {
		.reader = &work.reader, .text = TEXT_IN(arena), .most = bounds->text};

	*out = (struct pdf){.text = ""};
	pdf_reader_open(&work.reader, bytes, length);
	out->encrypted = work.reader.closed;
	read_objects(&work, &text);
	out->text = text_string(&text.text);
	out->text_length = text.text.length;
	out->truncated = work.reader.truncated;
	out->decoded = bounds->decoded - work.reader.decoded_left;
	out->unreadable = work.reader.unreadable || text.unreadable || work.reader.count == 0;
}
