/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * svg - an SVG picture with the entities that it defines for itself put in (XML section 4.2).
 *
 * <!ENTITY x "https://..."> and &x; hide an address from whoever reads tags only. Graphic programs
 * write such definitions for names of formats, so that they are no sign of anything.
 *
 * Who owns: the result is in the arena, or the picture itself. Threads: any. Fails: never; entities
 * inside of entities are put in once, never more than the bound.
 */
#ifndef POLICY_MAIL_SVG_H
#define POLICY_MAIL_SVG_H

#include <stddef.h>

#include "policy/base/arena.h"

struct svg_text {
	const char *bytes;
	size_t length;
};

/* At most 'most' bytes. */
void svg_expand(struct arena *arena, const char *utf8, size_t length, size_t most,
		struct svg_text *out);

#endif
