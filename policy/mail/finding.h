/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * finding - one fact about a message that points at a credential attack.
 *
 * Every kind is one row of the table in finding.c: name, class, default weight, ATT&CK technique,
 * impact and one sentence for people. A finding is evidence, not a verdict: policy/risk/ judges all
 * of them at once.
 *
 * Who owns: strings live in the list's arena. Threads: one at a time for one list. Fails: never; a
 * full list drops further findings of kinds it already holds.
 */
#ifndef POLICY_MAIL_FINDING_H
#define POLICY_MAIL_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define FINDINGS_MOST 200

enum finding_kind {
	/* a domain imitates a protected one (policy/lookalike/) */
	FINDING_HOMOGLYPH,  /* looks the same: confusable letters, punycode */
	FINDING_CONFUSABLE, /* ASCII letters that read alike: rn/m, 1/l, 0/o, vv/w */
	FINDING_TYPO,
	FINDING_TLD_SWAP,
	FINDING_EMBEDDED,
	FINDING_COMBOSQUAT,
	FINDING_BITSQUAT,
	/* a link or sender says one thing and is another */
	FINDING_LINK_MISMATCH, /* visible text names a protected domain, the target is elsewhere */
	FINDING_BRAND_CLAIM,   /* display name or subject claims a brand whose owner did not send it
				*/
	FINDING_ADDRESS_IN_NAME,  /* display name holds an address of another domain */
	FINDING_OWN_DOMAIN_SPOOF, /* From is ours, authentication says otherwise */
	FINDING_SELF_SENT,        /* From is the recipient, and nobody proves it */
	FINDING_REPLY_TO,         /* Reply-To leads elsewhere: freemail or lookalike */
	FINDING_THREAD_HIJACK, /* a sender, or answers, of a domain that imitates a participant's */
	FINDING_FAKE_THREAD,   /* a reply to nothing */
	FINDING_PERSON_NAME,   /* display name of somebody of the directory, from outside */
	FINDING_ROLE_CLAIM, /* help desk, payroll, administrator ... as display name from outside */
	/* what is asked for (policy/lure/) */
	FINDING_LURE,
	/* structure of links and parts (policy/mail/) */
	FINDING_PASSWORD_FORM, /* a form with a password field in the mail or an attachment */
	FINDING_HTML_ATTACHMENT,
	FINDING_SVG_ACTIVE,
	FINDING_SCRIPT_ATTACHMENT, /* HTML smuggling constructs */
	FINDING_AIMED_LINK,        /* a link that carries its recipient where servers do not see */
	FINDING_QR_LINK,           /* a QR code that leads to a web address */
	FINDING_INVITATION,        /* an invitation whose organiser is a stranger to its sender */
	FINDING_PROGRAM_FILE,      /* a file that runs when it is opened */
	FINDING_PDF_ACTION,        /* a PDF that runs script, starts a program or sends a form */
	FINDING_PDF_LINK,          /* a PDF of few words that is one link */
	FINDING_ODD_HOST,          /* numeric, userinfo, invisible, mixed script, slash lookalike */
	FINDING_HIDDEN_TEXT,
	FINDING_OBFUSCATED_TEXT, /* ignorable or mixed-script letters inside words */
	FINDING_OAUTH_GRANT,
	FINDING_DEVICE_CODE,
	FINDING_SECRET_ASKED,  /* a secret or code shall be sent as an answer */
	FINDING_OPEN_REDIRECT, /* a respected host's link carries on to somebody else's page */
	FINDING_FREE_HOSTING,  /* a link to anonymous hosting or a form builder */
	FINDING_ACCOUNT_LINK,  /* a link as account services send it, away from the sender */
	/* authentication */
	FINDING_AUTH_FAIL,
	/* history of mail (policy/inspect_contact.c) */
	FINDING_FIRST_CONTACT,
	/* what a lure means for one recipient (policy/risk/target.c) */
	FINDING_MAILBOX_LURED, /* an interactive lure to a mailbox that no person reads alone */
	FINDING_OWNER_LURED,   /* a lure for a secret to an owner of non-human identities */
	/* limits of sight: never reads as clean */
	FINDING_TRUNCATED,
	FINDING_AMBIGUOUS,
	FINDING_OBSCURED, /* a part, link or host that could not be read */
	FINDING_KINDS
};

/* What a finding counts as in the two-key rule (detection.md 2.2). */
enum finding_class {
	FINDING_CLASS_DOMAIN,    /* an imitated domain */
	FINDING_CLASS_CLAIM,     /* the message claims to be somebody */
	FINDING_CLASS_LURE,      /* a credential is asked for */
	FINDING_CLASS_STRUCTURE, /* odd links, forms, hidden text */
	FINDING_CLASS_AUTH,      /* authentication failed for what is claimed */
	FINDING_CLASS_HISTORY,   /* who has written with whom */
	FINDING_CLASS_RECIPIENT, /* what the recipient is and holds */
	FINDING_CLASS_SIGHT      /* truncated, ambiguous, obscured */
};

/* What a lure is after; the impact class of IAM exports. */
enum impact {
	IMPACT_NONE,
	IMPACT_PASSWORD,
	IMPACT_MFA,
	IMPACT_SESSION,
	IMPACT_OAUTH,
	IMPACT_DEVICE,
	IMPACT_SECRET, /* API key, token */
	IMPACT_SIGNING_KEY,
	IMPACT_PAYMENT,
	IMPACTS
};

struct finding {
	enum finding_kind kind;
	const char *family; /* lure family, or the kind's own name */
	enum impact impact;
	const char *target;   /* what is imitated: a domain or brand owner; "" when nothing is */
	const char *owner;    /* owner set of the target, e.g. "microsoft"; "" */
	int tier;             /* of the target: 0 owned, 1 issuer, 2 partner, 3 popular, 9 none */
	const char *observed; /* what was seen, bounded, UTF-8, not yet made printable */
	const char *where;    /* "from", "link 3", "subject", "attachment 2" ... */
	const char *why;      /* one sentence for people */
	const char *nearly;   /* the exemption that nearly applied, or "" */
	const char *excused;  /* the operator's rule by which it counts nothing, or "" */
	double cost;          /* edit cost of a domain finding, 0 is exact */
	int weight;           /* points; 0 means the kind's default */
	size_t recipient;     /* whom alone it concerns, counted from 1; 0 is everybody */
	bool prominent;       /* on the main call to action, not in a footer */
};

struct finding_list {
	struct arena *arena;
	struct finding *items;
	size_t count, capacity;
};

struct finding_info {
	const char *name; /* as in JSON and exports: "homoglyph", "tld-swap" ... */
	enum finding_class class;
	int weight;
	const char *technique; /* ATT&CK id */
	const char *sentence;
};

const struct finding_info *finding_info(enum finding_kind kind);
const char *impact_name(enum impact impact);
/* IMPACT_NONE for an unknown name. */
enum impact impact_from_name(const char *name);

/*
 * Add a copy; NULL strings become "", weight 0 the kind's default, observed is cut to 300 bytes. A
 * finding equal in kind, family, target, observed and recipient to one in the list is not added
 * twice (the first 'where' stays).
 */
void finding_add(struct finding_list *list, const struct finding *finding);
bool finding_has(const struct finding_list *list, enum finding_kind kind);
/* Whether 'name' is the name of a kind. */
bool finding_is_kind(const char *name);
/* Whether an operator's rule names it: by kind, or by lure family. */
bool finding_is_named(const struct finding *finding, const char *name);

#endif
