/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cue - the little language in which lure cues are written, and how one is found in a text.
 *
 * A cue is words of folded text with few signs: (a|b) either, x? or (a b)? maybe, {a |b } any of
 * these up to four times or none, word* the rest of a word, # a number, ... between blanks up to 40
 * bytes of the same sentence. It matches whole words. A blank stands for any run of blanks, quotes,
 * commas, dashes and brackets, because passages are levelled in the same way before they are
 * searched. A letter with a mark also matches without it (não and nao; ü, u and ue).
 *
 * Letters of scripts that set no blanks between words (kana, Han) are words by themselves: words
 * may begin and end around each, a blank behind one is dropped from cue and passage, and "..."
 * stops at any of them.
 *
 * Every cue names its anchors: literals of which at least one stands in whatever it matches. One
 * Hyperscan pass finds the anchors of all cues, cue_match() then looks around them. (Whole cues as
 * Hyperscan expressions take five seconds to compile, their anchors a tenth of one.)
 *
 * Who owns: results are in the arena. Threads: any. Fails: -1 with *why for a phrase that is none.
 */
#ifndef POLICY_LURE_CUE_H
#define POLICY_LURE_CUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"

#define CUE_PHRASE_MOST 1000

/* What a cue says in a lure. */
enum cue_group {
	CUE_GROUP_OBJECT,
	CUE_GROUP_ACTION,
	CUE_GROUP_TIME,
	CUE_GROUP_AUTHORITY,
	CUE_GROUP_CTA,
	CUE_GROUP_NEGATION,
	CUE_GROUP_ROLE,
	CUE_GROUPS
};

enum cue_code {
	CUE_CODE_BYTES,
	CUE_CODE_SPLIT, /* go on here, or else 'jump' further */
	CUE_CODE_JUMP,
	CUE_CODE_NUMBER,
	CUE_CODE_REST,
	CUE_CODE_GAP
};

struct cue_op {
	enum cue_code code;
	int jump; /* relative */
	const char *bytes;
	size_t length;
};

struct cue_anchor {
	const char *bytes;
	size_t length;
	bool begins_word, ends_word; /* no letter stands before it, behind it */
};

struct cue {
	const struct cue_op *ops;
	size_t op_count;
	const struct cue_anchor *anchors;
	size_t anchor_count;
	size_t reach;  /* bytes from the begin of a match to the end of an anchor, at most */
	size_t before; /* bytes from the begin of a match to the begin of an anchor, at least */
	/* With what a match may begin: for the low five bits of its first byte a bit for those of
	 * its second. */
	uint32_t heads[32];
};

/* 'phrase' is folded text. */
int cue_parse(struct arena *arena, const char *phrase, struct cue *out, const char **why);

/* Fill 'heads' and what is known of words at the cue's 'anchors'; part of parsing. */
void cue_find_edges(struct arena *arena, struct cue *cue, struct cue_anchor *anchors);
const char *cue_group_name(enum cue_group group);
/* CUE_GROUPS for a name that is none. */
enum cue_group cue_group_from_name(const char *name);

/* Whether the cue stands at 'start', which begins a word; '*end' is behind it. Bounded steps. */
bool cue_match(const struct cue *cue, const char *text, size_t length, size_t start, size_t *end);
/* Whether the byte is part of a word. */
bool cue_is_letter(char byte);
/* Whether the byte begins a letter of a script without blanks between words. */
bool cue_is_wide(char byte);
/* Whether such a letter begins or ends at 'at': no word runs over it. */
bool cue_parts(const char *text, size_t length, size_t at);

/*
 * Add 'length' bytes of folded text, levelled: soft signs and blanks become one blank. Returns how
 * many code points were added.
 */
size_t cue_level(struct text *out, const char *folded, size_t length);
/* Whether a code point separates words without ending a sentence. */
bool cue_is_soft(uint32_t point);

#endif
