/* SPDX-License-Identifier: BSD-2-Clause */
/* html_style - whether a person could see text, from the CSS that mail really uses. */
#include "config.h"

#include "policy/mail/html_style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/html_colour.h"
#include "policy/mail/html_css.h"
#include "policy/mail/html_length.h"

#define SMALLEST_PX 3.0F
#define FAR_AWAY    (-400.0F) /* pixels beyond which nobody scrolls */
#define FLAT_PX     1.5F
#define FAINT       0.1

#define FLAT (HTML_STYLE_HEIGHT | HTML_STYLE_WIDTH | HTML_STYLE_MOST_HEIGHT | HTML_STYLE_MOST_WIDTH)

/* ---- values
 * -------------------------------------------------------------------------------------- */

static bool
is_flat(const char *value)
{
	float size;

	return html_length_pixels(value, &size) && size >= 0 && size < FLAT_PX;
}

static bool
is_far(const char *value)
{
	float place;

	return html_length_pixels(value, &place) && place <= FAR_AWAY;
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
	if (!html_length_read(value, &size, &relative) || size < 0) {
		size = HTML_LENGTH_NORMAL;
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

/* clip-path: inset(100%), circle(0) */
static void
set_mask(struct html_style_change *change, const char *value)
{
	float size;
	bool relative;
	bool none = false;

	if (strncmp(value, "inset(", 6) == 0)
		none = html_length_read(value + 6, &size, &relative) && relative && size >= 0.5F;
	else if (strncmp(value, "circle(", 7) == 0)
		none = html_length_read(value + 7, &size, &relative) && size <= 0.0F;
	set(change, HTML_STYLE_MASK, none);
}

/* transform: scale(0), scaleX(0), translateX(-9999px) */
static void
set_scale(struct html_style_change *change, const char *value)
{
	const char *bracket = strchr(value, '(');
	bool gone = false;

	if (bracket != NULL && strncmp(value, "scale", 5) == 0)
		gone = bracket[1] >= '.' && bracket[1] <= '9' && strtod(bracket + 1, NULL) < FAINT;
	else if (bracket != NULL && strncmp(value, "translate", 9) == 0)
		gone = is_far(bracket + 1);
	set(change, HTML_STYLE_SCALE, gone);
}

/* Nothing said before counts any more, and nothing can be judged. */
static void
set_all(struct html_style_change *change)
{
	*change = (struct html_style_change){.sets = HTML_STYLE_ALL,
					     .hides = HTML_STYLE_PAINT,
					     .font = HTML_LENGTH_NORMAL,
					     .colour = HTML_COLOUR_UNKNOWN,
					     .background = HTML_COLOUR_UNKNOWN};
}

enum name {
	NAME_ALL,
	NAME_AWAY,
	NAME_BACKGROUND,
	NAME_CLIP,
	NAME_CLIP_PATH,
	NAME_COLOUR,
	NAME_DIRECTION,
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
	NAME_TRANSFORM,
	NAME_UNICODE_BIDI,
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
		     {"clip-path", NAME_CLIP_PATH},
		     {"color", NAME_COLOUR},
		     {"direction", NAME_DIRECTION},
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
		     {"transform", NAME_TRANSFORM},
		     {"unicode-bidi", NAME_UNICODE_BIDI},
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
	else if (name == NAME_CLIP_PATH)
		set_mask(change, value);
	else if (name == NAME_TRANSFORM)
		set_scale(change, value);
	else if (name == NAME_DIRECTION)
		set(change, HTML_STYLE_RTL, strcmp(value, "rtl") == 0);
	else if (name == NAME_UNICODE_BIDI)
		set(change, HTML_STYLE_FORCED, strstr(value, "override") != NULL);
}

static void
declare(struct html_style_block *block, const struct html_css_declaration *said)
{
	struct html_style_change *change = said->important ? &block->important : &block->normal;
	enum name name = find_name(said->name);

	/* An escaped letter can spell any name. */
	if (strchr(said->name, '\\') != NULL || strchr(said->value, '\\') != NULL)
		name = NAME_ALL;
	declare_look(change, name, said->value);
	declare_place(change, name, said->value);
}

void
html_style_read(const char *text, size_t length, struct html_style_block *block)
{
	struct html_css_declaration said;
	size_t at, end;

	for (at = 0; at < length; at = end + 1) {
		end = html_css_find(text, length, at, ";");
		if (html_css_split(text + at, end - at, &said))
			declare(block, &said);
	}
}

/* ---- looks
 * --------------------------------------------------------------------------------------- */

struct html_style_look
html_style_initial(void)
{
	return (struct html_style_look){
		.font_px = HTML_LENGTH_NORMAL, .colour = 0x000000, .background = 0xFFFFFF};
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
	if (has(change, HTML_STYLE_DISPLAY | HTML_STYLE_OPACITY | HTML_STYLE_INDENT |
				HTML_STYLE_MASK | HTML_STYLE_SCALE))
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
	if ((change->sets & HTML_STYLE_FORCED) != 0)
		look->forced = has(change, HTML_STYLE_FORCED);
	if ((change->sets & HTML_STYLE_RTL) != 0)
		look->rtl = has(change, HTML_STYLE_RTL);
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
html_style_is_reversed(const struct html_style_look *look)
{
	return look->forced && look->rtl;
}

bool
html_style_is_hidden(const struct html_style_look *look)
{
	if (look->gone || look->invisible || look->font_px <= SMALLEST_PX)
		return true;
	return !look->painted && (look->colour == HTML_COLOUR_NONE ||
				  html_colour_is_near(look->colour, look->background));
}
