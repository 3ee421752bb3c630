/* SPDX-License-Identifier: BSD-2-Clause */
/* content_qr - links that are shown as QR codes, in pictures and drawn with letters. */
#include "config.h"

#include "policy/mail/content_qr.h"

#include <string.h>
#include <strings.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/content_add.h"
#include "policy/mail/picture.h"
#include "policy/mail/qr_glyph.h"

#define DRAWINGS_MOST 4

static void
add_code(struct content *content, const struct content_piece *piece, size_t text_index,
	 const struct qr_matrix_text *code)
{
	size_t most = (size_t)content->walk->bounds->url_bytes, length = code->length;
	const char *bytes = text_trim(code->bytes, &length), *why;
	struct message_link link = {.kind = LINK_QR,
				    .text = "",
				    .before = "",
				    .where = piece->where,
				    .attachment = piece->attachment,
				    .text_index = text_index};

	if (length < 8 || strncasecmp(bytes, "http", 4) != 0)
		return;
	link.raw = text_utf8(content->arena, bytes, length, most);
	link.obscured = url_parse(content->arena, bytes, length, most, NULL, &link.url, &why) != 0;
	content_add_link(content, &link);
	finding_add(content->findings,
		    &(struct finding){.kind = FINDING_QR_LINK,
				      .observed = link.raw,
				      .where = piece->where,
				      .why = arena_printf(content->arena, "a QR code leads to %s",
							  link.obscured
								  ? "an address that cannot be read"
								  : link.url.host.ascii)});
}

static void
add_codes(struct content *content, const struct content_piece *piece, size_t text_index,
	  const struct qr_codes *codes)
{
	size_t i;

	for (i = 0; i < codes->count; i++)
		add_code(content, piece, text_index, &codes->items[i]);
	if (codes->truncated)
		sight_truncated(content->walk->sight, "QR codes", piece->where);
}

/* Squares and blocks are the only such letters, and few texts have any. */
static bool
may_be_drawn(const char *bytes, size_t length)
{
	return memmem(bytes, length, "\xE2\x96", 2) != NULL ||
	       memmem(bytes, length, "\xE2\x97\xBC", 3) != NULL ||
	       memmem(bytes, length, "\xE2\xAC\x9B", 3) != NULL;
}

/* Letters that are twice as high as wide, then square ones; drawings spend the time of files. */
static void
read_drawing(struct content *content, const struct qr_glyph_block *block, struct qr_codes *out)
{
	int64_t began = clock_monotonic_us();
	int64_t until = began + content->walk->bounds->files_ms * 1000 - content->files_us;
	struct qr_picture picture;

	if (until > content->walk->until_us)
		until = content->walk->until_us;
	qr_glyph_draw(content->arena, block, false, &picture);
	qr_read(content->arena, &picture, until, out);
	if (out->count == 0) {
		qr_glyph_draw(content->arena, block, true, &picture);
		qr_read(content->arena, &picture, until, out);
	}
	content->files_us += clock_monotonic_us() - began;
}

void
content_qr_read_text(struct content *content, const struct content_piece *piece, size_t text_index,
		     const char *utf8, size_t length)
{
	size_t at = 0, drawings = 0;
	struct qr_glyph_block block;

	if (!may_be_drawn(utf8, length))
		return;
	while (qr_glyph_next(utf8, length, &at, &block)) {
		struct qr_codes codes = {.count = 0};

		if (++drawings > DRAWINGS_MOST) {
			sight_truncated(content->walk->sight, "drawings", piece->where);
			return;
		}
		read_drawing(content, &block, &codes);
		add_codes(content, piece, text_index, &codes);
	}
}

/* A link stands in a text: that of the body when there is one, else an empty one. */
static size_t
text_of_picture(struct content *content, const struct content_piece *piece)
{
	if (content->message->text_count != 0)
		return 0;
	return content_add_text(content, TEXT_ATTACHMENT, "", 0, piece->where);
}

void
content_qr_search(struct content *content, const struct content_piece *piece,
		  const struct picture *picture, int64_t until_us)
{
	struct qr_picture dots = {.dark = picture_split(content->arena, picture),
				  .width = picture->width,
				  .height = picture->height};
	struct qr_codes codes = {.count = 0};

	qr_read(content->arena, &dots, until_us, &codes);
	if (codes.count == 0 && clock_monotonic_us() < until_us) {
		dots.dark = picture_split_near(content->arena, picture);
		qr_read(content->arena, &dots, until_us, &codes);
	}
	add_codes(content, piece, codes.count == 0 ? 0 : text_of_picture(content, piece), &codes);
}

void
content_qr_read_picture(struct content *content, const struct content_piece *piece,
			const char *bytes, size_t length, int64_t until_us)
{
	size_t allowed = (size_t)content->walk->bounds->picture_pixels;
	const struct picture_bounds bounds = {
		.pixels = allowed > content->pixels ? allowed - content->pixels : 0,
		.until_us = until_us};
	struct picture picture;
	enum picture_answer answer = picture_read(content->arena, &bounds, bytes, length, &picture);

	content->pixels += picture.pixels;
	if (answer == PICTURE_LARGE)
		sight_truncated(content->walk->sight, "pictures", piece->where);
	if (answer == PICTURE_READ)
		content_qr_search(content, piece, &picture, until_us);
}
