/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ledger - who has written with whom, in LMDB: one row a pair, in both grains on both sides.
 *
 * A mail between one of us and one of them is four pairs: our address or our domain with their
 * address or their registrable domain. Addresses are kept as a keyed hash only (SipHash, 64
 * bits a side, the key made with the ledger): who holds the file can test a guess but cannot
 * read addresses off it. The pair of two domains is in plain text: partners are listed by name.
 * Rows of one of us are neighbours, so that one identity can be erased. Times are whole minutes.
 *
 * Who owns: the caller closes. Threads: any number of readers; writers queue up, also those of
 * other processes. Fails: -1 with *why; a question that cannot be asked is DOWN.
 */
#ifndef POLICY_DIRECTORY_LEDGER_H
#define POLICY_DIRECTORY_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/directory/contact.h"
#include "policy/directory/gather.h"

struct ledger;

enum ledger_use {
	LEDGER_READ,
	LEDGER_WRITE,
	LEDGER_IMPORT /* as WRITE, but on the disk only when it is closed: a machine that stops
			 before may leave a ledger that must be deleted */
};

/* Made unless it is there, but for READ. The reason of a failure is in 'arena'. */
int ledger_open(struct arena *arena, const char *folder, enum ledger_use use, struct ledger **out,
		const char **why);
/* Takes NULL. */
void ledger_close(struct ledger *ledger);

/* Enter facts, all or none, in one commit. */
int ledger_enter(struct ledger *ledger, const struct gather_fact *facts, size_t count,
		 const char **why);

/* Everything that is known of one mail's two sides; zeroes for what is not. */
struct ledger_answer {
	struct contact_past address, domain;         /* of them, with this one of us */
	struct contact_past our_address, our_domain; /* of them, with our domain */
	uint64_t mails;                              /* in the whole ledger */
	int64_t oldest_ms;                           /* 0: it is empty */
};
/* Of 'who' the addresses and domains count; an empty one is not asked. */
enum answer ledger_ask(struct ledger *ledger, const struct gather_fact *who,
		       struct ledger_answer *out, const char **why);

/* Walk their domains in order of name, the pasts with all of our domains joined. Stops when 'each'
 * returns false. */
int ledger_domains(struct ledger *ledger,
		   bool (*each)(void *data, const char *domain, const struct contact_past *past),
		   void *data, const char **why);

struct ledger_size {
	uint64_t pairs, domains, mails;
	int64_t oldest_ms;
	uint64_t bytes;
};
int ledger_size(struct ledger *ledger, struct ledger_size *out, const char **why);

/* When there are more rows than 'most': remove those last used longest ago until a tenth is free,
 * those that we never wrote to before the others. At most so many at once; call again. */
int ledger_trim(struct ledger *ledger, uint64_t most, int64_t now_ms, const char **why);

#endif
