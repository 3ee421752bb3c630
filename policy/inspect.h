/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect - the one door that ties the stations together: a message in, hits and a verdict out.
 *
 * An engine is settings, tables, directory replica and store, opened once and counted; a message in
 * progress holds the engine it began with, so that a reload never changes a message half-way.
 *
 * Who owns: inspections are in the arena given. Threads: any number of messages at once. Fails:
 * inspect_open() returns NULL with *why; inspect_message() never; inspect_record() returns -1 with
 * *why.
 */
#ifndef POLICY_INSPECT_H
#define POLICY_INSPECT_H

#include <stdbool.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/directory/correspondents.h"
#include "policy/directory/directory.h"
#include "policy/evidence/hit.h"
#include "policy/evidence/store.h"
#include "policy/lookalike/lookalike.h"
#include "policy/lure/lure.h"
#include "policy/mail/message.h"
#include "policy/risk/risk.h"

struct inspect;

/* What lives as long as the process, whatever is reloaded. */
struct inspect_shared {
	struct store *store;                   /* NULL: nothing can be recorded */
	struct directory *directory;           /* NULL: every recipient is unresolved */
	struct correspondents *correspondents; /* NULL: nobody is known to have written */
};

/* Takes over 'conf' when it succeeds; a reason lives in its arena. */
struct inspect *inspect_open(struct conf *conf, const struct inspect_shared *shared,
			     const char **why);
struct inspect *inspect_hold(struct inspect *engine);
/* Takes NULL. The last drop frees. */
void inspect_drop(struct inspect *engine);
const struct conf *inspect_conf(const struct inspect *engine);
struct store *inspect_store(const struct inspect *engine);
/* Whether a host is the organisation's or an issuer's own, and no stranger's tenant of theirs. */
bool inspect_is_known(const struct inspect *engine, const struct host *host);
/* Versions of all tables, recorded with hits. */
const char *inspect_versions(const struct inspect *engine, struct arena *arena);

struct inspect_recipient {
	const char *address; /* normalised, or as typed when it could not be read */
	enum answer answer;
	struct host domain; /* of the address; .ascii NULL without */
	struct directory_resolution resolution;
	enum contact contact; /* with the sender's address; UNKNOWN unless something was found */
	bool refused;
	const char *refusal;
	int risk; /* of the identity before this message; -1 unknown */
};

/* Who has written with whom (inspect_contact.h). */
struct inspect_history {
	enum contact contact; /* all of us with the sender's domain, or his free mailbox */
	struct contact_past past;
	bool two_way; /* we have long written to this very address */
};

struct inspection {
	struct message message;
	struct finding_list findings;
	struct lookalike_claims claims;
	struct inspect_recipient *recipients;
	size_t recipient_count;
	struct inspect_history history;
	struct risk_judgement judgement;
	const char *reason; /* one line: what and why */
	int64_t took_us;
};

void inspect_message(struct inspect *engine, struct arena *arena,
		     const struct message_source *source, struct inspection *out);

/* Let the message add to the history of mail, when it came through. Never waits. */
void inspect_learn(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
		   int64_t when_ms);
/* Let one mail of an old log add to it; false when it is not between one of us and one of them. */
bool inspect_learn_pair(struct inspect *engine, struct arena *arena, const struct address *from,
			const struct address *to, int64_t when_ms);

/* Whether 'name' is a rule: a kind of finding, a lure family or an allow section. */
bool inspect_knows_rule(const struct inspect *engine, const char *name);
/* How many findings of an inspection the rule made or excuses. */
size_t inspect_fired(const struct inspection *inspection, const char *rule);
/* As the message would be judged without what the rule made. */
void inspect_without(struct inspect *engine, struct arena *arena,
		     const struct inspection *inspection, const char *rule,
		     struct risk_judgement *out);

/*
 * Make the hits of an inspection durable: one for each recipient, when its score reaches
 * policy.record_from. 'count' (may be NULL) is how many hits there were. Waits for the commit;
 * writes nothing without hits.
 */
int inspect_record(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
		   enum disposition disposition, size_t *count, const char **why);

#endif
