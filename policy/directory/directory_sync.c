/* SPDX-License-Identifier: BSD-2-Clause */
/* directory_sync - from a feed to a generation in force: read, resolve, write, publish. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/directory/directory.h"
#include "policy/directory/generation.h"
#include "policy/directory/handle.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/record.h"
#include "policy/directory/survey.h"
#include "policy/mail/fold.h"
#include "policy/mail/person.h"

#define SHRINK_FLOOR 20  /* identities; smaller directories may shrink as they like */
#define DOMAIN_SHARE 200 /* a mail domain is ours from one in so many addresses on */

/* One sync in progress. */
struct build {
	struct directory *directory;
	struct arena *arena; /* until the sync ends */
	const struct conf_directory *conf;
	struct survey survey;
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

/* Nothing, or much less than before, is a source that was not whole, whatever it said. */
static int
check_size(struct build *build, const char **why)
{
	struct database *database = atomic_load(&build->directory->database);
	struct replica_status before = {0};
	struct database_txn txn;
	uint64_t now = build->survey.counts.identities;

	if (now == 0) {
		*why = arena_printf(build->arena,
				    "none of %llu entries is an identity; check base, filters and "
				    "attributes",
				    (unsigned long long)build->survey.counts.entries);
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

	for (i = 0; result == 0 && i < build->survey.census.count; i++) {
		make_identity(scratch, build->survey.census.subjects[i], &identity);
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

	for (i = 0; i < build->survey.address_count; i++)
		if (generation_put_address(new, build->survey.addresses[i].key,
					   build->survey.addresses[i].via,
					   build->survey.addresses[i].subject->id, why) != 0)
			return -1;
	return 0;
}

/* A name and one who bears it. */
struct bearer {
	const char *key;
	const struct subject *subject;
};

static bool
is_vip(const struct subject *subject)
{
	return subject->vip || subject->tier <= TIER_PRIVILEGED;
}

/* By name, the most prominent first. */
static int
compare_bearers(const void *a, const void *b)
{
	const struct bearer *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order == 0)
		order = (int)is_vip(right->subject) - (int)is_vip(left->subject);
	return order != 0 ? order : strcmp(left->subject->id, right->subject->id);
}

static struct bearer *
list_bearers(struct build *build, size_t *count)
{
	struct bearer *bearers = NULL;
	size_t capacity = 0, i, k;

	for (i = 0; i < build->survey.census.count; i++) {
		const struct subject *subject = build->survey.census.subjects[i];
		struct person_name name;

		if (subject->kind != IDENTITY_PERSON || subject->disabled)
			continue;
		person_entry(build->arena, subject->display, &name);
		if (name.count != 0) {
			build->survey.counts.named++;
			build->survey.counts.prominent += is_vip(subject) ? 1 : 0;
		}
		for (k = 0; k < name.count; k++) {
			bearers = arena_grow(build->arena, bearers, *count, &capacity,
					     sizeof(*bearers));
			bearers[(*count)++] = (struct bearer){name.keys[k], subject};
		}
	}
	if (*count != 0)
		qsort(bearers, *count, sizeof(*bearers), compare_bearers);
	return bearers;
}

static int
write_names(struct build *build, struct generation *new, const char **why)
{
	size_t count = 0, i = 0;
	const struct bearer *bearers = list_bearers(build, &count);

	while (i < count) {
		struct directory_person who = {.vip = is_vip(bearers[i].subject)};
		const char *key = bearers[i].key;

		for (; i < count && strcmp(bearers[i].key, key) == 0; i++)
			if (who.count < DIRECTORY_NAMESAKES)
				who.ids[who.count++] = bearers[i].subject->id;
		if (generation_put_name(new, key, &who, why) != 0)
			return -1;
	}
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
	for (i = 0; i < build->survey.address_count; i++) {
		const char *domain = mailbox_domain(build->survey.addresses[i].key);
		uint32_t *count;

		if (build->survey.addresses[i].subject->kind == IDENTITY_EXTERNAL)
			continue;
		(void)names_add(&counts, domain, 0);
		count = names_find(&counts, domain);
		if (++*count > most)
			most = *count;
	}
	for (i = 0; i < counts.size; i++) {
		const struct names_slot *slot = &counts.slots[i];

		if (slot->key == NULL ||
		    (uint64_t)slot->value * DOMAIN_SHARE < build->survey.address_count)
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
		result = write_names(build, &new, why);
	if (result == 0)
		result = write_domains(build, &new, why);
	if (result == 0)
		result = generation_end(&new, why);
	if (result != 0)
		generation_abort(&new);
	build->survey.counts.generation = new.number;
	return result;
}

static int
publish(struct build *build, const char **why)
{
	struct replica_force force = {.generation = build->survey.counts.generation,
				      .published_ms = clock_now_ms()};
	struct replica_status status = {.source = build->survey.source, .last_error = ""};

	build->survey.counts.took_ms = force.published_ms - build->survey.now_ms;
	status.counts = build->survey.counts;
	memcpy(status.owners, build->survey.owners, sizeof(status.owners));
	return generation_publish(atomic_load(&build->directory->database), build->conf->name,
				  &force, &status, why);
}

/* The rows of a sync that was killed go first; then what is new comes. */
static int
write_and_publish(struct build *build, const char **why)
{
	if (generation_sweep(atomic_load(&build->directory->database), why) != 0 ||
	    check_size(build, why) != 0 || write_generation(build, why) != 0)
		return -1;
	return publish(build, why);
}

int
directory_sync(struct directory *directory, struct arena *arena,
	       const struct conf_directory *source, const char *ldif,
	       void (*progress)(void *, uint64_t), void *progress_data,
	       struct directory_sync_result *out, const char **why)
{
	struct build build = {.directory = directory, .arena = arena_new(), .conf = source};
	struct database *database = atomic_load(&directory->database);
	const char *ignored;
	int result = -1, lock;

	survey_begin(&build.survey, build.arena, source);
	if (fold_open(why) != 0)
		goto out;
	lock = take_lock(&build, why);
	if (lock < 0)
		goto out;
	result = survey_read(&build.survey, ldif, progress, progress_data, why);
	if (result == 0)
		result = write_and_publish(&build, why);
	if (result != 0) {
		*why = arena_strdup(arena, *why);
		(void)generation_note_failure(database, source->name, *why, clock_now_ms(),
					      &ignored);
	} else {
		*out = build.survey.counts;
		out->unmapped = arena_strdup(arena, out->unmapped);
	}
	/* after success the old rows go, after failure the new ones; if not now, then next time */
	(void)generation_sweep(database, &ignored);
	(void)close(lock);
out:
	arena_free(build.arena);
	return result;
}
