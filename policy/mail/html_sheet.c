/* SPDX-License-Identifier: BSD-2-Clause */
/* html_sheet - the style sheets of a page, as far as they are simple. */
#include "config.h"

#include "policy/mail/html_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/html_colour.h"
#include "policy/mail/html_css.h"

#define KEY_MOST       64
#define SELECTORS_MOST 64 /* of one rule */
#define MATCHES_MOST   32 /* rules for one element */
#define CLASSES_MOST   64 /* of one element */
#define BLANKS         " \t\r\n\f"
#define COMBINATORS    " \t\r\n\f>+~"

/* How much a rule weighs by its selector (CSS Cascade 5 section 6.4.3, coarsely). */
enum weight { WEIGHT_TAG, WEIGHT_CLASS, WEIGHT_ID, WEIGHT_DOUBT };

struct html_sheet_rule {
	const char *key;   /* ".class", "#id", "tag" or "*", lower case */
	const char *typed; /* the same in the case it was written in */
	const char *tag;   /* wanted too; "" for any */
	struct html_style_block block;
	size_t order;
	bool certain;
};

/* ---- selectors
 * ----------------------------------------------------------------------------------- */

/* What of a selector decides whether it can mean an element. */
struct subject {
	char key[KEY_MOST], tag[KEY_MOST];
	bool certain, never;
};

static bool
is_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
	       (unsigned char)byte >= 0x80;
}

/* Where the last compound begins: "table .a > td.b" is about "td.b". */
static size_t
find_compound(const char *text, size_t length)
{
	size_t start = 0, at = 0;

	while (at < length) {
		at = html_css_find(text, length, at, COMBINATORS);
		while (at < length && strchr(COMBINATORS, text[at]) != NULL)
			at++;
		if (at < length)
			start = at;
	}
	return start;
}

/* States that only a pointer or a pseudo element brings about. */
static bool
is_passing(const char *text)
{
	static const char *const states[] = {":hover",  ":active", ":focus",        ":visited",
					     ":before", ":after",  ":first-letter", ":selection",
					     ":target", ":checked"};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcasestr(text, states[i]) != NULL)
			return true;
	return false;
}

static size_t
copy_name(char out[KEY_MOST], const char *from)
{
	size_t length = 0;

	while (is_name(from[length])) {
		out[length] = from[length];
		length++;
	}
	out[length] = '\0';
	return length;
}

/* "td.b#c[d]:e": the tag, one class or id, and whether there is more. 'text' is shorter than a key.
 */
static void
read_compound(const char *text, struct subject *out)
{
	char name[KEY_MOST];

	text += text[0] == '*' ? 1 : copy_name(out->tag, text);
	while (*text == '.' || *text == '#') {
		size_t length = copy_name(name, text + 1);

		if (out->key[0] != '\0')
			out->certain = false;
		else
			memcpy(out->key, text, length + 1);
		text += length + 1;
	}
	out->never = is_passing(text);
	if (*text != '\0')
		out->certain = false;
	if (out->key[0] == '\0') {
		memcpy(out->key, out->tag, KEY_MOST);
		if (out->key[0] == '\0')
			out->key[0] = '*';
		out->tag[0] = '\0';
	}
}

static struct subject
read_selector(const char *text, size_t length)
{
	struct subject out = {.certain = true};
	char compound[KEY_MOST];
	size_t start;

	text = text_trim(text, &length);
	start = find_compound(text, length);
	if (start != 0)
		out.certain = false;
	text += start;
	length -= start;
	if (length >= KEY_MOST || memchr(text, '\\', length) != NULL ||
	    memchr(text, '\0', length) != NULL) {
		/* Too long or escaped: it may mean any element. */
		out.certain = false;
		out.key[0] = '*';
		return out;
	}
	memcpy(compound, text, length);
	compound[length] = '\0';
	read_compound(compound, &out);
	return out;
}

/* ---- rules
 * --------------------------------------------------------------------------------------- */

static void
add_rule(struct html_sheet *sheet, const struct subject *subject,
	 const struct html_style_block *block)
{
	struct html_sheet_rule *rule;

	if (sheet->count == HTML_SHEET_RULES) {
		sheet->full = true;
		return;
	}
	sheet->rules = arena_grow(sheet->arena, sheet->rules, sheet->count, &sheet->capacity,
				  sizeof(*rule));
	rule = &sheet->rules[sheet->count];
	*rule = (struct html_sheet_rule){.key = text_lower(sheet->arena, subject->key),
					 .typed = arena_strdup(sheet->arena, subject->key),
					 .tag = text_lower(sheet->arena, subject->tag),
					 .block = *block,
					 .order = sheet->count,
					 .certain = subject->certain};
	sheet->count++;
}

static void
add_rules(struct html_sheet *sheet, const char *selectors, size_t length,
	  const struct html_style_block *block, bool certain)
{
	size_t at, end, taken = 0;

	for (at = 0; at < length && taken < SELECTORS_MOST; at = end + 1, taken++) {
		struct subject subject;

		end = html_css_find(selectors, length, at, ",");
		subject = read_selector(selectors + at, end - at);
		subject.certain = subject.certain && certain;
		if (!subject.never)
			add_rule(sheet, &subject, block);
	}
	if (at < length)
		sheet->full = true;
}

static char *
without_comments(struct arena *arena, const char *css, size_t *length)
{
	char *copy = arena_zalloc(arena, *length + 1, 1);
	size_t at = 0, kept = 0;

	while (at < *length) {
		if (css[at] == '/' && at + 1 < *length && css[at + 1] == '*') {
			const char *end = memmem(css + at + 2, *length - at - 2, "*/", 2);

			at = end == NULL ? *length : (size_t)(end - css) + 2;
			continue;
		}
		copy[kept++] = css[at++];
	}
	*length = kept;
	return copy;
}

/* Behind the block that opens at 'at', inner blocks included. */
static size_t
skip_block(const char *css, size_t length, size_t at)
{
	size_t depth = 0;

	for (; at < length; at++) {
		at = html_css_find(css, length, at, "{}");
		if (at == length)
			break;
		if (css[at] == '{')
			depth++;
		else if (--depth == 0)
			return at + 1;
	}
	return length;
}

static bool
is_group(const char *name, size_t length)
{
	static const char *const groups[] = {"@media", "@supports", "@layer", "@container",
					     "@-moz-document"};
	size_t i, word;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		word = strlen(groups[i]);
		if (length >= word && strncasecmp(name, groups[i], word) == 0)
			return true;
	}
	return false;
}

/* Groups around the place that is read. */
struct groups {
	size_t depth;
	size_t doubtful; /* the depth from which on nobody knows whether they hold; 0: all hold */
};

/* A group that holds wherever mail is read. */
static bool
is_everywhere(const char *name, size_t length)
{
	static const char *const names[] = {"@media all", "@media screen", "@media only screen"};
	size_t i;

	name = text_trim(name, &length);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (length == strlen(names[i]) && strncasecmp(name, names[i], length) == 0)
			return true;
	return false;
}

/* An @-rule from 'at' on: groups are entered, all others passed over. */
static size_t
read_at_rule(const char *css, size_t length, size_t at, struct groups *groups)
{
	size_t end = html_css_find(css, length, at, "{;");

	if (end == length || css[end] == ';')
		return end == length ? length : end + 1;
	if (!is_group(css + at, end - at))
		return skip_block(css, length, end);
	groups->depth++;
	if (groups->doubtful == 0 && !is_everywhere(css + at, end - at))
		groups->doubtful = groups->depth;
	return end + 1;
}

static void
leave_group(struct groups *groups)
{
	if (groups->doubtful == groups->depth)
		groups->doubtful = 0;
	groups->depth -= groups->depth != 0;
}

void
html_sheet_read(struct html_sheet *sheet, const char *css, size_t length)
{
	struct groups groups = {0};
	size_t at = 0, open, close;

	css = without_comments(sheet->arena, css, &length);
	while (at < length) {
		struct html_style_block block = {0};

		at += strspn(css + at, BLANKS ";");
		/* Marks of comments of old browsers. */
		if (at + 3 <= length &&
		    (strncmp(css + at, "<!--", 4) == 0 || strncmp(css + at, "-->", 3) == 0)) {
			at += css[at] == '<' ? 4 : 3;
			continue;
		}
		if (at < length && css[at] == '}') {
			leave_group(&groups);
			at++;
			continue;
		}
		if (at < length && css[at] == '@') {
			at = read_at_rule(css, length, at, &groups);
			continue;
		}
		open = html_css_find(css, length, at, "{");
		close = html_css_find(css, length, open, "}");
		if (open < length) {
			html_style_read(css + open + 1, close - open - 1, &block);
			if ((block.normal.sets | block.important.sets) != 0)
				add_rules(sheet, css + at, open - at, &block, groups.doubtful == 0);
		}
		at = close + 1;
	}
}

static int
compare_rules(const void *a, const void *b)
{
	const struct html_sheet_rule *one = a, *two = b;
	int order = strcmp(one->key, two->key);

	if (order != 0)
		return order;
	return one->order < two->order ? -1 : one->order > two->order;
}

void
html_sheet_sort(struct html_sheet *sheet)
{
	if (sheet->count > 1)
		qsort(sheet->rules, sheet->count, sizeof(*sheet->rules), compare_rules);
}

/* ---- elements
 * ------------------------------------------------------------------------------------ */

struct match {
	const struct html_sheet_rule *rule;
	enum weight weight;
};

struct matches {
	const char *tag; /* of the element */
	struct match items[MATCHES_MOST];
	size_t count;
	bool many;
};

static void
add_match(struct matches *matches, const struct html_sheet_rule *rule, enum weight weight)
{
	size_t i;

	if (matches->count == MATCHES_MOST) {
		matches->many = true;
		return;
	}
	for (i = matches->count++; i > 0; i--) {
		const struct match *before = &matches->items[i - 1];

		if (before->weight < weight ||
		    (before->weight == weight && before->rule->order < rule->order))
			break;
		matches->items[i] = *before;
	}
	matches->items[i] = (struct match){rule, weight};
}

/* 'typed' in lower case is looked for; another case matches only where pages are read laxly. */
static void
find_rules(const struct html_sheet *sheet, const char *typed, enum weight weight,
	   struct matches *matches)
{
	char key[KEY_MOST];
	size_t low = 0, high = sheet->count, length = strlen(typed), i;

	for (i = 0; i <= length; i++)
		key[i] = typed[i] >= 'A' && typed[i] <= 'Z' ? (char)(typed[i] + 32) : typed[i];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sheet->rules[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < sheet->count && !matches->many; low++) {
		const struct html_sheet_rule *rule = &sheet->rules[low];

		if (strcmp(rule->key, key) != 0)
			break;
		if (rule->tag[0] != '\0' && strcmp(rule->tag, matches->tag) != 0)
			continue;
		add_match(matches, rule,
			  rule->certain && (weight == WEIGHT_TAG || strcmp(rule->typed, typed) == 0)
				  ? weight
				  : WEIGHT_DOUBT);
	}
}

static void
find_named(const struct html_sheet *sheet, char mark, const char *name, size_t length,
	   struct matches *matches)
{
	char typed[KEY_MOST];

	if (length + 1 >= sizeof(typed))
		return;
	typed[0] = mark;
	memcpy(typed + 1, name, length);
	typed[length + 1] = '\0';
	find_rules(sheet, typed, mark == '.' ? WEIGHT_CLASS : WEIGHT_ID, matches);
}

static void
find_classes(const struct html_sheet *sheet, const char *classes, struct matches *matches)
{
	size_t taken = 0, length;

	for (; *classes != '\0'; classes += length) {
		classes += strspn(classes, BLANKS);
		length = strcspn(classes, BLANKS);
		if (taken++ == CLASSES_MOST) {
			matches->many = true;
			return;
		}
		if (length != 0)
			find_named(sheet, '.', classes, length, matches);
	}
}

/* What a rule would show if it held: all that hides is left out. */
static struct html_style_change
soften(const struct html_style_change *change)
{
	const unsigned kept = HTML_STYLE_PAINT | HTML_STYLE_LEAST;
	struct html_style_change soft = *change;

	soft.hides &= kept;
	soft.sets &= ~(change->hides & ~kept);
	soft.sets &= ~kept | change->hides;
	soft.colour = soft.background = HTML_COLOUR_UNKNOWN;
	if ((soft.sets & HTML_STYLE_FONT) != 0 &&
	    (soft.font_is_relative ? soft.font < 1.0F : soft.font < 4.0F))
		soft.sets &= ~(unsigned)HTML_STYLE_FONT;
	return soft;
}

void
html_sheet_apply(const struct html_sheet *sheet, const char *tag, const char *classes,
		 const char *id, struct html_style_block *block)
{
	static const char doubt[] = "all:unset;all:unset!important";
	struct matches matches = {.tag = tag};
	size_t i;

	if (sheet->count == 0)
		return;
	find_rules(sheet, "*", WEIGHT_TAG, &matches);
	if (tag[0] != '\0' && strlen(tag) < KEY_MOST)
		find_rules(sheet, tag, WEIGHT_TAG, &matches);
	if (classes != NULL)
		find_classes(sheet, classes, &matches);
	if (id != NULL)
		find_named(sheet, '#', id, strlen(id), &matches);
	for (i = 0; i < matches.count; i++) {
		struct html_style_block say = matches.items[i].rule->block;

		if (matches.items[i].weight == WEIGHT_DOUBT) {
			say.normal = soften(&say.normal);
			say.important = soften(&say.important);
		}
		html_style_merge(&block->normal, &say.normal);
		html_style_merge(&block->important, &say.important);
	}
	/* More rules than are looked at could say anything. */
	if (matches.many || sheet->full)
		html_style_read(doubt, sizeof(doubt) - 1, block);
}
