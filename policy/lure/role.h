/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * role - a display name that claims an office inside the recipient's organisation.
 *
 * "IT Help Desk", "Payroll", "Mailbox Administrator" from an address that is not proven to be of a
 * recipient's own domain. A sender that names itself ("Acme Payroll" of acme.com) claims nothing of
 * ours, nor does a bounce.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_ROLE_H
#define POLICY_LURE_ROLE_H

#include <stdbool.h>

#include "policy/base/arena.h"
#include "policy/mail/message.h"

/* 'words' are those of the first From address's display name that name a role. */
void role_claim(struct arena *arena, const struct message *message, const char *words,
		struct finding_list *findings);
/* Whether From is proven to be of the same organisation as a recipient. */
bool role_is_colleague(struct arena *arena, const struct message *message);

#endif
