/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * leet - digits and signs that stand for letters inside a word: passw0rd, p@ssword, ver1fy.
 *
 * Only between letters, so that 2fa, o365 and prices stay what they are; the @ of an address stays,
 * too. Lower-case ASCII in, as many bytes out.
 *
 * Who owns: the result is in the arena, or the text given when nothing was changed. Threads: any.
 * Fails: never.
 */
#ifndef POLICY_LURE_LEET_H
#define POLICY_LURE_LEET_H

#include <stddef.h>

#include "policy/base/arena.h"

/* 'text' is folded. */
const char *leet_undo(struct arena *arena, const char *text, size_t length);

#endif
