/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_entity - character references (WHATWG HTML sections 13.2.5.72 to 13.2.5.80 and 13.5).
 *
 * All 2,125 names, since each one that a mail client knows and a filter does not hides a letter;
 * numbers in both bases, with or without a semicolon, with windows-1252 behind 128 to 159.
 *
 * Who owns: the caller. Threads: any. Fails: 0 for what is no reference.
 */
#ifndef POLICY_MAIL_HTML_ENTITY_H
#define POLICY_MAIL_HTML_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/text.h"

/*
 * 'bytes' begins with '&'. Returns how many bytes the reference has and adds what it stands for to
 * 'out' (never a zero byte). In attributes a bare name before '=' or a letter is plain text.
 */
size_t html_entity_read(const char *bytes, size_t length, bool in_attribute, struct text *out);

#endif
