/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * url - what a mail client would open (RFC 3986, WHATWG URL where browsers differ).
 *
 * Splits a link as browsers do: tabs and newlines dropped, backslashes as slashes, any number of
 * slashes after the scheme, host after the last @. No network, no unescaping of path or query.
 *
 * Who owns: results are in the arena. Threads: any. Fails: -1 with *why for what is no web link at
 * all (mailto:, data: and javascript: are told by 'scheme' and have no host).
 */
#ifndef POLICY_MAIL_URL_H
#define POLICY_MAIL_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/host.h"

struct url {
	const char *text;     /* normalised, bounded */
	const char *scheme;   /* lower case: "https", "mailto", "data" ... */
	const char *userinfo; /* "" without */
	struct host host;     /* .ascii is "" without */
	/* "" without; path begins with "/", or is what stands behind "mailto:" and its like */
	const char *port, *path, *query, *fragment;
};

/* 'base' may be NULL; it resolves relative links. 'most' bounds the link; longer ones are cut. */
int url_parse(struct arena *arena, const char *bytes, size_t length, size_t most,
	      const struct url *base, struct url *out, const char **why);
/* Value of a query parameter, percent-decoded, or NULL. */
const char *url_parameter(struct arena *arena, const struct url *url, const char *name);
/* Percent-decoded copy, well-formed UTF-8; %00 stays. */
char *url_decode(struct arena *arena, const char *text);

/* One URL or bare domain found in running text. */
struct url_span {
	size_t start, length; /* in the text */
	bool bare;            /* a domain without a scheme */
};
/* Next URL, www name or bare domain (known suffix) at or behind '*at'; false at the end. E-mail
 * addresses are passed over. */
bool url_find(const char *text, size_t length, size_t *at, struct url_span *out);

#endif
