/* SPDX-License-Identifier: BSD-2-Clause */
/* claims - which brands a message speaks in the name of (detection.md 2.9). */
#include "config.h"

#include "policy/lookalike/claims.h"

#include <ctype.h>
#include <string.h>

#include "policy/lookalike/cover.h"
#include "policy/mail/fold.h"

struct reading {
	const struct index *index;
	struct arena *arena;
	const char *text; /* folded */
	size_t length;
	bool covered;   /* the whole text is a brand and words of its trade */
	uint32_t cover; /* of this owner */
	enum claims_source source;
	const char *where;
	struct claims *claims;
};

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Part of a host, path or compound, which speaks for itself: "www.paypal.com", "paypal-x". */
static bool
joins(const struct reading *with, size_t at, size_t beyond)
{
	char c = with->text[at];

	return c == '-' || c == '@' || c == '/' || c == '_' ||
	       (c == '.' && beyond < with->length && is_letter(with->text[beyond]));
}

/* Words of scripts that write without blanks have no edges to look for. */
static bool
is_inside_word(const struct reading *with, size_t at)
{
	return (unsigned char)with->text[at] < 0x80 && at != 0 && is_letter(with->text[at - 1]);
}

/* 'word' stands at 'at', which is not inside a word. */
static bool
is_word(const struct reading *with, size_t at, const struct lexicon_word *word)
{
	size_t end = at + word->length;
	bool mention = with->source == CLAIMS_SUBJECT || with->source == CLAIMS_TEXT_NEAR;

	if ((unsigned char)word->bytes[0] >= 0x80)
		return true;
	if (end < with->length && is_letter(with->text[end]))
		return false;
	return !mention || ((at == 0 || !joins(with, at - 1, at - 2)) &&
			    (end >= with->length || !joins(with, end, end + 1)));
}

static bool
ends_with(const char *text, size_t length, const char *end)
{
	size_t tail = strlen(end);

	return length >= tail && memcmp(text + length - tail, end, tail) == 0 &&
	       (length == tail || !is_letter(text[length - tail - 1]));
}

/* A word of what a thief is after at 'at', behind blanks. */
static bool
is_followed_by_account(const struct reading *with, size_t at)
{
	size_t end;
	uint32_t kind;

	while (at < with->length && with->text[at] == ' ')
		at++;
	for (end = at; end < with->length && is_letter(with->text[end]); end++)
		;
	kind = multimap_value(&with->index->vocabulary, with->text + at, end - at);
	return end == at ? at >= with->length : kind == INDEX_ACCOUNT;
}

/* "PayPal: ...", "GitHub] ...", "DHL - ...": a heading. */
static bool
is_heading(const struct reading *with, size_t at)
{
	while (at < with->length && with->text[at] == ' ')
		at++;
	return at < with->length && strchr(":]|-)", with->text[at]) != NULL;
}

static bool
is_at_start(const struct reading *with, size_t at)
{
	static const char *const before[] = {
		"re: ", "fwd: ", "fw: ", "aw: ", "wg: ", "tr: ", "rv: "};
	size_t i;

	for (i = 0; i < at && !is_letter(with->text[i]); i++)
		;
	if (i == at)
		return true;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (ends_with(with->text, at, before[i]))
			return true;
	return with->text[at - 1] == '[';
}

/* "Your PayPal account", "[GitHub] ...", "PayPal: ...", "Amazon security alert": the subject speaks
 * as the brand. "Google open sources a codec" speaks of it. */
static bool
speaks_as(const struct reading *with, size_t at, size_t end)
{
	static const char *const before[] = {"your ", "ihr ",   "ihre ",   "ihrem ", "ihren ",
					     "dein ", "deine ", "votre ",  "seu ",   "sua ",
					     "tu ",   "su ",    "vostro ", "tuo ",   "uw ",
					     "din ",  "ditt ",  "from ",   "von "};
	size_t i;

	if (is_at_start(with, at) && is_heading(with, end))
		return true;
	if (!is_followed_by_account(with, end))
		return false;
	if (is_at_start(with, at))
		return true;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (ends_with(with->text, at, before[i]))
			return true;
	return false;
}

/* Whether a mention at 'at' says who speaks. */
static bool
is_strong(const struct reading *with, size_t at, const struct lexicon_word *word)
{
	const struct index_claim *claim = &with->index->claims[word->value];

	switch (with->source) {
	case CLAIMS_NAME:
		if (claim->product)
			return false;
		return !claim->common || (with->covered && with->cover == claim->owner);
	case CLAIMS_MAILBOX:
		return !claim->common && !claim->product && with->covered &&
		       with->cover == claim->owner;
	case CLAIMS_SUBJECT:
		return !claim->common && !claim->product && speaks_as(with, at, at + word->length);
	case CLAIMS_TEXT_NEAR:
		break;
	}
	return false;
}

static struct claim *
find_or_add(const struct reading *with, uint32_t owner)
{
	struct claims *claims = with->claims;
	size_t i;

	for (i = 0; i < claims->count; i++) {
		struct claim *item = &claims->items[i];

		if (item->owner == owner && item->source == with->source &&
		    (item->where == with->where || strcmp(item->where, with->where) == 0))
			return item;
	}
	if (claims->count == CLAIMS_MOST)
		return NULL;
	claims->items[claims->count] =
		(struct claim){.owner = owner, .source = with->source, .where = with->where};
	return &claims->items[claims->count++];
}

static void
note(const struct reading *with, size_t at, const struct lexicon_word *word)
{
	const struct index_claim *claim = &with->index->claims[word->value];
	bool strong = is_strong(with, at, word);
	struct claim *item;

	if (claim->common && !strong)
		return;
	item = find_or_add(with, claim->owner);
	if (item == NULL)
		return;
	if (item->token == NULL || strlen(item->token) < word->length)
		item->token = claim->token;
	item->strong = item->strong || strong;
	item->whole = item->whole || (with->covered && with->cover == claim->owner);
	item->relayed = item->relayed || ends_with(with->text, at, "via ");
}

static void
read_folded(struct reading *with)
{
	const struct lexicon *texts = &with->index->texts;
	const struct lexicon_word *word;
	size_t at;

	for (at = 0; at < with->length; at++) {
		struct lexicon_cursor cursor;

		if (is_inside_word(with, at))
			continue;
		cursor = lexicon_at(texts, with->text + at, with->length - at);
		while ((word = lexicon_next(texts, &cursor)) != NULL)
			if (is_word(with, at, word))
				note(with, at, word);
	}
}

/* A name as a host label: "PayPal Support" is "paypal-support". An ordinary word beside another
 * brand's is a name of its own: "Terra Coop". */
static void
cover_name(struct reading *with)
{
	char *label = arena_memdup(with->arena, with->text, with->length);
	struct cover cover;
	size_t i;

	for (i = 0; i < with->length; i++)
		if (!is_letter(label[i]))
			label[i] = '-';
	cover_text(with->index, label, with->length, false, &cover);
	with->covered =
		cover.covered && cover.label != INDEX_NONE && cover.others == 0 && !cover.glued;
	if (with->covered)
		with->cover = with->index->labels[cover.label].owner;
}

static void
read_as(struct reading *with, const char *text)
{
	with->text = text;
	with->length = strlen(text);
	if (with->source == CLAIMS_NAME || with->source == CLAIMS_MAILBOX)
		cover_name(with);
	read_folded(with);
}

void
claims_read(const struct index *index, struct arena *arena, const char *text,
	    const struct claims_place *place, struct claims *claims)
{
	struct reading with = {.index = index,
			       .arena = arena,
			       .source = place->source,
			       .where = place->where,
			       .claims = claims};
	size_t length = strnlen(text, CLAIMS_TEXT);
	struct folded folded;
	char *skeleton;

	if (length == 0)
		return;
	fold_text(arena, text, length, &folded);
	if ((place->source == CLAIMS_NAME || place->source == CLAIMS_SUBJECT) &&
	    claims->text_count < CLAIMS_TEXTS)
		claims->texts[claims->text_count++] = folded.text;
	read_as(&with, folded.text);
	/* As the eye reads it, too: "PayPaI", "M1crosoft". */
	skeleton = fold_skeleton_display(arena, arena_memdup(arena, text, length));
	if (strcmp(skeleton, folded.text) != 0)
		read_as(&with, skeleton);
}

bool
claims_hold(const struct claims *claims, uint32_t owner, bool strong)
{
	size_t i;

	for (i = 0; i < claims->count; i++)
		if (claims->items[i].owner == owner && (claims->items[i].strong || !strong))
			return true;
	return false;
}

/* 'word' between edges of words in 'text'. */
static bool
has_word(const char *text, const char *word, size_t length)
{
	size_t whole = strlen(text), at;

	for (at = 0; at + length <= whole; at++)
		if (memcmp(text + at, word, length) == 0 && (at == 0 || !is_letter(text[at - 1])) &&
		    (at + length == whole || !is_letter(text[at + length])))
			return true;
	return false;
}

bool
claims_speak_of(const struct claims *claims, const char *label, size_t length)
{
	size_t i;

	for (i = 0; i < claims->text_count; i++)
		if (has_word(claims->texts[i], label, length))
			return true;
	return false;
}
