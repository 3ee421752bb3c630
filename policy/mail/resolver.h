/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolver - TXT records with a deadline, from any thread.
 *
 * libopendkim's own resolver fails under threads and waits 10 s for a silent server (milter.md
 * section 4); this one has a state of its own for each question. A name that is not there
 * (NXDOMAIN, or no TXT) is NONE; a server that is silent or refuses is DOWN.
 *
 * Who owns: the text is the caller's room. Threads: any. Fails: ANSWER_DOWN with *why.
 */
#ifndef POLICY_MAIL_RESOLVER_H
#define POLICY_MAIL_RESOLVER_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/text.h"

/*
 * The first TXT record of 'name', its strings joined, with a NUL behind it. Waits until 'until_us'
 * (clock_monotonic_us) at most, rounded up to whole seconds. 'server' NULL asks the servers of
 * resolv.conf(5).
 */
enum answer resolver_txt(const char *name, const struct sockaddr_in *server, int64_t until_us,
			 char *room, size_t room_bytes, const char **why);

#endif
