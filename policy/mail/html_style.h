/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_style - whether a person could see text, from the CSS that mail really uses.
 *
 * A look is what an element's text would have: size, colour, background, hidden or not.
 * Declarations change it, children inherit it. A sheet holds the simple selectors (tag, .class,
 * #id) of style elements; rules inside @media and combinators are left out, so that a doubt reads
 * as visible.
 *
 * Who owns: rules live in the arena given. Threads: any. Fails: never; what cannot be read changes
 * nothing.
 */
#ifndef POLICY_MAIL_HTML_STYLE_H
#define POLICY_MAIL_HTML_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define HTML_STYLE_UNKNOWN (-1)
#define HTML_STYLE_RULES   128

struct html_style_look {
	bool hidden; /* by display, visibility, opacity, size, position: children cannot undo it */
	float font_px;  /* children may set their own */
	int colour;     /* 0xRRGGBB, or unknown */
	int background; /* 0xRRGGBB, or unknown */
};

/* What a block of declarations does to a look. */
struct html_style_change {
	bool hide;
	bool sets_font, font_is_relative; /* relative: font is a factor */
	bool sets_colour, sets_background;
	float font;
	int colour, background;
};

struct html_style_rule {
	const char *selector; /* "tag", ".class" or "#id", lower case */
	struct html_style_change change;
};

struct html_style_sheet {
	struct html_style_rule rules[HTML_STYLE_RULES];
	size_t count;
};

/* Black on white, 16 pixels. */
struct html_style_look html_style_initial(void);
/* What the declarations "name: value; ..." say. */
struct html_style_change html_style_read(const char *block, size_t length);
void html_style_apply(struct html_style_look *look, const struct html_style_change *change);
/* Take the rules of one style element; those that cannot hide anything are left out. */
void html_style_read_sheet(struct arena *arena, const char *css, size_t length,
			   struct html_style_sheet *sheet);
/* Apply what the sheet says of an element; NULL attributes are absent. */
void html_style_cascade(const struct html_style_sheet *sheet, const char *tag, const char *classes,
			const char *id, struct html_style_look *look);
/* "#fff", "rgb(1,2,3)", "white"; HTML_STYLE_UNKNOWN otherwise. */
int html_style_colour(const char *text, size_t length);
/* Whether text of this look is there but cannot be read. */
bool html_style_is_hidden(const struct html_style_look *look);

#endif
