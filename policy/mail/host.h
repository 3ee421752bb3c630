/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host - the canonical form of a host name (detection.md 2.3, UTS 46, RFC 5890, publicsuffix.org).
 *
 * Takes any bytes that a message used as a host and yields the A-label and Unicode forms, the
 * registrable domain with and without the private section of the public suffix list, and flags for
 * whatever was odd on the way. A host that cannot be read is OBSCURED, never silently nothing.
 *
 * Home of libidn2. Who owns: results are in the arena. Threads: any. Fails: -1 with *why
 * when no host at all can be made of the bytes.
 */
#ifndef POLICY_MAIL_HOST_H
#define POLICY_MAIL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

enum host_flag {
	HOST_ODD_DOT = 1 << 0,   /* U+3002, FF0E, FF61 or an encoded dot */
	HOST_SLASHLIKE = 1 << 1, /* U+2044, 2215, 29F8, FF0F, 3033 in the input */
	HOST_INVISIBLE = 1 << 2, /* ignorable characters in the input */
	HOST_BIDI = 1 << 3,
	HOST_ENCODED = 1 << 4, /* percent-encoded */
	HOST_TWICE_ENCODED = 1 << 5,
	HOST_NUMERIC = 1 << 6,     /* an IP address */
	HOST_ODD_NUMERIC = 1 << 7, /* an IP address not written as a dotted quad or plain IPv6 */
	HOST_NONSTD3 = 1 << 8,     /* not letters, digits and hyphens after mapping */
	HOST_BAD_PUNYCODE = 1 << 9,
	HOST_MIXED_SCRIPT = 1 << 10, /* a label beyond ICU's highly restrictive level */
	HOST_WHOLE_SCRIPT = 1 << 11, /* a label of one script, all letters of which look Latin */
	HOST_TOO_LONG = 1 << 12,
	HOST_SINGLE_LABEL = 1 << 13,
	HOST_PRIVATE_ADDRESS = 1 << 14 /* RFC 1918, loopback, link-local */
};

struct host {
	const char *ascii; /* lower case A-labels, no trailing dot; the dotted quad of an address */
	const char *unicode;     /* the same as U-labels */
	const char *registrable; /* with private rules: alice.github.io; == ascii when none */
	const char *public_registrable; /* with ICANN rules only: github.io */
	const char *label;              /* first label of 'registrable', as U-label: "paypal" */
	const char *suffix;             /* behind it: "co.uk" */
	bool known_suffix;              /* the top-level domain is on the public suffix list */
	unsigned flags;
};

/* 'bytes' is a host as found (UTF-8 or ASCII, entities already decoded), without port. */
int host_canonical(struct arena *arena, const char *bytes, size_t length, struct host *out,
		   const char **why);
/* Quick test for bare words in text: the last label is a real top-level domain. */
bool host_has_known_suffix(const char *ascii);
/* "0.21.2 ...": libpsl, recorded with hits. */
const char *host_version(void);

#endif
