/* SPDX-License-Identifier: BSD-2-Clause */
/* matcher - all cues of all families in one pass over a text. */
#include "config.h"

#include "policy/lure/matcher.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <hs/hs.h>

struct scratch {
	struct scratch *next;
	hs_scratch_t *space;
};

/* A literal and one cue that names it. */
struct pair {
	struct cue_anchor anchor;
	unsigned cue;
};

/* A literal: pairs[first] up to the first of the next literal name the cues to try. */
struct literal {
	size_t first, length;
};

struct matcher {
	const struct cue *const *cues;
	size_t cue_count;
	struct pair *pairs; /* in order of their literals */
	size_t pair_count;
	struct literal *literals;
	size_t literal_count;
	hs_database_t *database;
	hs_scratch_t *pattern; /* cloned, never scanned with */
	const char *version;
	pthread_mutex_t lock;
	struct scratch *spare; /* guarded by lock */
};

struct collection {
	struct matcher *matcher;
	struct arena *arena;
	const char *text;
	size_t length;
	struct matcher_hits *hits;
	size_t capacity;
	size_t tries;
	unsigned char *seen; /* hits of each cue */
	size_t *last;        /* where the last match of each cue began, plus one */
};

static int
compare_anchors(const struct cue_anchor *a, const struct cue_anchor *b)
{
	size_t length = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->bytes, b->bytes, length);

	if (order != 0)
		return order;
	return a->length < b->length ? -1 : a->length > b->length;
}

static int
compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = compare_anchors(&a->anchor, &b->anchor);

	if (order != 0)
		return order;
	return a->cue < b->cue ? -1 : a->cue > b->cue;
}

static void
sort_anchors(struct matcher *matcher, struct arena *arena)
{
	size_t i, j;

	for (i = 0; i < matcher->cue_count; i++)
		matcher->pair_count += matcher->cues[i]->anchor_count;
	matcher->pairs = arena_zalloc(arena, matcher->pair_count + 1, sizeof(*matcher->pairs));
	matcher->literals =
		arena_zalloc(arena, matcher->pair_count + 1, sizeof(*matcher->literals));
	matcher->pair_count = 0;
	for (i = 0; i < matcher->cue_count; i++)
		for (j = 0; j < matcher->cues[i]->anchor_count; j++)
			matcher->pairs[matcher->pair_count++] =
				(struct pair){matcher->cues[i]->anchors[j], (unsigned)i};
	if (matcher->pair_count > 1)
		qsort(matcher->pairs, matcher->pair_count, sizeof(*matcher->pairs), compare_pairs);
	for (i = 0; i < matcher->pair_count; i++)
		if (i == 0 ||
		    compare_anchors(&matcher->pairs[i - 1].anchor, &matcher->pairs[i].anchor) != 0)
			matcher->literals[matcher->literal_count++] =
				(struct literal){i, matcher->pairs[i].anchor.length};
	matcher->literals[matcher->literal_count].first = matcher->pair_count;
}

/* Compile what is to be scanned as one block of bytes: a text may hold anything. */
static int
compile(struct matcher *matcher, struct arena *arena, const char **why)
{
	size_t count = matcher->literal_count, i;
	unsigned *ids = arena_zalloc(arena, count + 1, sizeof(*ids));
	unsigned *flags = arena_zalloc(arena, count + 1, sizeof(*flags));
	size_t *lengths = arena_zalloc(arena, count + 1, sizeof(*lengths));
	const char **bytes = arena_zalloc(arena, count + 1, sizeof(*bytes));
	hs_compile_error_t *error = NULL;

	if (hs_valid_platform() != HS_SUCCESS) {
		*why = "this processor lacks the SSSE3 instructions that Hyperscan needs";
		return -1;
	}
	for (i = 0; i < count; i++) {
		ids[i] = (unsigned)i;
		lengths[i] = matcher->literals[i].length;
		bytes[i] = matcher->pairs[matcher->literals[i].first].anchor.bytes;
	}
	if (hs_compile_lit_multi(bytes, flags, ids, lengths, (unsigned)count, HS_MODE_BLOCK, NULL,
				 &matcher->database, &error) != HS_SUCCESS) {
		*why = arena_printf(arena, "cues cannot be compiled: %s", error->message);
		(void)hs_free_compile_error(error);
		return -1;
	}
	if (hs_alloc_scratch(matcher->database, &matcher->pattern) != HS_SUCCESS) {
		*why = "no memory to match with";
		return -1;
	}
	return 0;
}

struct matcher *
matcher_open(struct arena *arena, const struct cue *const *cues, size_t count, const char **why)
{
	struct matcher *matcher = arena_zalloc(arena, 1, sizeof(*matcher));

	matcher->cues = cues;
	matcher->cue_count = count;
	matcher->version = arena_memdup(arena, hs_version(), strcspn(hs_version(), " "));
	sort_anchors(matcher, arena);
	if (compile(matcher, arena, why) != 0) {
		(void)hs_free_database(matcher->database);
		return NULL;
	}
	(void)pthread_mutex_init(&matcher->lock, NULL);
	return matcher;
}

void
matcher_close(struct matcher *matcher)
{
	struct scratch *spare;

	if (matcher == NULL)
		return;
	while ((spare = matcher->spare) != NULL) {
		matcher->spare = spare->next;
		(void)hs_free_scratch(spare->space);
		free(spare);
	}
	(void)pthread_mutex_destroy(&matcher->lock);
	(void)hs_free_scratch(matcher->pattern);
	(void)hs_free_database(matcher->database);
}

static struct scratch *
take_scratch(struct matcher *matcher)
{
	struct scratch *scratch;

	(void)pthread_mutex_lock(&matcher->lock);
	scratch = matcher->spare;
	if (scratch != NULL)
		matcher->spare = scratch->next;
	(void)pthread_mutex_unlock(&matcher->lock);
	if (scratch != NULL)
		return scratch;
	scratch = calloc(1, sizeof(*scratch));
	if (scratch != NULL && hs_clone_scratch(matcher->pattern, &scratch->space) != HS_SUCCESS) {
		free(scratch);
		scratch = NULL;
	}
	return scratch;
}

static void
give_scratch(struct matcher *matcher, struct scratch *scratch)
{
	(void)pthread_mutex_lock(&matcher->lock);
	scratch->next = matcher->spare;
	matcher->spare = scratch;
	(void)pthread_mutex_unlock(&matcher->lock);
}

static void
add_hit(struct collection *c, unsigned cue, size_t start, size_t end)
{
	c->seen[cue]++;
	c->last[cue] = start + 1;
	c->hits->items = arena_grow(c->arena, c->hits->items, c->hits->count, &c->capacity,
				    sizeof(*c->hits->items));
	c->hits->items[c->hits->count++] =
		(struct matcher_hit){.cue = cue, .start = start, .end = end};
}

/* Try a cue at each word that may begin a match around an anchor from 'from' to 'to', which is
 * longer than a byte. */
static void
try_cue(struct collection *c, unsigned number, size_t from, size_t to)
{
	const struct cue *cue = c->matcher->cues[number];
	size_t at = to > cue->reach ? to - cue->reach : 0, end;

	if (at < c->last[number])
		at = c->last[number];
	for (; at + cue->before <= from; at++) {
		unsigned first = (unsigned char)c->text[at],
			 second = (unsigned char)c->text[at + 1];

		if ((cue->heads[first & 31] & 1U << (second & 31)) == 0 ||
		    (at > 0 && cue_is_letter(c->text[at - 1]) &&
		     !cue_parts(c->text, c->length, at)))
			continue;
		c->tries++;
		if (cue_match(cue, c->text, c->length, at, &end) && end >= to) {
			add_hit(c, number, at, end);
			return;
		}
	}
}

static int
look_around(unsigned id, unsigned long long none, unsigned long long behind, unsigned flags,
	    void *context)
{
	struct collection *c = context;
	const struct literal *literal = &c->matcher->literals[id];
	size_t to = (size_t)behind, from = to - literal->length, i;
	bool in_word = from > 0 && cue_is_letter(c->text[from - 1]) &&
		       !cue_parts(c->text, c->length, from);
	bool goes_on =
		to < c->length && cue_is_letter(c->text[to]) && !cue_parts(c->text, c->length, to);

	(void)none; /* a literal's begin is not told */
	(void)flags;
	for (i = literal->first; i < literal[1].first; i++) {
		const struct pair *pair = &c->matcher->pairs[i];

		if (!(in_word && pair->anchor.begins_word) &&
		    !(goes_on && pair->anchor.ends_word) && c->seen[pair->cue] < MATCHER_CUE_HITS)
			try_cue(c, pair->cue, from, to);
	}
	return c->tries > MATCHER_TRIES;
}

static int
compare_hits(const void *left, const void *right)
{
	const struct matcher_hit *a = left, *b = right;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->cue < b->cue ? -1 : a->cue > b->cue;
}

void
matcher_scan(struct matcher *matcher, struct arena *arena, const char *text, size_t length,
	     struct matcher_hits *out)
{
	struct collection c = {
		.matcher = matcher, .arena = arena, .text = text, .length = length, .hits = out};
	struct scratch *scratch = length > UINT_MAX ? NULL : take_scratch(matcher);

	*out = (struct matcher_hits){0};
	if (scratch == NULL) {
		/* Not looked at is not clean. */
		out->capped = true;
		return;
	}
	c.seen = arena_zalloc(arena, matcher->cue_count + 1, sizeof(*c.seen));
	c.last = arena_zalloc(arena, matcher->cue_count + 1, sizeof(*c.last));
	(void)hs_scan(matcher->database, text, (unsigned)length, 0, scratch->space, look_around,
		      &c);
	give_scratch(matcher, scratch);
	out->capped = c.tries > MATCHER_TRIES;
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), compare_hits);
}

const char *
matcher_version(const struct matcher *matcher)
{
	return matcher->version;
}
