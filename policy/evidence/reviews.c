/* SPDX-License-Identifier: BSD-2-Clause */
/* reviews - the review queue: opened in the same commit as the hit that justifies them. */
#include "config.h"

#include "policy/evidence/reviews.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/evidence/store.pb-c.h"
#include "policy/evidence/wire.h"

#define HITS_MOST 20
#define KEY_BYTES 16
#define CAP_BYTES 16 /* opened, held back */

static const char cap_prefix[] = "cap/";

static struct database_span
key_of(struct arena *arena, const struct reviews_cause *cause, enum review_kind kind)
{
	unsigned char *out = arena_zalloc(arena, DIGEST_BYTES, 1);
	struct digest *digest = digest_new();

	digest_add_string(digest, cause->identity);
	digest_add_string(digest, review_kind_name(kind));
	digest_add_string(digest, cause->campaign);
	digest_end(digest, out);
	digest_free(digest);
	return (struct database_span){out, KEY_BYTES};
}

static int64_t
cap_of(const struct conf_risk *conf, enum identity_class class)
{
	switch (class) {
	case CLASS_STANDARD:
		return conf->daily_cap_standard;
	case CLASS_PRIVILEGED:
		return conf->daily_cap_privileged;
	case CLASS_SHARED:
		return conf->daily_cap_shared;
	case CLASS_NHI:
		return conf->daily_cap_nhi;
	}
	abort();
}

/* Count one more of today; false when the cap holds it back. */
static bool
pass_cap(struct database_txn *txn, struct arena *arena, const struct reviews_cause *cause,
	 enum identity_class class)
{
	char *name =
		arena_printf(arena, "%s%.10s/%s", cap_prefix,
			     clock_rfc3339(arena, cause->now_ms, 1), identity_class_name(class));
	unsigned char counts[CAP_BYTES] = {0};
	struct database_span value;
	bool passed;

	if (database_get(txn, ROWS_META, DATABASE_STRING(name), &value) == ANSWER_FOUND &&
	    value.length == CAP_BYTES)
		memcpy(counts, value.bytes, CAP_BYTES);
	passed = rows_get_u64(counts) < (uint64_t)cap_of(cause->conf, class);
	if (passed)
		rows_put_u64(counts, rows_get_u64(counts) + 1);
	else
		rows_put_u64(counts + 8, rows_get_u64(counts + 8) + 1);
	database_put(txn, ROWS_META, DATABASE_STRING(name),
		     (struct database_span){counts, sizeof(counts)});
	return passed;
}

static Lurewatch__Review *
load(struct arena *arena, struct database_span value)
{
	ProtobufCAllocator allocator = wire_allocator(arena);

	if (value.length > WIRE_BYTES_MOST)
		return NULL;
	return lurewatch__review__unpack(&allocator, value.length, value.bytes);
}

/* The newest hits, newest last. */
static void
add_hit(struct arena *arena, Lurewatch__Review *review, const unsigned char *id)
{
	size_t kept = review->n_hit_ids < HITS_MOST ? review->n_hit_ids : HITS_MOST - 1;
	ProtobufCBinaryData *ids = arena_zalloc(arena, kept + 1, sizeof(*ids));

	if (kept != 0)
		memcpy(ids, review->hit_ids + review->n_hit_ids - kept, kept * sizeof(*ids));
	ids[kept] = (ProtobufCBinaryData){.len = ROWS_ID,
					  .data = (uint8_t *)arena_memdup(arena, id, ROWS_ID)};
	review->hit_ids = ids;
	review->n_hit_ids = kept + 1;
}

static void
save(struct database_txn *txn, struct arena *arena, struct database_span key,
     const Lurewatch__Review *review)
{
	size_t length = lurewatch__review__get_packed_size(review);
	unsigned char *bytes = arena_zalloc(arena, length + 1, 1);

	(void)lurewatch__review__pack(review, bytes);
	database_put(txn, ROWS_REVIEWS, key, (struct database_span){bytes, length});
}

static void
open_one(struct database_txn *txn, struct arena *arena, const struct reviews_cause *cause,
	 const struct risk_review *wanted, int risk)
{
	enum identity_class class = identity_class_of(&cause->state->identity);
	struct database_span key = key_of(arena, cause, wanted->kind), value;
	Lurewatch__Review fresh, *review = NULL;

	lurewatch__review__init(&fresh);
	if (database_get(txn, ROWS_REVIEWS, key, &value) == ANSWER_FOUND)
		review = load(arena, value);
	if (review == NULL || review->state == REVIEW_CLOSED) {
		if (!pass_cap(txn, arena, cause, class))
			return;
		review = &fresh;
		review->identity_id = wire_string(arena, cause->identity);
		review->campaign = wire_string(arena, cause->campaign);
		review->kind = wanted->kind;
		review->opened_ms = cause->now_ms;
		review->state = REVIEW_OPEN;
	}
	review->identity_mail = wire_string(arena, cause->state->identity.mail);
	review->identity_class = class;
	review->changed_ms = cause->now_ms;
	review->risk = risk;
	review->reason = wire_string(arena, wanted->reason);
	add_hit(arena, review, cause->hit);
	save(txn, arena, key, review);
}

void
reviews_open(struct database_txn *txn, struct arena *arena, const struct reviews_cause *cause)
{
	struct risk_exposure exposure = risk_exposure_of(&cause->state->identity);
	struct risk_identity risk;
	struct risk_review *wanted;
	unsigned impacts;
	size_t i, count;

	state_risk(arena, cause->state, cause->conf, cause->now_ms, &risk, &impacts);
	count = risk_reviews(arena, cause->conf, &exposure,
			     identity_class_of(&cause->state->identity), &risk, impacts, false,
			     &wanted);
	for (i = 0; i < count; i++)
		open_one(txn, arena, cause, &wanted[i], risk.risk);
}

bool
reviews_read(struct arena *arena, struct database_span key, struct database_span value,
	     struct store_review *out)
{
	Lurewatch__Review *from = load(arena, value);
	size_t i;

	if (from == NULL || from->kind >= REVIEW_KINDS || from->state > REVIEW_CLOSED ||
	    from->identity_class > CLASS_NHI)
		return false;
	*out = (struct store_review){.id = digest_hex(arena, key.bytes, key.length),
				     .identity_id = from->identity_id,
				     .identity_mail = from->identity_mail,
				     .campaign = from->campaign,
				     .class = (enum identity_class)from->identity_class,
				     .kind = (enum review_kind)from->kind,
				     .state = (enum review_state)from->state,
				     .opened_ms = from->opened_ms,
				     .changed_ms = from->changed_ms,
				     .risk = from->risk,
				     .reason = from->reason};
	out->hit_ids = arena_zalloc(arena, from->n_hit_ids + 1, sizeof(*out->hit_ids));
	for (i = 0; i < from->n_hit_ids; i++)
		out->hit_ids[out->hit_id_count++] =
			digest_hex(arena, from->hit_ids[i].data, from->hit_ids[i].len);
	return true;
}

uint64_t
reviews_held_back(struct database_txn *txn)
{
	struct database_span prefix = {cap_prefix, strlen(cap_prefix)};
	struct database_cursor cursor;
	uint64_t held = 0;

	database_cursor_open(txn, ROWS_META, prefix, &cursor);
	while (database_cursor_next(&cursor) && rows_has_prefix(cursor.key, prefix))
		if (cursor.value.length == CAP_BYTES)
			held += rows_get_u64((const unsigned char *)cursor.value.bytes + 8);
	database_cursor_close(&cursor);
	return held;
}
