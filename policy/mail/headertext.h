/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * headertext - the text of a header field as people see it (RFC 5322 2.2.3, RFC 2047).
 *
 * Folds are undone, encoded words decoded wherever they stand (mail programs do so inside quotes
 * and inside words), neighbours of one charset joined first, so that letters split between words
 * come out whole. Control characters become blanks.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_HEADERTEXT_H
#define POLICY_MAIL_HEADERTEXT_H

#include <stddef.h>

#include "policy/base/arena.h"

/* UTF-8, blanks trimmed at both ends, at most 'most' bytes. */
const char *headertext_decode(struct arena *arena, const char *bytes, size_t length, size_t most);
/* Bytes of the encoded word at the start of 'bytes' ("=?utf-8?Q?a,b?="), or 0. */
size_t headertext_word(const char *bytes, size_t length);

#endif
