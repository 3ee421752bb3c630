/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailbox - mail addresses as directories hold them, made keys to look up by.
 *
 * A key is local@domain in lower case (directories and mail systems match local parts without
 * case), the domain in A-labels. "SMTP:" marks a primary address of Exchange, "smtp:" another one;
 * values of other address families (SIP:, X500:) are none.
 *
 * Who owns: keys are in the arena. Threads: any. Fails: NULL or false for what is no address.
 */
#ifndef POLICY_DIRECTORY_MAILBOX_H
#define POLICY_DIRECTORY_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define MAILBOX_BYTES 320 /* RFC 5321 section 4.5.3.1: 64 + 1 + 255 */

enum mailbox_form { MAILBOX_PLAIN, MAILBOX_PRIMARY, MAILBOX_SECONDARY };

/* A value of an address attribute; '*form' tells its prefix. NULL when it is no mail address. */
const char *mailbox_key(struct arena *arena, const char *bytes, size_t length,
			enum mailbox_form *form);
/* Behind the last '@'. */
const char *mailbox_domain(const char *key);
/* The key without its extension, cut at the first of 'delimiters', or NULL when it has none. */
const char *mailbox_without_extension(struct arena *arena, const char *key, const char *delimiters);

#endif
