/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_style - whether a person could see text, from the CSS that mail really uses.
 *
 * A look is what an element's text would have: size, colour, background, gone or not. A change is
 * what declarations say of it, by property, so that a later or more important one takes it back. A
 * doubt always reads as visible: whoever hides words from us by making us believe that readers do
 * not see them must write CSS that we read as browsers do.
 *
 * Who owns: nothing is kept. Threads: any. Fails: never; what cannot be read hides nothing.
 */
#ifndef POLICY_MAIL_HTML_STYLE_H
#define POLICY_MAIL_HTML_STYLE_H

#include <stdbool.h>
#include <stddef.h>

/* What a change speaks about. */
enum html_style_property {
	HTML_STYLE_DISPLAY = 1 << 0,
	HTML_STYLE_VISIBILITY = 1 << 1,
	HTML_STYLE_OPACITY = 1 << 2,
	HTML_STYLE_HEIGHT = 1 << 3, /* no height, width ... : hides what is cut off */
	HTML_STYLE_WIDTH = 1 << 4,
	HTML_STYLE_MOST_HEIGHT = 1 << 5,
	HTML_STYLE_MOST_WIDTH = 1 << 6,
	HTML_STYLE_LEAST = 1 << 7,   /* min-height or min-width beyond 0 */
	HTML_STYLE_CUT = 1 << 8,     /* overflow: hidden */
	HTML_STYLE_PLACED = 1 << 9,  /* position: absolute and the like */
	HTML_STYLE_AWAY = 1 << 10,   /* left or top far off the screen, when placed */
	HTML_STYLE_CLIP = 1 << 11,   /* clip: rect(0...), when placed */
	HTML_STYLE_INDENT = 1 << 12, /* text-indent or margin far off the screen */
	HTML_STYLE_FONT = 1 << 13,
	HTML_STYLE_COLOUR = 1 << 14,
	HTML_STYLE_BACKGROUND = 1 << 15,
	HTML_STYLE_PAINT = 1 << 16,  /* shadows, strokes, filters: colours cannot be judged */
	HTML_STYLE_BOX = 1 << 17,    /* display: block or the like: sizes count */
	HTML_STYLE_MASK = 1 << 18,   /* clip-path that leaves nothing */
	HTML_STYLE_SCALE = 1 << 19,  /* transform: to nothing, or far away */
	HTML_STYLE_FORCED = 1 << 20, /* unicode-bidi: letters run as 'direction' says */
	HTML_STYLE_RTL = 1 << 21,
	HTML_STYLE_ALL = (1 << 22) - 1
};

struct html_style_change {
	unsigned sets;  /* properties it speaks about */
	unsigned hides; /* those of them that (help to) hide, or hold as the name says */
	float font;
	bool font_is_relative; /* a factor */
	int colour, background;
};

/* Declarations by weight: what is marked !important wins over all that is not. */
struct html_style_block {
	struct html_style_change normal, important;
};

struct html_style_look {
	bool gone;        /* whatever children say */
	bool invisible;   /* children may set visibility themselves */
	bool painted;     /* colours cannot be judged */
	bool forced, rtl; /* with both, letters run backwards */
	float font_px;
	int colour, background;
};

/* Black on white, 16 pixels. */
struct html_style_look html_style_initial(void);
/* Add what the declarations "name: value; ..." say. */
void html_style_read(const char *text, size_t length, struct html_style_block *block);
/* 'more' is said later, or weighs more. */
void html_style_merge(struct html_style_change *change, const struct html_style_change *more);
/* An element's look from its parent's, in place. Sizes count for boxes only. */
void html_style_apply(struct html_style_look *look, const struct html_style_change *change,
		      bool is_box);
/* Whether letters run against the order in which they are written. */
bool html_style_is_reversed(const struct html_style_look *look);
/* Whether text of this look is there but cannot be read. */
bool html_style_is_hidden(const struct html_style_look *look);

#endif
