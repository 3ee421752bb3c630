/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_bound - HTML made safe for a parser that compares each attribute of a tag with all before
 * it.
 *
 * Walks tags as the WHATWG tokeniser does; a tag with more attributes than any page has is closed
 * early. Zero bytes, which browsers drop and libxml2 takes for the end, are left out.
 *
 * Who owns: the result is the input itself, or in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_HTML_BOUND_H
#define POLICY_MAIL_HTML_BOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define HTML_BOUND_ATTRIBUTES 128

/* Sets *cut when a tag was closed early; adjusts *length. */
const char *html_bound(struct arena *arena, const char *bytes, size_t *length, bool *cut);

#endif
