/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr_glyph - QR codes that are drawn with letters: blocks, half blocks, squares and blanks.
 *
 * Lines of nothing but such letters, one below the other, are drawn as a picture for qr.h.
 *
 * Who owns: blocks point into the text, pictures are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_QR_GLYPH_H
#define POLICY_MAIL_QR_GLYPH_H

#include "policy/mail/qr.h"

struct qr_glyph_block {
	const char *bytes;
	size_t length, lines, columns;
};

/* The next block at or behind '*at' that is large enough for a code; false at the end. */
bool qr_glyph_next(const char *text, size_t length, size_t *at, struct qr_glyph_block *out);
/* Letters are twice as high as wide, or 'square'. */
void qr_glyph_draw(struct arena *arena, const struct qr_glyph_block *block, bool square,
		   struct qr_picture *out);

#endif
