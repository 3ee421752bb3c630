/* SPDX-License-Identifier: BSD-2-Clause */
/* gather - what messages teach, on its way from many threads to one, without a lock. */
#include "config.h"

#include "policy/directory/gather.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#define TEXTS 4

struct slot {
	atomic_size_t turn; /* == place: free; == place + 1: filled */
	int64_t when_ms;
	bool out;
	char bytes[GATHER_BYTES];
};

struct gather {
	size_t mask;
	struct slot *slots;
	atomic_size_t head; /* where the next fact goes */
	size_t tail;        /* of the one who takes */
	atomic_ullong lost;
};

struct gather *
gather_new(struct arena *arena, size_t slots)
{
	struct gather *gather = arena_zalloc(arena, 1, sizeof(*gather));
	size_t i;

	assert(slots != 0 && (slots & (slots - 1)) == 0);
	gather->mask = slots - 1;
	gather->slots = arena_zalloc(arena, slots, sizeof(*gather->slots));
	for (i = 0; i < slots; i++)
		atomic_init(&gather->slots[i].turn, i);
	return gather;
}

/* A free slot that is ours alone from now on, or NULL when the ring is full. */
static struct slot *
claim(struct gather *gather, size_t *place)
{
	size_t at = atomic_load_explicit(&gather->head, memory_order_relaxed);

	for (;;) {
		struct slot *slot = &gather->slots[at & gather->mask];
		size_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);

		if (turn == at) {
			if (atomic_compare_exchange_weak_explicit(&gather->head, &at, at + 1,
								  memory_order_relaxed,
								  memory_order_relaxed)) {
				*place = at;
				return slot;
			}
		} else if ((ptrdiff_t)(turn - at) < 0) {
			return NULL;
		} else {
			at = atomic_load_explicit(&gather->head, memory_order_relaxed);
		}
	}
}

bool
gather_put(struct gather *gather, const struct gather_fact *fact)
{
	const char *const texts[TEXTS] = {fact->own, fact->own_domain, fact->foreign,
					  fact->foreign_domain};
	size_t lengths[TEXTS], sum = 0, place, i;
	struct slot *slot;
	char *to;

	for (i = 0; i < TEXTS; i++) {
		lengths[i] = strlen(texts[i]) + 1;
		sum += lengths[i];
	}
	slot = sum > GATHER_BYTES ? NULL : claim(gather, &place);
	if (slot == NULL) {
		atomic_fetch_add_explicit(&gather->lost, 1, memory_order_relaxed);
		return false;
	}
	for (i = 0, to = slot->bytes; i < TEXTS; to += lengths[i], i++)
		memcpy(to, texts[i], lengths[i]);
	slot->when_ms = fact->when_ms;
	slot->out = fact->out;
	atomic_store_explicit(&slot->turn, place + 1, memory_order_release);
	return true;
}

bool
gather_take(struct gather *gather, char bytes[GATHER_BYTES], struct gather_fact *fact)
{
	struct slot *slot = &gather->slots[gather->tail & gather->mask];
	const char *texts[TEXTS], *at = bytes;
	size_t i;

	if (atomic_load_explicit(&slot->turn, memory_order_acquire) != gather->tail + 1)
		return false;
	memcpy(bytes, slot->bytes, GATHER_BYTES);
	for (i = 0; i < TEXTS; at += strlen(at) + 1, i++)
		texts[i] = at;
	*fact = (struct gather_fact){.own = texts[0],
				     .own_domain = texts[1],
				     .foreign = texts[2],
				     .foreign_domain = texts[3],
				     .when_ms = slot->when_ms,
				     .out = slot->out};
	atomic_store_explicit(&slot->turn, gather->tail + gather->mask + 1, memory_order_release);
	gather->tail++;
	return true;
}

size_t
gather_waiting(const struct gather *gather)
{
	return atomic_load_explicit(&gather->head, memory_order_relaxed) - gather->tail;
}

uint64_t
gather_lost(const struct gather *gather)
{
	return atomic_load_explicit(&gather->lost, memory_order_relaxed);
}
