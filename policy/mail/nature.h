/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nature - what a part is to whoever opens it: by type, by name, by its first bytes.
 *
 * Mail programs and desktops go by the file name as often as by the type, so a page under a
 * harmless type is still a page.
 *
 * Who owns: nothing is kept. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_NATURE_H
#define POLICY_MAIL_NATURE_H

#include "policy/base/arena.h"
#include "policy/mail/walk.h"

enum nature {
	NATURE_TEXT,
	NATURE_HTML,
	NATURE_SVG,
	NATURE_CALENDAR,
	NATURE_MESSAGE,
	NATURE_PDF,
	NATURE_PICTURE, /* PNG, JPEG, GIF */
	NATURE_ARCHIVE, /* ZIP */
	NATURE_SEALED,  /* encrypted, or signed in a way that hides the text */
	NATURE_OPAQUE,  /* text may be in it, which nothing here can read */
	NATURE_QUIET,   /* machine-readable, for nobody's eyes */
	NATURE_OTHER
};

enum nature nature_of(struct arena *arena, const struct walk_leaf *leaf);

#endif
