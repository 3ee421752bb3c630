/* SPDX-License-Identifier: BSD-2-Clause */
/* html_style - whether a person could see text, from the CSS that mail really uses. */
#include "config.h"

#include "policy/mail/html_style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"

#define TRANSPARENT    (-2)
#define SMALLEST_PX    3.0F
#define FAR_AWAY       (-400.0F) /* pixels beyond which nobody scrolls */
#define NEAR_COLOURS   12        /* weighted distance below which letters vanish */
#define VALUE_MOST     64
#define SELECTORS_MOST 32

/* What one block of declarations says, before it is known whether it hides. */
struct block {
	struct html_style_change change;
	bool zero_box, cut, away;
};

struct html_style_look
html_style_initial(void)
{
	return (struct html_style_look){
		.font_px = 16.0F, .colour = 0x000000, .background = 0xFFFFFF};
}

static bool
is_word(const char *value, const char *word)
{
	size_t length = strlen(word);

	return strncasecmp(value, word, length) == 0 &&
	       (value[length] == '\0' || value[length] == ' ' || value[length] == '!');
}

static int
hex_colour(const char *digits, size_t count)
{
	char *end;
	long value = strtol(digits, &end, 16);

	if ((size_t)(end - digits) != count || value < 0)
		return HTML_STYLE_UNKNOWN;
	if (count == 3)
		return (int)(((value >> 8) * 17) << 16 | (((value >> 4) & 15) * 17) << 8 |
			     (value & 15) * 17);
	return count == 6 ? (int)value : HTML_STYLE_UNKNOWN;
}

static int
rgb_colour(const char *value)
{
	int parts[3] = {0}, i;
	char *end;

	value = strchr(value, '(');
	for (i = 0; i < 3; i++) {
		value += 1 + strspn(value + 1, " ,");
		parts[i] = (int)strtol(value, &end, 10) & 0xFF;
		if (end == value)
			return HTML_STYLE_UNKNOWN;
		value = end - 1;
	}
	value += 1 + strspn(value + 1, " ,/");
	if (*value != ')' && *value != '\0' && strtod(value, NULL) < 0.1)
		return TRANSPARENT;
	return parts[0] << 16 | parts[1] << 8 | parts[2];
}

static int
named_colour(const char *value)
{
	static const struct {
		const char *name;
		int colour;
	} known[] = {{"white", 0xFFFFFF},       {"black", 0x000000}, {"transparent", TRANSPARENT},
		     {"red", 0xFF0000},         {"blue", 0x0000FF},  {"green", 0x008000},
		     {"gray", 0x808080},        {"grey", 0x808080},  {"silver", 0xC0C0C0},
		     {"yellow", 0xFFFF00},      {"navy", 0x000080},  {"whitesmoke", 0xF5F5F5},
		     {"ghostwhite", 0xF8F8FF},  {"snow", 0xFFFAFA},  {"ivory", 0xFFFFF0},
		     {"floralwhite", 0xFFFAF0}, {"azure", 0xF0FFFF}, {"lightgray", 0xD3D3D3}};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_word(value, known[i].name))
			return known[i].colour;
	return HTML_STYLE_UNKNOWN;
}

static int
read_colour(const char *value)
{
	if (value[0] == '#')
		return hex_colour(value + 1, strspn(value + 1, "0123456789abcdefABCDEF"));
	if (strncasecmp(value, "rgb", 3) == 0 && strchr(value, '(') != NULL)
		return rgb_colour(value);
	return named_colour(value);
}

int
html_style_colour(const char *text, size_t length)
{
	char value[VALUE_MOST];
	int colour;

	text = text_trim(text, &length);
	if (length >= sizeof(value))
		return HTML_STYLE_UNKNOWN;
	memcpy(value, text, length);
	value[length] = '\0';
	colour = read_colour(value);
	if (colour == HTML_STYLE_UNKNOWN && strspn(value, "0123456789abcdefABCDEF") == 6)
		colour = hex_colour(value, 6); /* bgcolor=ffffff */
	return colour == TRANSPARENT ? HTML_STYLE_UNKNOWN : colour;
}

/* A length in pixels, or with *relative a factor. False for "auto", "calc(...)" and the like. */
static bool
read_length(const char *value, float *out, bool *relative)
{
	char *end;
	float number = strtof(value, &end);

	if (end == value)
		return false;
	*relative = true;
	if (strncasecmp(end, "em", 2) == 0 || strncasecmp(end, "rem", 3) == 0)
		*out = number;
	else if (*end == '%')
		*out = number / 100.0F;
	else
		*relative = false;
	if (!*relative)
		*out = strncasecmp(end, "pt", 2) == 0 ? number * 4.0F / 3.0F : number;
	return true;
}

static float
pixels(float number, bool relative)
{
	return relative ? number * 16.0F : number;
}

static void
set_colour(struct block *block, const char *value)
{
	block->change.sets_colour = true;
	block->change.colour = read_colour(value);
}

static void
set_background(struct block *block, const char *value)
{
	int colour = read_colour(value);

	if (colour == TRANSPARENT)
		return;
	block->change.sets_background = true;
	block->change.background = strcasestr(value, "url(") != NULL ? HTML_STYLE_UNKNOWN : colour;
}

static void
set_font_size(struct block *block, const char *value)
{
	bool relative = false;
	float size;

	if (!read_length(value, &size, &relative))
		size = 16.0F; /* small, medium, large, inherit: readable */
	if (size < 0)
		return;
	block->change.sets_font = true;
	block->change.font = size;
	block->change.font_is_relative = relative;
}

static void
set_box(struct block *block, const char *value)
{
	bool relative;
	float size;

	if (read_length(value, &size, &relative) && size >= 0 && pixels(size, relative) < 1.5F)
		block->zero_box = true;
}

static void
set_place(struct block *block, const char *value)
{
	bool relative;
	float place;

	if (read_length(value, &place, &relative) && pixels(place, relative) <= FAR_AWAY)
		block->away = true;
}

static void
set_hidden(struct block *block, bool hidden)
{
	block->change.hide = block->change.hide || hidden;
}

static void
declare(struct block *block, const char *name, const char *value)
{
	if (strcasecmp(name, "display") == 0)
		set_hidden(block, is_word(value, "none"));
	else if (strcasecmp(name, "visibility") == 0)
		set_hidden(block, is_word(value, "hidden") || is_word(value, "collapse"));
	else if (strcasecmp(name, "opacity") == 0)
		set_hidden(block, value[0] >= '.' && value[0] <= '9' && strtod(value, NULL) < 0.1);
	else if (strcasecmp(name, "mso-hide") == 0)
		set_hidden(block, is_word(value, "all"));
	else if (strcasecmp(name, "transform") == 0)
		set_hidden(block, strcasestr(value, "scale(0)") != NULL);
	else if (strcasecmp(name, "clip-path") == 0)
		set_hidden(block, strcasestr(value, "inset(100%") != NULL ||
					  strcasestr(value, "circle(0") != NULL);
	else if (strcasecmp(name, "clip") == 0)
		set_hidden(block, strncasecmp(value, "rect(0", 6) == 0 ||
					  strncasecmp(value, "rect(1px", 8) == 0);
	else if (strcasecmp(name, "font-size") == 0)
		set_font_size(block, value);
	else if (strcasecmp(name, "color") == 0)
		set_colour(block, value);
	else if (strcasecmp(name, "background-color") == 0 || strcasecmp(name, "background") == 0)
		set_background(block, value);
	else if (strcasecmp(name, "max-height") == 0 || strcasecmp(name, "height") == 0 ||
		 strcasecmp(name, "max-width") == 0 || strcasecmp(name, "width") == 0)
		set_box(block, value);
	else if (strcasecmp(name, "overflow") == 0)
		block->cut = is_word(value, "hidden");
	else if (strcasecmp(name, "text-indent") == 0 || strcasecmp(name, "left") == 0 ||
		 strcasecmp(name, "top") == 0 || strcasecmp(name, "margin-left") == 0)
		set_place(block, value);
}

/* Copy "  text " of the given span without its blanks; "" when it does not fit. */
static void
copy_trimmed(char out[VALUE_MOST], const char *from, size_t length)
{
	from = text_trim(from, &length);
	if (length >= VALUE_MOST)
		length = 0;
	memcpy(out, from, length);
	out[length] = '\0';
}

struct html_style_change
html_style_read(const char *block, size_t length)
{
	struct block state = {0};
	size_t at = 0;

	while (at < length) {
		const char *end = memchr(block + at, ';', length - at);
		size_t stop = end == NULL ? length : (size_t)(end - block);
		const char *colon = memchr(block + at, ':', stop - at);
		char name[VALUE_MOST], value[VALUE_MOST];

		if (colon != NULL) {
			copy_trimmed(name, block + at, (size_t)(colon - block) - at);
			copy_trimmed(value, colon + 1, (size_t)(block + stop - colon) - 1);
			declare(&state, name, value);
		}
		at = stop + 1;
	}
	set_hidden(&state, (state.zero_box && state.cut) || state.away);
	return state.change;
}

void
html_style_apply(struct html_style_look *look, const struct html_style_change *change)
{
	look->hidden = look->hidden || change->hide;
	if (change->sets_font)
		look->font_px =
			change->font_is_relative ? look->font_px * change->font : change->font;
	if (change->sets_colour)
		look->colour = change->colour;
	if (change->sets_background)
		look->background = change->background;
}

/* Only blocks with such a word can hide anything or change colours and sizes. */
static bool
matters(const char *block, size_t length)
{
	static const char *const words[] = {"display",  "visibility", "opacity",  "font-size",
					    "color",    "background", "overflow", "indent",
					    "mso-hide", "transform",  "clip",     "left",
					    "top"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(block, length, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

/* A simple selector: one tag, class or id, perhaps tag.class, of which the class decides. */
static const char *
simple_selector(struct arena *arena, const char *text, size_t length)
{
	const char *mark;

	text = text_trim(text, &length);
	if (length == 0 || length >= VALUE_MOST || strcspn(text, " \t\n>+~:[*") < length)
		return NULL;
	mark = memchr(text, '.', length);
	if (mark == NULL)
		mark = memchr(text, '#', length);
	if (mark != NULL) {
		length -= (size_t)(mark - text);
		text = mark;
	}
	return text_lower(arena, arena_memdup(arena, text, length));
}

static void
add_rules(struct arena *arena, const char *selectors, size_t length,
	  const struct html_style_change *change, struct html_style_sheet *sheet)
{
	size_t at = 0, taken = 0;

	while (at < length && taken++ < SELECTORS_MOST && sheet->count < HTML_STYLE_RULES) {
		const char *comma = memchr(selectors + at, ',', length - at);
		size_t stop = comma == NULL ? length : (size_t)(comma - selectors);
		const char *selector = simple_selector(arena, selectors + at, stop - at);

		if (selector != NULL)
			sheet->rules[sheet->count++] = (struct html_style_rule){selector, *change};
		at = stop + 1;
	}
}

/* Behind the block that an @-rule opens at 'at' (where its "{" stands), inner blocks included. */
static size_t
skip_block(const char *css, size_t length, size_t at)
{
	int depth = 0;

	for (; at < length; at++) {
		if (css[at] == '{')
			depth++;
		else if (css[at] == '}' && --depth <= 0)
			return at + 1;
	}
	return length;
}

static char *
without_comments(struct arena *arena, const char *css, size_t *length)
{
	char *copy = arena_zalloc(arena, *length + 1, 1);
	size_t at = 0, kept = 0;

	while (at < *length) {
		const char *end = NULL;

		if (css[at] == '/' && at + 1 < *length && css[at + 1] == '*') {
			end = memmem(css + at + 2, *length - at - 2, "*/", 2);
			at = end == NULL ? *length : (size_t)(end - css) + 2;
			continue;
		}
		copy[kept++] = css[at++];
	}
	*length = kept;
	return copy;
}

void
html_style_read_sheet(struct arena *arena, const char *css, size_t length,
		      struct html_style_sheet *sheet)
{
	size_t at = 0;

	css = without_comments(arena, css, &length);
	while (at < length && sheet->count < HTML_STYLE_RULES) {
		const char *open = memchr(css + at, '{', length - at), *close;
		size_t start = at + strspn(css + at, " \t\r\n}");

		if (open == NULL)
			return;
		if (start < length && css[start] == '@') {
			at = skip_block(css, length, (size_t)(open - css));
			continue;
		}
		close = memchr(open, '}', length - (size_t)(open - css));
		if (close == NULL)
			return;
		if (css + start < open && matters(open + 1, (size_t)(close - open) - 1)) {
			struct html_style_change change =
				html_style_read(open + 1, (size_t)(close - open) - 1);

			add_rules(arena, css + start, (size_t)(open - css) - start, &change, sheet);
		}
		at = (size_t)(close - css) + 1;
	}
}

static bool
has_class(const char *classes, const char *wanted)
{
	size_t length = strlen(wanted);

	while (*classes != '\0') {
		size_t span = strcspn(classes, " \t\r\n");

		if (span == length && strncasecmp(classes, wanted, length) == 0)
			return true;
		classes += span;
		classes += strspn(classes, " \t\r\n");
	}
	return false;
}

void
html_style_cascade(const struct html_style_sheet *sheet, const char *tag, const char *classes,
		   const char *id, struct html_style_look *look)
{
	size_t i;

	for (i = 0; i < sheet->count; i++) {
		const struct html_style_rule *rule = &sheet->rules[i];
		bool matched;

		if (rule->selector[0] == '.')
			matched = classes != NULL && has_class(classes, rule->selector + 1);
		else if (rule->selector[0] == '#')
			matched = id != NULL && strcasecmp(id, rule->selector + 1) == 0;
		else
			matched = strcmp(tag, rule->selector) == 0;
		if (matched)
			html_style_apply(look, &rule->change);
	}
}

static int
distance(int a, int b)
{
	int red = abs((a >> 16) - (b >> 16)), green = abs(((a >> 8) & 255) - ((b >> 8) & 255));
	int blue = abs((a & 255) - (b & 255));

	return (red * 2 + green * 4 + blue) / 7;
}

bool
html_style_is_hidden(const struct html_style_look *look)
{
	if (look->hidden || look->font_px <= SMALLEST_PX || look->colour == TRANSPARENT)
		return true;
	return look->colour >= 0 && look->background >= 0 &&
	       distance(look->colour, look->background) < NEAR_COLOURS;
}
