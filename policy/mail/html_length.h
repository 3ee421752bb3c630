/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_length - a CSS length (CSS Values and Units 4), as far as mail uses it to hide text.
 *
 * Numbers with units, and calc(), min(), max() and clamp() of such. Whatever else stands there is
 * not read, so that a doubt never hides.
 *
 * Who owns: nothing is kept. Threads: any. Fails: false.
 */
#ifndef POLICY_MAIL_HTML_LENGTH_H
#define POLICY_MAIL_HTML_LENGTH_H

#include <stdbool.h>

#define HTML_LENGTH_NORMAL 16.0F /* pixels of a font nobody set */

/* Pixels, or with *relative a factor of what is around it. */
bool html_length_read(const char *value, float *out, bool *relative);
/* As above, factors taken of a normal font. */
bool html_length_pixels(const char *value, float *out);

#endif
