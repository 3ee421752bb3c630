/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watchdog - cuts a connection whose library call does not return.
 *
 * libldap honours its own time-outs but for one place: a TLS handshake with a server that says
 * nothing lasts for ever. A thread shuts the socket down at the deadline, and the call returns with
 * an error.
 *
 * Who owns: the caller; close it after the connection. Threads: one caller a watchdog. Fails:
 * watchdog_open() returns NULL with *why.
 */
#ifndef POLICY_DIRECTORY_WATCHDOG_H
#define POLICY_DIRECTORY_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

struct watchdog;

struct watchdog *watchdog_open(const char **why);
/* Takes NULL. */
void watchdog_close(struct watchdog *watchdog);
/* The socket to cut; -1 forgets it. It is the caller's and may be closed at any time: the watchdog
 * works on a duplicate. */
void watchdog_learn(struct watchdog *watchdog, int fd);
/* From now on the call may last so long ... */
void watchdog_begin(struct watchdog *watchdog, int64_t ms);
/* ... until here. True when it had to be cut. */
bool watchdog_end(struct watchdog *watchdog);

#endif
