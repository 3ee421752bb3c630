/* SPDX-License-Identifier: BSD-2-Clause */
/* wire - between our plain structs and those that protobuf-c makes of hit.proto and store.proto. */
#include "config.h"

#include "policy/evidence/wire.h"

#include <string.h>

#include "policy/base/text.h"

#define STRING_MOST 2000

static void *
allocate(void *data, size_t bytes)
{
	return arena_zalloc(data, 1, bytes);
}

static void
forget(void *data, void *memory)
{
	(void)data;
	(void)memory; /* goes with the arena */
}

ProtobufCAllocator
wire_allocator(struct arena *arena)
{
	return (ProtobufCAllocator){.alloc = allocate, .free = forget, .allocator_data = arena};
}

/* protobuf-c's structs are not const-correct; packing never writes. */
static char *
drop_const(const char *string)
{
	union {
		const char *constant;
		char *plain;
	} same = {.constant = string};

	return same.plain;
}

char *
wire_string(struct arena *arena, const char *string)
{
	size_t length = string == NULL ? 0 : strlen(string);

	if (length == 0)
		return drop_const("");
	if (length <= STRING_MOST && text_is_utf8(string, length))
		return drop_const(string);
	return text_utf8(arena, string, length, STRING_MOST);
}

size_t
wire_count(size_t count)
{
	return count > WIRE_ITEMS_MOST ? WIRE_ITEMS_MOST : count;
}

char **
wire_strings(struct arena *arena, const char *const *strings, size_t count)
{
	char **out = arena_zalloc(arena, count + 1, sizeof(*out));
	size_t i;

	for (i = 0; i < count; i++)
		out[i] = wire_string(arena, strings[i]);
	return out;
}

const char **
wire_strings_in(struct arena *arena, char *const *strings, size_t count)
{
	const char **out = arena_zalloc(arena, count + 1, sizeof(*out));
	size_t i;

	for (i = 0; i < count; i++)
		out[i] = strings[i];
	return out;
}

static Lurewatch__HitReference **
references_out(struct arena *arena, const struct identity_ref *refs, size_t count)
{
	Lurewatch__HitReference **out = arena_zalloc(arena, count + 1, sizeof(*out));
	Lurewatch__HitReference *items = arena_zalloc(arena, count + 1, sizeof(*items));
	size_t i;

	for (i = 0; i < count; i++) {
		lurewatch__hit_reference__init(&items[i]);
		items[i].id = wire_string(arena, refs[i].id);
		items[i].name = wire_string(arena, refs[i].name);
		items[i].mail = wire_string(arena, refs[i].mail);
		items[i].tier = refs[i].tier;
		items[i].owner_state = refs[i].owner_state;
		out[i] = &items[i];
	}
	return out;
}

Lurewatch__HitIdentity *
wire_identity_out(struct arena *arena, const struct identity *identity)
{
	Lurewatch__HitIdentity *out = arena_zalloc(arena, 1, sizeof(*out));

	lurewatch__hit_identity__init(out);
	out->id = wire_string(arena, identity->id);
	out->directory = wire_string(arena, identity->directory);
	out->kind = identity->kind;
	out->tier = identity->tier;
	out->tier_via = wire_string(arena, identity->tier_via);
	out->account = wire_string(arena, identity->account);
	out->display = wire_string(arena, identity->display);
	out->mail = wire_string(arena, identity->mail);
	out->dn = wire_string(arena, identity->dn);
	out->disabled = identity->disabled;
	out->stale = identity->stale;
	out->weak_recovery = identity->weak_recovery;
	out->owner_id = wire_string(arena, identity->owner_id);
	out->owner_mail = wire_string(arena, identity->owner_mail);
	out->owner_state = identity->owner_state;
	out->n_nhis = wire_count(identity->nhi_count);
	out->nhis = references_out(arena, identity->nhis, out->n_nhis);
	out->n_delegates = wire_count(identity->delegate_count);
	out->delegates = references_out(arena, identity->delegates, out->n_delegates);
	out->n_members = wire_count(identity->member_count);
	out->members = references_out(arena, identity->members, out->n_members);
	return out;
}

static enum owner_state
owner_in(uint32_t state)
{
	return state <= OWNER_GROUP ? (enum owner_state)state : OWNER_NONE_NEEDED;
}

static int
tier_in(int32_t tier)
{
	return tier >= TIER_CONTROL && tier <= TIER_STANDARD ? tier : TIER_STANDARD;
}

static struct identity_ref *
references_in(struct arena *arena, Lurewatch__HitReference *const *refs, size_t count)
{
	struct identity_ref *out = arena_zalloc(arena, count + 1, sizeof(*out));
	size_t i;

	for (i = 0; i < count; i++)
		out[i] = (struct identity_ref){.id = refs[i]->id,
					       .name = refs[i]->name,
					       .mail = refs[i]->mail,
					       .tier = tier_in(refs[i]->tier),
					       .owner_state = owner_in(refs[i]->owner_state)};
	return out;
}

void
wire_identity_in(struct arena *arena, const Lurewatch__HitIdentity *from, struct identity *out)
{
	Lurewatch__HitIdentity nothing;

	lurewatch__hit_identity__init(&nothing);
	if (from == NULL)
		from = &nothing;
	*out = (struct identity){
		.id = from->id,
		.directory = from->directory,
		.kind = from->kind < IDENTITY_KINDS ? (enum identity_kind)from->kind
						    : IDENTITY_UNRESOLVED,
		.tier = tier_in(from->tier),
		.tier_via = from->tier_via,
		.account = from->account,
		.display = from->display,
		.mail = from->mail,
		.dn = from->dn,
		.disabled = from->disabled,
		.stale = from->stale,
		.weak_recovery = from->weak_recovery,
		.owner_id = from->owner_id,
		.owner_mail = from->owner_mail,
		.owner_state = owner_in(from->owner_state),
		.nhi_count = wire_count(from->n_nhis),
		.delegate_count = wire_count(from->n_delegates),
		.member_count = wire_count(from->n_members),
	};
	out->nhis = references_in(arena, from->nhis, out->nhi_count);
	out->delegates = references_in(arena, from->delegates, out->delegate_count);
	out->members = references_in(arena, from->members, out->member_count);
	if (from == &nothing)
		out->kind = IDENTITY_UNRESOLVED;
}
