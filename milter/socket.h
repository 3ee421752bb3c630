/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket - where the MTA connects, as Postfix and Sendmail write it.
 *
 * unix:/path, local:/path, inet:port@host, inet6:port@host, or fd:N for a listening socket that was
 * inherited (Debian's libmilter). A unix socket that nobody answers is removed before the new one
 * is made; one that somebody answers is left alone, for two filters on one path lose each other's
 * mail.
 *
 * Who owns: strings are in the arena. Threads: one at a time, but socket_wake() from any. Fails: -1
 * with *why.
 */
#ifndef MILTER_SOCKET_H
#define MILTER_SOCKET_H

#include <stdbool.h>

#include "policy/base/arena.h"

enum socket_family { SOCKET_UNIX, SOCKET_INET, SOCKET_INET6, SOCKET_FD };

struct socket {
	enum socket_family family;
	const char *spec; /* as libmilter takes it */
	const char *path; /* of a unix socket */
	const char *host; /* of inet and inet6 */
	int port;
	int fd; /* of fd:N */
};

/*
 * Read 'spec'. An inet socket without a host is refused: it would listen to the whole world
 * (milter.md finding 15); who wants that writes inet:port@0.0.0.0.
 */
int socket_read(struct arena *arena, const char *spec, struct socket *out, const char **why);

/* Make way for a new socket: see above. 'backlog' and smfi_setconn() are the caller's business. */
int socket_clear(struct arena *arena, const struct socket *socket, const char **why);

/* Rights and group of a unix socket, through 'group' ("" leaves it); nothing for other families. */
int socket_rights(struct arena *arena, const struct socket *socket, unsigned mode,
		  const char *group, const char **why);

/* Connect once and hang up, so that libmilter's listener looks whether it shall stop. */
void socket_wake(const struct socket *socket);

#endif
