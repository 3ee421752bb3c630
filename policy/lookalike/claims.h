/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * claims - which brands a message speaks in the name of (detection.md 2.9).
 *
 * A strong claim is a sender's name, his mailbox name, or a subject that speaks as the brand; a
 * weak one is any mention. Only strong ones are a fact about the message; weak ones let a
 * look-alike domain of the same brand count.
 *
 * Private to policy/lookalike/. Who owns: tokens are in the index, places and texts in the
 * arena given.
 * Threads: one at a time for one list. Fails: never; at most CLAIMS_MOST are kept.
 */
#ifndef POLICY_LOOKALIKE_CLAIMS_H
#define POLICY_LOOKALIKE_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/lookalike/index.h"

#define CLAIMS_MOST  64
#define CLAIMS_TEXT  1024 /* bytes of one text that are looked at */
#define CLAIMS_TEXTS 8

enum claims_source { CLAIMS_NAME, CLAIMS_MAILBOX, CLAIMS_SUBJECT, CLAIMS_TEXT_NEAR };

struct claim {
	uint32_t owner;
	const char *token, *where;
	enum claims_source source;
	bool strong;
	bool relayed; /* "Jane Roe via GitHub" */
	bool whole;   /* the name is the brand's and words of its trade, nobody else's */
};

struct claims {
	struct claim items[CLAIMS_MOST];
	size_t count;
	unsigned searched;               /* hosts in which claimed brands were looked for */
	const char *texts[CLAIMS_TEXTS]; /* senders' names and the subject, folded */
	size_t text_count;
};

/* Where a text stands. */
struct claims_place {
	enum claims_source source;
	const char *where; /* "from display name" */
};

/* Add the claims of one text; one a place and owner. */
void claims_read(const struct index *index, struct arena *arena, const char *text,
		 const struct claims_place *place, struct claims *claims);

/* Whether the message claims 'owner'; without 'strong' a mention is enough. */
bool claims_hold(const struct claims *claims, uint32_t owner, bool strong);
/* Whether 'label' is a word of a sender's name or of the subject: of names that are no brand of an
 * owner, this is all the claim there is. */
bool claims_speak_of(const struct claims *claims, const char *label, size_t length);

#endif
