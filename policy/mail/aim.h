/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * aim - links that carry the address of the one who gets them where servers do not see it.
 *
 * Phishing kits fill in the victim's address behind the # of a link, plain or in base64, or as the
 * first label of the host. Newsletters put it into the query, which is no sign.
 *
 * Who owns: findings are in the list's arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_AIM_H
#define POLICY_MAIL_AIM_H

#include "policy/base/arena.h"
#include "policy/mail/finding.h"
#include "policy/mail/message.h"

/* Adds FINDING_AIMED_LINK, once. */
void aim_judge(struct arena *arena, const struct message *message, struct finding_list *findings);

#endif
