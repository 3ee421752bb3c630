/* SPDX-License-Identifier: BSD-2-Clause */
/* lure_words - what the words of a message ask for, family by family (detection.md 2.10). */
#include "config.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/lure/choice.h"
#include "policy/lure/lure_private.h"
#include "policy/lure/passage.h"
#include "policy/lure/role.h"
#include "policy/lure/window.h"

#define PASSAGES_MOST  64 /* texts looked at; more is said, not passed over */
#define STRICTER       15 /* strength that replies need beyond the usual */
#define EXCERPT_AROUND 40
#define EXCERPT_MOST   280
#define WORDS_MOST     60
#define WEIGHT_PROMPT  150

/* The strongest that one family says, where it is seen. */
struct said {
	struct window_answer answer;
	const struct passage *passage;
	bool asks; /* its own words stand in the passage at hand */
};

/* One message being looked at. */
struct look {
	const struct lure *lure;
	struct arena *arena;
	const struct message *message;
	struct window_hit *hits; /* of the head, then of the passage at hand */
	size_t hit_count, head_count, capacity;
	bool in_head;
	bool attachment;
	int fires;          /* strength from which a lure is one */
	struct said *said;  /* of each family */
	struct said hidden; /* the strongest of any family that nobody sees */
	const struct family *hidden_family;
	const struct passage *prompt; /* hidden words that speak to filters */
	const char *prompt_words;
	struct account_speech *speech;
	bool capped;
};

static void
add_hit(struct look *look, const struct window_hit *hit)
{
	look->hits = arena_grow(look->arena, look->hits, look->hit_count, &look->capacity,
				sizeof(*look->hits));
	look->hits[look->hit_count++] = *hit;
}

/* The first words that speak of accounts; those of the head outrank others. */
static void
note_speech(struct look *look, const char *words, enum account_place place)
{
	if (place > look->speech->place)
		*look->speech = (struct account_speech){place, words};
}

/* Words of the families that are no lures. */
static void
note_helper(struct look *look, const struct family *family, const struct passage *passage,
	    const struct matcher_hit *hit, enum text_kind kind)
{
	const char *words = text_utf8(look->arena, passage->text + hit->start,
				      hit->end - hit->start, WORDS_MOST);

	if (family->use == FAMILY_ACCOUNTS && kind != TEXT_HIDDEN)
		note_speech(look, words, look->in_head ? ACCOUNT_IN_HEAD : ACCOUNT_IN_TEXT);
	if (family->use == FAMILY_NOTICES && look->in_head)
		note_speech(look, words, ACCOUNT_NOTICE);
	if (family->use == FAMILY_PROMPTS && kind == TEXT_HIDDEN && look->prompt == NULL) {
		look->prompt = passage;
		look->prompt_words = words;
	}
}

/* Scan a passage; hits come in order, so code points are counted in one walk. */
static void
scan(struct look *look, const struct passage *passage, enum text_kind kind)
{
	size_t byte = 0, points = 0, i;
	struct matcher_hits found;

	matcher_scan(look->lure->matcher, look->arena, passage->text, passage->length, &found);
	look->capped = look->capped || found.capped;
	for (i = 0; i < found.count; i++) {
		const struct lure_place *place = &look->lure->places[found.items[i].cue];
		const struct family *family = &look->lure->set.families[place->family];

		for (; byte < found.items[i].end; byte++)
			points += ((unsigned char)passage->text[byte] & 0xc0) != 0x80;
		if (family->use >= FAMILY_ACCOUNTS) {
			note_helper(look, family, passage, &found.items[i], kind);
			continue;
		}
		look->said[place->family].asks = true;
		add_hit(look, &(struct window_hit){
				      .cue = place->cue,
				      .index = found.items[i].cue,
				      .family = family,
				      .at = points,
				      .start = found.items[i].start,
				      .end = found.items[i].end,
				      .text = passage->text,
				      .head = look->in_head,
			      });
	}
}

/* What nobody sees is judged without the head, and apart. */
static void
judge_hidden(struct look *look, const struct family *family, const struct passage *passage)
{
	struct window_question question = {
		.family = family,
		.hits = look->hits + look->head_count,
		.hit_count = look->hit_count - look->head_count,
		.passage = passage,
		.cue_count = look->lure->cue_count,
	};
	struct window_answer answer;

	window_best(look->arena, &question, &answer);
	if (answer.strength <= look->hidden.answer.strength)
		return;
	look->hidden = (struct said){.answer = answer, .passage = passage};
	look->hidden_family = family;
}

static void
judge_seen(struct look *look, size_t i, const struct passage *passage, enum text_kind kind)
{
	struct window_question question = {
		.family = &look->lure->set.families[i],
		.hits = look->hits,
		.hit_count = look->hit_count,
		.passage = passage,
		.cue_count = look->lure->cue_count,
		.attachment = look->attachment && kind != TEXT_ATTACHMENT,
	};
	struct window_answer answer;

	window_best(look->arena, &question, &answer);
	if (answer.strength <= look->said[i].answer.strength)
		return;
	look->said[i].answer = answer;
	look->said[i].passage = passage;
}

static void
judge_passage(struct look *look, const struct passage *passage, enum text_kind kind)
{
	size_t i;

	for (i = 0; i < look->lure->set.count; i++) {
		const struct family *family = &look->lure->set.families[i];

		if (family->use != FAMILY_LURE || !look->said[i].asks)
			continue;
		if (kind == TEXT_HIDDEN)
			judge_hidden(look, family, passage);
		else
			judge_seen(look, i, passage, kind);
	}
}

/* An excerpt of the passage around the window, cut at code points. */
static const char *
excerpt(struct arena *arena, const struct passage *passage, const struct window_answer *answer)
{
	size_t from = answer->from > EXCERPT_AROUND ? answer->from - EXCERPT_AROUND : 0;
	size_t to = answer->to + EXCERPT_AROUND;

	if (to > passage->length)
		to = passage->length;
	if (to - from > EXCERPT_MOST)
		to = from + EXCERPT_MOST;
	while (from < to && ((unsigned char)passage->text[from] & 0xc0) == 0x80)
		from++;
	while (to > from && to < passage->length &&
	       ((unsigned char)passage->text[to] & 0xc0) == 0x80)
		to--;
	return text_utf8(arena, passage->text + from, to - from, EXCERPT_MOST);
}

/* The words that counted, group by group, as they stood in the text. */
static const char *
explain(struct arena *arena, const struct window_answer *answer, const struct family *family)
{
	struct text why = TEXT_IN(arena);
	unsigned group;
	size_t i;

	text_add_string(&why, family->sentence);
	for (group = 0; group < CUE_GROUPS; group++) {
		bool first = true;

		for (i = 0; i < answer->hit_count; i++) {
			const struct window_hit *hit = &answer->hits[i];

			if (hit->cue->group != (enum cue_group)group)
				continue;
			text_printf(&why, "%s%s \"%s\"", first ? "; " : ",",
				    first ? cue_group_name(hit->cue->group) : "",
				    text_printable(arena,
						   arena_memdup(arena, hit->text + hit->start,
								hit->end - hit->start),
						   WORDS_MOST));
			first = false;
		}
	}
	if (answer->near)
		text_printf(&why, "; link %zu", answer->link + 1);
	return text_string(&why);
}

static const char *
place_of(struct arena *arena, const struct said *said)
{
	if (said->answer.from == said->answer.to)
		return "subject";
	return said->answer.head ? arena_printf(arena, "subject and %s", said->passage->where)
				 : said->passage->where;
}

/* "; also account-verify": those that gave way to family 'i'. */
static const char *
also(const struct look *look, const struct choice *choices, size_t i)
{
	struct text also = TEXT_IN(look->arena);
	size_t k;

	for (k = 0; k < look->lure->set.count; k++)
		if (choices[k].strength > 0 && choices[k].into == i)
			text_printf(&also, "%s %s", also.length == 0 ? "; also" : ",",
				    look->lure->set.families[k].name);
	return text_string(&also);
}

static void
add_lure(struct look *look, const struct choice *choices, size_t i, struct finding_list *findings)
{
	const struct family *family = &look->lure->set.families[i];
	const struct said *said = &look->said[i];
	struct arena *arena = look->arena;
	bool colleague = role_is_colleague(arena, look->message);

	finding_add(
		findings,
		&(struct finding){
			.kind = FINDING_LURE,
			.family = family->name,
			.impact = family->impact,
			.tier = 9,
			.observed = said->answer.from == said->answer.to
					    ? look->message->subject
					    : excerpt(arena, said->passage, &said->answer),
			.where = place_of(arena, said),
			.why = arena_printf(arena, "%s%s", explain(arena, &said->answer, family),
					    also(look, choices, i)),
			.nearly = colleague ? "the sender is a proven colleague" : "",
			.weight = choices[i].points,
			.prominent = true,
		});
}

static void
add_asked(struct look *look, const struct family *family, const struct said *said,
	  struct finding_list *findings)
{
	finding_add(findings, &(struct finding){
				      .kind = FINDING_SECRET_ASKED,
				      .family = family->name,
				      .impact = family->impact,
				      .tier = 9,
				      .where = place_of(look->arena, said),
				      .why = family->sentence,
				      .prominent = true,
			      });
}

/* The families that name what is asked for; the rest gives way to them. */
static void
add_lures(struct look *look, struct finding_list *findings)
{
	size_t count = look->lure->set.count, i;
	struct choice *choices = arena_zalloc(look->arena, count + 1, sizeof(*choices));

	for (i = 0; i < count; i++) {
		const struct family *family = &look->lure->set.families[i];
		int strength = look->said[i].answer.strength;

		choices[i].rank = family->rank;
		choices[i].most = family->most;
		if (strength >= look->fires) {
			choices[i].strength = strength;
			choices[i].points = family->weight * strength / 100;
		}
	}
	choice_make(choices, count);
	for (i = 0; i < count; i++)
		if (choices[i].strength > 0 && choices[i].into == CHOICE_NONE) {
			add_lure(look, choices, i, findings);
			if (look->lure->set.families[i].wants_answer)
				add_asked(look, &look->lure->set.families[i], &look->said[i],
					  findings);
		}
}

static void
add_hidden(struct look *look, struct finding_list *findings)
{
	const struct said *hidden = &look->hidden;

	if (look->prompt != NULL)
		finding_add(findings,
			    &(struct finding){
				    .kind = FINDING_HIDDEN_TEXT,
				    .family = "prompt",
				    .tier = 9,
				    .observed = look->prompt_words,
				    .where = look->prompt->where,
				    .why = "text that nobody sees tells a filter what to think",
				    .weight = WEIGHT_PROMPT,
			    });
	if (hidden->answer.strength < look->fires ||
	    look->said[look->hidden_family - look->lure->set.families].answer.strength >=
		    look->fires)
		return;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_HIDDEN_TEXT,
			    .family = "hidden-lure",
			    .tier = 9,
			    .observed = excerpt(look->arena, hidden->passage, &hidden->answer),
			    .where = hidden->passage->where,
			    .why = arena_printf(
				    look->arena, "text that nobody sees %s",
				    explain(look->arena, &hidden->answer, look->hidden_family)),
		    });
}

/* Look at one passage; its hits are forgotten with the next. */
static void
look_at(struct look *look, const struct passage *passage, enum text_kind kind)
{
	look->hit_count = look->head_count;
	scan(look, passage, kind);
	judge_passage(look, passage, kind);
}

/* Something attached that opens as a page or document and may carry the link, or a code to scan. */
static bool
has_opening_attachment(const struct message *message)
{
	static const char *const ends[] = {".htm",  ".html", ".shtml", ".xhtml", ".svg",  ".pdf",
					   ".doc",  ".docx", ".docm",  ".xls",   ".xlsx", ".xlsm",
					   ".pptx", ".rtf",  ".one",   ".eml",   ".zip"};
	size_t i, j;

	for (i = 0; i < message->link_count; i++)
		if (message->links[i].kind == LINK_QR)
			return true;
	for (i = 0; i < message->attachment_count; i++) {
		const struct message_attachment *attachment = &message->attachments[i];

		if (strcmp(attachment->type, "text/html") == 0 ||
		    strcmp(attachment->type, "application/pdf") == 0 ||
		    strcmp(attachment->type, "image/svg+xml") == 0)
			return true;
		for (j = 0; j < sizeof(ends) / sizeof(ends[0]); j++)
			if (text_ends_fold(attachment->name, ends[j]))
				return true;
	}
	return false;
}

void
lure_words(const struct lure *lure, struct arena *arena, const struct message *message,
	   struct account_speech *speech, struct finding_list *findings)
{
	size_t count = message->text_count < PASSAGES_MOST ? message->text_count : PASSAGES_MOST, i;
	bool stricter = (message->flags & MESSAGE_ANSWER) != 0;
	struct passage *passages = arena_zalloc(arena, count + 1, sizeof(*passages));
	struct look look = {.lure = lure,
			    .arena = arena,
			    .message = message,
			    .attachment = has_opening_attachment(message),
			    .fires = WINDOW_FIRES + (stricter ? STRICTER : 0),
			    .speech = speech};

	look.said = arena_zalloc(arena, lure->set.count + 1, sizeof(*look.said));
	passage_head(arena, message, &passages[count]);
	look.in_head = true;
	look_at(&look, &passages[count], TEXT_VISIBLE);
	look.in_head = false;
	look.head_count = look.hit_count;
	for (i = 0; i < count; i++) {
		passage_text(arena, message, i, &passages[i]);
		look_at(&look, &passages[i], message->texts[i].kind);
	}
	add_lures(&look, findings);
	add_hidden(&look, findings);
	if (look.capped || count < message->text_count)
		finding_add(findings, &(struct finding){
					      .kind = FINDING_TRUNCATED,
					      .tier = 9,
					      .where = "text",
					      .why = "not all of the text was searched for lures",
				      });
}
