/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * account - links that only an account's own service has reason to send.
 *
 * A page to set a password, confirm an address, sign in or accept an invitation, known by words of
 * its path, or a one-time token; or any link of a short mail whose subject speaks of accounts, or
 * of a notification that a program sends. Such mail looks alike in any language and leads to the
 * domain that sent it; where it leads elsewhere, an ACCOUNT_LINK is noted. Alone it is nothing:
 * services use trackers. It counts when nobody is proven to have sent the mail (lurewatch-risk(5)).
 *
 * Who owns: results are in the arena of the findings. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_ACCOUNT_H
#define POLICY_LURE_ACCOUNT_H

#include <stdbool.h>

#include "policy/base/arena.h"
#include "policy/mail/message.h"

/* Where a message speaks of passwords, sign-ins, confirmations or invitations. */
enum account_place {
	ACCOUNT_NOWHERE,
	ACCOUNT_IN_TEXT,
	ACCOUNT_NOTICE, /* the subject is that of a notification */
	ACCOUNT_IN_HEAD
};
struct account_speech {
	enum account_place place;
	const char *words; /* printable */
};

struct account_sign {
	const char *word; /* of path, query or fragment: "reset", "login"; NULL for none */
	bool once;        /* the word stands for something done once, not for any visit */
	bool token;       /* there is a secret: a long run of letters and digits at random */
};
struct account_sign account_read(struct arena *arena, const struct url *url);

/* 'findings' already holds the lures. */
void account_message(struct arena *arena, const struct message *message,
		     const struct account_speech *speech, struct finding_list *findings);

#endif
