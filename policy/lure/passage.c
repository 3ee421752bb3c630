/* SPDX-License-Identifier: BSD-2-Clause */
/* passage - one run of a message's text as it is scanned for cues. */
#include "config.h"

#include "policy/lure/passage.h"

#include <stdlib.h>
#include <string.h>

#include "policy/lure/cue.h"
#include "policy/lure/leet.h"
#include "policy/mail/fold.h"

#define HEAD_NAMES 8 /* attachment names that count */

struct builder {
	struct arena *arena;
	struct text text;
	size_t points;
	bool skip_quotes;
	bool line_start;
};

bool
passage_clickable(const struct message_link *link)
{
	if (link->hidden)
		return false;
	switch (link->kind) {
	case LINK_ANCHOR:
	case LINK_FORM:
	case LINK_REFRESH:
	case LINK_FRAME:
	case LINK_SVG:
	case LINK_TEXT:
	case LINK_BARE:
	case LINK_CALENDAR:
	case LINK_QR:
	case LINK_MAILTO:
		return true;
	case LINK_IMAGE:
		return false;
	}
	abort();
}

static void
add_folded(struct builder *builder, const char *bytes, size_t length)
{
	struct folded folded;

	if (length == 0)
		return;
	/* Folding may trim: a blank at either end keeps words apart. */
	if ((unsigned char)bytes[0] <= ' ')
		builder->points += cue_level(&builder->text, " ", 1);
	fold_text(builder->arena, bytes, length, &folded);
	builder->points +=
		cue_level(&builder->text, leet_undo(builder->arena, folded.text, folded.length),
			  folded.length);
	if ((unsigned char)bytes[length - 1] <= ' ')
		builder->points += cue_level(&builder->text, " ", 1);
}

static bool
is_quoted(const char *line, size_t length)
{
	size_t at = 0;

	while (at < length && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return at < length && (line[at] == '>' || line[at] == '|');
}

/* Add a piece of text but its quoted lines; a piece may begin inside a line. */
static void
add_unquoted(struct builder *builder, const char *bytes, size_t length)
{
	size_t from = 0, at = 0;

	while (at < length) {
		const char *end = memchr(bytes + at, '\n', length - at);
		size_t next = end == NULL ? length : (size_t)(end - bytes) + 1;

		if (builder->line_start && is_quoted(bytes + at, next - at)) {
			add_folded(builder, bytes + from, at - from);
			from = next;
		}
		builder->line_start = end != NULL;
		at = next;
	}
	add_folded(builder, bytes + from, length - from);
}

static void
add_piece(struct builder *builder, const char *bytes, size_t length)
{
	if (builder->skip_quotes)
		add_unquoted(builder, bytes, length);
	else
		add_folded(builder, bytes, length);
}

static void
begin(struct builder *builder, struct arena *arena)
{
	*builder = (struct builder){.arena = arena, .text = TEXT_IN(arena), .line_start = true};
	builder->points = cue_level(&builder->text, " ", 1);
}

static void
end(struct builder *builder, const char *where, struct passage *out)
{
	builder->points += cue_level(&builder->text, " ", 1);
	out->where = where;
	out->text = text_string(&builder->text);
	out->length = builder->text.length;
	out->points = builder->points;
}

/* A sentence of its own, so that cues do not run over its end. */
static void
add_sentence(struct builder *builder, const char *string)
{
	if (*string == '\0')
		return;
	add_folded(builder, string, strlen(string));
	add_folded(builder, " . ", 3);
}

void
passage_head(struct arena *arena, const struct message *message, struct passage *out)
{
	struct builder builder;
	size_t i;

	*out = (struct passage){0};
	begin(&builder, arena);
	if (message->from.count != 0)
		add_sentence(&builder, message->from.items[0].display);
	add_sentence(&builder, message->subject);
	for (i = 0; i < message->attachment_count && i < HEAD_NAMES; i++)
		add_sentence(&builder, message->attachments[i].name);
	end(&builder, "subject", out);
}

void
passage_string(struct arena *arena, const char *where, const char *string, struct passage *out)
{
	struct builder builder;

	*out = (struct passage){0};
	begin(&builder, arena);
	add_folded(&builder, string, strlen(string));
	end(&builder, where, out);
}

static int
compare_links(const void *left, const void *right)
{
	const struct message_link *const *a = left, *const *b = right;

	if ((*a)->text_offset != (*b)->text_offset)
		return (*a)->text_offset < (*b)->text_offset ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

/* Links that stand in text 'index', in order of their place. */
static size_t
links_of(struct arena *arena, const struct message *message, size_t index,
	 const struct message_link ***out)
{
	const struct message_link **links =
		arena_zalloc(arena, message->link_count + 1, sizeof(const void *));
	size_t count = 0, i;

	for (i = 0; i < message->link_count; i++)
		if (message->links[i].text_index == index && passage_clickable(&message->links[i]))
			links[count++] = &message->links[i];
	if (count > 1)
		qsort(links, count, sizeof(const void *), compare_links);
	*out = links;
	return count;
}

/* How many bytes of text are the URL itself. */
static size_t
written_length(const struct message_link *link, const char *bytes, size_t length)
{
	size_t raw;

	if (link->kind != LINK_TEXT && link->kind != LINK_BARE)
		return 0;
	raw = strlen(link->raw);
	return raw <= length && memcmp(bytes, link->raw, raw) == 0 ? raw : 0;
}

void
passage_text(struct arena *arena, const struct message *message, size_t index, struct passage *out)
{
	const struct message_text *text = &message->texts[index];
	const struct message_link **links;
	size_t count = links_of(arena, message, index, &links), at = 0, i;
	struct builder builder;

	*out = (struct passage){0};
	out->links = arena_zalloc(arena, count + 1, sizeof(*out->links));
	begin(&builder, arena);
	builder.skip_quotes = (message->flags & MESSAGE_ANSWER) != 0;
	for (i = 0; i < count; i++) {
		size_t offset = links[i]->text_offset;

		if (offset > text->length)
			offset = text->length;
		if (offset > at) {
			add_piece(&builder, text->bytes + at, offset - at);
			at = offset;
		}
		out->links[out->link_count++] = (struct passage_link){
			.at = builder.points, .link = (size_t)(links[i] - message->links)};
		if (offset == at)
			at += written_length(links[i], text->bytes + at, text->length - at);
	}
	add_piece(&builder, text->bytes + at, text->length - at);
	end(&builder, text->where, out);
}
