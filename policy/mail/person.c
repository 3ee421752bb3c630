/* SPDX-License-Identifier: BSD-2-Clause */
/* person - a person's name as something to look up by (detection.md 2.9). */
#include "config.h"

#include "policy/mail/person.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"

#define WORDS_MOST   8
#define LETTERS_MOST 6      /* bytes of a name at least: "Al Ng" is half the world */
#define WORDLESS     0x3000 /* scripts behind it write a name without a blank */

/* Words as skeletons have them: neither "rn" nor "vv" (fold.h). */
static const char *const titles[] = {"dr",   "prof", "mr",   "mrs", "ms",  "miss", "sir",
				     "herr", "frau", "dipl", "ing", "phd", "mba",  "msc",
				     "bsc",  "md",   "jr",   "sr",  "ii",  "iii",  "mag",
				     "dott", "sig",  "sra",  NULL};
static const char *const offices[] = {"ceo",
				      "cfo",
				      "cto",
				      "cio",
				      "coo",
				      "ciso",
				      "cmo",
				      "cpo",
				      "chro",
				      "vp",
				      "svp",
				      "evp",
				      "president",
				      "vice",
				      "chief",
				      "executive",
				      "officer",
				      "director",
				      "managing",
				      "manager",
				      "head",
				      "chair",
				      "chairman",
				      "chairwoman",
				      "founder",
				      "owner",
				      "partner",
				      "board",
				      "office",
				      "finance",
				      "financial",
				      "operating",
				      "hr",
				      "human",
				      "resources",
				      "payroll",
				      "accounting",
				      "accounts",
				      "payable",
				      "it",
				      "helpdesk",
				      "support",
				      "legal",
				      "sales",
				      "secretary",
				      "assistant",
				      "team",
				      "staff",
				      "mobile",
				      "private",
				      "personal",
				      "new",
				      "of",
				      "and",
				      "the",
				      "company",
				      "inc",
				      "ltd",
				      "llc",
				      "gmbh",
				      "ag",
				      "geschaftsfuhrer",
				      "geschaftsfuhrung",
				      "leiter",
				      "leiterin",
				      "vorstand",
				      "buchhaltung",
				      "personal",
				      "privat",
				      "directeur",
				      "directrice",
				      "general",
				      "generale",
				      "direttore",
				      "gerente",
				      "diretor",
				      "diretora",
				      "presidente",
				      "directeur",
				      "direktor",
				      "directora",
				      "amministratore",
				      NULL};

struct word {
	const char *plain; /* skeleton of the lower-cased word */
	const char *shown; /* skeleton of the word as it is written */
};

struct words {
	struct word items[WORDS_MOST];
	size_t count, comma; /* words before the first comma; 0 without */
	bool set_aside;
};

static bool
is_among(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Where one word ends and the next begins: all of ASCII that is no letter, blanks and dashes of
 * General Punctuation. An apostrophe stands inside a word. */
static bool
is_between(uint32_t point)
{
	if (point < 0x80)
		return !(point >= '0' && point <= '9') && !(point >= 'a' && point <= 'z') &&
		       !(point >= 'A' && point <= 'Z');
	return point == 0xA0 || point == 0xB7 || (point >= 0x2000 && point <= 0x200A) ||
	       (point >= 0x2010 && point <= 0x2015) || point == 0x2022 || point == 0x3000 ||
	       point == 0x3001 || point == 0x30FB || point == 0xFF0C;
}

static bool
is_apostrophe(uint32_t point)
{
	return point == '\'' || point == '`' || point == 0x2019 || point == 0x2BC;
}

/* What follows is no part of the name: a bracket, a bar, a dash that stands free, an address. */
static bool
ends_name(const char *display, size_t at, uint32_t point, size_t next)
{
	bool free = at != 0 && display[at - 1] == ' ' && display[next] == ' ';

	if (point == '-' || (point >= 0x2012 && point <= 0x2015))
		return free;
	return (point < 0x80 && strchr("([{<|/;:", (int)point) != NULL) || point == 0x2022 ||
	       point == 0xFF08;
}

static void
add_word(struct arena *arena, struct words *words, const struct text *letters)
{
	struct word *word = &words->items[words->count];
	const char *plain;

	if (letters->length == 0)
		return;
	plain = fold_skeleton(arena, text_string(letters), FOLD_STRONG);
	if (strlen(plain) < 2 || is_among(plain, titles))
		return;
	if (words->count == WORDS_MOST) {
		words->set_aside = true;
		return;
	}
	word->plain = plain;
	word->shown = fold_skeleton_display(arena, text_string(letters));
	words->count++;
}

/* "Jane Roe via Docs": from here on it is somebody else. */
static bool
is_via(const struct text *letters)
{
	return text_equal_fold(text_string(letters), "via");
}

static void
split(struct arena *arena, const char *display, size_t length, struct words *words)
{
	struct text letters = TEXT_IN(arena);
	size_t at = 0, next = 0;
	uint32_t point;
	bool ended;

	for (; at < length; at = next) {
		point = text_next_point(display, length, &next);
		if (!is_between(point)) {
			if (!is_apostrophe(point))
				text_add(&letters, display + at, next - at);
			continue;
		}
		if (is_apostrophe(point) && at != 0)
			continue;
		ended = ends_name(display, at, point, next) || is_via(&letters);
		if (is_via(&letters))
			letters.length = 0;
		add_word(arena, words, &letters);
		letters = TEXT_IN(arena);
		words->set_aside |= ended;
		if (ended && words->count != 0)
			return;
		if ((point == ',' || point == 0xFF0C) && words->comma == 0)
			words->comma = words->count;
	}
	add_word(arena, words, &letters);
}

static void
drop(struct words *words, size_t at)
{
	memmove(&words->items[at], &words->items[at + 1],
		(words->count - at - 1) * sizeof(words->items[0]));
	words->count--;
	if (at < words->comma)
		words->comma--;
	words->set_aside = true;
}

/* Words of office go, as long as a name is left. */
static void
drop_offices(struct words *words)
{
	size_t i;

	for (i = 0; i < words->count && words->count > 2;)
		if (is_among(words->items[i].plain, offices))
			drop(words, i);
		else
			i++;
}

static int
compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_name(const char *const *words, size_t count)
{
	size_t at = 0, length = 0, i;

	for (i = 0; i < count; i++)
		length += strlen(words[i]);
	if (count == 1 && text_next_point(words[0], length, &at) < WORDLESS)
		return false;
	return count != 0 && length >= LETTERS_MOST && length + count < PERSON_KEY_MOST;
}

static void
add_key(struct arena *arena, const char **words, size_t count, struct person_name *out)
{
	struct text key = TEXT_IN(arena);
	size_t i;

	if (!is_name(words, count))
		return;
	qsort(words, count, sizeof(*words), compare_strings);
	for (i = 0; i < count; i++) {
		if (i != 0)
			text_add_byte(&key, ' ');
		text_add_string(&key, words[i]);
	}
	for (i = 0; i < out->count; i++)
		if (strcmp(out->keys[i], key.bytes) == 0)
			return;
	out->keys[out->count++] = key.bytes;
}

/* Both readings of the words chosen. */
static void
add_keys(struct arena *arena, const struct word *const *words, size_t count,
	 struct person_name *out)
{
	const char *plain[WORDS_MOST], *shown[WORDS_MOST];
	size_t i;

	for (i = 0; i < count; i++) {
		plain[i] = words[i]->plain;
		shown[i] = words[i]->shown;
	}
	add_key(arena, plain, count, out);
	add_key(arena, shown, count, out);
}

/* The length without an address and what follows it: "Jane Roe jane@corp.example". */
static size_t
before_address(const char *display)
{
	size_t length = strcspn(display, "@");

	while (display[length] != '\0' && length != 0 && strchr(" <(", display[length - 1]) == NULL)
		length--;
	return length;
}

static void
read_words(struct arena *arena, const char *display, struct words *words)
{
	char *copy = text_utf8(arena, display, strlen(display), PERSON_BYTES);
	size_t length = before_address(copy);

	*words = (struct words){.set_aside = copy[length] != '\0'};
	copy[length] = '\0';
	split(arena, copy, length, words);
	drop_offices(words);
}

static void
read_whole(struct arena *arena, const struct words *words, struct person_name *out)
{
	const struct word *all[WORDS_MOST];
	size_t i;

	*out = (struct person_name){.exact = !words->set_aside};
	for (i = 0; i < words->count; i++)
		all[i] = &words->items[i];
	add_keys(arena, all, words->count, out);
}

void
person_read(struct arena *arena, const char *display, struct person_name *out)
{
	struct words words;

	read_words(arena, display, &words);
	read_whole(arena, &words, out);
}

void
person_entry(struct arena *arena, const char *display, struct person_name *out)
{
	const struct word *ends[2];
	struct words words;

	read_words(arena, display, &words);
	read_whole(arena, &words, out);
	if (words.count < 3)
		return;
	/* "Roe, Jane Mary": the given names stand behind the comma */
	ends[0] = &words.items[words.comma == words.count ? 0 : words.comma];
	ends[1] = &words.items[words.comma == 0 ? words.count - 1 : words.comma - 1];
	if (ends[0] != ends[1])
		add_keys(arena, ends, 2, out);
}
