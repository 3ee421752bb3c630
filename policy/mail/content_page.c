/* SPDX-License-Identifier: BSD-2-Clause */
/* content_page - what is odd about a page or SVG picture, in the mail or attached to it. */
#include "config.h"

#include "policy/mail/content_page.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define PREPARED_MOST 65536 /* bytes of a page that is looked through for recipients */
#define ASKED_MOST    20    /* recipients */

/* ---- attached pages -------------------------------------------------------------------------- */

/* 'page' is in lower case. */
static bool
says(struct arena *arena, const char *page, size_t length, const char *address)
{
	return strchr(address, '@') != NULL &&
	       memmem(page, length, text_lower(arena, address), strlen(address)) != NULL;
}

/* Forms are sent filled in with the address of the one who gets them. */
static bool
is_prepared(const struct content *content, const char *utf8, size_t length)
{
	const struct message_envelope *envelope = &content->message->source->envelope;
	const struct address_list *to = &content->message->to;
	struct address address;
	const char *why;
	char *page;
	size_t i;

	if (length > PREPARED_MOST)
		return false;
	page = arena_memdup(content->arena, utf8, length);
	for (i = 0; i < length; i++)
		page[i] = (char)(page[i] >= 'A' && page[i] <= 'Z' ? page[i] | 0x20 : page[i]);
	for (i = 0; i < envelope->recipient_count && i < ASKED_MOST; i++)
		if (address_path(content->arena, envelope->recipients[i].typed, &address, &why) ==
			    0 &&
		    says(content->arena, page, length, address.text))
			return true;
	for (i = 0; i < to->count && i < ASKED_MOST; i++)
		if (says(content->arena, page, length, to->items[i].text))
			return true;
	return false;
}

/* "invoice.pdf.html": the name of a document on a page. */
static bool
is_disguised(const struct walk_leaf *leaf)
{
	static const char *const documents[] = {".pdf", ".doc",  ".docx", ".xls", ".xlsx", ".ppt",
						".jpg", ".jpeg", ".png",  ".txt", ".zip",  ".mp3",
						".wav", ".eml",  ".msg",  ".tif", ".csv",  NULL};
	const char *names[] = {leaf->name, leaf->other_name};
	size_t i, j;

	for (i = 0; i < 2; i++) {
		const char *dot = strrchr(names[i], '.');
		size_t length = dot == NULL ? 0 : (size_t)(dot - names[i]);

		for (j = 0; documents[j] != NULL; j++) {
			size_t size = strlen(documents[j]);

			if (length > size && strncasecmp(dot - size, documents[j], size) == 0)
				return true;
		}
	}
	return false;
}

static void
note_attached(struct content *content, const struct content_piece *piece, const char *utf8,
	      size_t length)
{
	struct finding finding = {.kind = FINDING_HTML_ATTACHMENT,
				  .where = piece->where,
				  .observed = piece->leaf->name,
				  .why = "an HTML page is attached, which opens outside the mail "
					 "program"};

	if (is_disguised(piece->leaf)) {
		finding.weight = 160;
		finding.why = "an attached HTML page is named like a document";
	} else if (is_prepared(content, utf8, length)) {
		finding.weight = 120;
		finding.why = "an attached HTML page was prepared for this recipient";
	}
	finding_add(content->findings, &finding);
}

static void
note_script(struct content *content, const struct content_piece *piece, const struct html *html)
{
	struct finding finding = {.kind = FINDING_SCRIPT_ATTACHMENT,
				  .where = piece->where,
				  .observed = piece->leaf->name,
				  .why = "the script of an attached page decodes or builds data"};

	if (html->built) {
		finding.weight = 300;
		finding.why = "the script of an attached page hides another page or an address";
	}
	finding_add(content->findings, &finding);
}

/* ---- all pages ------------------------------------------------------------------------------- */

static void
note_form(struct content *content, const struct content_piece *piece)
{
	finding_add(content->findings,
		    &(struct finding){.kind = FINDING_PASSWORD_FORM,
				      .impact = IMPACT_PASSWORD,
				      .where = piece->where,
				      .observed = piece->leaf->name,
				      .why = piece->attachment
						     ? "an attached page has a password field"
						     : "the mail itself has a password field"});
}

void
content_page_note(struct content *content, const struct content_piece *piece,
		  const struct html *html, const char *utf8, size_t length)
{
	bool page = piece->nature == NATURE_HTML;

	if (html->password_field)
		note_form(content, piece);
	if (piece->attachment && !piece->leaf->attached && page)
		note_attached(content, piece, utf8, length);
	if (piece->attachment && (html->smuggling || html->built))
		note_script(content, piece, html);
	if (html->svg_active || (piece->nature == NATURE_SVG && html->script))
		finding_add(
			content->findings,
			&(struct finding){.kind = FINDING_SVG_ACTIVE,
					  .where = piece->where,
					  .observed = piece->leaf->name,
					  .why = "a picture (SVG) has script, event handlers or "
						 "foreign content"});
}
