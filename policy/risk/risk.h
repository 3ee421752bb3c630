/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * risk - findings and exposure to score, verdict and reviews.
 *
 * Pure: no I/O, no clock, no state. The same functions serve daemon, tool and report; the formulas
 * are in lurewatch-risk(5) (design.md sections 7 and 8).
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_RISK_RISK_H
#define POLICY_RISK_RISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/directory/identity.h"
#include "policy/mail/finding.h"

enum verdict { VERDICT_NONE, VERDICT_RECORD, VERDICT_TAG, VERDICT_QUARANTINE, VERDICT_REJECT };
const char *verdict_name(enum verdict verdict);

/* Facts of the message that decide the second key. */
struct risk_message {
	const struct finding *findings;
	size_t finding_count;
	bool claim;         /* it claims a protected brand that is not proven */
	bool claim_proven;  /* it claims a brand, and the authenticated sender is that brand's owner
			     */
	bool sender_proven; /* From's domain is authenticated */
	bool sender_owned;  /* proven, and the domain is the organisation's own */
	bool sender_carries; /* ... whose mails carry what others write (detection.md H14) */
	bool carried_away;   /* ... and a main link leaves its house, while others stay */
	bool sender_issuer;  /* proven, and the domain belongs to a critical issuer */
	bool sender_two_way; /* proven, and we have long exchanged mail with this very address */
	const enum identity_class *classes; /* of each recipient */
	size_t class_count;
	bool link_foreign; /* the main link leads to another registrable domain than From's */
};

/* What one finding contributed, in the order of the findings. */
struct risk_term {
	int points;      /* after caps; 0: recorded only */
	bool counted;    /* false: the second key was missing or a family cap applied */
	const char *why; /* "second key: brand claim", "held: no second key" ... */
};

/* The same message, judged for one recipient: by what he is, and the findings that are his alone.
 */
struct risk_aim {
	int score;
	enum verdict verdict;
	const char *rule; /* as below */
};

struct risk_judgement {
	int score; /* 0-1000; of several recipients the highest */
	enum verdict verdict;
	bool two_keys;
	enum impact impact; /* the gravest counted one */
	const char *family; /* the strongest counted lure family, or "" */
	struct risk_term *terms;
	struct risk_aim *aims; /* one for each of message->classes */
	const char *rule;      /* the keys that decided, e.g. "lure and brand claim", or "" */
};

/* How grave a hit after 'impact' is, 0 to 1. */
double risk_severity(enum impact impact);

void risk_judge(struct arena *arena, const struct conf_policy *conf,
		const struct risk_message *message, struct risk_judgement *out);

/* One stored hit as risk sees it. */
enum disposition {
	DISPOSITION_PASSED,
	DISPOSITION_TAGGED,
	DISPOSITION_QUARANTINED,
	DISPOSITION_REJECTED,
	DISPOSITION_DEFERRED,
	DISPOSITION_RECIPIENT_REFUSED, /* the MTA refused the recipient */
	DISPOSITION_ABORTED,           /* somebody else ended it before the end of message */
	DISPOSITION_IMPORTED,          /* scan --record */
	DISPOSITIONS
};
const char *disposition_name(enum disposition disposition);
/* Whether the identity could have seen the mail, as far as a filter can know. */
bool disposition_unblocked(enum disposition disposition);
/*
 * How near the mail came to its reader, higher is nearer: of two sightings of one message the
 * graver is kept. Passed, tagged, quarantined, imported (quarantined elsewhere), deferred, aborted,
 * rejected, recipient refused.
 */
int disposition_gravity(enum disposition disposition);

struct risk_event {
	int64_t when_ms;
	int score; /* of the message, 0-1000 */
	enum impact impact;
	enum disposition disposition;
	const char *family;
};

struct risk_exposure {
	enum identity_kind kind;
	int tier;
	size_t nhis, delegates;
	int best_nhi_tier; /* the most privileged NHI it owns; 9 for none */
	bool disabled, stale, weak_recovery;
	enum owner_state owner_state;
};
struct risk_exposure risk_exposure_of(const struct identity *identity);
/* The factor by which exposure multiplies severity (1.0 for a standard person without anything). */
double risk_exposure_factor(const struct risk_exposure *exposure);

enum risk_level { RISK_NONE, RISK_LOW, RISK_MEDIUM, RISK_HIGH, RISK_CRITICAL };
const char *risk_level_name(enum risk_level level);

struct risk_identity {
	int risk; /* 0-1000 */
	enum risk_level level;
	double sum, exposure_factor, diversity;
	double *terms; /* one an event, in order: what it adds today */
};

/* The risk of one identity now. Independent of the order of events. */
void risk_of_identity(struct arena *arena, const struct conf_risk *conf,
		      const struct risk_event *events, size_t event_count,
		      const struct risk_exposure *exposure, int64_t now_ms,
		      struct risk_identity *out);

enum review_kind {
	REVIEW_ACCESS,
	REVIEW_RECOVERY_PATH,
	REVIEW_MFA_REREGISTER,
	REVIEW_ROTATE_SECRET,
	REVIEW_SHARED_MAILBOX,
	REVIEW_ASSIGN_OWNER,
	REVIEW_DISABLE_STALE,
	REVIEW_WARN_DELEGATES,
	REVIEW_CONSENT,
	REVIEW_RESET_PASSWORD, /* only when paired with an identity signal */
	REVIEW_REVOKE_SESSIONS,
	REVIEW_KINDS
};
const char *review_kind_name(enum review_kind kind);

struct risk_review {
	enum review_kind kind;
	const char *reason;
};

/*
 * Which reviews an identity's hits justify. 'impacts' is a bit set (1 << enum impact) over its open
 * hits; 'paired' tells that an identity signal lies inside the window. Nothing below the threshold
 * of its class.
 */
size_t risk_reviews(struct arena *arena, const struct conf_risk *conf,
		    const struct risk_exposure *exposure, enum identity_class class,
		    const struct risk_identity *risk, unsigned impacts, bool paired,
		    struct risk_review **out);

#endif
