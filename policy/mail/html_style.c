/* SPDX-License-Identifier: BSD-2-Clause */
/* html_style - whether a person could see text, from the CSS that mail really uses. */
#include "config.h"

#include "policy/mail/html_style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/html_colour.h"

#define SMALLEST_PX 3.0F
#define FAR_AWAY    (-400.0F) /* pixels beyond which nobody scrolls */
#define FLAT_PX     1.5F
#define FAINT       0.1
#define VALUE_MOST  64
#define NORMAL_PX   16.0F

#define FLAT (HTML_STYLE_HEIGHT | HTML_STYLE_WIDTH | HTML_STYLE_MOST_HEIGHT | HTML_STYLE_MOST_WIDTH)

/* One declaration: both in lower case and without blanks around. */
struct declaration {
	char name[VALUE_MOST], value[VALUE_MOST];
	bool important;
};

/* ---- scanning
 * ------------------------------------------------------------------------------------ */

/* Behind a string (CSS Syntax 3 section 4.3.5: a line end ends a broken one). */
static size_t
skip_string(const char *text, size_t length, size_t at)
{
	char quote = text[at++];

	while (at < length && text[at] != quote && text[at] != '\n')
		at += text[at] == '\\' ? 2 : 1;
	return at < length ? at + 1 : length;
}

size_t
html_style_find(const char *text, size_t length, size_t at, const char *stops)
{
	size_t depth = 0;

	while (at < length) {
		char byte = text[at];

		/* Most bytes are letters, which never stop anything. */
		if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') {
			at++;
			continue;
		}
		if (byte == '"' || byte == '\'') {
			at = skip_string(text, length, at);
			continue;
		}
		if (depth == 0 && byte != '\0' && strchr(stops, byte) != NULL)
			return at;
		if (byte == '\\')
			at++;
		else if (byte == '(' || byte == '[')
			depth++;
		else if ((byte == ')' || byte == ']') && depth != 0)
			depth--;
		at++;
	}
	return length;
}

/* ---- values
 * -------------------------------------------------------------------------------------- */

/* A length in pixels, or with *relative a factor. False for "auto", "calc(...)" and the like. */
static bool
read_length(const char *value, float *out, bool *relative)
{
	char *end;
	float number = strtof(value, &end);

	if (end == value || !(number > -1e6F && number < 1e6F))
		return false;
	*relative = strncmp(end, "em", 2) == 0 || strncmp(end, "rem", 3) == 0 || *end == '%';
	if (*relative)
		*out = *end == '%' ? number / 100.0F : number;
	else
		*out = strncmp(end, "pt", 2) == 0 ? number * 4.0F / 3.0F : number;
	return true;
}

static bool
read_pixels(const char *value, float *out)
{
	bool relative;

	if (!read_length(value, out, &relative))
		return false;
	if (relative)
		*out *= NORMAL_PX;
	return true;
}

static bool
is_flat(const char *value)
{
	float size;

	return read_pixels(value, &size) && size >= 0 && size < FLAT_PX;
}

static bool
is_far(const char *value)
{
	float place;

	return read_pixels(value, &place) && place <= FAR_AWAY;
}

static bool
is_any(const char *value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(value, *words) == 0)
			return true;
	return false;
}

/* ---- declarations
 * -------------------------------------------------------------------------------- */

static void
set(struct html_style_change *change, unsigned property, bool hides)
{
	change->sets |= property;
	change->hides = hides ? change->hides | property : change->hides & ~property;
}

/* "small", "calc(...)", "inherit": readable. */
static void
set_font(struct html_style_change *change, const char *value)
{
	float size;
	bool relative;

	change->sets |= HTML_STYLE_FONT;
	if (!read_length(value, &size, &relative) || size < 0) {
		size = NORMAL_PX;
		relative = false;
	}
	change->font = size;
	change->font_is_relative = relative;
}

/* "bold 14px/20px Arial": the first number that has a unit, or is 0, is the size. */
static void
set_font_shorthand(struct html_style_change *change, const char *value)
{
	for (; *value != '\0'; value += strcspn(value, " "), value += strspn(value, " ")) {
		size_t digits = strspn(value, "0123456789.");

		if (digits != 0 && (strchr("pe%rv", value[digits]) != NULL || value[0] == '0')) {
			set_font(change, value);
			return;
		}
	}
	set_font(change, "medium");
}

static void
set_background(struct html_style_change *change, const char *value)
{
	int colour = html_colour_read(value, false);

	if (colour == HTML_COLOUR_NONE)
		return;
	change->sets |= HTML_STYLE_BACKGROUND;
	change->background = colour;
}

static void
set_display(struct html_style_change *change, const char *value)
{
	static const char *const boxes[] = {"block",     "inline-block", "flex", "grid",
					    "list-item", "inline-flex",  NULL};

	set(change, HTML_STYLE_DISPLAY, strcmp(value, "none") == 0);
	set(change, HTML_STYLE_BOX, is_any(value, boxes));
}

static void
set_clip(struct html_style_change *change, const char *value)
{
	set(change, HTML_STYLE_CLIP,
	    strncmp(value, "rect(0", 6) == 0 || strncmp(value, "rect(1px", 8) == 0);
}

/* Nothing said before counts any more, and nothing can be judged. */
static void
set_all(struct html_style_change *change)
{
	*change = (struct html_style_change){.sets = HTML_STYLE_ALL,
					     .hides = HTML_STYLE_PAINT,
					     .font = NORMAL_PX,
					     .colour = HTML_COLOUR_UNKNOWN,
					     .background = HTML_COLOUR_UNKNOWN};
}

enum name {
	NAME_ALL,
	NAME_AWAY,
	NAME_BACKGROUND,
	NAME_CLIP,
	NAME_COLOUR,
	NAME_DISPLAY,
	NAME_FONT,
	NAME_FONT_SIZE,
	NAME_HEIGHT,
	NAME_INDENT,
	NAME_LEAST,
	NAME_MOST_HEIGHT,
	NAME_MOST_WIDTH,
	NAME_OPACITY,
	NAME_OVERFLOW,
	NAME_PAINT,
	NAME_POSITION,
	NAME_VISIBILITY,
	NAME_WIDTH,
	NAME_OTHER
};

static enum name
find_name(const char *name)
{
	/* Sorted. */
	static const struct {
		const char *name;
		enum name meaning;
	} names[] = {{"-webkit-text-fill-color", NAME_PAINT},
		     {"-webkit-text-stroke", NAME_PAINT},
		     {"all", NAME_ALL},
		     {"background", NAME_BACKGROUND},
		     {"background-color", NAME_BACKGROUND},
		     {"clip", NAME_CLIP},
		     {"color", NAME_COLOUR},
		     {"display", NAME_DISPLAY},
		     {"filter", NAME_PAINT},
		     {"font", NAME_FONT},
		     {"font-size", NAME_FONT_SIZE},
		     {"height", NAME_HEIGHT},
		     {"left", NAME_AWAY},
		     {"margin-left", NAME_INDENT},
		     {"max-height", NAME_MOST_HEIGHT},
		     {"max-width", NAME_MOST_WIDTH},
		     {"min-height", NAME_LEAST},
		     {"min-width", NAME_LEAST},
		     {"mix-blend-mode", NAME_PAINT},
		     {"opacity", NAME_OPACITY},
		     {"overflow", NAME_OVERFLOW},
		     {"overflow-x", NAME_OVERFLOW},
		     {"overflow-y", NAME_OVERFLOW},
		     {"position", NAME_POSITION},
		     {"text-indent", NAME_INDENT},
		     {"text-shadow", NAME_PAINT},
		     {"top", NAME_AWAY},
		     {"visibility", NAME_VISIBILITY},
		     {"width", NAME_WIDTH}};
	size_t low = 0, high = sizeof(names) / sizeof(names[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, names[middle].name);

		if (order == 0)
			return names[middle].meaning;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NAME_OTHER;
}

static void
declare_look(struct html_style_change *change, enum name name, const char *value)
{
	static const char *const unseen[] = {"hidden", "collapse", NULL};

	if (name == NAME_DISPLAY)
		set_display(change, value);
	else if (name == NAME_VISIBILITY)
		set(change, HTML_STYLE_VISIBILITY, is_any(value, unseen));
	else if (name == NAME_OPACITY)
		set(change, HTML_STYLE_OPACITY,
		    value[0] >= '.' && value[0] <= '9' && strtod(value, NULL) < FAINT);
	else if (name == NAME_FONT_SIZE)
		set_font(change, value);
	else if (name == NAME_FONT)
		set_font_shorthand(change, value);
	else if (name == NAME_BACKGROUND)
		set_background(change, value);
	else if (name == NAME_PAINT)
		set(change, HTML_STYLE_PAINT, true);
	else if (name == NAME_ALL)
		set_all(change);
	else if (name == NAME_COLOUR) {
		change->sets |= HTML_STYLE_COLOUR;
		change->colour = html_colour_read(value, false);
	}
}

static void
declare_place(struct html_style_change *change, enum name name, const char *value)
{
	static const char *const placed[] = {"absolute", "fixed", "relative", NULL};
	static const char *const cut[] = {"hidden", "clip", NULL};

	if (name == NAME_HEIGHT)
		set(change, HTML_STYLE_HEIGHT, is_flat(value));
	else if (name == NAME_WIDTH)
		set(change, HTML_STYLE_WIDTH, is_flat(value));
	else if (name == NAME_MOST_HEIGHT)
		set(change, HTML_STYLE_MOST_HEIGHT, is_flat(value));
	else if (name == NAME_MOST_WIDTH)
		set(change, HTML_STYLE_MOST_WIDTH, is_flat(value));
	else if (name == NAME_LEAST)
		set(change, HTML_STYLE_LEAST, !is_flat(value));
	else if (name == NAME_OVERFLOW)
		set(change, HTML_STYLE_CUT, is_any(value, cut));
	else if (name == NAME_POSITION)
		set(change, HTML_STYLE_PLACED, is_any(value, placed));
	else if (name == NAME_AWAY)
		set(change, HTML_STYLE_AWAY, is_far(value));
	else if (name == NAME_INDENT)
		set(change, HTML_STYLE_INDENT, is_far(value));
	else if (name == NAME_CLIP)
		set_clip(change, value);
}

static void
declare(struct html_style_block *block, const struct declaration *said)
{
	struct html_style_change *change = said->important ? &block->important : &block->normal;
	enum name name = find_name(said->name);

	/* An escaped letter can spell any name. */
	if (strchr(said->name, '\\') != NULL || strchr(said->value, '\\') != NULL)
		name = NAME_ALL;
	declare_look(change, name, said->value);
	declare_place(change, name, said->value);
}

/* In lower case without comments; what does not fit is cut. */
static void
copy_part(char out[VALUE_MOST], const char *from, size_t length)
{
	size_t at = 0, count = 0;

	while (at < length && count + 1 < VALUE_MOST) {
		if (from[at] == '/' && at + 1 < length && from[at + 1] == '*') {
			const char *end = memmem(from + at + 2, length - at - 2, "*/", 2);

			at = end == NULL ? length : (size_t)(end - from) + 2;
			continue;
		}
		out[count] = (unsigned char)from[at] <= ' ' ? ' ' : from[at];
		if (out[count] >= 'A' && out[count] <= 'Z')
			out[count] = (char)(out[count] + 32);
		at++;
		/* Blanks in front go at once. */
		if (count != 0 || out[count] != ' ')
			count++;
	}
	while (count != 0 && out[count - 1] == ' ')
		count--;
	out[count] = '\0';
}

static bool
split(const char *text, size_t length, struct declaration *out)
{
	const char *colon = memchr(text, ':', length);
	char *mark;

	if (colon == NULL)
		return false;
	copy_part(out->name, text, (size_t)(colon - text));
	copy_part(out->value, colon + 1, (size_t)(text + length - colon) - 1);
	mark = strchr(out->value, '!');
	out->important = mark != NULL;
	if (mark != NULL) {
		while (mark > out->value && mark[-1] == ' ')
			mark--;
		*mark = '\0';
	}
	return true;
}

void
html_style_read(const char *text, size_t length, struct html_style_block *block)
{
	struct declaration said;
	size_t at, end;

	for (at = 0; at < length; at = end + 1) {
		end = html_style_find(text, length, at, ";");
		if (split(text + at, end - at, &said))
			declare(block, &said);
	}
}

/* ---- looks
 * --------------------------------------------------------------------------------------- */

struct html_style_look
html_style_initial(void)
{
	return (struct html_style_look){
		.font_px = NORMAL_PX, .colour = 0x000000, .background = 0xFFFFFF};
}

void
html_style_merge(struct html_style_change *change, const struct html_style_change *more)
{
	change->sets |= more->sets;
	change->hides = (change->hides & ~more->sets) | more->hides;
	if ((more->sets & HTML_STYLE_FONT) != 0) {
		change->font = more->font;
		change->font_is_relative = more->font_is_relative;
	}
	if ((more->sets & HTML_STYLE_COLOUR) != 0)
		change->colour = more->colour;
	if ((more->sets & HTML_STYLE_BACKGROUND) != 0)
		change->background = more->background;
}

static bool
has(const struct html_style_change *change, unsigned properties)
{
	return (change->hides & properties) != 0;
}

static bool
is_gone(const struct html_style_change *change, bool is_box)
{
	if (has(change, HTML_STYLE_DISPLAY | HTML_STYLE_OPACITY | HTML_STYLE_INDENT))
		return true;
	if (has(change, HTML_STYLE_PLACED) && has(change, HTML_STYLE_AWAY | HTML_STYLE_CLIP))
		return true;
	return (is_box || has(change, HTML_STYLE_BOX)) && has(change, FLAT) &&
	       has(change, HTML_STYLE_CUT) && !has(change, HTML_STYLE_LEAST);
}

void
html_style_apply(struct html_style_look *look, const struct html_style_change *change, bool is_box)
{
	look->gone |= is_gone(change, is_box);
	look->painted |= has(change, HTML_STYLE_PAINT);
	if ((change->sets & HTML_STYLE_VISIBILITY) != 0)
		look->invisible = has(change, HTML_STYLE_VISIBILITY);
	if ((change->sets & HTML_STYLE_FONT) != 0)
		look->font_px =
			change->font_is_relative ? look->font_px * change->font : change->font;
	if ((change->sets & HTML_STYLE_COLOUR) != 0)
		look->colour = change->colour;
	if ((change->sets & HTML_STYLE_BACKGROUND) != 0)
		look->background = change->background;
}

bool
html_style_is_hidden(const struct html_style_look *look)
{
	if (look->gone || look->invisible || look->font_px <= SMALLEST_PX)
		return true;
	return !look->painted && (look->colour == HTML_COLOUR_NONE ||
				  html_colour_is_near(look->colour, look->background));
}
