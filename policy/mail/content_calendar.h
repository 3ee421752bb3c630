/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content_calendar - what is odd about an invitation.
 *
 * Calendar services send for their users, so an organiser of another domain is everyday; it counts
 * when the links lead to a third place, and more when the invitation names its victim or carries a
 * file.
 *
 * Who owns: findings are in the arena of the content. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_CALENDAR_H
#define POLICY_MAIL_CONTENT_CALENDAR_H

#include "policy/mail/calendar.h"
#include "policy/mail/content.h"

/* The links of the invitation are those of the message from 'first_link' on. */
void content_calendar_note(struct content *content, const struct content_piece *piece,
			   const struct calendar *calendar, size_t first_link);

#endif
