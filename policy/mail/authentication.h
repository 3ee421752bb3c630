/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * authentication - who sent it, as far as that is proven (RFC 8601, RFC 6376, RFC 7489).
 *
 * Two sources: Authentication-Results fields of a configured authserv-id that stand above the first
 * Received field, and DKIM signatures verified here (verifier.h). Missing data is UNKNOWN, never
 * a failure.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_AUTHENTICATION_H
#define POLICY_MAIL_AUTHENTICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"

#define AUTHENTICATION_SIGNATURES 16

enum auth_result {
	AUTH_UNKNOWN, /* nobody said */
	AUTH_NONE,
	AUTH_PASS,
	AUTH_FAIL,
	AUTH_SOFTFAIL, /* softfail, neutral, policy */
	AUTH_TEMPERROR,
	AUTH_PERMERROR
};

struct auth_signature {
	enum auth_result result;
	const char *domain, *selector;
	const char *reason; /* fit for a log line; "" */
	bool verified_here;
};

struct authentication {
	bool trusted; /* a field of a configured authserv-id was found */
	enum auth_result spf, dmarc, arc;
	const char *spf_domain, *dmarc_domain; /* A-labels, lower case; "" */
	struct auth_signature signatures[AUTHENTICATION_SIGNATURES];
	size_t signature_count;
	const char *identity; /* SMTP AUTH user of the client, "" without */
};

/* Names as in RFC 8601: "pass", "fail", ... "unknown" when nobody said. */
const char *auth_result_name(enum auth_result result);

/*
 * Read one Authentication-Results value. Returns true when its authserv-id is one of 'trusted'
 * (compared without case and trailing dot); only then facts are added to *out.
 */
bool authres_read(struct arena *arena, const char *value, size_t length,
		  const struct conf_list *trusted, struct authentication *out);
/* Whether a field claims one of our ids, also when it cannot be parsed: then it must be stripped.
 */
bool authres_claims(const char *value, size_t length, const struct conf_list *ids);

/* Whether 'registrable' (a registrable domain) is proven: DMARC pass for it, or a passing aligned
 * signature. */
bool authentication_proves(const struct authentication *auth, const char *registrable);
/* Whether authentication failed for it: DMARC fail, or SPF fail with no aligned passing signature.
 */
bool authentication_fails(const struct authentication *auth, const char *registrable);

#endif
