/* SPDX-License-Identifier: BSD-2-Clause */
/* closure - groups inside groups: who is privileged, and who stands behind a group. */
#include "config.h"

#include "policy/directory/closure.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/directory/dn.h"

void
closure_begin(struct closure *closure, struct census *census, size_t depth_most)
{
	*closure = (struct closure){.census = census, .depth_most = depth_most};
}

static void
push(struct closure *closure, struct subject *subject, size_t *count)
{
	closure->queue = arena_grow(closure->census->arena, closure->queue, *count,
				    &closure->queue_capacity, sizeof(struct subject *));
	closure->queue[(*count)++] = subject;
	subject->visited = closure->census->walk;
}

/* Put the members of one group that this walk has not met behind the queue. */
static void
push_members(struct closure *closure, const struct subject *group, size_t *count)
{
	size_t i;

	for (i = 0; i < group->member_names.count; i++) {
		struct subject *member = census_find(closure->census, group->member_names.items[i]);

		if (closure->steps++ >= CLOSURE_STEPS_MOST) {
			closure->cut = true;
			return;
		}
		if (member != NULL && member->visited != closure->census->walk)
			push(closure, member, count);
	}
}

/* Everything below and including 'root', breadth first; how much of the queue it filled. */
static size_t
walk(struct closure *closure, struct subject *root)
{
	size_t count = 0, at = 0, depth, level;

	closure->census->walk++;
	push(closure, root, &count);
	for (depth = 0; at < count && depth < closure->depth_most; depth++)
		for (level = count; at < level; at++)
			push_members(closure, closure->queue[at], &count);
	for (; at < count; at++)
		if (closure->queue[at]->member_names.count != 0)
			closure->cut = true;
	return count;
}

/* 'key' is the name as a DN key, NULL when it is a plain name. */
static bool
is_named(struct arena *arena, const struct subject *subject, const char *name, const char *key)
{
	if (key != NULL)
		return strcmp(subject->dn_key, key) == 0;
	return text_equal_fold(dn_leaf(arena, subject->dn_key), name) ||
	       text_equal_fold(subject->account, name);
}

static void
mark_below(struct closure *closure, struct subject *root, int tier)
{
	size_t count = walk(closure, root), i;
	const char *via = text_utf8(closure->census->arena, root->dn, strcspn(root->dn, ","), 200);

	for (i = 0; i < count; i++)
		if (closure->queue[i]->tier > tier) {
			closure->queue[i]->tier = tier;
			closure->queue[i]->tier_via = via;
		}
}

static void
mark_named(struct closure *closure, const char *name, int tier)
{
	struct census *census = closure->census;
	struct arena *scratch = arena_new();
	const char *key = NULL;
	size_t i;

	if (strchr(name, '=') != NULL)
		key = dn_key(census->arena, name, strlen(name));
	for (i = 0; i < census->count; i++) {
		struct subject *subject = census->subjects[i];

		if (subject->is_group && is_named(scratch, subject, name, key))
			mark_below(closure, subject, tier);
		arena_reset(scratch);
	}
	arena_free(scratch);
}

void
closure_mark(struct closure *closure, const struct conf_list *groups, int tier)
{
	size_t i;

	for (i = 0; i < groups->count; i++)
		mark_named(closure, groups->items[i], tier);
}

void
closure_leaves(struct closure *closure, struct subject *group, size_t most, struct subject_set *out)
{
	size_t count = walk(closure, group), kept = 0, i;

	for (i = 1; i < count; i++)
		if (closure->queue[i]->kind != IDENTITY_GROUP)
			closure->queue[kept++] = closure->queue[i];
	*out = (struct subject_set){.items = closure->queue, .count = kept, .total = kept};
	census_set_order(out, most);
	out->items = arena_zalloc(closure->census->arena, out->count, sizeof(struct subject *));
	memcpy(out->items, closure->queue, out->count * sizeof(struct subject *));
}

void
closure_primary_groups(struct census *census)
{
	struct names groups = {.arena = census->arena};
	size_t i;

	for (i = 0; i < census->count; i++)
		if (census->subjects[i]->is_group && census->subjects[i]->sid_tail != 0)
			(void)names_add(
				&groups,
				arena_printf(census->arena, "%u", census->subjects[i]->sid_tail),
				(uint32_t)i);
	for (i = 0; i < census->count; i++) {
		struct subject *subject = census->subjects[i];
		char number[16];
		const uint32_t *at;
		struct subject_names *members;

		if (subject->primary_group == 0)
			continue;
		(void)snprintf(number, sizeof(number), "%u", subject->primary_group);
		at = names_find(&groups, number);
		if (at == NULL)
			continue;
		members = &census->subjects[*at]->member_names;
		members->items = arena_grow(census->arena, members->items, members->count,
					    &members->capacity, sizeof(*members->items));
		members->items[members->count++] = subject->dn_key;
	}
}
