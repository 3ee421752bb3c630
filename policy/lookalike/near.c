/* SPDX-License-Identifier: BSD-2-Clause */
/* near - which labels lie within two edits of a given one, without comparing with all of them. */
#include "config.h"

#include "policy/lookalike/near.h"

#include <stdbool.h>
#include <stdlib.h>

#define START_BITS 12
#define FACTOR     0x9E3779B1U

/* Hashes of all rests of a label: polynomial, so that taking a letter out needs no second pass. */
struct rests {
	uint32_t before[NEAR_LONGEST + 1]; /* hash of the first i letters */
	uint32_t power[NEAR_LONGEST + 1];
	size_t length;
};

static uint32_t
letter_of(char c)
{
	return (unsigned char)c + 1U;
}

static void
prepare(struct rests *rests, const char *label, size_t length)
{
	size_t i;

	rests->length = length;
	rests->before[0] = 0;
	rests->power[0] = 1;
	for (i = 0; i < length; i++) {
		rests->before[i + 1] = rests->before[i] * FACTOR + letter_of(label[i]);
		rests->power[i + 1] = rests->power[i] * FACTOR;
	}
}

/* Hash of letters from 'from' up to 'to'. */
static uint32_t
hash_between(const struct rests *rests, size_t from, size_t to)
{
	return rests->before[to] - rests->before[from] * rests->power[to - from];
}

static uint32_t
finish(uint32_t hash)
{
	hash ^= hash >> 16;
	hash *= 0x85EBCA6BU;
	return hash ^ hash >> 13;
}

static uint32_t
hash_without(const struct rests *rests, size_t out)
{
	size_t tail = rests->length - out - 1;

	return rests->before[out] * rests->power[tail] +
	       hash_between(rests, out + 1, rests->length);
}

static uint32_t
hash_without_two(const struct rests *rests, size_t first, size_t second)
{
	size_t middle = second - first - 1, tail = rests->length - second - 1;
	uint32_t hash = rests->before[first] * rests->power[middle] +
			hash_between(rests, first + 1, second);

	return hash * rests->power[tail] + hash_between(rests, second + 1, rests->length);
}

static size_t
hash_once(const struct rests *rests, const char *label, uint32_t *out)
{
	size_t count = 0, i;

	out[count++] = finish(rests->before[rests->length]);
	for (i = 0; i < rests->length; i++)
		if (i == 0 || label[i] != label[i - 1])
			out[count++] = finish(hash_without(rests, i));
	return count;
}

size_t
near_rests(const char *label, size_t length, uint32_t out[NEAR_RESTS])
{
	struct rests rests;

	if (length > NEAR_LONGEST)
		return 0;
	prepare(&rests, label, length);
	return hash_once(&rests, label, out);
}

/* All hashes of a label; returns how many. 'out' holds 1 + 63 or 1 + 24 + 276 of them. */
static size_t
hash_all(const char *label, size_t length, uint32_t out[320])
{
	struct rests rests;
	size_t count, i, j;

	prepare(&rests, label, length);
	count = hash_once(&rests, label, out);
	if (length < NEAR_TWICE || length > NEAR_TWICE_MOST)
		return count;
	for (i = 0; i < length; i++)
		for (j = i + 1; j < length; j++)
			out[count++] = finish(hash_without_two(&rests, i, j));
	return count;
}

void
near_add(struct arena *arena, struct near *near, const char *label, size_t length, uint32_t value)
{
	uint32_t hashes[320];
	size_t count, i;

	if (length < NEAR_SHORTEST || length > NEAR_LONGEST)
		return;
	count = hash_all(label, length, hashes);
	for (i = 0; i < count; i++) {
		near->keys = arena_grow(arena, near->keys, near->count, &near->capacity,
					sizeof(*near->keys));
		near->keys[near->count++] = (struct near_key){hashes[i], value};
	}
}

static int
compare(const void *a, const void *b)
{
	const struct near_key *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static uint64_t
filter_bit(const struct near *near, uint32_t hash, size_t *word)
{
	uint32_t bit = hash & ((1U << near->filter_bits) - 1);

	*word = bit / 64;
	return 1ULL << (bit % 64);
}

void
near_freeze(struct arena *arena, struct near *near)
{
	size_t i, word, prefix = 0;

	if (near->count != 0)
		qsort(near->keys, near->count, sizeof(*near->keys), compare);
	near->filter_bits = 16;
	while (near->filter_bits < 24 && ((size_t)1 << near->filter_bits) < near->count * 8)
		near->filter_bits++;
	near->filter = arena_zalloc(arena, ((size_t)1 << near->filter_bits) / 64, 8);
	near->starts = arena_zalloc(arena, (1U << START_BITS) + 1, sizeof(*near->starts));
	for (i = 0; i < near->count; i++) {
		uint64_t bit = filter_bit(near, near->keys[i].hash, &word);

		near->filter[word] |= bit;
		while (prefix <= near->keys[i].hash >> (32 - START_BITS))
			near->starts[prefix++] = (uint32_t)i;
	}
	while (prefix <= 1U << START_BITS)
		near->starts[prefix++] = (uint32_t)near->count;
}

/* First key of 'hash' or behind. */
static size_t
find_first(const struct near *near, uint32_t hash)
{
	size_t low = near->starts[hash >> (32 - START_BITS)];
	size_t high = near->starts[(hash >> (32 - START_BITS)) + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (near->keys[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
holds(const uint32_t *values, size_t count, uint32_t value)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (values[i] == value)
			return true;
	return false;
}

size_t
near_find(const struct near *near, const char *label, size_t length,
	  uint32_t found[NEAR_CANDIDATES])
{
	uint32_t hashes[320];
	size_t count, i, k, word, many = 0;

	if (length < NEAR_SHORTEST - 1 || length > NEAR_LONGEST || near->filter == NULL)
		return 0;
	count = hash_all(label, length, hashes);
	for (i = 0; i < count; i++) {
		uint64_t bit = filter_bit(near, hashes[i], &word);

		if ((near->filter[word] & bit) == 0)
			continue;
		for (k = find_first(near, hashes[i]);
		     k < near->count && near->keys[k].hash == hashes[i] && many < NEAR_CANDIDATES;
		     k++)
			if (!holds(found, many, near->keys[k].value))
				found[many++] = near->keys[k].value;
	}
	return many;
}
