/* SPDX-License-Identifier: BSD-2-Clause */
/* prominence - which links of a message ask to be followed, and which stand in its footer. */
#include "config.h"

#include "policy/mail/prominence.h"

#include <string.h>

#include "policy/base/text.h"

#define WORDS_MOST  64 /* bytes of a link's text that are read */
#define SHORT_MOST  40 /* bytes of what stands on a button */
#define NEVER       (-100)
#define NEAR_BEST   1  /* points behind the best that still make a main link */
#define FOOTER_FROM 60 /* per cent of the text */

struct candidate {
	size_t link; /* its place in the message */
	int score;
};

bool
prominence_is_followed(const struct message_link *link)
{
	switch (link->kind) {
	case LINK_ANCHOR:
	case LINK_FORM:
	case LINK_REFRESH:
	case LINK_SVG:
	case LINK_TEXT:
	case LINK_BARE:
	case LINK_CALENDAR:
	case LINK_QR:
		return !link->hidden && !link->obscured && link->url.host.ascii != NULL &&
		       link->url.host.ascii[0] != '\0';
	case LINK_FRAME:
	case LINK_IMAGE:
	case LINK_MAILTO:
		break;
	}
	return false;
}

/* What stands on links that no thief needs followed. */
static bool
is_footers_word(struct arena *arena, const char *text)
{
	static const char *const words[] = {"unsubscribe",
					    "opt out",
					    "opt-out",
					    "preferences",
					    "privacy",
					    "terms",
					    "imprint",
					    "impressum",
					    "datenschutz",
					    "abmelden",
					    "abbestellen",
					    "agb",
					    "d\xC3\xA9sabonn",
					    "d\xC3\xA9sinscri",
					    "confidentialit",
					    "mentions l",
					    "darse de baja",
					    "privacidad",
					    "cancelar a",
					    "descadastr",
					    "disiscri",
					    "cancellati",
					    "afmelden",
					    "uitschrijven",
					    "voorwaarden",
					    "in browser",
					    "im browser",
					    "your browser",
					    "copyright",
					    "\xE9\x85\x8D\xE4\xBF\xA1\xE5\x81\x9C\xE6\xAD\xA2",
					    "\xE9\x80\x80\xE8\xAE\xA2"};
	const char *lower = text_lower(arena, arena_memdup(arena, text, strnlen(text, WORDS_MOST)));
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(lower, words[i]) != NULL)
			return true;
	return false;
}

/* How far down a link stands in its text, per cent. */
static size_t
depth_of(const struct message *message, const struct message_link *link)
{
	size_t length = link->text_index < message->text_count
				? message->texts[link->text_index].length
				: 0;

	return length == 0 ? 0 : link->text_offset * 100 / length;
}

static bool
same_target(const struct url *a, const struct url *b)
{
	return strcmp(a->host.ascii, b->host.ascii) == 0 && strcmp(a->path, b->path) == 0 &&
	       strcmp(a->query, b->query) == 0;
}

static int
score_of(struct arena *arena, const struct message *message, const struct message_link *link)
{
	size_t depth = depth_of(message, link), length = strlen(link->text);
	int score = 0;

	if (link->kind == LINK_FORM || link->password)
		score += 4;
	if (link->button)
		score += 3;
	if (length != 0 && length <= SHORT_MOST)
		score++;
	if (depth < 34)
		score++;
	if (depth > 85)
		score--;
	return is_footers_word(arena, link->text) ? NEVER : score;
}

/* Many links of a mail with one purpose lead to one place. */
static void
reward_repetition(const struct message *message, struct candidate *candidates, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++)
		for (j = 0; j < count; j++)
			if (i != j && same_target(&message->links[candidates[i].link].url,
						  &message->links[candidates[j].link].url)) {
				candidates[i].score++;
				break;
			}
}

static void
choose_main(struct message *message, struct candidate *candidates, size_t count)
{
	int best = NEVER + NEAR_BEST;
	size_t chosen, i;

	for (i = 0; i < count; i++)
		if (candidates[i].score > best)
			best = candidates[i].score;
	for (chosen = 0; chosen < PROMINENCE_MAIN; chosen++) {
		struct candidate *first = NULL;

		for (i = 0; i < count; i++)
			if (candidates[i].score >= best - NEAR_BEST &&
			    (first == NULL || candidates[i].score > first->score))
				first = &candidates[i];
		if (first == NULL)
			return;
		message->links[first->link].rank = LINK_MAIN;
		first->score = NEVER;
	}
}

/* When there are more links than are compared, the worst gives way. */
static void
keep_candidate(struct candidate *candidates, size_t *count, struct candidate one)
{
	size_t worst = 0, i;

	if (*count < PROMINENCE_MOST) {
		candidates[(*count)++] = one;
		return;
	}
	for (i = 1; i < PROMINENCE_MOST; i++)
		if (candidates[i].score < candidates[worst].score)
			worst = i;
	if (one.score > candidates[worst].score)
		candidates[worst] = one;
}

void
prominence_rank(struct arena *arena, struct message *message)
{
	struct candidate candidates[PROMINENCE_MOST];
	bool footer = false;
	size_t count = 0, i;

	for (i = 0; i < message->link_count; i++) {
		struct message_link *link = &message->links[i];
		int score;

		link->rank = LINK_OTHER;
		if (!prominence_is_followed(link))
			continue;
		score = score_of(arena, message, link);
		footer |= score == NEVER;
		if (footer && !link->button && link->kind != LINK_FORM &&
		    depth_of(message, link) >= FOOTER_FROM)
			link->rank = LINK_FOOTER;
		if (link->rank == LINK_FOOTER)
			score--;
		if (score > NEVER)
			keep_candidate(candidates, &count,
				       (struct candidate){.link = i, .score = score});
	}
	reward_repetition(message, candidates, count);
	choose_main(message, candidates, count);
}
