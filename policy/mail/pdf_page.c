/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_page - the text that stands on the pages of a PDF (ISO 32000-2 section 9.4). */
#include "config.h"

#include "policy/mail/pdf_page.h"

#include <math.h>
#include <string.h>

#define PARENTS_MOST  8
#define CONTENTS_MOST 64
#define OPERANDS_MOST 8
#define WORD_GAP      0.18 /* of the size of letters */
#define LINE_GAP      0.4

/* Where the next letter goes. */
struct pen {
	const struct pdf_font *font;
	double size, scale, leading;
	double line_x, line_y;
	double x, y;             /* now */
	double shown_x, shown_y; /* behind the last letter shown */
	bool shown;
};

/* What stands before an operator. */
struct operands {
	struct pdf_token items[OPERANDS_MOST];
	size_t count;
};

/* The operand so far from the end; nothing when there are not so many. */
static const struct pdf_token *
operand(const struct operands *operands, size_t from_end)
{
	static const struct pdf_token none = {.kind = PDF_TOKEN_END, .bytes = ""};

	return operands->count < from_end ? &none : &operands->items[operands->count - from_end];
}

static double
number_of(const struct operands *operands, size_t from_end)
{
	return operand(operands, from_end)->number;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void
add_gap(struct pdf_page_text *out, const struct pen *pen)
{
	double em = fabs(pen->size * pen->scale);
	const struct text *text = &out->text;
	char last = text->length == 0 ? '\n' : text->bytes[text->length - 1];

	if (!pen->shown || last == '\n')
		return;
	if (fabs(pen->y - pen->shown_y) > LINE_GAP * em)
		text_add_byte(&out->text, '\n');
	else if (last != ' ' && fabs(pen->x - pen->shown_x) > WORD_GAP * em)
		text_add_byte(&out->text, ' ');
}

static void
show(struct pdf_page_text *out, struct pen *pen, const struct pdf_token *token)
{
	size_t length;
	const char *bytes;

	if (pen->font == NULL || token->kind != PDF_TOKEN_STRING)
		return;
	if (out->text.length >= out->most) {
		out->reader->truncated = true;
		return;
	}
	bytes = pdf_token_string(out->reader->arena, token, &length);
	if (pen->font->opaque) {
		out->unreadable |= length != 0;
		return;
	}
	add_gap(out, pen);
	pen->x += pdf_font_show(pen->font, bytes, length, out->most, &out->text) / 1000 *
		  pen->size * pen->scale;
	pen->shown = true;
	pen->shown_x = pen->x;
	pen->shown_y = pen->y;
}

/* Strings and the steps between them. */
static void
show_array(struct pdf_page_text *out, struct pen *pen, struct pdf_reader_span array)
{
	struct pdf_tokens tokens = pdf_reader_tokens(out->reader, array);
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	for (pdf_token_next(&tokens, &token);
	     token.kind == PDF_TOKEN_STRING || token.kind == PDF_TOKEN_NUMBER;
	     pdf_token_next(&tokens, &token)) {
		if (token.kind == PDF_TOKEN_NUMBER)
			pen->x -= token.number / 1000 * pen->size * pen->scale;
		else
			show(out, pen, &token);
	}
}

/* ---- moving ---------------------------------------------------------------------------------- */

static void
move_line(struct pen *pen, double x, double y)
{
	pen->line_x += x * pen->scale;
	pen->line_y += y * pen->scale;
	pen->x = pen->line_x;
	pen->y = pen->line_y;
}

static void
set_matrix(struct pen *pen, const struct operands *operands)
{
	pen->scale = hypot(number_of(operands, 6), number_of(operands, 5));
	pen->x = pen->line_x = number_of(operands, 2);
	pen->y = pen->line_y = number_of(operands, 1);
}

/* ---- resources ------------------------------------------------------------------------------- */

/* The value of a resource such as /Font /F1. */
static struct pdf_reader_span
find_resource(struct pdf_reader *reader, struct pdf_reader_span resources, const char *kind,
	      const struct pdf_token *name)
{
	char key[64];

	if (name->kind != PDF_TOKEN_NAME || name->length >= sizeof(key))
		return (struct pdf_reader_span){0};
	memcpy(key, name->bytes, name->length);
	key[name->length] = '\0';
	return pdf_reader_get_raw(reader, pdf_reader_get(reader, resources, kind), key);
}

static const struct pdf_font *
find_font(struct pdf_page_text *out, struct pdf_reader_span resources, const struct pdf_token *name)
{
	struct pdf_reader_span dict = pdf_reader_resolve(
		out->reader, find_resource(out->reader, resources, "Font", name));
	size_t i;

	if (dict.bytes == NULL)
		return NULL;
	for (i = 0; i < out->font_count; i++)
		if (out->fonts[i].key == dict.bytes)
			return out->fonts[i].font;
	if (out->font_count == PDF_PAGE_FONTS) {
		out->reader->truncated = true;
		return NULL;
	}
	out->fonts[out->font_count].key = dict.bytes;
	out->fonts[out->font_count].font = pdf_font_open(out->reader, dict);
	return out->fonts[out->font_count++].font;
}

static void
queue_form(struct pdf_page_text *out, struct pdf_reader_span resources,
	   const struct pdf_token *name)
{
	struct pdf_reader *reader = out->reader;
	struct pdf_reader_object *object =
		pdf_reader_object(reader, find_resource(reader, resources, "XObject", name));
	struct pdf_reader_span own;

	if (object == NULL || object->used || object->stream.bytes == NULL ||
	    !pdf_reader_is(reader, pdf_reader_get(reader, object->body, "Subtype"), "Form"))
		return;
	object->used = true;
	if (out->form_count == PDF_PAGE_FORMS) {
		reader->truncated = true;
		return;
	}
	own = pdf_reader_get(reader, object->body, "Resources");
	out->forms[out->form_count].data = pdf_reader_decode(reader, object);
	out->forms[out->form_count++].resources = own.bytes == NULL ? resources : own;
}

/* ---- contents -------------------------------------------------------------------------------- */

/* The bytes of a picture inside of the contents end at EI (section 8.9.7). */
static void
skip_picture(struct pdf_tokens *tokens)
{
	const char *from = tokens->bytes + tokens->at;
	const char *end = memmem(from, tokens->length - tokens->at, "EI", 2);

	while (end != NULL && end > from && (unsigned char)end[-1] > ' ')
		end = memmem(end + 2, (size_t)(tokens->bytes + tokens->length - end - 2), "EI", 2);
	tokens->at = end == NULL ? tokens->length : (size_t)(end + 2 - tokens->bytes);
}

static void
do_text_word(struct pdf_page_text *out, struct pen *pen, const struct pdf_token *word,
	     struct operands *operands)
{
	if (pdf_token_is(word, PDF_TOKEN_WORD, "Td")) {
		move_line(pen, number_of(operands, 2), number_of(operands, 1));
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "TD")) {
		pen->leading = -number_of(operands, 1);
		move_line(pen, number_of(operands, 2), number_of(operands, 1));
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "Tm")) {
		set_matrix(pen, operands);
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "TL")) {
		pen->leading = number_of(operands, 1);
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "T*")) {
		move_line(pen, 0, -pen->leading);
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "'") ||
		   pdf_token_is(word, PDF_TOKEN_WORD, "\"")) {
		move_line(pen, 0, -pen->leading);
		show(out, pen, operand(operands, 1));
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "Tj")) {
		show(out, pen, operand(operands, 1));
	}
}

static void
do_word(struct pdf_page_text *out, struct pen *pen, struct pdf_reader_span resources,
	const struct pdf_token *word, struct operands *operands)
{
	if (pdf_token_is(word, PDF_TOKEN_WORD, "BT")) {
		pen->x = pen->y = pen->line_x = pen->line_y = 0;
		pen->scale = 1;
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "Tf")) {
		pen->font = find_font(out, resources, operand(operands, 2));
		pen->size = number_of(operands, 1);
	} else if (pdf_token_is(word, PDF_TOKEN_WORD, "Do")) {
		queue_form(out, resources, operand(operands, 1));
	} else {
		do_text_word(out, pen, word, operands);
	}
}

static void
keep_operand(struct operands *operands, const struct pdf_token *token)
{
	if (operands->count == OPERANDS_MOST) {
		memmove(operands->items, operands->items + 1,
			(OPERANDS_MOST - 1) * sizeof(operands->items[0]));
		operands->count--;
	}
	operands->items[operands->count++] = *token;
}

static void
read_contents(struct pdf_page_text *out, struct pdf_reader_span data,
	      struct pdf_reader_span resources)
{
	struct pdf_tokens tokens = pdf_reader_tokens(out->reader, data);
	struct pen pen = {.scale = 1, .size = 1};
	struct operands operands = {0};
	struct pdf_reader_span array = {0};
	struct pdf_token token;
	unsigned steps = 0;

	for (pdf_token_next(&tokens, &token); token.kind != PDF_TOKEN_END;
	     pdf_token_next(&tokens, &token)) {
		if (++steps % 1024 == 0 && pdf_reader_is_spent(out->reader))
			return;
		if (token.kind == PDF_TOKEN_ARRAY) {
			array = pdf_reader_value(&tokens, &token);
		} else if (token.kind != PDF_TOKEN_WORD) {
			keep_operand(&operands, &token);
		} else {
			if (pdf_token_is(&token, PDF_TOKEN_WORD, "ID"))
				skip_picture(&tokens);
			else if (pdf_token_is(&token, PDF_TOKEN_WORD, "TJ"))
				show_array(out, &pen, array);
			else
				do_word(out, &pen, resources, &token, &operands);
			operands.count = 0;
		}
	}
	if (pen.shown)
		text_add_byte(&out->text, '\n');
}

/* One stream, or an array of streams that are read as one. */
static struct pdf_reader_span
gather(struct pdf_reader *reader, struct pdf_reader_span contents)
{
	const struct pdf_reader_object *object = pdf_reader_object(reader, contents);
	struct text text = TEXT_IN(reader->arena);
	struct pdf_tokens tokens;
	struct pdf_token token;
	unsigned i;

	if (object != NULL && object->stream.bytes != NULL)
		return pdf_reader_decode(reader, object);
	tokens = pdf_reader_tokens(reader, pdf_reader_resolve(reader, contents));
	pdf_token_next(&tokens, &token);
	for (i = 0; token.kind == PDF_TOKEN_ARRAY && i < CONTENTS_MOST; i++) {
		struct pdf_token item;
		struct pdf_reader_span data;

		pdf_token_next(&tokens, &item);
		if (item.kind != PDF_TOKEN_NUMBER)
			break;
		object = pdf_reader_object(reader, pdf_reader_value(&tokens, &item));
		if (object == NULL || object->stream.bytes == NULL)
			continue;
		data = pdf_reader_decode(reader, object);
		if (data.length > reader->decoded_left) { /* one stream may stand there often */
			reader->truncated = true;
			break;
		}
		reader->decoded_left -= data.length;
		text_add(&text, data.bytes, data.length);
		text_add_byte(&text, '\n');
	}
	return (struct pdf_reader_span){text_string(&text), text.length};
}

void
pdf_page_read(struct pdf_page_text *out, struct pdf_reader_span page)
{
	struct pdf_reader *reader = out->reader;
	struct pdf_reader_span resources = pdf_reader_get(reader, page, "Resources");
	struct pdf_reader_span holder = page;
	size_t form = out->form_count;
	unsigned i;

	for (i = 0; resources.bytes == NULL && holder.bytes != NULL && i < PARENTS_MOST; i++) {
		holder = pdf_reader_get(reader, holder, "Parent");
		resources = pdf_reader_get(reader, holder, "Resources");
	}
	read_contents(out, gather(reader, pdf_reader_get_raw(reader, page, "Contents")), resources);
	for (; form < out->form_count; form++)
		read_contents(out, out->forms[form].data, out->forms[form].resources);
}
