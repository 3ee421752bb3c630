/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verifier - DKIM signatures verified by libopendkim (RFC 6376), keys by our own resolver or a
 * file.
 *
 * Only for hosts where no trusted upstream verified before us. What a reader would take for more
 * than it is worth (a signed length, a testing key, rsa-sha1, several From fields) does not pass.
 *
 * Home of libopendkim. Who owns: the caller closes a verifier after the last message. Threads: any
 * number of messages at once. Fails: verifier_open() returns NULL with *why (constant text);
 * verifier_read() never, a failure is a result.
 */
#ifndef POLICY_MAIL_VERIFIER_H
#define POLICY_MAIL_VERIFIER_H

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/authentication.h"

struct verifier;
struct message_source;

/* One a process. Without conf->dkim_keys, keys come from DNS through a resolver of our own with a
 * deadline. */
struct verifier *verifier_open(const struct conf_authentication *conf, const char **why);
/* Takes NULL. */
void verifier_close(struct verifier *verifier);
/* Adds what the message's signatures are worth to out->signatures; nothing for a message that was
 * cut, since nothing can be proven about it. May wait conf->dns_ms, rounded up to whole seconds. */
void verifier_read(struct verifier *verifier, struct arena *arena,
		   const struct message_source *source, struct authentication *out);

#endif
