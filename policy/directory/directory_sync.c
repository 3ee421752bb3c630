/* SPDX-License-Identifier: BSD-2-Clause */
/* directory_sync - from a feed to a generation in force: read, resolve, write, publish. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/directory/census.h"
#include "policy/directory/closure.h"
#include "policy/directory/directory.h"
#include "policy/directory/generation.h"
#include "policy/directory/handle.h"
#include "policy/directory/ldif.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/mapping.h"
#include "policy/directory/ownership.h"
#include "policy/directory/record.h"
#include "policy/directory/search.h"

#define PROGRESS_EVERY 1000
#define SHRINK_FLOOR   20  /* identities; smaller directories may shrink as they like */
#define DOMAIN_SHARE   200 /* a mail domain is ours from one in so many addresses on */

/* One sync in progress. */
struct build {
	struct directory *directory;
	struct arena *arena; /* until the sync ends */
	const struct conf_directory *conf;
	struct mapping *mapping;
	struct census census;
	struct closure closure;
	struct mapping_losses losses;
	struct census_address *addresses;
	size_t address_count;
	uint64_t shared_addresses;
	void (*progress)(void *, uint64_t);
	void *progress_data;
	int64_t now_ms;
	struct directory_sync_result result;
	struct replica_status status;
};

/* One sync a replica, over all processes: nothing else keeps two from sweeping each other away. */
static int
take_lock(struct build *build, const char **why)
{
	char *path = arena_printf(build->arena, "%s/sync.lock", build->directory->folder);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	*why = fd >= 0 && errno == EWOULDBLOCK ? "another sync is running"
					       : "cannot lock the cache folder";
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static struct feed *
open_feed(struct build *build, const char *ldif, const char **why)
{
	const struct entry_attributes *attributes = mapping_attributes(build->mapping);

	if (ldif == NULL && build->conf->ldif[0] != '\0')
		ldif = build->conf->ldif;
	if (ldif != NULL) {
		build->status.source = ldif;
		return ldif_open(build->arena, ldif, attributes, why);
	}
	if (build->conf->uris.count == 0) {
		*why = "neither an LDIF file nor a server is set for this directory";
		return NULL;
	}
	return search_open(build->arena, build->conf, attributes, &build->status.source, why);
}

static int
read_entry(struct build *build, const struct entry *entry, const char **why)
{
	struct subject subject;

	if (++build->result.entries > (uint64_t)build->conf->entries_most) {
		*why = "more entries than directory.entries_most allows";
		return -1;
	}
	if (mapping_subject(build->mapping, build->arena, entry, &build->losses, &subject))
		census_add(&build->census, &subject);
	else
		build->result.skipped++;
	if (build->progress != NULL && build->result.entries % PROGRESS_EVERY == 0)
		build->progress(build->progress_data, build->result.entries);
	return 0;
}

static int
read_feed(struct build *build, struct feed *feed, const char **why)
{
	struct arena *scratch = arena_new();
	struct entry entry;
	int more;

	while ((more = feed->next(feed, scratch, &entry, why)) > 0) {
		if (read_entry(build, &entry, why) != 0)
			more = -1;
		arena_reset(scratch);
		if (more < 0)
			break;
	}
	if (more < 0) /* the reason may be in the arena that goes */
		*why = arena_strdup(build->arena, *why);
	arena_free(scratch);
	return more;
}

static void
resolve(struct build *build)
{
	const struct conf_directory *conf = build->conf;

	census_seal(&build->census);
	closure_primary_groups(&build->census);
	closure_begin(&build->closure, &build->census, (size_t)conf->depth_most);
	closure_mark(&build->closure, &conf->tier0_groups, TIER_CONTROL);
	closure_mark(&build->closure, &conf->tier1_groups, TIER_PRIVILEGED);
	closure_mark(&build->closure, &conf->tier2_groups, TIER_SECRETS);
	ownership_resolve(&build->closure);
	if (mapping_knows_recovery(build->mapping))
		ownership_recovery(&build->census);
	build->addresses =
		census_addresses(&build->census, &build->address_count, &build->shared_addresses);
}

static void
count_all(struct build *build)
{
	struct directory_sync_result *result = &build->result;
	size_t i;

	result->identities = build->census.count;
	result->addresses = build->address_count;
	for (i = 0; i < build->census.count; i++) {
		const struct subject *subject = build->census.subjects[i];

		result->groups += subject->is_group ? 1 : 0;
		result->by_kind[subject->kind]++;
		result->by_tier[subject->tier]++;
		build->status.owners[subject->owner_state]++;
	}
}

static void
tell_loss(struct text *text, uint64_t count, const char *what)
{
	if (count != 0)
		text_printf(text, "%s%llu %s", text->length == 0 ? "" : "; ",
			    (unsigned long long)count, what);
}

static const char *
tell_losses(struct build *build, struct arena *arena)
{
	struct text text = TEXT_IN(arena);

	tell_loss(&text, build->losses.bad_addresses, "values are no mail addresses");
	tell_loss(&text, build->losses.surplus_addresses, "addresses beyond the bound of an entry");
	tell_loss(&text, build->losses.without_id,
		  "entries without a stable id, known by their DN");
	tell_loss(&text, build->census.same_id, "entries with the id of another");
	tell_loss(&text, build->shared_addresses, "addresses claimed by more than one entry");
	tell_loss(&text, build->closure.cut ? 1 : 0, "bound on nested groups reached");
	return text_string(&text);
}

/* Nothing, or much less than before, is a source that was not whole, whatever it said. */
static int
check_size(struct build *build, const char **why)
{
	struct database *database = atomic_load(&build->directory->database);
	struct replica_status before = {0};
	struct database_txn txn;
	uint64_t now = build->result.identities;

	if (now == 0) {
		*why = arena_printf(build->arena,
				    "none of %llu entries is an identity; check base, filters and "
				    "attributes",
				    (unsigned long long)build->result.entries);
		return -1;
	}
	database_begin(database, false, &txn);
	(void)replica_status(&txn, build->conf->name, build->arena, &before);
	database_end(&txn);
	if (build->directory->accept_shrink || before.counts.identities < SHRINK_FLOOR ||
	    now * 2 >= before.counts.identities)
		return 0;
	*why = arena_printf(build->arena,
			    "only %llu identities where %llu were; if that is right, sync with "
			    "--accept-shrink",
			    (unsigned long long)now, (unsigned long long)before.counts.identities);
	return -1;
}

static struct identity_ref *
make_refs(struct arena *arena, const struct subject_set *set, size_t *count)
{
	struct identity_ref *refs = arena_zalloc(arena, set->count, sizeof(*refs));
	size_t i;

	for (i = 0; i < set->count; i++) {
		const struct subject *subject = set->items[i];
		const char *name =
			subject->display[0] != '\0' ? subject->display : subject->account;

		refs[i] = (struct identity_ref){.id = subject->id,
						.name = name,
						.mail = subject->mail,
						.tier = subject->tier,
						.owner_state = subject->owner_state};
	}
	*count = set->count;
	return refs;
}

static void
make_identity(struct arena *arena, const struct subject *subject, struct identity *out)
{
	*out = (struct identity){.id = subject->id,
				 .kind = subject->kind,
				 .tier = subject->tier,
				 .tier_via = subject->tier_via,
				 .account = subject->account,
				 .display = subject->display,
				 .mail = subject->mail,
				 .dn = subject->dn,
				 .disabled = subject->disabled,
				 .stale = subject->stale,
				 .weak_recovery = subject->weak_recovery,
				 .owner_state = subject->owner_state,
				 .member_total = subject->members.total};
	if (subject->owner != NULL) {
		out->owner_id = subject->owner->id;
		out->owner_mail = subject->owner->mail;
	}
	out->nhis = make_refs(arena, &subject->nhis, &out->nhi_count);
	out->delegates = make_refs(arena, &subject->delegates, &out->delegate_count);
	out->members = make_refs(arena, &subject->members, &out->member_count);
}

static int
write_identities(struct build *build, struct generation *new, const char **why)
{
	struct arena *scratch = arena_new();
	struct identity identity;
	const char *bytes;
	size_t length, i;
	int result = 0;

	for (i = 0; result == 0 && i < build->census.count; i++) {
		make_identity(scratch, build->census.subjects[i], &identity);
		record_write(scratch, &identity, &bytes, &length);
		result = generation_put_identity(new, identity.id, bytes, length, why);
		arena_reset(scratch);
	}
	arena_free(scratch);
	return result;
}

static int
write_addresses(struct build *build, struct generation *new, const char **why)
{
	size_t i;

	for (i = 0; i < build->address_count; i++)
		if (generation_put_address(new, build->addresses[i].key, build->addresses[i].via,
					   build->addresses[i].subject->id, why) != 0)
			return -1;
	return 0;
}

/*
 * Without a setting the mail domains are those that addresses commonly have: a private address in
 * one entry does not make a mail provider's domain ours.
 */
static int
write_domains(struct build *build, struct generation *new, const char **why)
{
	struct names counts = {.arena = build->arena};
	uint32_t most = 0;
	size_t i;

	for (i = 0; i < build->conf->domains.count; i++)
		if (generation_put_domain(
			    new, text_lower(build->arena, build->conf->domains.items[i]), why) != 0)
			return -1;
	if (build->conf->domains.count != 0)
		return 0;
	for (i = 0; i < build->address_count; i++) {
		const char *domain = mailbox_domain(build->addresses[i].key);
		uint32_t *count;

		if (build->addresses[i].subject->kind == IDENTITY_EXTERNAL)
			continue;
		(void)names_add(&counts, domain, 0);
		count = names_find(&counts, domain);
		if (++*count > most)
			most = *count;
	}
	for (i = 0; i < counts.size; i++) {
		const struct names_slot *slot = &counts.slots[i];

		if (slot->key == NULL ||
		    (uint64_t)slot->value * DOMAIN_SHARE < build->address_count)
			continue;
		if ((slot->value > 1 || slot->value == most) &&
		    generation_put_domain(new, slot->key, why) != 0)
			return -1;
	}
	return 0;
}

static int
write_generation(struct build *build, const char **why)
{
	struct database *database = atomic_load(&build->directory->database);
	struct generation new;
	int result;

	if (generation_begin(database, &new, why) != 0)
		return -1;
	result = write_identities(build, &new, why);
	if (result == 0)
		result = write_addresses(build, &new, why);
	if (result == 0)
		result = write_domains(build, &new, why);
	if (result == 0)
		result = generation_end(&new, why);
	if (result != 0)
		generation_abort(&new);
	build->result.generation = new.number;
	return result;
}

static int
publish(struct build *build, const char **why)
{
	struct replica_force force = {.generation = build->result.generation,
				      .published_ms = clock_now_ms()};

	build->result.took_ms = force.published_ms - build->now_ms;
	build->status.counts = build->result;
	build->status.last_error = "";
	return generation_publish(atomic_load(&build->directory->database), build->conf->name,
				  &force, &build->status, why);
}

static int
run(struct build *build, const char *ldif, const char **why)
{
	struct database *database = atomic_load(&build->directory->database);
	struct feed *feed;
	int result;

	build->mapping = mapping_open(build->arena, build->conf, build->now_ms, why);
	if (build->mapping == NULL || generation_sweep(database, why) != 0)
		return -1;
	feed = open_feed(build, ldif, why);
	if (feed == NULL)
		return -1;
	result = read_feed(build, feed, why);
	feed->close(feed);
	if (result != 0)
		return -1;
	resolve(build);
	count_all(build);
	build->result.unmapped = tell_losses(build, build->arena);
	if (check_size(build, why) != 0 || write_generation(build, why) != 0 ||
	    publish(build, why) != 0)
		return -1;
	return 0;
}

int
directory_sync(struct directory *directory, struct arena *arena,
	       const struct conf_directory *source, const char *ldif,
	       void (*progress)(void *, uint64_t), void *progress_data,
	       struct directory_sync_result *out, const char **why)
{
	struct build build = {.directory = directory,
			      .arena = arena_new(),
			      .conf = source,
			      .progress = progress,
			      .progress_data = progress_data,
			      .now_ms = clock_now_ms(),
			      .status = {.source = ""}};
	struct database *database = atomic_load(&directory->database);
	const char *ignored;
	int result = -1, lock;

	census_begin(&build.census, build.arena);
	lock = take_lock(&build, why);
	if (lock < 0)
		goto out;
	result = run(&build, ldif, why);
	if (result != 0) {
		*why = arena_strdup(arena, *why);
		(void)generation_note_failure(database, source->name, *why, clock_now_ms(),
					      &ignored);
	} else {
		*out = build.result;
		out->unmapped = arena_strdup(arena, build.result.unmapped);
	}
	/* after success the old rows go, after failure the new ones; if not now, then next time */
	(void)generation_sweep(database, &ignored);
	(void)close(lock);
out:
	arena_free(build.arena);
	return result;
}
