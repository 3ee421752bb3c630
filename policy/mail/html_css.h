/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_css - style text cut into declarations (CSS Syntax 3, as far as mail needs it).
 *
 * Who owns: nothing is kept. Threads: any. Fails: false for what is no declaration.
 */
#ifndef POLICY_MAIL_HTML_CSS_H
#define POLICY_MAIL_HTML_CSS_H

#include <stdbool.h>
#include <stddef.h>

#define HTML_CSS_VALUE 64

/* One declaration: both in lower case, without blanks around and comments; what does not fit is
 * cut. */
struct html_css_declaration {
	char name[HTML_CSS_VALUE], value[HTML_CSS_VALUE];
	bool important;
};

/* "color: red !important" */
bool html_css_split(const char *text, size_t length, struct html_css_declaration *out);
/* First byte at or behind 'at' that is one of 'stops', outside of strings and brackets; 'length'
 * when none is. */
size_t html_css_find(const char *text, size_t length, size_t at, const char *stops);

#endif
