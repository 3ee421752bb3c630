/* SPDX-License-Identifier: BSD-2-Clause */
/* content_add - texts and links of parts, put into the message. */
#include "config.h"

#include "policy/mail/content_add.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/defang.h"

#define BEFORE_MOST  80
#define FOUND_FACTOR 8 /* URLs read in text for each link that may be kept */

size_t
content_add_text(struct content *content, enum text_kind kind, const char *utf8, size_t length,
		 const char *where)
{
	struct message *message = content->message;

	message->texts = arena_grow(content->arena, message->texts, message->text_count,
				    &content->text_capacity, sizeof(*message->texts));
	message->texts[message->text_count] = (struct message_text){
		.kind = kind, .bytes = utf8, .length = length, .where = where};
	return message->text_count++;
}

static bool
insert_hash(uint64_t *table, size_t size, uint64_t hash)
{
	size_t at = (size_t)hash & (size - 1);

	while (table[at] != 0 && table[at] != hash)
		at = (at + 1) & (size - 1);
	if (table[at] == hash)
		return false;
	table[at] = hash;
	return true;
}

/* Whether a link that says the same is there already. */
static bool
is_repeated(struct content *content, const struct message_link *link)
{
	const char *target = link->obscured || link->url.text == NULL ? link->raw : link->url.text;
	uint64_t hash =
		text_hash(target, strlen(target)) * 31 + text_hash(link->text, strlen(link->text));
	size_t i;

	hash = hash * 31 + (uint64_t)link->kind * 4 + (link->attachment ? 2 : 0) + link->hidden;
	if (2 * (content->message->link_count + 1) > content->seen_size) {
		uint64_t *old = content->seen;
		size_t old_size = content->seen_size;

		content->seen_size = old_size == 0 ? 64 : old_size * 2;
		content->seen = arena_zalloc(content->arena, content->seen_size, sizeof(uint64_t));
		for (i = 0; i < old_size; i++)
			if (old[i] != 0)
				(void)insert_hash(content->seen, content->seen_size, old[i]);
	}
	return !insert_hash(content->seen, content->seen_size, hash | 1);
}

void
content_add_link(struct content *content, const struct message_link *link)
{
	struct message *message = content->message;

	if (message->link_count >= (size_t)content->walk->bounds->links_most) {
		sight_truncated(content->walk->sight, "links", link->where);
		return;
	}
	if (is_repeated(content, link))
		return;
	if (link->obscured && link->kind != LINK_IMAGE && link->kind != LINK_MAILTO)
		sight_obscured(content->walk->sight, link->raw, link->where);
	message->links = arena_grow(content->arena, message->links, message->link_count,
				    &content->link_capacity, sizeof(*message->links));
	message->links[message->link_count++] = *link;
}

/* Up to BEFORE_MOST bytes of text before 'at', beginning at a code point. */
static const char *
text_before(struct arena *arena, const char *text, size_t at)
{
	size_t start = at > BEFORE_MOST ? at - BEFORE_MOST : 0;

	while (start < at && ((unsigned char)text[start] & 0xC0) == 0x80)
		start++;
	return arena_memdup(arena, text + start, at - start);
}

/* An address within the text of an anchor is that anchor's text, not a link of its own. */
static bool
is_in_anchor(const struct html *html, size_t at)
{
	size_t i;

	for (i = 0; html != NULL && i < html->link_count; i++)
		if (!html->links[i].hidden && at >= html->links[i].text_offset &&
		    at < html->links[i].text_offset + strlen(html->links[i].text))
			return true;
	return false;
}

/* Text of one link said a thousand times costs time too. */
static bool
is_enough(struct content *content, const char *where)
{
	const struct walk *walk = content->walk;

	if (++content->spans <= FOUND_FACTOR * (size_t)walk->bounds->links_most &&
	    clock_monotonic_us() <= walk->until_us)
		return false;
	sight_truncated(walk->sight, "links", where);
	return true;
}

/* Links that stand in a text of the message; 'html' is the page it came from, or NULL. */
void
content_add_found(struct content *content, const struct content_piece *piece,
		  const struct html *html, size_t text_index)
{
	const char *text = content->message->texts[text_index].bytes;
	size_t length = content->message->texts[text_index].length;
	size_t most = (size_t)content->walk->bounds->url_bytes, at = 0;
	struct url_span span;
	const char *why;

	while (content->message->link_count < (size_t)content->walk->bounds->links_most &&
	       url_find(text, length, &at, &span)) {
		struct message_link link = {.kind = span.bare ? LINK_BARE : LINK_TEXT,
					    .text = "",
					    .title = "",
					    .where = piece->where,
					    .attachment = piece->attachment,
					    .text_index = text_index,
					    .text_offset = span.start};

		if (is_enough(content, piece->where))
			return;
		if (is_in_anchor(html, span.start))
			continue;
		if (piece->links != LINK_TEXT)
			link.kind = piece->links;
		link.raw = text_utf8(content->arena, text + span.start, span.length, most);
		link.before = text_before(content->arena, text, span.start);
		link.obscured = url_parse(content->arena, text + span.start, span.length, most,
					  NULL, &link.url, &why) != 0;
		/* A bare word that is no host after all is just a word. */
		if (!link.obscured || !span.bare)
			content_add_link(content, &link);
	}
}

void
content_add_defanged(struct content *content, const struct content_piece *piece, size_t text_index)
{
	const char *text = content->message->texts[text_index].bytes, *why;
	size_t length = content->message->texts[text_index].length;
	size_t most = (size_t)content->walk->bounds->url_bytes, at = 0;
	struct defang_span span;

	while (defang_find(content->arena, text, length, &at, &span)) {
		struct message_link link = {.kind = LINK_TEXT,
					    .text = "",
					    .where = piece->where,
					    .attachment = piece->attachment,
					    .text_index = text_index,
					    .text_offset = span.start};

		if (is_enough(content, piece->where))
			return;
		link.raw = text_utf8(content->arena, text + span.start, span.length, most);
		link.before = text_before(content->arena, text, span.start);
		if (url_parse(content->arena, span.address, strlen(span.address), most, NULL,
			      &link.url, &why) == 0 &&
		    host_has_known_suffix(link.url.host.ascii))
			content_add_link(content, &link);
	}
}
