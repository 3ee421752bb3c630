/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prominence - which links of a message ask to be followed, and which stand in its footer
 * (detection.md 2.8).
 *
 * Of the links that a reader can follow the best by look (button, form), place, wording and
 * repetition are the main ones; repetition is looked for among the PROMINENCE_MOST best. A link is
 * of the footer when it stands far down, looks like no button and a footer's word ("unsubscribe",
 * "privacy") is in it or before it.
 *
 * Who owns: the ranks are in the message. Threads: one at a time for one message. Fails: never.
 */
#ifndef POLICY_MAIL_PROMINENCE_H
#define POLICY_MAIL_PROMINENCE_H

#include "policy/mail/message.h"

#define PROMINENCE_MOST 24 /* links compared */
#define PROMINENCE_MAIN 3  /* of them the main ones at most */

/* Whether a reader can follow it to a host; what merely loads is no link in this sense. */
bool prominence_is_followed(const struct message_link *link);
/* Set the rank of every link. */
void prominence_rank(struct arena *arena, struct message *message);

#endif
