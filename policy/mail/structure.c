/* SPDX-License-Identifier: BSD-2-Clause */
/* structure - what is odd about how a message is written: hosts, hidden text, broken words. */
#include "config.h"

#include "policy/mail/structure.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"

#define HIDDEN_LEAST           600 /* letters; preview lines and their padding are shorter */
#define RIGHT_TO_LEFT_OVERRIDE 0x202E
#define BROKEN_LEAST           2
#define MIXED_LEAST            3
#define SHORT_RUN              4 /* letters of one script inside a word of another */
#define SHOWN_MOST             60

/* ---- hosts ----------------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
	enum host_flag flag;
	int weight;
	const char *why;
} odd_hosts[] = {
	{HOST_SLASHLIKE, 150, "the host of a link contains a character that looks like a slash"},
	{HOST_ODD_DOT, 150, "the host of a link is written with dots of another script"},
	{HOST_INVISIBLE, 150, "the host of a link contains invisible characters"},
	{HOST_BIDI, 150, "the host of a link contains characters that change the writing direction"},
	{HOST_TWICE_ENCODED, 150, "the host of a link is percent-encoded twice"},
	{HOST_ODD_NUMERIC, 150, "the host of a link is a number that hides an IP address"},
	{HOST_MIXED_SCRIPT, 150, "the host of a link mixes letters of several scripts"},
	{HOST_ENCODED, 120, "the host of a link is percent-encoded"},
	{HOST_BAD_PUNYCODE, 120, "the host of a link is an A-label that cannot be decoded"},
	{HOST_WHOLE_SCRIPT, 100, "the host of a link is of another script and looks Latin"},
	{HOST_NUMERIC, 100, "a link leads to an IP address"},
	{HOST_TOO_LONG, 60, "the host of a link is longer than a host may be"},
};
/* clang-format on */

static const char *
link_place(struct arena *arena, size_t index)
{
	return arena_printf(arena, "link %zu", index + 1);
}

/* https://bank.example@elsewhere.example/ reads as one and leads to the other. */
static void
judge_userinfo(struct arena *arena, const struct message_link *link, size_t index,
	       struct finding_list *findings)
{
	bool host_like =
		strchr(link->url.userinfo, '.') != NULL || strchr(link->url.userinfo, '%') != NULL;
	const struct finding finding = {
		.kind = FINDING_ODD_HOST,
		.observed = link->url.text,
		.where = link_place(arena, index),
		.weight = host_like ? 150 : 40,
		.why = host_like ? "a link shows another host before an @ sign"
				 : "a link carries a user name before its host"};

	if (*link->url.userinfo != '\0' && *link->url.host.ascii != '\0')
		finding_add(findings, &finding);
}

static void
judge_host(struct arena *arena, const struct message_link *link, size_t index,
	   struct finding_list *findings)
{
	unsigned flags = link->url.host.flags;
	struct finding finding = {.kind = FINDING_ODD_HOST,
				  .observed = link->raw == NULL ? link->url.text : link->raw};
	size_t i;

	/* Nobody clicks a bare word: a number is rarely a link, and honest mail puts an invisible
	 * character into a name to keep programs from making a link of it. */
	if (link->kind == LINK_BARE)
		flags &= ~(unsigned)(HOST_NUMERIC | HOST_INVISIBLE);
	for (i = 0; i < sizeof(odd_hosts) / sizeof(odd_hosts[0]); i++) {
		if ((flags & odd_hosts[i].flag) == 0)
			continue;
		finding.weight = odd_hosts[i].weight;
		finding.why = odd_hosts[i].why;
		if ((flags & HOST_PRIVATE_ADDRESS) != 0 && odd_hosts[i].flag == HOST_NUMERIC) {
			finding.weight = 10;
			finding.why = "a link leads to a private IP address";
		}
		finding.where = link_place(arena, index);
		finding_add(findings, &finding);
		return;
	}
}

static void
judge_links(struct arena *arena, const struct message *message, struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE)
			continue;
		judge_host(arena, link, i, findings);
		judge_userinfo(arena, link, i, findings);
	}
}

/* ---- text ------------------------------------------------------------------------------------ */

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_GREEK, SCRIPT_OTHER };

static enum script
script_of(uint32_t point)
{
	if ((point | 0x20) >= 'a' && (point | 0x20) <= 'z')
		return SCRIPT_LATIN;
	if (point < 0xC0)
		return SCRIPT_NONE;
	if (point < 0x250)
		return point == 0xD7 || point == 0xF7 ? SCRIPT_NONE : SCRIPT_LATIN;
	if (point >= 0x370 && point < 0x400)
		return SCRIPT_GREEK;
	if (point >= 0x400 && point < 0x530)
		return SCRIPT_CYRILLIC;
	/* General punctuation, symbols and the like separate words. */
	if (point >= 0x2000 && point < 0x2C00)
		return SCRIPT_NONE;
	return point < 0x530 ? SCRIPT_NONE : SCRIPT_OTHER;
}

/* Characters without width (UAX 44 Default_Ignorable_Code_Point), soft hyphen apart. */
static bool
is_ignorable(uint32_t point)
{
	return point == 0x34F || point == 0x61C || (point >= 0x115F && point <= 0x1160) ||
	       (point >= 0x17B4 && point <= 0x17B5) || (point >= 0x180B && point <= 0x180F) ||
	       (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
	       (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF || point == 0xFFA0 ||
	       (point >= 0xE0000 && point <= 0xE01EF);
}

/* One word while its letters pass by. */
struct word {
	enum script script; /* of the last letter */
	size_t start;
	size_t letters; /* since the last break */
	size_t run;     /* of one script */
	bool gap, soft; /* an ignorable, a soft hyphen stands behind the last letter */
	bool short_run; /* some run of one script was short */
	unsigned switches;
	bool broken;
};

static void
end_word(struct word *word, struct structure_words *out)
{
	/* Two words of two scripts without a blank between them switch once, with long runs. */
	bool mixed = word->switches > 1 ||
		     (word->switches == 1 && (word->short_run || word->run <= SHORT_RUN));

	if ((word->broken || mixed) && out->broken + out->mixed + out->reversed == 0)
		out->first = word->start;
	out->broken += word->broken;
	out->mixed += mixed;
	*word = (struct word){.script = SCRIPT_NONE};
}

static bool
is_alphabetic(enum script script)
{
	return script == SCRIPT_LATIN || script == SCRIPT_CYRILLIC || script == SCRIPT_GREEK;
}

static void
add_letter(struct word *word, enum script script, size_t at)
{
	if (word->script == SCRIPT_NONE)
		word->start = at;
	/* ZWJ and ZWNJ are spelling in Indic and Arabic scripts, so both sides must be others. */
	if (word->gap && is_alphabetic(script) && is_alphabetic(word->script))
		word->broken = true;
	/* Hyphenation never leaves one letter alone. */
	if (word->soft && word->letters == 1)
		word->broken = true;
	if (word->script != SCRIPT_NONE && word->script != script && is_alphabetic(script) &&
	    is_alphabetic(word->script)) {
		word->switches++;
		word->short_run |= word->run <= SHORT_RUN;
		word->run = 0;
	}
	word->run++;
	word->letters = word->gap || word->soft ? 1 : word->letters + 1;
	word->gap = word->soft = false;
	word->script = script;
}

static bool
is_ascii_letter(char byte)
{
	return ((unsigned char)byte | 0x20) >= 'a' && ((unsigned char)byte | 0x20) <= 'z';
}

/* The first byte from 'at' on that is not ASCII. */
static size_t
skip_ascii(const char *bytes, size_t length, size_t at)
{
	uint64_t eight;

	for (; at + sizeof(eight) <= length; at += sizeof(eight)) {
		memcpy(&eight, bytes + at, sizeof(eight));
		if ((eight & 0x8080808080808080ULL) != 0)
			break;
	}
	while (at < length && (unsigned char)bytes[at] < 0x80)
		at++;
	return at;
}

/* Words of ASCII are whole: the begin of the first word from 'at' on that may be odd. */
static size_t
skip_plain_words(const char *bytes, size_t length, size_t at)
{
	size_t next = skip_ascii(bytes, length, at);

	while (next > at && next < length && is_ascii_letter(bytes[next - 1]))
		next--;
	return next;
}

/* Letters that run from left to right are turned round (UAX 9 X4). */
static void
add_reversed(const char *utf8, size_t length, size_t at, struct structure_words *out)
{
	size_t start = at;

	if (at >= length || !is_alphabetic(script_of(text_next_point(utf8, length, &at))))
		return;
	if (out->broken + out->mixed + out->reversed == 0)
		out->first = start;
	out->reversed++;
}

void
structure_count_words(const char *utf8, size_t length, struct structure_words *out)
{
	struct word word = {.script = SCRIPT_NONE};
	size_t at = skip_plain_words(utf8, length, 0);

	*out = (struct structure_words){0};
	while (at < length) {
		size_t start = at;
		uint32_t point = text_next_point(utf8, length, &at);
		enum script script = script_of(point);

		if (point == RIGHT_TO_LEFT_OVERRIDE)
			add_reversed(utf8, length, at, out);
		if (point == 0xAD)
			word.soft = word.script != SCRIPT_NONE;
		else if (is_ignorable(point))
			word.gap = word.script != SCRIPT_NONE;
		else if (script == SCRIPT_NONE)
			end_word(&word, out);
		else
			add_letter(&word, script, start);
		if (word.script == SCRIPT_NONE)
			at = skip_plain_words(utf8, length, at);
	}
	end_word(&word, out);
}

/* A name or subject has few words: one is enough. */
static void
judge_words(struct arena *arena, const char *utf8, size_t length, const char *where, bool brief,
	    struct finding_list *findings)
{
	struct finding finding = {.kind = FINDING_OBFUSCATED_TEXT, .where = where};
	struct structure_words words;

	if (skip_ascii(utf8, length, 0) == length)
		return;
	structure_count_words(utf8, length, &words);
	if (words.broken >= (brief ? 1 : BROKEN_LEAST))
		finding.why = "invisible characters stand between the letters of words";
	else if (words.reversed != 0)
		finding.why = "words are written backwards and turned round for the reader";
	else if (words.mixed >= (brief ? 1 : MIXED_LEAST))
		finding.why = "words mix Latin letters with letters of other scripts";
	else
		return;
	finding.observed = text_utf8(arena, utf8 + words.first, length - words.first, SHOWN_MOST);
	finding_add(findings, &finding);
}

static void
judge_texts(struct arena *arena, const struct message *message, struct finding_list *findings)
{
	size_t i;

	judge_words(arena, message->subject, strlen(message->subject), "subject", true, findings);
	for (i = 0; i < message->from.count; i++)
		judge_words(arena, message->from.items[i].display,
			    strlen(message->from.items[i].display), "from", true, findings);
	for (i = 0; i < message->text_count; i++)
		if (message->texts[i].kind == TEXT_VISIBLE)
			judge_words(arena, message->texts[i].bytes, message->texts[i].length,
				    message->texts[i].where, false, findings);
}

/* Letters of all texts of a kind; '*longest' is the longest of them. */
static size_t
count_letters(const struct message *message, enum text_kind kind,
	      const struct message_text **longest)
{
	size_t count = 0, i, j;

	*longest = NULL;
	for (i = 0; i < message->text_count; i++) {
		const struct message_text *text = &message->texts[i];

		if (text->kind != kind)
			continue;
		for (j = 0; j < text->length; j++)
			count += is_ascii_letter(text->bytes[j]);
		if (*longest == NULL || text->length > (*longest)->length)
			*longest = text;
	}
	return count;
}

/* Preview lines and blocks for small screens are hidden in honest mail too: only text that
 * outweighs what is seen counts. */
static void
judge_hidden(struct arena *arena, const struct message *message, struct finding_list *findings)
{
	const struct message_text *hidden, *visible;
	size_t letters = count_letters(message, TEXT_HIDDEN, &hidden);

	if (letters < HIDDEN_LEAST || letters <= count_letters(message, TEXT_VISIBLE, &visible))
		return;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_HIDDEN_TEXT,
			    .observed = text_utf8(arena, hidden->bytes, hidden->length, SHOWN_MOST),
			    .where = hidden->where,
			    .why = "there is more text that nobody sees than text that is shown"});
}

void
structure_judge(struct arena *arena, const struct message *message, struct finding_list *findings)
{
	judge_links(arena, message, findings);
	judge_texts(arena, message, findings);
	judge_hidden(arena, message, findings);
}
