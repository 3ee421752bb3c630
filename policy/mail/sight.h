/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sight - what could not be seen of a message, as flags and findings.
 *
 * A bound that was reached, readers that would disagree, a part that cannot be read: each sets its
 * flag of enum message_flag and adds one finding, so that none of them ever reads as clean.
 *
 * Who owns: strings given are constant or in the arena of the findings. Threads: one at a time.
 * Fails: never.
 */
#ifndef POLICY_MAIL_SIGHT_H
#define POLICY_MAIL_SIGHT_H

#include "policy/mail/finding.h"
#include "policy/mail/message.h"

struct sight {
	struct finding_list *findings;
	unsigned flags; /* enum message_flag */
};

/* 'what' is a few words such as "parts" or "two boundaries"; each is reported once. */
void sight_truncated(struct sight *sight, const char *what, const char *where);
void sight_ambiguous(struct sight *sight, const char *what, const char *where);
void sight_obscured(struct sight *sight, const char *what, const char *where);

#endif
