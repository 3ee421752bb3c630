/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold - text as the eye reads it (UTS 39 skeletons, detection.md 2.4).
 *
 * fold_text() is for matching words: compatibility forms, marks, ignorables and look-alike letters
 * of other scripts are folded to plain lower-case Latin where they imitate it, real words of other
 * scripts stay. fold_skeleton() is for comparing names: two strings with equal strong skeletons
 * look the same.
 *
 * Who owns: results are in the arena. Threads: any, after fold_open(). Fails: never
 * after fold_open(); that returns -1 with *why.
 */
#ifndef POLICY_MAIL_FOLD_H
#define POLICY_MAIL_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

/* Load the tables; call once before threads start, and again at will. */
int fold_open(const char **why);

struct folded {
	const char *text;
	size_t length;
	bool ignorables;   /* ignorable characters stood between letters of one word */
	bool mixed_script; /* a word mixes Latin with look-alikes of another script */
};
/*
 * Lower case, NFKC, default ignorables dropped, confusable letters inside mostly Latin words made
 * Latin, math/fullwidth/circled letters plain, runs of blanks one blank. Diacritics stay (languages
 * need them); marks that belong to no letter go, and a capital I that can only be an l is one.
 */
void fold_text(struct arena *arena, const char *utf8, size_t length, struct folded *out);

enum fold_strength { FOLD_STRONG, FOLD_WEAK };
/*
 * The skeleton of one label, name or display string; never NULL, never "" for a non-empty input
 * (H1). STRONG: UTS 39 plus marks stripped, case, 0/o, 1/l, vv/w, rn/m. WEAK adds cl/d, nn/m, 5/s,
 * 3/e, i/j, u/v ... Pure ASCII takes a table path without ICU.
 */
char *fold_skeleton(struct arena *arena, const char *utf8, enum fold_strength strength);
#define FOLD_VARIANTS 4
/* Its strong skeleton, and those of other readings where a glyph has two (thorn, oe, l with stroke,
 * palochka); returns how many, at least one. */
size_t fold_skeleton_variants(struct arena *arena, const char *utf8,
			      const char *out[FOLD_VARIANTS]);
/* For display strings, where case is visible: the skeleton taken before lower-casing (PayPaI). */
char *fold_skeleton_display(struct arena *arena, const char *utf8);

/* NFKC in lower case without ignorables, nothing else: the last resort for names IDNA refuses. */
char *fold_compatible(struct arena *arena, const char *utf8);
/* Default ignorable: no glyph of its own (zero width, soft hyphen, bidi controls ...). */
bool fold_is_ignorable(uint32_t point);

enum fold_script { FOLD_SCRIPT_PLAIN, FOLD_SCRIPT_MIXED, FOLD_SCRIPT_WHOLE };
/* PLAIN: nothing odd. MIXED: beyond highly restrictive. WHOLE: one script, all letters look Latin
 * (aрр...). */
enum fold_script fold_script_of(const char *utf8_label);
/* "icu 72.1 unicode 15.0", recorded with hits. */
const char *fold_version(void);

#endif
