/* SPDX-License-Identifier: BSD-2-Clause */
/* ownership - who owns which non-human identity, who can act on which mailbox, whose recovery is
 * weak. */
#include "config.h"

#include "policy/directory/ownership.h"

#include <stdint.h>
#include <string.h>

/* How good an owner is: the best of several counts. */
static int
rank(enum owner_state state)
{
	switch (state) {
	case OWNER_OK:
		return 4;
	case OWNER_GROUP:
		return 3;
	case OWNER_DISABLED:
		return 2;
	case OWNER_DANGLING:
		return 1;
	case OWNER_MISSING:
	case OWNER_NONE_NEEDED:
		break;
	}
	return 0;
}

static enum owner_state
judge_owner(const struct subject *owner)
{
	if (owner == NULL)
		return OWNER_DANGLING;
	if (owner->disabled)
		return OWNER_DISABLED;
	return owner->is_group ? OWNER_GROUP : OWNER_OK;
}

/* The owner and, when it is a group, whoever is behind it, own the identity. */
static void
give(struct closure *closure, struct subject *owner, struct subject *owned)
{
	struct arena *arena = closure->census->arena;
	struct subject_set behind = {0};
	size_t i;

	census_set_add(arena, &owner->nhis, owned, OWNERSHIP_NHIS_MOST);
	if (!owner->is_group)
		return;
	closure_leaves(closure, owner, OWNERSHIP_MEMBERS_MOST, &behind);
	for (i = 0; i < behind.count; i++)
		if (behind.items[i] != owned)
			census_set_add(arena, &behind.items[i]->nhis, owned, OWNERSHIP_NHIS_MOST);
}

static void
resolve_owner(struct closure *closure, struct subject *subject)
{
	enum owner_state best = OWNER_MISSING;
	size_t i;

	for (i = 0; i < subject->owner_names.count; i++) {
		struct subject *owner = census_find(closure->census, subject->owner_names.items[i]);
		enum owner_state state = judge_owner(owner);

		if (owner == subject)
			continue;
		if (rank(state) > rank(best)) {
			best = state;
			subject->owner = owner;
		}
		if (owner != NULL && subject->kind == IDENTITY_SERVICE)
			give(closure, owner, subject);
	}
	if (subject->kind == IDENTITY_SERVICE)
		subject->owner_state = best;
}

/* Delegates by name, with whoever is behind a group; each once, and not oneself. */
static void
resolve_delegates(struct closure *closure, struct subject *subject)
{
	struct subject around = {
		.is_group = true, .kind = IDENTITY_GROUP, .member_names = subject->delegate_names};
	struct subject_set *set = &subject->delegates;
	size_t kept = 0, i;

	if (around.member_names.count == 0)
		return;
	closure_leaves(closure, &around, OWNERSHIP_DELEGATES_MOST, set);
	for (i = 0; i < set->count; i++)
		if (set->items[i] != subject)
			set->items[kept++] = set->items[i];
	set->count = kept;
}

static void
resolve_members(struct closure *closure, struct subject *subject)
{
	/* only what mail can reach is ever asked for its members */
	if (subject->member_names.count != 0 && subject->address_count != 0)
		closure_leaves(closure, subject, OWNERSHIP_MEMBERS_MOST, &subject->members);
}

/* Several owner values, or several groups, may lead to one owner. */
static void
drop_repeated(struct subject_set *set)
{
	size_t kept = 0, i;

	census_set_order(set, SIZE_MAX);
	for (i = 0; i < set->count; i++)
		if (kept == 0 || set->items[kept - 1] != set->items[i])
			set->items[kept++] = set->items[i];
	set->count = kept;
}

static void
raise_owner(struct arena *arena, struct subject *subject)
{
	drop_repeated(&subject->nhis);
	if (subject->nhis.count == 0 || subject->is_group || subject->tier <= TIER_SECRETS)
		return;
	subject->tier = TIER_SECRETS;
	subject->tier_via = arena_printf(arena, "owns %zu NHI%s", subject->nhis.count,
					 subject->nhis.count == 1 ? "" : "s");
}

void
ownership_resolve(struct closure *closure)
{
	struct census *census = closure->census;
	size_t i;

	for (i = 0; i < census->count; i++)
		if (census->subjects[i]->kind != IDENTITY_PERSON)
			resolve_owner(closure, census->subjects[i]);
	for (i = 0; i < census->count; i++)
		raise_owner(census->arena, census->subjects[i]);
	for (i = 0; i < census->count; i++) {
		resolve_delegates(closure, census->subjects[i]);
		resolve_members(closure, census->subjects[i]);
	}
}

void
ownership_recovery(struct census *census)
{
	struct names uses = {.arena = census->arena};
	size_t i, j;

	for (i = 0; i < census->count; i++)
		for (j = 0; j < census->subjects[i]->recovery.count; j++) {
			const char *value = census->subjects[i]->recovery.items[j];

			if (!names_add(&uses, value, (uint32_t)i) &&
			    *names_find(&uses, value) != (uint32_t)i)
				*names_find(&uses, value) = UINT32_MAX; /* shared */
		}
	for (i = 0; i < census->count && uses.count != 0; i++) {
		struct subject *subject = census->subjects[i];

		if (subject->kind != IDENTITY_PERSON)
			continue;
		subject->weak_recovery = subject->recovery.count == 0;
		for (j = 0; j < subject->recovery.count; j++)
			if (*names_find(&uses, subject->recovery.items[j]) == UINT32_MAX)
				subject->weak_recovery = true;
	}
}
