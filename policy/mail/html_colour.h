/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_colour - colours as CSS and HTML attributes write them, and how far they are apart.
 *
 * Who owns: nothing. Threads: any. Fails: HTML_COLOUR_UNKNOWN for what cannot be read.
 */
#ifndef POLICY_MAIL_HTML_COLOUR_H
#define POLICY_MAIL_HTML_COLOUR_H

#include <stdbool.h>

#define HTML_COLOUR_UNKNOWN (-1)
#define HTML_COLOUR_NONE    (-2) /* transparent */

/* 0xRRGGBB of "#fff", "rgb(1,2,3)", "white"; "ffffff" where 'attribute'. */
int html_colour_read(const char *value, bool attribute);
/* Whether letters of one colour vanish on the other; false when one is unknown. */
bool html_colour_is_near(int a, int b);

#endif
