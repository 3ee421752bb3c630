/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * correspondents - who has written with whom: asked for each message, taught by each message.
 *
 * The history lies in state/cache/contacts, an LMDB environment of its own. It may be deleted at
 * any time: a daemon notices, begins a new one, and until that is warm nobody counts as a first
 * contact. What was learned takes weeks to learn again, so the daemon's commits are synced;
 * nobody waits for them.
 *
 * Promise 2 of design.md (a message without findings costs no write, no lock shared with another
 * message): correspondents_note() copies a fact into a bounded ring without any lock (gather.h) and
 * leaves; when the ring is full the fact is lost, and counted. A thread of ours empties the ring
 * every [contacts] flush, or when it is half full, into one transaction. A process that is killed
 * loses what it had not written, no more. correspondents_ask() reads as the directory does, and is
 * only called for messages in which something was found.
 *
 * Who owns: results are in the arena given. Threads: any may note and ask. Fails: asking answers
 * DOWN with *why when there is no history; correspondents_open() returns NULL with *why, never for
 * a history that cannot be opened: that is tried again.
 */
#ifndef POLICY_DIRECTORY_CORRESPONDENTS_H
#define POLICY_DIRECTORY_CORRESPONDENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/conf/conf.h"
#include "policy/directory/contact.h"
#include "policy/directory/gather.h"
#include "policy/directory/ledger.h"

#define CORRESPONDENTS_SLOTS 4096 /* facts that may wait to be written */

struct correspondents;

enum correspondents_use {
	CORRESPONDENTS_READ,  /* a tool that asks */
	CORRESPONDENTS_WRITE, /* a tool that teaches: it calls correspondents_flush(); on the disk
				 when closed */
	CORRESPONDENTS_SERVE  /* the daemon: a thread of ours writes */
};

/* 'state' is the state folder. 'conf' is needed for the call only. */
struct correspondents *correspondents_open(struct arena *arena, const char *state,
					   const struct conf_contacts *conf,
					   enum correspondents_use use, const char **why);
/* Writes what waits. Takes NULL. */
void correspondents_close(struct correspondents *correspondents);

/* Learn one mail; never waits, may forget. Facts without both domains teach nothing. */
void correspondents_note(struct correspondents *correspondents, const struct gather_fact *fact);
/* Write all that waits. One thread at a time, and not the daemon's. */
int correspondents_flush(struct correspondents *correspondents, const char **why);

/* What is known of the two sides of a mail. */
enum answer correspondents_ask(struct correspondents *correspondents, const struct gather_fact *who,
			       struct ledger_answer *out, const char **why);

/* Domains that are partners, in order of name, at most 'most'; empty without history. */
struct conf_list correspondents_partners(struct correspondents *correspondents, struct arena *arena,
					 const struct conf_contacts *conf, size_t most);
/* Walk all domains; see ledger_domains(). */
int correspondents_domains(struct correspondents *correspondents,
			   bool (*each)(void *data, const char *domain,
					const struct contact_past *past),
			   void *data, const char **why);

struct correspondents_status {
	struct ledger_size size;
	uint64_t lost;   /* facts that found the ring full */
	bool absent;     /* there is none yet */
	const char *why; /* why there is no history, or what was learned could not be written; "" */
};
void correspondents_status(struct correspondents *correspondents,
			   struct correspondents_status *out);

#endif
