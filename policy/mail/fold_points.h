/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fold_points - what Unicode says of code points, in pieces of bounded size.
 *
 * Normal forms, properties, UTS 39 prototypes and restriction levels. A piece is at most
 * FOLD_POINTS_TAKEN code points taken from UTF-8; normalising may make it longer, up to its room.
 *
 * Home of ICU. Who owns: the caller owns the piece. Threads: any. Fails: fold_points_open() returns
 * -1 with *why; the rest never, and opens the tables itself when nobody did.
 */
#ifndef POLICY_MAIL_FOLD_POINTS_H
#define POLICY_MAIL_FOLD_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_POINTS_TAKEN 128
/* No code point becomes more than 18 UTF-16 units (UAX 15 section 14). */
#define FOLD_POINTS_ROOM (FOLD_POINTS_TAKEN * 20)

struct fold_points {
	uint32_t items[FOLD_POINTS_ROOM];
	size_t count;
};

int fold_points_open(const char **why);

/* The next code points of 'utf8' from '*at', which is moved behind them. */
void fold_points_take(const char *utf8, size_t length, size_t *at, struct fold_points *points);
void fold_points_drop_ignorables(struct fold_points *points);
/* NFKC without ignorables. */
void fold_points_compose(struct fold_points *points);
/* NFD. */
void fold_points_decompose(struct fold_points *points);

bool fold_points_is_ignorable(uint32_t point);
bool fold_points_is_mark(uint32_t point);
bool fold_points_is_letter(uint32_t point);
bool fold_points_is_blank(uint32_t point);
uint32_t fold_points_lower(uint32_t point);

/* Of a script only what is asked for here; the rest is a number that tells scripts apart. */
enum fold_points_script { FOLD_POINTS_LATIN = -1, FOLD_POINTS_GREEK = -2, FOLD_POINTS_COMMON = -3 };
int fold_points_script(uint32_t point);

/* The UTS 39 prototype of one code point; how many code points it is. */
size_t fold_points_prototype(uint32_t point, uint32_t out[32]);
/* The ASCII character in lower case that 'point' looks like (the first one of several), or 0. */
char fold_points_look(uint32_t point);
/* Whether a label mixes scripts beyond "highly restrictive" (UTS 39 section 5.2). */
bool fold_points_is_mixed(const char *utf8, size_t length);

/* "icu 72.1 unicode 15.0" */
const char *fold_points_version(void);

#endif
