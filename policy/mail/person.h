/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person - a person's name as something to look up by (detection.md 2.9).
 *
 * "Jane Roe", "ROE, Jane", "Dr. Jane M. Roe" and "Jаne Roe" with a Cyrillic a are one name: its
 * words as skeletons (fold.h) in alphabetical order, without titles and initials. What stands in
 * brackets or behind a dash or bar, and words of office around the name, are set aside; the name is
 * then not exact.
 *
 * Who owns: results are in the arena. Threads: any, after fold_open(). Fails: never; what is no
 * name has no keys.
 */
#ifndef POLICY_MAIL_PERSON_H
#define POLICY_MAIL_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define PERSON_BYTES    256 /* of a name that are looked at */
#define PERSON_KEYS     4
#define PERSON_KEY_MOST 480 /* bytes; longer ones are none */

struct person_name {
	const char *keys[PERSON_KEYS]; /* both readings of case: "lnes" is Ines with a small l */
	size_t count;
	bool exact; /* nothing was set aside */
};

/* Of a display name as somebody wrote it. */
void person_read(struct arena *arena, const char *display, struct person_name *out);
/* As a directory keeps it: of three words and more also the first name with the last. */
void person_entry(struct arena *arena, const char *display, struct person_name *out);

#endif
