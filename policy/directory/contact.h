/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contact - how well we know whom we write with: age and volume, not a yes or no.
 *
 * A stranger may send one harmless mail before the one that matters (detection.md section 5, "Slow
 * ramp"), so one mail makes nobody known: he is until [contacts] known_after and known_messages. It
 * weighs more that we wrote, most when we wrote first. Only two-way mail over weeks makes a partner
 * (tier P of detection.md 2.5).
 *
 * Who owns: plain data. Threads: any. Fails: never.
 */
#ifndef POLICY_DIRECTORY_CONTACT_H
#define POLICY_DIRECTORY_CONTACT_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/conf/conf.h"

/* From the least known to the best; all but the first say that history is warm. */
enum contact {
	CONTACT_UNKNOWN, /* there is no history, or too little to judge by */
	CONTACT_FIRST,   /* never before */
	CONTACT_NEW,     /* a stranger who began lately or wrote little */
	CONTACT_KNOWN,   /* has written for a while, or we wrote first */
	CONTACT_TWO_WAY, /* the same, and we wrote */
	CONTACT_PARTNER  /* both ways, for long and often */
};

/* What is known of one pair. 'in' counts only mail in which nothing was found. */
struct contact_past {
	int64_t first_ms, last_ms;
	uint32_t in, out;
	bool ours; /* the first mail was from us */
};

/* "unknown", "first", "new", "known", "two-way", "partner". */
const char *contact_name(enum contact contact);
/* One more mail of 'past': its times, its counts. */
void contact_join(struct contact_past *past, const struct contact_past *more);
/* How well a pair with this past is known at 'now_ms'; never UNKNOWN. */
enum contact contact_of(const struct conf_contacts *conf, const struct contact_past *past,
			int64_t now_ms);
/* Whether a history of so many mails since 'oldest_ms' (0: none) says anything when it does not
 * know somebody. */
bool contact_is_warm(const struct conf_contacts *conf, uint64_t mails, int64_t oldest_ms,
		     int64_t now_ms);

#endif
