/* SPDX-License-Identifier: BSD-2-Clause */
/* store - the evidence: hits, the risk of identities, reviews, cursors: what callers hand in. */
#include "config.h"

#include "policy/evidence/store.h"

#include <string.h>

#include "policy/evidence/rows.h"
#include "policy/evidence/store_open.h"
#include "policy/evidence/store_write.h"

static bool
has_content(const struct hit *hit)
{
	static const unsigned char none[sizeof(hit->content_key)] = {0};

	return memcmp(hit->content_key, none, sizeof(none)) != 0;
}

static void
prepare(struct arena *arena, const struct hit *hit, struct store_write_hit *out)
{
	unsigned char *bytes;
	size_t length;

	hit_pack(arena, hit, &bytes, &length);
	*out = (struct store_write_hit){.hit = hit, .has_content = has_content(hit)};
	out->frame = rows_frame(arena, bytes, length, out->digest);
	out->identity = rows_identity(arena, &hit->identity, hit->recipient);
	if (out->has_content)
		rows_content(hit, out->content);
}

int64_t
store_busy_us(struct store *store)
{
	return store->committer == NULL ? 0 : committer_busy_us(store->committer);
}

/* A reader has no writer thread. */
static int
submit(struct store *store, struct store_write_task *task, size_t weight, const char **why)
{
	struct committer_job job = {.data = task, .weight = weight};

	if (store->committer == NULL) {
		*why = "the evidence store is open for reading only";
		return -1;
	}
	return committer_submit(store->committer, &job, why);
}

static void
hand_back(struct arena *arena, const struct store_write_task *task, struct hit *hits, size_t *fresh)
{
	size_t i, count = 0;

	for (i = 0; i < task->count; i++) {
		const char *id = digest_hex(arena, task->hits[i].id, ROWS_ID);

		memcpy(hits[i].id_text, id, sizeof(hits[i].id_text));
		hits[i].id = hits[i].id_text;
		count += task->hits[i].fresh;
	}
	if (fresh != NULL)
		*fresh = count;
}

int
store_record(struct store *store, struct hit *hits, size_t count, size_t *fresh, const char **why)
{
	struct arena *arena = arena_new();
	struct store_write_task task = {.count = count};
	int result = 0;
	size_t i;

	task.hits = arena_zalloc(arena, count + 1, sizeof(*task.hits));
	for (i = 0; i < count; i++)
		prepare(arena, &hits[i], &task.hits[i]);
	if (count != 0)
		result = submit(store, &task, count, why);
	if (result == 0)
		hand_back(arena, &task, hits, fresh);
	arena_free(arena);
	return result;
}
