/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server - one bound connection to an LDAP server, every wait of which ends.
 *
 * Goes through the URIs in order. TLS certificates are always demanded; StartTLS is mandatory when
 * a password would leave the host, unless settings say no; referrals are not followed. All
 * time-outs of libldap are set and a watchdog stands behind them.
 *
 * Who owns: the caller; strings in the arena given. Threads: one at a time; SIGPIPE is blocked in
 * the thread from connecting to closing. Fails: NULL or -1 with *why in the arena.
 */
#ifndef POLICY_DIRECTORY_SERVER_H
#define POLICY_DIRECTORY_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <ldap.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"

struct server;

struct server *server_open(struct arena *arena, const struct conf_directory *conf,
			   const char **why);
/* Takes NULL. */
void server_close(struct server *server);

const char *server_uri(const struct server *server);
bool server_has_tls(const struct server *server);
LDAP *server_handle(struct server *server);

/* Send a search for which any number of answers is read by server_answer(). */
struct server_search {
	const char *base, *filter;
	int scope;
	const char *const *attributes; /* NULL-terminated */
	LDAPControl **controls;        /* NULL: none */
};
int server_search(struct server *server, const struct server_search *search, int *id,
		  const char **why);
/* The next message of a search; the caller frees it. Returns its type, or -1. */
int server_answer(struct server *server, int id, LDAPMessage **out, const char **why);
/* An LDAP result code, with what the server said, as a reason. */
const char *server_reason(struct server *server, const char *what, int code);

/* The first naming context of the server. */
int server_context(struct server *server, const char **base, const char **why);
/* Whom the server takes us for, or "" when it cannot say. */
const char *server_whoami(struct server *server);

#endif
