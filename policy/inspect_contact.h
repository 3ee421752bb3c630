/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect_contact - what the history of mail says about a message, and what the message adds to it.
 *
 * A warm history that hardly knows a sender makes FINDING_FIRST_CONTACT, when something else was
 * found too: by the sender's registrable domain, by the address where anybody can get one (free
 * mail). Nobody is a stranger who is proven to be ours or a critical issuer. Only an address that
 * is proven and to which we have long written excuses anything (risk.h, sender_two_way).
 *
 * What teaches: mail of ours to others, when the client signed in, From is proven, or the client is
 * local, but no automatic answer, which every stranger gets; mail of others to us, when nothing was
 * found in it and authentication did not fail. Recipients that were refused teach nothing.
 *
 * Who owns: results are in the arena of the inspection. Threads: any. Fails: never; without a
 * history everybody is CONTACT_UNKNOWN.
 */
#ifndef POLICY_INSPECT_CONTACT_H
#define POLICY_INSPECT_CONTACT_H

#include "policy/base/arena.h"
#include "policy/inspect.h"

/* Of the engine; 'correspondents' may be NULL. */
struct inspect_contact {
	struct correspondents *correspondents;
	struct directory *directory; /* may be NULL */
	const struct lookalike *lookalike;
	const struct conf_contacts *conf;
};

/* Findings, recipients and authentication are known; fills in contacts and adds the finding. */
void inspect_contact_find(const struct inspect_contact *self, struct arena *arena,
			  struct inspection *inspection);
/* After the judgement. */
void inspect_contact_learn(const struct inspect_contact *self, struct arena *arena,
			   const struct inspection *inspection, int64_t when_ms);
/* One mail of an imported history; false when it is not between one of us and one of them. */
bool inspect_contact_pair(const struct inspect_contact *self, struct arena *arena,
			  const struct address *from, const struct address *to, int64_t when_ms);

#endif
