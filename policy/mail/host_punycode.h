/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_punycode - Punycode of one label without its "xn--" (RFC 3492).
 *
 * Takes any code points: what IDNA forbids must still be readable, since browsers show and open it
 * (emoji names, slash look-alikes).
 *
 * Who owns: results are in the arena. Threads: any. Fails: NULL for what is no Punycode, or encodes
 * beyond Unicode.
 */
#ifndef POLICY_MAIL_HOST_PUNYCODE_H
#define POLICY_MAIL_HOST_PUNYCODE_H

#include "policy/base/arena.h"

/* UTF-8 of an encoded label of at most 253 bytes. */
char *host_punycode_decode(struct arena *arena, const char *label);
/* 'utf8' is a label of at most 253 code points. */
char *host_punycode_encode(struct arena *arena, const char *utf8);

#endif
