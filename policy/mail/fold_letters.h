/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold_letters - which letters look like which, where UTS 39 is silent, and pairs that read as one.
 *
 * The part of a skeleton that needs no library: a table of look-alikes beyond UTS 39 (small
 * capitals, Cyrillic, Greek, Indic digits ...), one of ASCII bytes, and the folding of pairs (rn as
 * m, vv as w). The tables are ours and pinned: verdicts do not drift with a library.
 *
 * Who owns: answers are constant; collapsing works in place. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_FOLD_LETTERS_H
#define POLICY_MAIL_FOLD_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ASCII letters 'point' looks like, or NULL when only UTS 39 knows. */
const char *fold_letters_like(uint32_t point);
/* What else a glyph may be read as (thorn: p, or b), or NULL. */
const char *fold_letters_other(uint32_t point);
bool fold_letters_are_ascii(const char *bytes, size_t length);
/* One ASCII byte of a skeleton. In display strings a capital I is seen as l, elsewhere it is an i.
 */
char fold_letters_ascii(char byte, bool display);
/* Fold pairs in place, with 'weak' also those that only a hasty eye confuses; the new length. */
size_t fold_letters_collapse(char *bytes, size_t length, bool weak);

#endif
