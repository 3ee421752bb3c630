/* SPDX-License-Identifier: BSD-2-Clause */
/* record - an identity as bytes of the replica, and back. */
#include "config.h"

#include "policy/directory/record.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/directory/pack.h"

#define FORMAT      1
#define HEAD_BYTES  9  /* format and checksum */
#define LEAST_BYTES 17 /* of one reference: three empty strings, two numbers */

enum flag { FLAG_DISABLED = 1 << 0, FLAG_STALE = 1 << 1, FLAG_WEAK_RECOVERY = 1 << 2 };

static void
write_refs(struct text *out, const struct identity_ref *refs, size_t count)
{
	size_t i;

	pack_number(out, count, 4);
	for (i = 0; i < count; i++) {
		pack_number(out, (uint64_t)refs[i].tier, 1);
		pack_number(out, refs[i].owner_state, 1);
		pack_string(out, refs[i].id);
		pack_string(out, refs[i].name);
		pack_string(out, refs[i].mail);
	}
}

static void
write_fields(struct text *out, const struct identity *identity)
{
	unsigned flags = (identity->disabled ? FLAG_DISABLED : 0U) |
			 (identity->stale ? FLAG_STALE : 0U) |
			 (identity->weak_recovery ? FLAG_WEAK_RECOVERY : 0U);

	pack_number(out, identity->kind, 1);
	pack_number(out, (uint64_t)identity->tier, 1);
	pack_number(out, identity->owner_state, 1);
	pack_number(out, flags, 1);
	pack_string(out, identity->id);
	pack_string(out, identity->tier_via);
	pack_string(out, identity->account);
	pack_string(out, identity->display);
	pack_string(out, identity->mail);
	pack_string(out, identity->dn);
	pack_string(out, identity->owner_id);
	pack_string(out, identity->owner_mail);
	write_refs(out, identity->nhis, identity->nhi_count);
	write_refs(out, identity->delegates, identity->delegate_count);
	write_refs(out, identity->members, identity->member_count);
	pack_number(out, identity->member_total, 4);
}

void
record_write(struct arena *arena, const struct identity *identity, const char **bytes,
	     size_t *length)
{
	struct text head = TEXT_IN(arena), body = TEXT_IN(arena);

	write_fields(&body, identity);
	pack_number(&head, FORMAT, 1);
	pack_number(&head, text_hash(body.bytes, body.length), 8);
	text_add(&head, body.bytes, body.length);
	*bytes = head.bytes;
	*length = head.length;
}

static struct identity_ref *
read_refs(struct arena *arena, struct pack_reader *reader, size_t *count)
{
	size_t i, total = pack_read_count(reader, LEAST_BYTES);
	struct identity_ref *refs = arena_zalloc(arena, total, sizeof(*refs));

	for (i = 0; i < total; i++) {
		refs[i].tier = (int)pack_read_number(reader, 1);
		refs[i].owner_state = (enum owner_state)pack_read_number(reader, 1);
		refs[i].id = pack_read_string(reader);
		refs[i].name = pack_read_string(reader);
		refs[i].mail = pack_read_string(reader);
		if (refs[i].tier > TIER_STANDARD || refs[i].owner_state > OWNER_GROUP)
			reader->bad = true;
	}
	*count = total;
	return refs;
}

static void
read_fields(struct arena *arena, struct pack_reader *reader, struct identity *out)
{
	unsigned flags;

	out->kind = (enum identity_kind)pack_read_number(reader, 1);
	out->tier = (int)pack_read_number(reader, 1);
	out->owner_state = (enum owner_state)pack_read_number(reader, 1);
	flags = (unsigned)pack_read_number(reader, 1);
	out->disabled = (flags & FLAG_DISABLED) != 0;
	out->stale = (flags & FLAG_STALE) != 0;
	out->weak_recovery = (flags & FLAG_WEAK_RECOVERY) != 0;
	out->id = pack_read_string(reader);
	out->tier_via = pack_read_string(reader);
	out->account = pack_read_string(reader);
	out->display = pack_read_string(reader);
	out->mail = pack_read_string(reader);
	out->dn = pack_read_string(reader);
	out->owner_id = pack_read_string(reader);
	out->owner_mail = pack_read_string(reader);
	out->nhis = read_refs(arena, reader, &out->nhi_count);
	out->delegates = read_refs(arena, reader, &out->delegate_count);
	out->members = read_refs(arena, reader, &out->member_count);
	out->member_total = (size_t)pack_read_number(reader, 4);
	if (out->kind >= IDENTITY_KINDS || out->tier > TIER_STANDARD ||
	    out->owner_state > OWNER_GROUP)
		reader->bad = true;
}

int
record_read(struct arena *arena, const void *bytes, size_t length, struct identity *out,
	    const char **why)
{
	const unsigned char *copy = (const unsigned char *)arena_memdup(arena, bytes, length);
	struct pack_reader reader = pack_read(copy, length);
	struct identity identity = {.directory = ""};
	uint64_t format = pack_read_number(&reader, 1), checksum = pack_read_number(&reader, 8);

	if (reader.bad || format != FORMAT) {
		*why = "the replica has an identity of another format; sync again";
		return -1;
	}
	if (text_hash(copy + HEAD_BYTES, length - HEAD_BYTES) != checksum) {
		*why = "the replica is damaged; remove the cache folder and sync again";
		return -1;
	}
	read_fields(arena, &reader, &identity);
	if (reader.bad) {
		*why = "the replica has a broken identity; sync again";
		return -1;
	}
	*out = identity;
	return 0;
}
