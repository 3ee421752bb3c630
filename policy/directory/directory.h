/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * directory - the local replica of who is who, and the feeds that fill it.
 *
 * A feed (LDIF file, LDAP server by paged search) reads entries into one new generation; the
 * generation is published whole or not at all, and only when its source was read to the end.
 * Looking up reads LMDB only, never the network (design.md promise 3).
 *
 * Who owns: results are in the arena given. Threads: any number of readers; one sync at a time.
 * Fails: a lookup answers DOWN with *why when the replica is missing or broken; sync returns -1
 * with *why and leaves the generation in force untouched.
 */
#ifndef POLICY_DIRECTORY_DIRECTORY_H
#define POLICY_DIRECTORY_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/conf/conf.h"
#include "policy/directory/identity.h"
#include "policy/mail/person.h"

struct directory;

/* 'state' is the state folder; the replica lives in state/cache. A missing replica is no failure:
 * lookups are DOWN. */
struct directory *directory_open(struct arena *arena, const char *state, const struct conf *conf,
				 bool for_sync, const char **why);
/* Takes NULL. */
void directory_close(struct directory *directory);

struct directory_resolution {
	struct identity identity;
	enum identity_via via;
	const char *matched; /* the address that was found */
	uint64_t generation;
	int64_t age_ms; /* since the generation was published; -1 when there is none */
};

/*
 * Whom 'address' (local@domain, domain lower case) stands for: as it is, then without its
 * extension. FOUND fills *out; NONE: no such address (kind UNKNOWN, or EXTERNAL when its domain is
 * not ours); DOWN: no replica, with *why. NONE and DOWN fill identity.kind, .mail, generation and
 * age too.
 */
enum answer directory_resolve(struct directory *directory, struct arena *arena, const char *address,
			      struct directory_resolution *out, const char **why);
/* By stable id; as directory_resolve(). */
enum answer directory_by_id(struct directory *directory, struct arena *arena, const char *id,
			    struct identity *out, const char **why);

/* Those who bear one name. */
#define DIRECTORY_NAMESAKES 8
struct directory_person {
	const char *ids[DIRECTORY_NAMESAKES]; /* the first so many */
	size_t count;
	bool vip; /* one of them */
};

/* Which enabled persons of the directories bear a name; as directory_resolve(). */
enum answer directory_named(struct directory *directory, struct arena *arena,
			    const struct person_name *name, struct directory_person *out,
			    const char **why);

/* Mail domains of all identities in force, for lookalike's owned tier. Empty without a replica. */
struct conf_list directory_domains(struct directory *directory, struct arena *arena);

struct directory_sync_result {
	uint64_t generation;
	uint64_t entries, identities, addresses, groups, skipped;
	uint64_t by_kind[IDENTITY_KINDS];
	uint64_t by_tier[4];
	uint64_t named, prominent; /* persons known by name; those whose name is worth most */
	int64_t took_ms;
	const char *unmapped; /* what the mapping left out, one line, or "" */
};

/* Let the next sync publish a generation that is much smaller than the one in force. Otherwise a
 * source with less than half of the identities counts as incomplete. */
void directory_accept_shrink(struct directory *directory);

/* 'progress' may be NULL; called now and then with entries so far. 'ldif' overrides the source when
 * not NULL. */
int directory_sync(struct directory *directory, struct arena *arena,
		   const struct conf_directory *source, const char *ldif,
		   void (*progress)(void *, uint64_t), void *progress_data,
		   struct directory_sync_result *out, const char **why);

struct directory_status {
	const char *name;
	const char *source; /* the LDIF path or the URI */
	uint64_t generation;
	int64_t published_ms, age_ms;
	struct directory_sync_result counts;
	const char *last_error;
	int64_t last_error_ms;
	uint64_t owners[6]; /* by enum owner_state */
};
/* False past the last configured directory. */
bool directory_status(struct directory *directory, struct arena *arena, size_t i,
		      struct directory_status *out);

/* Prove bind, search and rights; one line a step through 'say'. 0, or -1 when a step failed. */
int directory_probe(struct arena *arena, const struct conf_directory *source,
		    void (*say)(void *, bool ok, const char *line), void *say_data);

/* Open a replica that another process made meanwhile; cheap; called by the daemon now and then, by
 * one thread at a time. New generations of an open replica are seen without it. */
void directory_refresh(struct directory *directory);

#endif
