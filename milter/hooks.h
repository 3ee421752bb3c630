/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hooks - what libmilter calls: each files what it is told, none judges.
 *
 * Every step but body and end of message is negotiated as one that gets no reply, so the MTA never
 * waits for us before the message is complete.
 *
 * Who owns: a session hangs on each context until hook_close. Threads: any; the callbacks of one
 * connection come one after the other, on changing threads. Fails: never.
 */
#ifndef MILTER_HOOKS_H
#define MILTER_HOOKS_H

/* Tell libmilter about us; -1 when it refuses. */
int hooks_register(void);

#endif
