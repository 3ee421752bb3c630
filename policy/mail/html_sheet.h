/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_sheet - the style sheets of a page, as far as they are simple.
 *
 * A rule of one tag, class or id (or tag with one of them) counts in full. One that holds only in
 * some place or on some screen (combinators, attributes, @media) is remembered for the element it
 * would style: it hides nothing, but what it would show is not called hidden.
 *
 * Who owns: rules live in the arena of the sheet. Threads: one at a time for one sheet. Fails:
 * never; beyond HTML_SHEET_RULES 'full' is set.
 */
#ifndef POLICY_MAIL_HTML_SHEET_H
#define POLICY_MAIL_HTML_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/html_style.h"

#define HTML_SHEET_RULES 2048

struct html_sheet_rule;

struct html_sheet {
	struct arena *arena;
	struct html_sheet_rule *rules;
	size_t count, capacity;
	bool full;
};

/* Take the rules of one style element. */
void html_sheet_read(struct html_sheet *sheet, const char *css, size_t length);
/* Once all of a page were taken, before html_sheet_apply(). */
void html_sheet_sort(struct html_sheet *sheet);
/* Add what the sheet says of an element; NULL attributes are absent. */
void html_sheet_apply(const struct html_sheet *sheet, const char *tag, const char *classes,
		      const char *id, struct html_style_block *block);

#endif
