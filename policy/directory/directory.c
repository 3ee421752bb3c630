/* SPDX-License-Identifier: BSD-2-Clause */
/* directory - the local replica of who is who, and the feeds that fill it. */
#include "config.h"

#include "policy/directory/directory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/clock.h"
#include "policy/base/database.h"
#include "policy/base/file.h"
#include "policy/directory/handle.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/names.h"
#include "policy/directory/record.h"
#include "policy/directory/replica.h"

#define NO_REPLICA "no replica yet; run lurewatch directory sync"
#define NO_ACCESS  "the replica cannot be reached; check the rights of the state folder"

/* One lookup: a transaction over all directories. */
struct lookup {
	struct directory *directory;
	struct arena *arena;
	struct database_txn txn;
	const char *why; /* of the first directory that could not say */
	uint64_t generation;
	int64_t oldest_ms; /* when the oldest generation asked was published */
};

static void
copy_directories(struct directory *directory, const struct conf *conf)
{
	size_t i;

	directory->count = conf->directory_count;
	directory->directories = arena_zalloc(directory->arena, conf->directory_count,
					      sizeof(struct handle_directory));
	for (i = 0; i < conf->directory_count; i++) {
		const struct conf_directory *from = &conf->directories[i];
		const char *source = from->ldif;

		if (source[0] == '\0' && from->uris.count != 0)
			source = from->uris.items[0];
		directory->directories[i] = (struct handle_directory){
			.name = arena_strdup(directory->arena, from->name),
			.delimiter = arena_strdup(directory->arena, from->delimiter),
			.source = arena_strdup(directory->arena, source)};
	}
}

/* The reason of a failure is in 'arena'. */
static int
open_replica(struct directory *directory, struct arena *arena, const char **why)
{
	struct database *database;

	if (replica_open(arena, directory->folder, directory->for_sync, &database, why) != 0)
		return -1;
	atomic_store(&directory->database, database);
	return 0;
}

struct directory *
directory_open(struct arena *arena, const char *state, const struct conf *conf, bool for_sync,
	       const char **why)
{
	struct arena *own = arena_new();
	struct directory *directory = arena_zalloc(own, 1, sizeof(*directory));

	directory->arena = own;
	directory->for_sync = for_sync;
	directory->folder = arena_printf(own, "%s/cache", state);
	directory->file = arena_printf(own, "%s/data.mdb", directory->folder);
	copy_directories(directory, conf);
	atomic_store(&directory->why, NO_REPLICA);
	if (!for_sync) {
		directory_refresh(directory);
		return directory;
	}
	if (file_make_folder(own, state, 0700, why) != 0 ||
	    open_replica(directory, arena, why) != 0) {
		*why = arena_strdup(arena, *why);
		directory_close(directory);
		return NULL;
	}
	return directory;
}

void
directory_close(struct directory *directory)
{
	size_t i;

	if (directory == NULL)
		return;
	for (i = 0; i < directory->retired_count; i++)
		database_close(directory->retired[i]);
	database_close(atomic_load(&directory->database));
	arena_free(directory->arena);
}

/* Kept once: a daemon comes here again and again. */
static void
remember(struct directory *directory, const char *why)
{
	if (strcmp(atomic_load(&directory->why), why) != 0)
		atomic_store(&directory->why, arena_strdup(directory->arena, why));
}

static void
open_anew(struct directory *directory, const struct stat *about)
{
	struct database *old = atomic_load(&directory->database);
	struct arena *scratch = arena_new();
	const char *why;

	if (open_replica(directory, scratch, &why) != 0) {
		remember(directory, why);
	} else {
		directory->device = about->st_dev;
		directory->inode = about->st_ino;
		if (old != NULL)
			directory->retired[directory->retired_count++] = old;
	}
	arena_free(scratch);
}

void
directory_refresh(struct directory *directory)
{
	bool open = atomic_load(&directory->database) != NULL;
	struct stat about;

	if (directory->for_sync || directory->retired_count == HANDLE_RETIRED_MOST)
		return;
	if (stat(directory->file, &about) == 0) {
		if (!open || about.st_dev != directory->device || about.st_ino != directory->inode)
			open_anew(directory, &about);
	} else if (!open) {
		remember(directory, errno == ENOENT ? NO_REPLICA : NO_ACCESS);
	}
}

static bool
begin(struct lookup *lookup, struct directory *directory, struct arena *arena)
{
	struct database *database = atomic_load(&directory->database);

	*lookup = (struct lookup){.directory = directory,
				  .arena = arena,
				  .oldest_ms = INT64_MAX,
				  .why = database == NULL ? atomic_load(&directory->why) : NULL};
	if (database != NULL)
		database_begin(database, false, &lookup->txn);
	return database != NULL;
}

/* The generation in force of directory 'i'; remembers the reason when there is none. */
static bool
enter(struct lookup *lookup, size_t i, struct replica_force *force)
{
	const char *why = "a directory was never synced; run lurewatch directory sync";
	enum answer answer =
		replica_in_force(&lookup->txn, lookup->directory->directories[i].name, force);

	if (answer == ANSWER_FOUND && force->generation != 0) {
		if (force->published_ms < lookup->oldest_ms) {
			lookup->oldest_ms = force->published_ms;
			lookup->generation = force->generation;
		}
		return true;
	}
	if (database_error(&lookup->txn) != NULL)
		why = database_error(&lookup->txn);
	if (lookup->why == NULL)
		lookup->why = why;
	return false;
}

static enum answer
fail(struct lookup *lookup, const char *why)
{
	if (database_error(&lookup->txn) != NULL)
		why = database_error(&lookup->txn);
	if (lookup->why == NULL)
		lookup->why = why;
	return ANSWER_DOWN;
}

static enum answer
fetch(struct lookup *lookup, size_t i, uint64_t generation, struct database_span id,
      struct identity *out)
{
	struct database_span record;
	enum answer answer = replica_identity(&lookup->txn, generation, id, &record);
	const char *why;

	if (answer == ANSWER_DOWN)
		return fail(lookup, "the replica cannot be read");
	if (answer == ANSWER_NONE)
		return ANSWER_NONE;
	if (record_read(lookup->arena, record.bytes, record.length, out, &why) != 0)
		return fail(lookup, why);
	out->directory = lookup->directory->directories[i].name;
	return ANSWER_FOUND;
}

/* Ask directory 'i' for the address as it is written. */
static enum answer
ask(struct lookup *lookup, size_t i, const char *address, struct directory_resolution *out)
{
	struct replica_force force;
	struct database_span id;
	enum identity_via via;
	enum answer answer;

	if (!enter(lookup, i, &force))
		return ANSWER_DOWN;
	answer = replica_address(&lookup->txn, force.generation, address, &via, &id);
	if (answer == ANSWER_DOWN)
		return fail(lookup, "the replica cannot be read");
	if (answer == ANSWER_NONE)
		return ANSWER_NONE;
	answer = fetch(lookup, i, force.generation, id, &out->identity);
	if (answer == ANSWER_NONE)
		return fail(lookup,
			    "the replica is damaged; remove the cache folder and sync again");
	if (answer != ANSWER_FOUND)
		return answer;
	out->via = via;
	out->matched = address;
	out->generation = force.generation;
	out->age_ms = clock_now_ms() - force.published_ms;
	return ANSWER_FOUND;
}

/* All directories with the whole address, then all without its extension: who has the longer name
 * is meant. */
static bool
ask_all(struct lookup *lookup, const char *address, struct directory_resolution *out)
{
	size_t i;

	for (i = 0; i < lookup->directory->count; i++)
		if (ask(lookup, i, address, out) == ANSWER_FOUND)
			return true;
	for (i = 0; i < lookup->directory->count; i++) {
		const char *shorter = mailbox_without_extension(
			lookup->arena, address, lookup->directory->directories[i].delimiter);

		if (shorter != NULL && ask(lookup, i, shorter, out) == ANSWER_FOUND) {
			out->via = VIA_PLUS;
			return true;
		}
	}
	return false;
}

static bool
is_ours(struct lookup *lookup, const char *address)
{
	const char *domain = mailbox_domain(address);
	struct replica_force force;
	size_t i;

	for (i = 0; i < lookup->directory->count; i++)
		if (enter(lookup, i, &force) &&
		    replica_has_domain(&lookup->txn, force.generation, domain))
			return true;
	return false;
}

static void
describe_absent(const struct lookup *lookup, const char *address, enum identity_kind kind,
		struct directory_resolution *out)
{
	*out = (struct directory_resolution){
		.identity = {.id = "",
			     .directory = "",
			     .kind = kind,
			     .tier = TIER_STANDARD,
			     .tier_via = "",
			     .account = "",
			     .display = "",
			     .mail = address,
			     .dn = "",
			     .owner_id = "",
			     .owner_mail = ""},
		.matched = "",
		.generation = lookup->generation,
		.age_ms = lookup->oldest_ms == INT64_MAX ? -1 : clock_now_ms() - lookup->oldest_ms};
}

enum answer
directory_resolve(struct directory *directory, struct arena *arena, const char *address,
		  struct directory_resolution *out, const char **why)
{
	const char *key = text_lower(arena, address);
	enum identity_kind kind = IDENTITY_UNRESOLVED;
	enum answer answer = ANSWER_DOWN;
	struct lookup lookup;

	if (begin(&lookup, directory, arena)) {
		if (ask_all(&lookup, key, out))
			answer = ANSWER_FOUND;
		else if (lookup.why == NULL)
			answer = ANSWER_NONE;
		if (answer == ANSWER_NONE)
			kind = is_ours(&lookup, key) ? IDENTITY_UNKNOWN : IDENTITY_EXTERNAL;
		database_end(&lookup.txn);
	}
	if (answer != ANSWER_FOUND)
		describe_absent(&lookup, key, kind, out);
	if (answer == ANSWER_DOWN)
		*why = lookup.why;
	return answer;
}

enum answer
directory_by_id(struct directory *directory, struct arena *arena, const char *id,
		struct identity *out, const char **why)
{
	struct database_span span = {id, strlen(id)};
	enum answer answer = ANSWER_NONE;
	struct replica_force force;
	struct lookup lookup;
	size_t i;

	if (begin(&lookup, directory, arena)) {
		for (i = 0; i < directory->count && answer != ANSWER_FOUND; i++)
			if (enter(&lookup, i, &force))
				answer = fetch(&lookup, i, force.generation, span, out);
		database_end(&lookup.txn);
	}
	if (answer != ANSWER_FOUND && lookup.why != NULL) {
		*why = lookup.why;
		answer = ANSWER_DOWN;
	}
	return answer;
}

enum answer
directory_named(struct directory *directory, struct arena *arena, const struct person_name *name,
		struct directory_person *out, const char **why)
{
	struct replica_force force;
	struct lookup lookup;
	size_t i, k;

	*out = (struct directory_person){0};
	if (begin(&lookup, directory, arena)) {
		for (i = 0; i < directory->count; i++)
			for (k = 0; k < name->count && enter(&lookup, i, &force); k++)
				if (replica_name(&lookup.txn, force.generation, name->keys[k],
						 arena, out) == ANSWER_DOWN)
					(void)fail(&lookup, "the replica cannot be read");
		database_end(&lookup.txn);
	}
	if (out->count != 0)
		return ANSWER_FOUND;
	*why = lookup.why;
	return lookup.why == NULL ? ANSWER_NONE : ANSWER_DOWN;
}

struct conf_list
directory_domains(struct directory *directory, struct arena *arena)
{
	struct conf_list all = {0}, once = {0};
	struct names seen = {.arena = arena};
	struct replica_force force;
	struct lookup lookup;
	size_t capacity = 0, i;

	if (!begin(&lookup, directory, arena))
		return all;
	for (i = 0; i < directory->count; i++)
		if (enter(&lookup, i, &force))
			replica_domains(&lookup.txn, force.generation, arena, &all, &capacity);
	database_end(&lookup.txn);
	once.items = arena_zalloc(arena, all.count, sizeof(*once.items));
	for (i = 0; i < all.count; i++)
		if (names_add(&seen, all.items[i], 0))
			once.items[once.count++] = all.items[i];
	return once;
}

bool
directory_status(struct directory *directory, struct arena *arena, size_t i,
		 struct directory_status *out)
{
	struct replica_status status = {.source = "", .last_error = ""};
	struct replica_force force = {0};
	struct lookup lookup;

	if (i >= directory->count)
		return false;
	status.counts.unmapped = "";
	if (!begin(&lookup, directory, arena)) {
		/* not being able to look is not the same as nothing there */
		if (strcmp(lookup.why, NO_REPLICA) != 0)
			status.last_error = lookup.why;
	} else {
		if (!enter(&lookup, i, &force) && database_error(&lookup.txn) != NULL)
			status.last_error = lookup.why;
		(void)replica_status(&lookup.txn, directory->directories[i].name, arena, &status);
		database_end(&lookup.txn);
	}
	*out = (struct directory_status){.name = directory->directories[i].name,
					 .source = status.source[0] == '\0'
							   ? directory->directories[i].source
							   : status.source,
					 .generation = force.generation,
					 .published_ms = force.published_ms,
					 .age_ms = -1,
					 .counts = status.counts,
					 .last_error = status.last_error,
					 .last_error_ms = status.last_error_ms};
	if (force.generation != 0)
		out->age_ms = clock_now_ms() - force.published_ms;
	memcpy(out->owners, status.owners, sizeof(out->owners));
	return true;
}

void
directory_accept_shrink(struct directory *directory)
{
	directory->accept_shrink = true;
}
