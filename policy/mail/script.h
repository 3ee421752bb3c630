/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * script - what the script of a page hides in its strings.
 *
 * Nothing is run. Strings are joined where the script joins them, escapes are undone, and one round
 * of the usual decoders is tried on each: base64, percent signs, hexadecimal, character codes,
 * backwards. What comes out as a page or an address is told.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; a bound that is reached sets
 * 'truncated'.
 */
#ifndef POLICY_MAIL_SCRIPT_H
#define POLICY_MAIL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define SCRIPT_FOUND_MOST 16

struct script_found {
	const char *bytes; /* UTF-8 */
	size_t length;
	bool page;  /* has tags; else an address stands in it */
	bool plain; /* it stood in the script just so */
};

struct script {
	struct script_found found[SCRIPT_FOUND_MOST];
	size_t count;
	bool smuggling; /* decodes something and hands it to the browser as a page or file */
	bool truncated;
};

/* Decoded strings are at most 'most' bytes together. */
void script_read(struct arena *arena, const char *bytes, size_t length, size_t most,
		 struct script *out);

#endif
