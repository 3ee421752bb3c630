/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * grant - links that hand an account over without a password: consent and device sign-in.
 *
 * An authorise endpoint is known by host and path, its request read by parameter: which rights,
 * where the answer goes, whether anybody is asked. A device sign-in page counts when a code to type
 * stands near it or in the link. Such links arrive in mail that an issuer truly sent, so the
 * sender's authentication never clears a consent link. Links inside links are unwrapped.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_GRANT_H
#define POLICY_LURE_GRANT_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/lure/hosting.h"
#include "policy/mail/message.h"
#include "policy/mail/url.h"

struct grant {
	const char *issuer;    /* registrable domain of the endpoint */
	const char *client;    /* client_id, printable, "" */
	const char *scope;     /* risky ones, "" when none is */
	const char *redirect;  /* host of redirect_uri, "" */
	bool silent;           /* prompt=none: nobody is asked */
	bool odd_redirect;     /* own machine, number, anonymous hosting, no TLS */
	bool foreign_redirect; /* another owner than the endpoint's */
};

/* Whether 'url' (or a link inside it) asks for consent; fills 'out'. */
bool grant_read(struct arena *arena, const struct hosting *hosting, const struct url *url,
		struct grant *out);

/* The device page that 'url' (or a link inside it) opens, or NULL: registrable domain. */
const char *grant_device_page(struct arena *arena, const struct url *url, bool *code_inside);
/*
 * A code to be typed on the device page of 'issuer', a registrable domain ("": of any): ABCD-1234,
 * 3x3, eight or nine capitals and digits, whichever shapes it uses; in small letters when a "code"
 * is spoken of just before.
 */
bool grant_find_code(const char *issuer, const char *text, size_t length, size_t *at,
		     size_t *code_length);

/* OAUTH_GRANT and DEVICE_CODE findings of a whole message. */
void grant_message(struct arena *arena, const struct hosting *hosting,
		   const struct message *message, struct finding_list *findings);

#endif
