/* SPDX-License-Identifier: BSD-2-Clause */
/* lure - what a message asks for (detection.md 2.10 and 3). */
#include "config.h"

#include "policy/lure/lure.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/lure/account.h"
#include "policy/lure/family.h"
#include "policy/lure/grant.h"
#include "policy/lure/hosting.h"
#include "policy/lure/load.h"
#include "policy/lure/matcher.h"
#include "policy/lure/passage.h"
#include "policy/lure/role.h"
#include "policy/lure/window.h"

#define PASSAGES_MOST  64 /* texts looked at; more is said, not passed over */
#define HOSTINGS_MOST  8
#define STRICTER       15 /* strength that replies and list mail need beyond the usual */
#define EXCERPT_AROUND 40
#define EXCERPT_MOST   280
#define WORDS_MOST     60

/* Cue 'i' of the matcher. */
struct cue_place {
	const struct family *family;
	const struct family_cue *cue;
};

struct lure {
	struct load_set set;
	struct cue_place *places;
	size_t cue_count;
	struct matcher *matcher;
	struct hosting *hosting;
	const char *version;
};

/* One message being looked at. */
struct look {
	const struct lure *lure;
	struct arena *arena;
	const struct message *message;
	struct window_hit *hits; /* of the head, then of the passage at hand */
	size_t hit_count, head_count, capacity;
	bool attachment;
	struct window_answer *best; /* per family */
	const struct passage **where;
	enum text_kind *kinds;
	bool colleague; /* From is proven to be a recipient's own domain */
	struct account_speech speech;
	bool capped;
};

static int
compile(struct lure *lure, struct arena *arena, const char **why)
{
	const struct cue **cues;
	size_t i, j;

	for (i = 0; i < lure->set.count; i++)
		lure->cue_count += lure->set.families[i].cue_count;
	lure->places = arena_zalloc(arena, lure->cue_count + 1, sizeof(*lure->places));
	cues = arena_zalloc(arena, lure->cue_count + 1, sizeof(*cues));
	lure->cue_count = 0;
	for (i = 0; i < lure->set.count; i++)
		for (j = 0; j < lure->set.families[i].cue_count; j++) {
			const struct family_cue *cue = &lure->set.families[i].cues[j];

			cues[lure->cue_count] = &cue->cue;
			lure->places[lure->cue_count++] =
				(struct cue_place){&lure->set.families[i], cue};
		}
	lure->matcher = matcher_open(arena, cues, lure->cue_count, why);
	return lure->matcher == NULL ? -1 : 0;
}

struct lure *
lure_open(struct arena *arena, const struct conf_lures *conf, const char **why)
{
	struct lure *lure = arena_zalloc(arena, 1, sizeof(*lure));

	if (load_families(arena, conf, &lure->set, why) != 0)
		return NULL;
	lure->hosting = load_hosting(arena, why);
	if (lure->hosting == NULL || compile(lure, arena, why) != 0)
		return NULL;
	lure->version = arena_printf(arena, "families %zu cues %zu hosting %zu hs %s",
				     lure->set.count - lure->set.helpers, lure->cue_count,
				     hosting_count(lure->hosting), matcher_version(lure->matcher));
	return lure;
}

void
lure_close(struct lure *lure)
{
	if (lure != NULL)
		matcher_close(lure->matcher);
}

static void
add_hit(struct look *look, const struct window_hit *hit)
{
	look->hits = arena_grow(look->arena, look->hits, look->hit_count, &look->capacity,
				sizeof(*look->hits));
	look->hits[look->hit_count++] = *hit;
}

/* The first words that speak of accounts; those of the head outrank others. */
static void
note_speech(struct look *look, const struct passage *passage, const struct matcher_hit *hit,
	    enum account_place place)
{
	if (place <= look->speech.place)
		return;
	look->speech =
		(struct account_speech){place, text_utf8(look->arena, passage->text + hit->start,
							 hit->end - hit->start, WORDS_MOST)};
}

/* Scan a passage; hits come in order, so code points are counted in one walk. */
static void
scan(struct look *look, const struct passage *passage, enum text_kind kind, bool head)
{
	size_t byte = 0, points = 0, i;
	struct matcher_hits found;

	matcher_scan(look->lure->matcher, look->arena, passage->text, passage->length, &found);
	look->capped = look->capped || found.capped;
	for (i = 0; i < found.count; i++) {
		const struct cue_place *place = &look->lure->places[found.items[i].cue];

		if (place->family->accounts) {
			note_speech(look, passage, &found.items[i],
				    kind == TEXT_HIDDEN ? ACCOUNT_NOWHERE
				    : head              ? ACCOUNT_IN_HEAD
							: ACCOUNT_IN_TEXT);
			continue;
		}
		for (; byte < found.items[i].end; byte++)
			points += ((unsigned char)passage->text[byte] & 0xc0) != 0x80;
		add_hit(look, &(struct window_hit){
				      .cue = place->cue,
				      .index = found.items[i].cue,
				      .family = place->family,
				      .at = points,
				      .start = found.items[i].start,
				      .end = found.items[i].end,
				      .text = passage->text,
				      .head = head,
			      });
	}
}

/* Hidden text is what no reader acts upon: it counts half. */
static int
discount(enum text_kind kind, int strength)
{
	return kind == TEXT_HIDDEN ? strength / 2 : strength;
}

static void
judge_passage(struct look *look, const struct passage *passage, enum text_kind kind)
{
	size_t i;

	for (i = 0; i < look->lure->set.count; i++) {
		const struct family *family = &look->lure->set.families[i];
		struct window_question question = {
			.family = family,
			.hits = look->hits,
			.hit_count = look->hit_count,
			.passage = passage,
			.cue_count = look->lure->cue_count,
			.attachment = look->attachment && kind != TEXT_ATTACHMENT,
		};
		struct window_answer answer;

		if (family->weight == 0)
			continue;
		window_best(look->arena, &question, &answer);
		if (discount(kind, answer.strength) <=
		    discount(look->kinds[i], look->best[i].strength))
			continue;
		look->best[i] = answer;
		look->kinds[i] = kind;
		look->where[i] = passage;
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
place_of(struct arena *arena, const struct window_answer *answer, const struct passage *passage,
	 enum text_kind kind)
{
	const char *where = kind == TEXT_HIDDEN
				    ? arena_printf(arena, "hidden text of %s", passage->where)
				    : passage->where;

	if (answer->from == answer->to)
		return "subject";
	return answer->head ? arena_printf(arena, "subject and %s", where) : where;
}

static void
add_lure(struct look *look, size_t i, struct finding_list *findings)
{
	const struct family *family = &look->lure->set.families[i];
	const struct window_answer *answer = &look->best[i];
	struct arena *arena = look->arena;
	bool stricter = (look->message->flags & (MESSAGE_REPLY | MESSAGE_LIST)) != 0;
	int strength = discount(look->kinds[i], answer->strength), weight;

	if (answer->strength < WINDOW_FIRES + (stricter ? STRICTER : 0))
		return;
	weight = family->weight * strength / 100;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_LURE,
			    .family = family->name,
			    .impact = family->impact,
			    .tier = 9,
			    .observed = answer->from == answer->to
						? look->message->subject
						: excerpt(arena, look->where[i], answer),
			    .where = place_of(arena, answer, look->where[i], look->kinds[i]),
			    .why = explain(arena, answer, family),
			    .nearly = look->colleague ? "the sender is a proven colleague" : "",
			    .weight = weight < 1 ? 1 : weight,
			    .prominent = look->kinds[i] == TEXT_VISIBLE,
		    });
}

static void
look_at_texts(struct look *look, struct finding_list *findings)
{
	const struct message *message = look->message;
	size_t count = message->text_count < PASSAGES_MOST ? message->text_count : PASSAGES_MOST;
	struct passage *passages = arena_zalloc(look->arena, count + 1, sizeof(*passages));
	size_t i;

	passage_head(look->arena, message, &passages[count]);
	scan(look, &passages[count], TEXT_VISIBLE, true);
	look->head_count = look->hit_count;
	judge_passage(look, &passages[count], TEXT_VISIBLE);
	for (i = 0; i < count; i++) {
		look->hit_count = look->head_count;
		passage_text(look->arena, message, i, &passages[i]);
		scan(look, &passages[i], message->texts[i].kind, false);
		judge_passage(look, &passages[i], message->texts[i].kind);
	}
	for (i = 0; i < look->lure->set.count; i++)
		add_lure(look, i, findings);
	if (look->capped || count < message->text_count)
		finding_add(findings, &(struct finding){
					      .kind = FINDING_TRUNCATED,
					      .tier = 9,
					      .where = "text",
					      .why = "not all of the text was searched for lures",
				      });
}

/* Something attached that opens as a page or document and may carry the link. */
static bool
has_opening_attachment(const struct message *message)
{
	static const char *const ends[] = {".htm",  ".html", ".shtml", ".xhtml", ".svg",  ".pdf",
					   ".doc",  ".docx", ".docm",  ".xls",   ".xlsx", ".xlsm",
					   ".pptx", ".rtf",  ".one",   ".eml",   ".zip"};
	size_t i, j;

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

static void
look_at_name(struct look *look, struct finding_list *findings)
{
	struct matcher_hits found;
	struct passage name;
	size_t i;

	if (look->message->from.count == 0 || *look->message->from.items[0].display == '\0')
		return;
	passage_string(look->arena, "from", look->message->from.items[0].display, &name);
	matcher_scan(look->lure->matcher, look->arena, name.text, name.length, &found);
	for (i = 0; i < found.count; i++) {
		const char *words = name.text + found.items[i].start;
		size_t length = found.items[i].end - found.items[i].start;

		if (look->lure->places[found.items[i].cue].cue->group != CUE_GROUP_ROLE)
			continue;
		role_claim(look->arena, look->message,
			   text_utf8(look->arena, words, length, WORDS_MOST), findings);
		return;
	}
}

static void
look_at_hosting(struct look *look, struct finding_list *findings)
{
	size_t i, found = 0;

	for (i = 0; i < look->message->link_count && found < HOSTINGS_MOST; i++) {
		const struct message_link *link = &look->message->links[i];
		const struct hosting_entry *entry;

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE)
			continue;
		entry = hosting_find(look->lure->hosting, &link->url);
		if (entry == NULL)
			continue;
		found++;
		finding_add(findings,
			    &(struct finding){
				    .kind = FINDING_FREE_HOSTING,
				    .family = hosting_class_name(entry->class),
				    .tier = 9,
				    .observed = link->url.host.ascii,
				    .where = arena_printf(look->arena, "link %zu", i + 1),
				    .why = arena_printf(look->arena, "the link leads to %s (%s%s)",
							hosting_class_words(entry->class),
							entry->host, entry->path),
				    .weight = hosting_weight(entry->class),
				    .prominent = !link->hidden,
			    });
	}
}

void
lure_message(const struct lure *lure, struct arena *arena, const struct message *message,
	     struct finding_list *findings)
{
	struct look look = {.lure = lure, .arena = arena, .message = message};
	size_t count = lure->set.count + 1;

	look.best = arena_zalloc(arena, count, sizeof(*look.best));
	look.where = arena_zalloc(arena, count, sizeof(*look.where));
	look.kinds = arena_zalloc(arena, count, sizeof(*look.kinds));
	look.attachment = has_opening_attachment(message);
	look.colleague = role_is_colleague(arena, message);
	look_at_texts(&look, findings);
	look_at_name(&look, findings);
	look_at_hosting(&look, findings);
	grant_message(arena, lure->hosting, message, findings);
	account_message(arena, message, &look.speech, findings);
}

bool
lure_family(const struct lure *lure, size_t i, struct lure_family_info *out)
{
	size_t at;

	for (at = 0; at < lure->set.count; at++) {
		const struct family *family = &lure->set.families[at];

		if (family->weight == 0 || i-- != 0)
			continue;
		*out = (struct lure_family_info){.name = family->name,
						 .sentence = family->sentence,
						 .impact = family->impact};
		return true;
	}
	return false;
}

const char *
lure_version(const struct lure *lure)
{
	return lure->version;
}
