/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * defang - addresses written so that no program makes a link of them, for people to copy.
 *
 * "hxxps://", "[.]", "(dot)", " dot ". Security people write so too, to keep others from following;
 * so it counts only where the words nearby ask to copy or type something into a browser.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_DEFANG_H
#define POLICY_MAIL_DEFANG_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

struct defang_span {
	size_t start, length; /* in the text */
	const char *address;  /* as it is meant, with a scheme */
};

/* The next one at or behind '*at', which moves behind it; false at the end. */
bool defang_find(struct arena *arena, const char *text, size_t length, size_t *at,
		 struct defang_span *out);

#endif
