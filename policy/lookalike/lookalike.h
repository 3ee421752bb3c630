/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookalike - domains that pretend to be a protected one (detection.md 2.2 to 2.8).
 *
 * A protected set is the organisation's own domains (tier 0) and critical issuers (tier 1) with the
 * domains each owner holds and the words that claim its brand, and by an image the names of
 * partners (tier 2) and popular ones (tier 3). A host is made canonical, folded and looked up:
 * exact role, equal skeleton, other suffix, embedding, combosquat, edit distance. A name that is
 * known, owned, exempt or popular is never accused, a partner only of looking the same.
 *
 * Who owns: the set is frozen after opening; results are in the arena. Threads: any number of
 * readers. Fails: lookalike_open() returns NULL with *why "file:line: reason"; looking up never
 * fails.
 */
#ifndef POLICY_LOOKALIKE_LOOKALIKE_H
#define POLICY_LOOKALIKE_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/finding.h"
#include "policy/mail/host.h"
#include "policy/mail/message.h"

struct lookalike;

enum lookalike_tier {
	LOOKALIKE_OWNED = 0,
	LOOKALIKE_CRITICAL = 1,
	LOOKALIKE_PARTNER = 2, /* who exchanges mail with the organisation */
	LOOKALIKE_POPULAR = 3, /* well known */
	LOOKALIKE_NONE = 9
};

/* Domains that others know of: the directory ours, the history of mail our partners. */
struct lookalike_learned {
	struct conf_list owned, partners;
};

/* 'learned' may be NULL; its partners count only without an image of conf->image. The set has an
 * arena of its own; 'arena' holds the reason of a failure. */
struct lookalike *lookalike_open(struct arena *arena, const struct conf_protected *conf,
				 const struct lookalike_learned *learned, const char **why);
/* Takes NULL. */
void lookalike_close(struct lookalike *lookalike);

struct lookalike_match {
	bool flagged;
	enum finding_kind kind;
	const char *target; /* the protected domain, e.g. "paypal.com" */
	const char *owner;  /* "paypal" */
	enum lookalike_tier tier;
	double cost;
	bool needs_claim; /* weaker than two-key: short brand, common word, first character ... */
	const char *role; /* what the name itself is known as: "owned", "issuer microsoft",
			     "hosting", "freemail", "unknown" */
	const char *why;
	const char *nearly;
	bool ordinary; /* an ordinary word, or a faint likeness: a mention is no claim */
};

/* Judge one host. 'out' is always filled. */
void lookalike_check(const struct lookalike *lookalike, struct arena *arena,
		     const struct host *host, struct lookalike_match *out);

/* Judge one host as in a message that claims 'brand' ("Amazon", "PayPal Support") for its sender.
 */
void lookalike_check_as(const struct lookalike *lookalike, struct arena *arena,
			const struct host *host, const char *brand, struct lookalike_match *out);
/* The owner whose name 'brand' is ("" when nobody's). */
const char *lookalike_brand(const struct lookalike *lookalike, struct arena *arena,
			    const char *brand);

/* The owner set a host belongs to ("" when none). Subdomains of an owned domain belong to it. */
const char *lookalike_owner(const struct lookalike *lookalike, const struct host *host);
/* Its owner's mails carry what other people write. */
bool lookalike_carries(const struct lookalike *lookalike, const struct host *host);
/* Anybody may have a mailbox there. */
bool lookalike_is_freemail(const struct lookalike *lookalike, const struct host *host);
bool lookalike_is_owned(const struct lookalike *lookalike, const struct host *host);

/* A brand that the message claims, and who may. */
struct lookalike_claim {
	const char *owner, *token, *where; /* "from display name", "subject", "text near link 2" */
	bool relayed;                      /* beside another name: "Jane Roe (via Google Docs)" */
	bool proven;                       /* the authenticated sender belongs to the owner */
};

struct lookalike_claims {
	struct lookalike_claim *items;
	size_t count;
};

/*
 * All that domains and claims of one message say: every host in From, Reply-To, envelope, links,
 * link texts, form targets, display names; link text against target; brand claims against the
 * authenticated sender.
 */
void lookalike_message(const struct lookalike *lookalike, struct arena *arena,
		       const struct message *message, struct finding_list *findings,
		       struct lookalike_claims *claims);

/* "issuers 212 domains 804, icu 72.1, psl ...": recorded with hits. */
const char *lookalike_version(const struct lookalike *lookalike);

#endif
