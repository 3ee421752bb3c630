/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session - one connection of the MTA, and the message in progress on it.
 *
 * What the MTA says is kept here, bounded by struct conf_message, until the message ends; nothing
 * is judged. A message holds the engine that it began with. State of one message never reaches the
 * next: session_begin() and session_end() both clear it.
 *
 * Who owns: a session hangs on its libmilter context and is freed by session_close(); strings live
 * in its two arenas. Threads: one at a time for one session, but not always the same (milter.md
 * finding 1). Fails: never; what exceeds a bound is left out and marked.
 */
#ifndef MILTER_SESSION_H
#define MILTER_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "milter/forged.h"
#include "policy/base/arena.h"
#include "policy/inspect.h"

struct session {
	struct arena *arena;         /* goes with the connection */
	struct arena *message_arena; /* goes with the message */
	const char *id;              /* our own; queue ids are reused and come late (finding 19) */
	unsigned long actions;       /* SMFIF_ bits the MTA agreed to */
	bool leading_space;          /* values come and go with the blank behind the colon */
	bool skips;                  /* the MTA understands SMFIR_SKIP */
	const char *mta_name;        /* macro j; NULL unknown */
	const char *client_name, *client_address;
	char helo[256], tls_version[32]; /* a client may greet as often as it likes */
	char last_queue_id[64];          /* of the message before */

	/* the message in progress */
	struct inspect *engine;
	const struct conf *conf; /* the engine's settings; NULL: no message in progress */
	struct message_source source;
	size_t field_capacity, recipient_capacity, field_bytes;
	struct text body;
	struct forged forged;
};

struct session *session_open(void);
/* Takes NULL. Never blocks: libmilter may call it with a lock of its own held (finding 10). */
void session_close(struct session *session);

void session_helo(struct session *session, const char *name, const char *tls_version);

/* A message begins; 'engine' is taken over. What was left of an earlier one is gone. */
void session_begin(struct session *session, struct inspect *engine, const struct conf *conf,
		   const char *sender);
void session_end(struct session *session);
bool session_active(const struct session *session);

/* Without a message in progress the following do nothing. */

/*
 * NULL is ignored; the latest stays, for it comes late on Postfix. Until then libmilter still shows
 * the one of the message before, which is ignored too.
 */
void session_queue_id(struct session *session, const char *queue_id);
/* NULL is ignored. */
void session_login(struct session *session, const char *identity);
/* 'refusal' is what the MTA said when it refused the recipient, NULL when it did not. */
void session_recipient(struct session *session, const char *typed, const char *refusal);
void session_field(struct session *session, const char *name, const char *value);
/* True while more is wanted. */
bool session_body(struct session *session, const void *bytes, size_t length);

/* What came so far, for inspect_message(). */
const struct message_source *session_source(struct session *session);
/* There were recipients, and the MTA refused each of them. */
bool session_all_refused(const struct session *session);

#endif
