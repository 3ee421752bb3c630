/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_picture - the pictures of a PDF (ISO 32000-2 section 8.9), for whoever looks for codes. */
#include "config.h"

#include "policy/mail/pdf_picture.h"

#include <string.h>

#define SIDE_LEAST 21 /* dots: a picture may have one for each module */
#define SIDE_MOST  20000

/* How samples become grey. */
struct samples {
	size_t width, height, bits, colours; /* colours: 1, 3 or 4 of a dot */
	const unsigned char *palette;        /* three bytes each, or NULL */
	size_t palette_count;
	bool inverted; /* 0 is light */
};

/* The number of colours by the name of a colour space, 0 for others. */
static size_t
count_colours(struct pdf_reader *reader, struct pdf_reader_span space)
{
	static const struct {
		const char *name;
		size_t colours;
	} names[] = {{"DeviceGray", 1}, {"G", 1},      {"CalGray", 1},    {"DeviceRGB", 3},
		     {"RGB", 3},        {"CalRGB", 3}, {"DeviceCMYK", 4}, {"CMYK", 4}};
	struct pdf_tokens tokens = pdf_reader_tokens(reader, space);
	struct pdf_token token;
	size_t i;

	pdf_token_next(&tokens, &token);
	if (token.kind == PDF_TOKEN_ARRAY)
		pdf_token_next(&tokens, &token);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pdf_token_is(&token, PDF_TOKEN_NAME, names[i].name))
			return names[i].colours;
	if (pdf_token_is(&token, PDF_TOKEN_NAME, "ICCBased")) {
		double count;

		pdf_token_next(&tokens, &token);
		space = pdf_reader_resolve(reader, pdf_reader_value(&tokens, &token));
		count = pdf_reader_number(reader, pdf_reader_get(reader, space, "N"), 0);
		return count == 1 || count == 3 || count == 4 ? (size_t)count : 0;
	}
	return 0;
}

/* [ /Indexed base highest table ] (section 8.6.6.3); the base must be of three colours. */
static bool
read_palette(struct pdf_reader *reader, struct pdf_reader_span space, struct samples *out)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, space);
	struct pdf_token token;
	struct pdf_reader_span base, table;
	const struct pdf_reader_object *object;

	pdf_token_next(&tokens, &token);
	pdf_token_next(&tokens, &token);
	if (!pdf_token_is(&token, PDF_TOKEN_NAME, "Indexed") &&
	    !pdf_token_is(&token, PDF_TOKEN_NAME, "I"))
		return false;
	pdf_token_next(&tokens, &token);
	base = pdf_reader_resolve(reader, pdf_reader_value(&tokens, &token));
	pdf_token_next(&tokens, &token); /* the highest index: the table tells */
	pdf_token_skip(&tokens, &token);
	pdf_token_next(&tokens, &token);
	table = pdf_reader_value(&tokens, &token);
	object = pdf_reader_object(reader, table);
	if (object != NULL && object->stream.bytes != NULL) {
		table = pdf_reader_decode(reader, object);
	} else if (token.kind == PDF_TOKEN_STRING) {
		table.bytes = pdf_token_string(reader->arena, &token, &table.length);
	} else {
		return false;
	}
	out->palette = (const unsigned char *)table.bytes;
	out->palette_count = table.length / 3;
	out->colours = 1;
	return count_colours(reader, base) == 3 && out->palette_count != 0;
}

static unsigned
sample_at(const unsigned char *row, size_t index, size_t bits)
{
	size_t at = index * bits;

	if (bits == 8)
		return row[index];
	return row[at / 8] >> (8 - bits - at % 8) & ((1U << bits) - 1);
}

static unsigned char
grey_of(const struct samples *samples, const unsigned char *row, size_t x)
{
	unsigned first = sample_at(row, x * samples->colours, samples->bits), grey;
	const unsigned char *colour = row + x * samples->colours;

	if (samples->palette != NULL) {
		if (first >= samples->palette_count)
			return 255;
		colour = samples->palette + 3 * (size_t)first;
		return (unsigned char)((colour[0] * 299 + colour[1] * 587 + colour[2] * 114) /
				       1000);
	}
	if (samples->colours == 3)
		grey = (colour[0] * 299U + colour[1] * 587U + colour[2] * 114U) / 1000;
	else if (samples->colours == 4)
		grey = colour[3] > 128 ? 0 : 255U - (colour[0] + colour[1] + colour[2]) / 3U;
	else
		grey = first * 255 / ((1U << samples->bits) - 1);
	return (unsigned char)(samples->inverted ? 255 - grey : grey);
}

static bool
fill_grey(struct pdf_reader *reader, const struct samples *samples, struct pdf_reader_span data,
	  struct picture *out)
{
	size_t stride = (samples->width * samples->colours * samples->bits + 7) / 8, x, y;

	if (data.bytes == NULL || data.length / stride < samples->height)
		return false;
	*out = (struct picture){
		.width = samples->width,
		.height = samples->height,
		.pixels = samples->width * samples->height,
		.grey = arena_zalloc(reader->arena, samples->height, samples->width)};
	for (y = 0; y < samples->height; y++)
		for (x = 0; x < samples->width; x++)
			out->grey[y * samples->width + x] =
				grey_of(samples, (const unsigned char *)data.bytes + y * stride, x);
	return true;
}

static double
number_in(struct pdf_reader *reader, const struct pdf_reader_object *object, const char *key)
{
	return pdf_reader_number(reader, pdf_reader_get(reader, object->body, key), 0);
}

/* What the dictionary says of the samples. */
static bool
read_samples(struct pdf_reader *reader, const struct pdf_reader_object *object, struct samples *out)
{
	struct pdf_reader_span space = pdf_reader_get(reader, object->body, "ColorSpace");
	struct pdf_tokens decode =
		pdf_reader_tokens(reader, pdf_reader_get(reader, object->body, "Decode"));
	struct pdf_tokens mask =
		pdf_reader_tokens(reader, pdf_reader_get(reader, object->body, "ImageMask"));
	struct pdf_token token;
	double bits = number_in(reader, object, "BitsPerComponent");

	pdf_token_next(&mask, &token);
	if (pdf_token_is(&token, PDF_TOKEN_WORD, "true")) {
		bits = 1;
		out->colours = 1;
	} else {
		out->colours = count_colours(reader, space);
	}
	if (out->colours == 0 && !read_palette(reader, space, out))
		return false;
	pdf_token_next(&decode, &token);
	pdf_token_next(&decode, &token);
	out->inverted = token.kind == PDF_TOKEN_NUMBER && token.number == 1;
	if (bits != 8 && (out->colours != 1 || (bits != 1 && bits != 2 && bits != 4)))
		return false;
	out->bits = (size_t)bits;
	return true;
}

bool
pdf_picture_read(struct pdf_reader *reader, const struct pdf_reader_object *object, size_t pixels,
		 struct pdf_picture *out)
{
	double width = number_in(reader, object, "Width");
	double height = number_in(reader, object, "Height");
	struct samples samples = {.width = 0};
	struct pdf_reader_span data;

	*out = (struct pdf_picture){.jpeg = NULL};
	if (object->stream.bytes == NULL || width < SIDE_LEAST || height < SIDE_LEAST ||
	    width > SIDE_MOST || height > SIDE_MOST || width * height > (double)pixels)
		return false;
	data = pdf_reader_decode(reader, object);
	if (data.bytes != NULL && data.length > 3 && memcmp(data.bytes, "\xFF\xD8\xFF", 3) == 0) {
		out->jpeg = data.bytes;
		out->jpeg_length = data.length;
		return true;
	}
	samples.width = (size_t)width;
	samples.height = (size_t)height;
	return read_samples(reader, object, &samples) &&
	       fill_grey(reader, &samples, data, &out->grey);
}
