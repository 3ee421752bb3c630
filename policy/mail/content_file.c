/* SPDX-License-Identifier: BSD-2-Clause */
/* content_file - what attached files say: PDF, pictures, archives. */
#include "config.h"

#include "policy/mail/content_file.h"

#include <string.h>
#include <strings.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/content_add.h"
#include "policy/mail/content_archive.h"
#include "policy/mail/content_qr.h"
#include "policy/mail/pdf.h"

#define PDF_LINKS       100
#define PDF_BRIEF       1500 /* letters: a page that says little but its one link */
#define PDF_BRIEF_PAGES 2

/* ---- PDF ------------------------------------------------------------------------------------- */

static void
note_action(struct content *content, const struct content_piece *piece, const char *why, int weight)
{
	finding_add(content->findings, &(struct finding){.kind = FINDING_PDF_ACTION,
							 .observed = piece->leaf->name,
							 .where = piece->where,
							 .weight = weight,
							 .why = why});
}

static void
note_actions(struct content *content, const struct content_piece *piece, const struct pdf *pdf)
{
	if (pdf->launch)
		note_action(content, piece, "a PDF starts a program", 250);
	if (pdf->form)
		note_action(content, piece, "a PDF sends what is typed into it", 150);
	if (pdf->script)
		note_action(content, piece, "a PDF runs script", 60);
}

/* All links of a file lead to one place, which is not the sender's. */
static bool
leads_to_one_place(const struct message *message, size_t first_link)
{
	const char *place = NULL;
	size_t i;

	for (i = first_link; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];

		if (link->obscured || link->kind == LINK_MAILTO || *link->url.host.ascii == '\0')
			continue;
		if (place == NULL)
			place = link->url.host.registrable;
		else if (strcmp(place, link->url.host.registrable) != 0)
			return false;
	}
	return place != NULL && (message->from.count == 0 ||
				 strcmp(place, message->from.items[0].domain.registrable) != 0);
}

static size_t
pixels_left(const struct content *content)
{
	size_t allowed = (size_t)content->walk->bounds->picture_pixels;

	return allowed > content->pixels ? allowed - content->pixels : 0;
}

static void
add_pdf_link(struct content *content, const struct content_piece *piece, size_t text_index,
	     const struct pdf_link *found)
{
	size_t most = (size_t)content->walk->bounds->url_bytes;
	struct message_link link = {.kind = found->form ? LINK_FORM : LINK_ANCHOR,
				    .text = "",
				    .before = "",
				    .where = piece->where,
				    .attachment = true,
				    .text_index = text_index};
	const char *why;

	link.raw = text_utf8(content->arena, found->address, found->length, most);
	link.obscured = url_parse(content->arena, found->address, found->length, most, NULL,
				  &link.url, &why) != 0;
	if (!link.obscured && strcmp(link.url.scheme, "mailto") == 0)
		link.kind = LINK_MAILTO;
	if (!link.obscured || strncasecmp(link.raw, "http", 4) == 0)
		content_add_link(content, &link);
}

/* A code on a page is the page's link. */
static void
search_pictures(struct content *content, const struct content_piece *piece, const struct pdf *pdf,
		int64_t until_us)
{
	size_t i;

	for (i = 0; i < pdf->picture_count; i++) {
		const struct pdf_picture *picture = &pdf->pictures[i];

		if (picture->jpeg != NULL) {
			content_qr_read_picture(content, piece, picture->jpeg, picture->jpeg_length,
						until_us);
			continue;
		}
		content->pixels += picture->grey.pixels;
		content_qr_search(content, piece, &picture->grey, until_us);
	}
}

static void
read_pdf(struct content *content, const struct content_piece *piece, const char *bytes,
	 size_t length, int64_t until_us)
{
	struct walk *walk = content->walk;
	const struct pdf_bounds bounds = {.decoded = walk->decoded_left,
					  .text = (size_t)walk->bounds->text_bytes,
					  .links = PDF_LINKS,
					  .pixels = pixels_left(content),
					  .until_us = until_us};
	size_t first_link = content->message->link_count, index, i;
	struct pdf pdf;

	pdf_read(content->arena, &bounds, bytes, length, &pdf);
	walk->decoded_left -= pdf.decoded < walk->decoded_left ? pdf.decoded : walk->decoded_left;
	if (pdf.truncated)
		sight_truncated(walk->sight, "a PDF", piece->where);
	if (pdf.encrypted || pdf.unreadable)
		sight_obscured(walk->sight, pdf.encrypted ? "an encrypted PDF" : "parts of a PDF",
			       piece->where);
	index = content_add_text(content, TEXT_ATTACHMENT, pdf.text, pdf.text_length, piece->where);
	for (i = 0; i < pdf.link_count; i++)
		add_pdf_link(content, piece, index, &pdf.links[i]);
	note_actions(content, piece, &pdf);
	if (pdf.pages <= PDF_BRIEF_PAGES && pdf.text_length < PDF_BRIEF && !pdf.truncated &&
	    leads_to_one_place(content->message, first_link))
		finding_add(content->findings,
			    &(struct finding){.kind = FINDING_PDF_LINK,
					      .observed = content->message->links[first_link].raw,
					      .where = piece->where,
					      .why = "a PDF of few words leads to one place that "
						     "is not the sender's"});
	content_add_found(content, piece, NULL, index);
	content_qr_read_text(content, piece, index, pdf.text, pdf.text_length);
	search_pictures(content, piece, &pdf, until_us);
}

/* ---- the files of a message ------------------------------------------------------------------ */

void
content_file_read(struct content *content, const struct content_piece *piece)
{
	struct walk *walk = content->walk;
	int64_t began = clock_monotonic_us();
	int64_t until = began + walk->bounds->files_ms * 1000 - content->files_us;
	struct transfer_text decoded;

	if (until <= began) {
		sight_truncated(walk->sight, "attached files", piece->where);
		return;
	}
	if (until > walk->until_us)
		until = walk->until_us;
	walk_decode(walk, piece->leaf->bytes, piece->leaf->encoding, &decoded);
	if (piece->nature == NATURE_PDF)
		read_pdf(content, piece, decoded.bytes, decoded.length, until);
	else if (piece->nature == NATURE_ARCHIVE)
		content_archive_read(content, piece, decoded.bytes, decoded.length, until);
	else
		content_qr_read_picture(content, piece, decoded.bytes, decoded.length, until);
	content->files_us += clock_monotonic_us() - began;
}
