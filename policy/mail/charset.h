/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * charset - text of any label to UTF-8, as mail programs and browsers read it.
 *
 * Labels are those of mail and of the WHATWG Encoding standard; a fixed table decides, so that no
 * label of a stranger reaches iconv_open(3). An unknown or missing label falls back to UTF-8 where
 * the bytes are well-formed, else to windows-1252. Malformed input becomes U+FFFD.
 *
 * Who owns: results are in the arena, or the input itself when nothing had to change. Threads: any.
 * Fails: never; 'bad' and 'unknown' tell what was odd.
 */
#ifndef POLICY_MAIL_CHARSET_H
#define POLICY_MAIL_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

struct charset_text {
	const char *bytes; /* not always NUL-terminated */
	size_t length;
	bool bad;       /* something was malformed */
	bool unknown;   /* the label is not known */
	bool truncated; /* longer than allowed */
};

/* 'label' may be NULL or "". At most 'most' bytes of UTF-8 come out, cut at a code point. */
void charset_to_utf8(struct arena *arena, const char *label, const char *bytes, size_t length,
		     size_t most, struct charset_text *out);
/* Whether ASCII bytes mean something else under this label (UTF-7, UTF-16, ISO-2022, HZ). */
bool charset_is_treacherous(const char *label);
bool charset_is_known(const char *label);

#endif
