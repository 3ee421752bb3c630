/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * distance - what it costs to misread or mistype one label as another (detection.md 2.6).
 *
 * Optimal string alignment over strong skeletons, each edit at its own cost: a neighbour on the
 * keyboard is cheaper than any other letter, the first character dearer than the rest.
 *
 * Who owns: nothing is kept. Threads: any. Fails: never; labels longer than DISTANCE_LENGTH are
 * infinitely far.
 */
#ifndef POLICY_LOOKALIKE_DISTANCE_H
#define POLICY_LOOKALIKE_DISTANCE_H

#include <stdbool.h>
#include <stddef.h>

#define DISTANCE_LENGTH 63
#define DISTANCE_FAR    99.0

enum distance_edit {
	DISTANCE_NONE,
	DISTANCE_WEAK,      /* letters a hasty eye takes for one another */
	DISTANCE_TRANSPOSE, /* two neighbours swapped */
	DISTANCE_DOUBLE,    /* a letter doubled or undoubled */
	DISTANCE_KEYBOARD,
	DISTANCE_VOWEL,
	DISTANCE_BIT, /* one bit flipped */
	DISTANCE_HYPHEN,
	DISTANCE_PLURAL,
	DISTANCE_INSERT,
	DISTANCE_DELETE,
	DISTANCE_REPLACE,
	DISTANCE_FIRST,  /* the first character is another, missing or added */
	DISTANCE_DIGITS, /* only digits were added at the end */
	DISTANCE_EDITS
};

struct distance {
	double cost;
	enum distance_edit edit; /* the dearest of the edits */
	unsigned edits;
};

/* From what was seen to what is protected; more than two edits are DISTANCE_FAR. */
struct distance distance_of(const char *seen, size_t seen_length, const char *target,
			    size_t target_length);
/* What may be spent on a target of this length (detection.md 2.6); 0 for none. */
double distance_limit(size_t target_length);
/* "two letters are swapped" */
const char *distance_sentence(enum distance_edit edit);

#endif
