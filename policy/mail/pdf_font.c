/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_font - which letters the codes of a PDF's font stand for (ISO 32000-2 section 9.10). */
#include "config.h"

#include "policy/mail/pdf_font.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RANGES_MOST  4096
#define LETTERS_MOST 8 /* of one code */
#define WIDTH_USUAL  500

/* ---- the ToUnicode map ----------------------------------------------------------------------- */

static uint32_t
read_code(struct arena *arena, const struct pdf_token *token)
{
	size_t length, i;
	const char *bytes = pdf_token_string(arena, token, &length);
	uint32_t code = 0;

	for (i = 0; i < length && i < 4; i++)
		code = code << 8 | (unsigned char)bytes[i];
	return code;
}

/* UTF-16, mostly of one letter. */
static void
read_target(struct arena *arena, const struct pdf_token *token, struct pdf_font_range *range)
{
	struct text text = TEXT_IN(arena);
	size_t length, at = 0;
	const unsigned char *bytes = (const unsigned char *)pdf_token_string(arena, token, &length);
	unsigned points = 0;

	while (at + 2 <= length && points < LETTERS_MOST) {
		uint32_t point = (uint32_t)bytes[at] << 8 | bytes[at + 1];

		at += 2;
		if (point >= 0xD800 && point < 0xDC00 && at + 2 <= length) {
			uint32_t low = (uint32_t)bytes[at] << 8 | bytes[at + 1];

			point = 0x10000 + ((point & 0x3FF) << 10 | (low & 0x3FF));
			at += 2;
		}
		if (points++ == 0)
			range->point = point;
		text_add_point(&text, point);
	}
	if (points > 1)
		range->text = text_string(&text);
}

static void
add_range(struct pdf_reader *reader, struct pdf_font *font, uint32_t low, uint32_t high,
	  const struct pdf_token *target)
{
	struct pdf_font_range range = {.low = low, .high = high < low ? low : high};

	if (font->range_count == RANGES_MOST || target->kind != PDF_TOKEN_STRING)
		return;
	read_target(reader->arena, target, &range);
	font->ranges = arena_grow(reader->arena, font->ranges, font->range_count,
				  &font->range_capacity, sizeof(*font->ranges));
	font->ranges[font->range_count++] = range;
}

/* <low> <high> [<target> <target> ...]: one for each code. */
static void
add_each(struct pdf_reader *reader, struct pdf_font *font, struct pdf_tokens *tokens, uint32_t low)
{
	struct pdf_token token;

	for (pdf_token_next(tokens, &token); token.kind == PDF_TOKEN_STRING;
	     pdf_token_next(tokens, &token), low++)
		add_range(reader, font, low, low, &token);
}

static void
read_map(struct pdf_reader *reader, struct pdf_font *font, struct pdf_reader_span map)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, map);
	struct pdf_token token, high, target;
	enum { OUTSIDE, SPACE, CHARS, RANGES } section = OUTSIDE;

	for (pdf_token_next(&tokens, &token); token.kind != PDF_TOKEN_END;
	     pdf_token_next(&tokens, &token)) {
		if (token.kind == PDF_TOKEN_WORD) {
			section = OUTSIDE;
			if (pdf_token_is(&token, PDF_TOKEN_WORD, "begincodespacerange"))
				section = SPACE;
			else if (pdf_token_is(&token, PDF_TOKEN_WORD, "beginbfchar"))
				section = CHARS;
			else if (pdf_token_is(&token, PDF_TOKEN_WORD, "beginbfrange"))
				section = RANGES;
			continue;
		}
		if (section == OUTSIDE || token.kind != PDF_TOKEN_STRING)
			continue;
		if (section == SPACE)
			font->code_bytes = token.length > 2 ? 2 : 1;
		pdf_token_next(&tokens, &high);
		if (section == CHARS)
			add_range(reader, font, read_code(reader->arena, &token),
				  read_code(reader->arena, &token), &high);
		if (section != RANGES)
			continue;
		pdf_token_next(&tokens, &target);
		if (target.kind == PDF_TOKEN_ARRAY)
			add_each(reader, font, &tokens, read_code(reader->arena, &token));
		else
			add_range(reader, font, read_code(reader->arena, &token),
				  read_code(reader->arena, &high), &target);
	}
}

/* ---- encodings of single bytes --------------------------------------------------------------- */

/* Names of glyphs that are more than their letter (Adobe Glyph List, the part that words need). */
static uint32_t
point_of_name(const struct pdf_token *token)
{
	static const struct {
		const char *name;
		uint32_t point;
	} names[] = {
		{"space", ' '},      {"period", '.'},     {"comma", ','},
		{"colon", ':'},      {"semicolon", ';'},  {"hyphen", '-'},
		{"slash", '/'},      {"question", '?'},   {"exclam", '!'},
		{"at", '@'},         {"parenleft", '('},  {"parenright", ')'},
		{"underscore", '_'}, {"ampersand", '&'},  {"percent", '%'},
		{"equal", '='},      {"numbersign", '#'}, {"dollar", '$'},
		{"plus", '+'},       {"asterisk", '*'},   {"quotesingle", '\''},
		{"quotedbl", '"'},   {"zero", '0'},       {"one", '1'},
		{"two", '2'},        {"three", '3'},      {"four", '4'},
		{"five", '5'},       {"six", '6'},        {"seven", '7'},
		{"eight", '8'},      {"nine", '9'},       {"fi", 0xFB01},
		{"fl", 0xFB02},      {"ff", 0xFB00},      {"quoteright", 0x2019},
		{"endash", 0x2013},  {"emdash", 0x2014},  {"bullet", 0x2022},
		{"aacute", 0xE1},    {"agrave", 0xE0},    {"acircumflex", 0xE2},
		{"adieresis", 0xE4}, {"atilde", 0xE3},    {"ccedilla", 0xE7},
		{"eacute", 0xE9},    {"egrave", 0xE8},    {"ecircumflex", 0xEA},
		{"iacute", 0xED},    {"ntilde", 0xF1},    {"oacute", 0xF3},
		{"odieresis", 0xF6}, {"otilde", 0xF5},    {"ocircumflex", 0xF4},
		{"uacute", 0xFA},    {"udieresis", 0xFC}, {"germandbls", 0xDF},
		{"Aacute", 0xC1},    {"Adieresis", 0xC4}, {"Ccedilla", 0xC7},
		{"Eacute", 0xC9},    {"Odieresis", 0xD6}, {"Udieresis", 0xDC},
	};
	uint32_t point = 0;
	size_t i;

	if (token->length == 1)
		return (unsigned char)*token->bytes;
	if (token->length >= 7 && memcmp(token->bytes, "uni", 3) == 0) {
		for (i = 3; i < 7 && text_hex_digit(token->bytes[i]) >= 0; i++)
			point = point * 16 + (uint32_t)text_hex_digit(token->bytes[i]);
		return i == 7 ? point : 0;
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pdf_token_is(token, PDF_TOKEN_NAME, names[i].name))
			return names[i].point;
	return 0;
}

/* [ code /name /name ... code /name ... ] (section 9.6.5). */
static void
read_differences(struct pdf_reader *reader, struct pdf_font *font, struct pdf_reader_span list)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, list);
	struct pdf_token token;
	double code = 0;

	pdf_token_next(&tokens, &token);
	if (token.kind != PDF_TOKEN_ARRAY)
		return;
	for (pdf_token_next(&tokens, &token);
	     token.kind == PDF_TOKEN_NUMBER || token.kind == PDF_TOKEN_NAME;
	     pdf_token_next(&tokens, &token)) {
		if (token.kind == PDF_TOKEN_NUMBER)
			code = token.number;
		else if (code >= 0 && code < 256 && point_of_name(&token) != 0)
			font->points[(unsigned)code] = point_of_name(&token);
		code += token.kind == PDF_TOKEN_NAME;
	}
}

/* windows-1252, but for the few that words have. */
static void
fill_latin(struct pdf_font *font)
{
	unsigned i;

	for (i = 0; i < 256; i++)
		font->points[i] = i < 0x20 || (i >= 0x7F && i < 0xA0) ? ' ' : i;
	font->points[0x91] = font->points[0x92] = 0x2019;
	font->points[0x93] = font->points[0x94] = '"';
	font->points[0x96] = font->points[0x97] = '-';
}

static void
set_width(struct pdf_font *font, double code, double width)
{
	if (code >= 0 && code < font->width_count && width > 0 && width < 10000)
		font->widths[(size_t)code] = (unsigned short)width;
}

/* [ code [ width width ... ] low high width ... ] (section 9.7.4.3). */
static void
read_wide_widths(struct pdf_reader *reader, struct pdf_font *font, struct pdf_reader_span list)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, list);
	struct pdf_token low, high, token;
	double code;

	pdf_token_next(&tokens, &token);
	for (pdf_token_next(&tokens, &low); low.kind == PDF_TOKEN_NUMBER;
	     pdf_token_next(&tokens, &low)) {
		pdf_token_next(&tokens, &high);
		code = low.number;
		if (high.kind == PDF_TOKEN_ARRAY) {
			for (pdf_token_next(&tokens, &token); token.kind == PDF_TOKEN_NUMBER;
			     pdf_token_next(&tokens, &token))
				set_width(font, code++, token.number);
			continue;
		}
		pdf_token_next(&tokens, &token);
		for (code = fmax(0, code); code <= high.number && code < font->width_count; code++)
			set_width(font, code, token.number);
	}
}

static void
read_widths(struct pdf_reader *reader, struct pdf_font *font, struct pdf_reader_span dict)
{
	struct pdf_tokens tokens =
		pdf_reader_tokens(reader, pdf_reader_get(reader, dict, "Widths"));
	double code = pdf_reader_number(reader, pdf_reader_get(reader, dict, "FirstChar"), 0);
	struct pdf_token token;

	pdf_token_next(&tokens, &token);
	for (pdf_token_next(&tokens, &token); token.kind == PDF_TOKEN_NUMBER && code < 256;
	     pdf_token_next(&tokens, &token), code++)
		set_width(font, code, token.number);
}

static int
compare(const void *left, const void *right)
{
	const struct pdf_font_range *a = left, *b = right;

	return (a->low > b->low) - (a->low < b->low);
}

/* The font below a composite one, which has the widths. */
static void
read_composite(struct pdf_reader *reader, struct pdf_font *font, struct pdf_reader_span dict)
{
	struct pdf_tokens tokens =
		pdf_reader_tokens(reader, pdf_reader_get(reader, dict, "DescendantFonts"));
	struct pdf_token token;
	struct pdf_reader_span below;

	pdf_token_next(&tokens, &token);
	pdf_token_next(&tokens, &token);
	below = pdf_reader_resolve(reader, pdf_reader_value(&tokens, &token));
	font->usual = pdf_reader_number(reader, pdf_reader_get(reader, below, "DW"), 1000);
	read_wide_widths(reader, font, pdf_reader_get(reader, below, "W"));
	font->opaque = font->range_count == 0;
}

struct pdf_font *
pdf_font_open(struct pdf_reader *reader, struct pdf_reader_span dict)
{
	struct pdf_font *font = arena_zalloc(reader->arena, 1, sizeof(*font));
	const struct pdf_reader_object *map =
		pdf_reader_object(reader, pdf_reader_get_raw(reader, dict, "ToUnicode"));
	bool composite = pdf_reader_is(reader, pdf_reader_get(reader, dict, "Subtype"), "Type0");

	font->code_bytes = composite ? 2 : 1;
	font->width_count = composite ? 65536 : 256;
	font->widths = arena_zalloc(reader->arena, font->width_count, sizeof(*font->widths));
	font->usual = WIDTH_USUAL;
	fill_latin(font);
	if (map != NULL && map->stream.bytes != NULL)
		read_map(reader, font, pdf_reader_decode(reader, map));
	if (font->range_count != 0)
		qsort(font->ranges, font->range_count, sizeof(*font->ranges), compare);
	if (composite) {
		read_composite(reader, font, dict);
		return font;
	}
	font->code_bytes = 1;
	read_widths(reader, font, dict);
	read_differences(
		reader, font,
		pdf_reader_get(reader, pdf_reader_get(reader, dict, "Encoding"), "Differences"));
	return font;
}

/* ---- text ------------------------------------------------------------------------------------ */

static const struct pdf_font_range *
find_range(const struct pdf_font *font, uint32_t code)
{
	size_t low = 0, high = font->range_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (font->ranges[middle].low <= code)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 || code > font->ranges[low - 1].high ? NULL : &font->ranges[low - 1];
}

double
pdf_font_show(const struct pdf_font *font, const char *bytes, size_t length, size_t most,
	      struct text *out)
{
	double width = 0;
	size_t at;

	for (at = 0; at + font->code_bytes <= length && out->length < most;
	     at += font->code_bytes) {
		uint32_t code = (unsigned char)bytes[at];
		const struct pdf_font_range *range;

		if (font->code_bytes == 2)
			code = code << 8 | (unsigned char)bytes[at + 1];
		width += font->widths[code] != 0 ? font->widths[code] : font->usual;
		range = find_range(font, code);
		if (range != NULL && range->text != NULL)
			text_add_string(out, range->text);
		else if (range != NULL && range->point + (code - range->low) >= ' ')
			text_add_point(out, range->point + (code - range->low));
		else if (font->code_bytes == 1 && range == NULL)
			text_add_point(out, font->points[code]);
	}
	return width;
}
