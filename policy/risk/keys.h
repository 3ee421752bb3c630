/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keys - the two-key rule as a table: which facts of a message, taken together, flag it.
 *
 * One fact may be chance: a newsletter's odd domain, a real password notice. Two independent ones
 * are not (detection.md 2.2). A key is a bit; a rule is a set of bits that must all be there; the
 * table in keys.c holds every rule and lurewatch-risk(5) lists them. Only authenticated facts take
 * a key away, and no fact takes away a look-alike domain or an asked-for grant.
 *
 * Who owns: nothing is kept; rules are static. Threads: any. Fails: never.
 */
#ifndef POLICY_RISK_KEYS_H
#define POLICY_RISK_KEYS_H

#include <stdbool.h>

#include "policy/mail/finding.h"
#include "policy/risk/risk.h"

enum key {
	KEY_TWIN = 1 << 0,         /* a name that looks the same as an owned or critical domain */
	KEY_DOMAIN = 1 << 1,       /* any other name that imitates one */
	KEY_CLAIM = 1 << 2,        /* an unproven brand claim */
	KEY_ROLE = 1 << 3,         /* an unproven role or person */
	KEY_LINK = 1 << 4,         /* a link says one thing and leads to another */
	KEY_LURE = 1 << 5,         /* a lure family fires */
	KEY_LURE_STRONG = 1 << 6,  /* ... with much weight */
	KEY_LURES = 1 << 7,        /* two families agree */
	KEY_GRANT = 1 << 8,        /* OAuth grant or device code */
	KEY_GRANT_STRONG = 1 << 9, /* ... of wide scope */
	KEY_TRAP = 1 << 10,        /* a password form, active SVG, smuggling script in the mail */
	KEY_TRAPS = 1 << 11,       /* two of them */
	KEY_HOSTING = 1 << 12,     /* odd host, anonymous hosting, HTML attachment, broken words */
	KEY_AUTH = 1 << 13,        /* authentication failed for what is claimed */
	KEY_FOREIGN = 1 << 14,     /* nobody is proven and the link leads away from From's domain */
	KEY_REDIRECT = 1 << 15,    /* a respected host's link carries on to a stranger's page */
	KEY_ACCOUNT = 1 << 16,     /* a link as only an account's own service sends it */
	KEY_FIRST = 1 << 17,       /* first contact */
	KEY_AIMED = 1 << 18,       /* it is after what this recipient holds, and people do not */
	KEY_POWER = 1 << 19,       /* this recipient is privileged */
	KEY_ASKED = 1 << 20,       /* a secret is to be sent as an answer */
	KEY_CARRIED = 1 << 21      /* a link leaves the house of the service that carries it */
};

/* A lure below this weight adds points but is no key; from KEYS_STRONG on it is a strong one. */
#define KEYS_LURE   120
#define KEYS_STRONG 260
/* Hidden text from this weight on is meant for filters. */
#define KEYS_HIDDEN 120
/* What a PDF, an invitation or an aimed link does is a key from here on; less is honest too. */
#define KEYS_ACTION 100
/* Below this weight a person's name is one that many bear, and answers go to a ticket. */
#define KEYS_ROLE 80
/* A mismatch below this weight stands in a footer. */
#define KEYS_LINK 150
/* Rented space below this weight is linked from a footer. */
#define KEYS_HOSTED 35
/* An open redirect from this weight on leads to rented space: an odd link. */
#define KEYS_REDIRECT 100
/* A domain finding that lookalike rated lower needs a second key whatever its kind. */
#define KEYS_TWIN 350
/* A lured mailbox below this weight is a shared one, which gets everybody's spam: no key. */
#define KEYS_MAILBOX 100
/* A grant from this weight on needs no second key. */
#define KEYS_GRANT 400

/* How a proven sender dampens what the text says; nothing unauthenticated does. */
enum keys_trust { KEYS_TRUST_NONE, KEYS_TRUST_PART, KEYS_TRUST_FULL };
enum keys_trust keys_trust(const struct risk_message *message);

/* Whether an operator's rule takes all weight from it. */
bool keys_excused(const struct finding *finding);
/* The points a finding is worth before caps. */
int keys_weight(const struct finding *finding);
/* All keys of a message: a set of enum key. */
unsigned keys_of(const struct risk_message *message);
/* Those that only one recipient adds, message->classes[i]. */
unsigned keys_of_recipient(const struct risk_message *message, size_t i);

struct keys_rule {
	unsigned needs;
	const char *name; /* "lure and brand claim" */
};
/* The first rule that holds for 'keys', or NULL. */
const struct keys_rule *keys_decide(unsigned keys);
/* Row 'i' of the table; NULL past the end. */
const struct keys_rule *keys_rule(unsigned i);

#endif
