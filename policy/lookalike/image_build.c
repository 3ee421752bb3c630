/* SPDX-License-Identifier: BSD-2-Clause */
/* image_build - the bytes of an image, from names (detection.md 2.5, hole H3). */
#include "config.h"

#include "policy/lookalike/image_build.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/data/data.h"
#include "policy/lookalike/image_layout.h"
#include "policy/lookalike/image_list.h"
#include "policy/lookalike/multimap.h"
#include "policy/lookalike/near.h"
#include "policy/mail/fold.h"
#include "policy/mail/host.h"

#define UNREADABLE (HOST_NONSTD3 | HOST_TOO_LONG | HOST_BAD_PUNYCODE)

struct name {
	const char *ascii;
	const char *skeleton;
};

struct image_build {
	struct arena *arena, *scratch;
	struct name *names;
	size_t count, capacity, partners;
	struct multimap known;
	struct image image; /* under construction: sections in memory of their own */
	struct image_entry *entries;
	uint32_t *exact, *skeletons, *starts, *keys;
	uint32_t reach; /* as far as any slot is from its own */
	unsigned char *strings;
};

/* ---- names in -------------------------------------------------------------------------------- */

struct image_build *
image_build_begin(struct arena *arena)
{
	struct image_build *build = arena_zalloc(arena, 1, sizeof(*build));

	build->arena = arena;
	build->scratch = arena_new();
	return build;
}

void
image_build_drop(struct image_build *build)
{
	arena_free(build->scratch);
	build->scratch = NULL;
}

static enum image_build_fate
read_name(struct image_build *build, const char *name, size_t length, struct name *out)
{
	struct host host;
	const char *why;

	if (host_canonical(build->scratch, name, length, &host, &why) != 0)
		return IMAGE_BUILD_UNREADABLE;
	if ((host.flags & HOST_NUMERIC) != 0)
		return IMAGE_BUILD_ADDRESS;
	if ((host.flags & UNREADABLE) != 0)
		return IMAGE_BUILD_UNREADABLE;
	if ((host.flags & HOST_SINGLE_LABEL) != 0)
		return IMAGE_BUILD_SINGLE;
	out->ascii = host.registrable;
	out->skeleton = fold_skeleton(build->scratch, host.label, FOLD_STRONG);
	return strlen(out->skeleton) > IMAGE_LABEL_MOST ? IMAGE_BUILD_LONG : IMAGE_BUILD_TAKEN;
}

static bool
is_written_so(const struct name *name)
{
	size_t length = strlen(name->skeleton);

	return strncmp(name->ascii, name->skeleton, length) == 0 && name->ascii[length] == '.';
}

enum image_build_fate
image_build_add(struct image_build *build, enum lookalike_tier tier, const char *name,
		size_t length)
{
	struct name read, *kept;
	enum image_build_fate fate;

	assert(tier == LOOKALIKE_POPULAR ||
	       (tier == LOOKALIKE_PARTNER && build->partners == build->count));
	arena_reset(build->scratch);
	fate = read_name(build, name, length, &read);
	if (fate != IMAGE_BUILD_TAKEN)
		return fate;
	length = strlen(read.ascii);
	if (multimap_first(&build->known, read.ascii, length) != MULTIMAP_NONE)
		return IMAGE_BUILD_TWICE;
	build->names = arena_grow(build->arena, build->names, build->count, &build->capacity,
				  sizeof(*build->names));
	kept = &build->names[build->count];
	kept->ascii = arena_strdup(build->arena, read.ascii);
	if (!is_written_so(&read))
		kept->skeleton = arena_strdup(build->arena, read.skeleton);
	multimap_add(build->arena, &build->known, kept->ascii, length, (uint32_t)build->count++);
	if (tier == LOOKALIKE_PARTNER)
		build->partners++;
	return IMAGE_BUILD_TAKEN;
}

const char *
image_build_reason(enum image_build_fate fate)
{
	static const char *const reasons[IMAGE_BUILD_FATES] = {
		[IMAGE_BUILD_TAKEN] = "taken",
		[IMAGE_BUILD_TWICE] = "listed already",
		[IMAGE_BUILD_UNREADABLE] = "not a host name",
		[IMAGE_BUILD_ADDRESS] = "an address",
		[IMAGE_BUILD_SINGLE] = "no dot in it",
		[IMAGE_BUILD_LONG] = "its label is too long",
	};

	return reasons[fate];
}

/* ---- tables ---------------------------------------------------------------------------------- */

static uint32_t
add_string(struct image_build *build, const char *string)
{
	uint32_t at = build->image.header.strings;
	size_t length = strlen(string);

	build->strings[at] = (unsigned char)length;
	memcpy(build->strings + at + 1, string, length);
	build->image.header.strings += (uint32_t)(1 + length);
	return at;
}

static size_t
measure_strings(const struct image_build *build)
{
	size_t bytes = 1, i;

	for (i = 0; i < build->count; i++) {
		bytes += 1 + strlen(build->names[i].ascii);
		if (build->names[i].skeleton != NULL)
			bytes += 1 + strlen(build->names[i].skeleton);
	}
	return bytes;
}

static void
fill_strings(struct image_build *build)
{
	uint32_t i;

	build->image.header.strings = 1;
	for (i = 0; i < build->count; i++) {
		build->entries[i].name = add_string(build, build->names[i].ascii);
		if (build->names[i].skeleton != NULL)
			build->entries[i].skeleton = add_string(build, build->names[i].skeleton);
	}
}

static int
put_slot(struct image_build *build, uint32_t *slots, uint64_t hash, uint32_t rank)
{
	const struct image_header *header = &build->image.header;
	uint32_t at = image_slot_of(header, hash), i;

	for (i = 0; i < IMAGE_REACH_MOST; i++) {
		uint32_t *slot = &slots[(at + i) & (image_slot_count(header) - 1)];

		if (*slot != 0)
			continue;
		*slot = image_slot_value(header, hash, rank);
		if (build->reach < i + 1)
			build->reach = i + 1;
		return 0;
	}
	return -1;
}

/* Names by themselves, and the first of each skeleton with the others in a chain behind it. */
static int
fill_slots(struct image_build *build)
{
	uint32_t *last = arena_zalloc(build->arena, build->count + 1, sizeof(*last)), rank;

	for (rank = 0; rank < build->count; rank++) {
		const char *name = build->names[rank].ascii, *skeleton;
		uint32_t head;
		size_t length;

		if (put_slot(build, build->exact, image_hash(name, strlen(name)), rank) != 0)
			return -1;
		skeleton = image_skeleton(&build->image, rank, &length);
		head = image_twins(&build->image, skeleton, length);
		if (head != IMAGE_NONE) {
			build->entries[last[head]].next = rank;
			last[head] = rank;
			continue;
		}
		if (put_slot(build, build->skeletons, image_hash(skeleton, length), rank) != 0)
			return -1;
		last[rank] = rank;
	}
	return 0;
}

/* What a name is found near: the skeleton, by the first name of it, and the label where it is
 * written otherwise: a slip inside "rn" is two in "m". Returns how many hashes. */
static size_t
hash_name(const struct image_build *build, uint32_t rank, uint32_t out[2 * NEAR_RESTS])
{
	const char *skeleton;
	struct image_name name;
	size_t length, count = 0;

	skeleton = image_skeleton(&build->image, rank, &length);
	if (length >= IMAGE_NEAR_SHORTEST && image_twins(&build->image, skeleton, length) == rank)
		count = near_rests(skeleton, length, out);
	image_name(&build->image, rank, &name);
	if (name.bytes != skeleton && name.label >= IMAGE_NEAR_SHORTEST)
		count += near_rests(name.bytes, name.label, out + count);
	return count;
}

/* Counted, summed and put: no sorting. */
static void
fill_keys(struct image_build *build)
{
	struct image_header *header = &build->image.header;
	uint32_t hashes[2 * NEAR_RESTS], *ends, rank, i;
	size_t count;

	ends = arena_zalloc(build->arena, image_start_count(header), sizeof(*ends));
	for (rank = 0; rank < build->count; rank++) {
		count = hash_name(build, rank, hashes);
		for (i = 0; i < count; i++)
			ends[image_start_of(header, hashes[i])]++;
	}
	for (i = 0; i < image_start_count(header); i++) {
		build->starts[i] = header->keys;
		header->keys += ends[i];
		ends[i] = build->starts[i];
	}
	build->starts[i] = header->keys;
	build->keys = arena_zalloc(build->arena, header->keys + 1, sizeof(*build->keys));
	for (rank = 0; rank < build->count; rank++) {
		count = hash_name(build, rank, hashes);
		for (i = 0; i < count; i++)
			build->keys[ends[image_start_of(header, hashes[i])]++] =
				image_key_value(header, hashes[i], rank);
	}
}

static void
begin_sections(struct image_build *build)
{
	struct image_header *header = &build->image.header;

	header->rank_bits = IMAGE_BITS_LEAST;
	while (build->count >= image_rank_mask(header))
		header->rank_bits++;
	build->entries = arena_zalloc(build->arena, build->count + 1, sizeof(*build->entries));
	build->exact = arena_zalloc(build->arena, image_slot_count(header), sizeof(uint32_t));
	build->skeletons = arena_zalloc(build->arena, image_slot_count(header), sizeof(uint32_t));
	build->starts = arena_zalloc(build->arena, image_start_count(header) + 1, sizeof(uint32_t));
	build->strings = arena_zalloc(build->arena, measure_strings(build), 1);
	build->image.entries = build->entries;
	build->image.skeletons = build->skeletons;
	build->image.strings = build->strings;
}

static void
fill_header(struct image_build *build, int64_t now_ms)
{
	struct image_header *header = &build->image.header;

	memcpy(header->magic, IMAGE_MAGIC, sizeof(header->magic));
	header->version = IMAGE_VERSION;
	header->order = IMAGE_ORDER;
	header->built_ms = now_ms;
	header->names = (uint32_t)build->count;
	header->partners = (uint32_t)build->partners;
	(void)snprintf(header->tables, sizeof(header->tables), "%s", fold_version());
}

/* All sections into one run of bytes. */
static unsigned char *
join_sections(struct image_build *build)
{
	struct image_header *header = &build->image.header;
	size_t slots = image_slot_count(header) * sizeof(uint32_t);
	struct image image = {.header = *header};
	unsigned char *bytes;

	header->size = image_size(header);
	bytes = arena_zalloc(build->arena, header->size, 1);
	image_lay_out(&image, bytes);
	memcpy((void *)(uintptr_t)image.entries, build->entries,
	       header->names * sizeof(*build->entries));
	memcpy((void *)(uintptr_t)image.exact, build->exact, slots);
	memcpy((void *)(uintptr_t)image.skeletons, build->skeletons, slots);
	memcpy((void *)(uintptr_t)image.starts, build->starts,
	       (image_start_count(header) + 1) * sizeof(uint32_t));
	memcpy((void *)(uintptr_t)image.keys, build->keys, header->keys * sizeof(uint32_t));
	memcpy((void *)(uintptr_t)image.strings, build->strings, header->strings);
	image_digest(header, bytes, header->size, header->digest);
	memcpy(bytes, header, sizeof(*header));
	return bytes;
}

int
image_build_end(struct image_build *build, int64_t now_ms, struct image_bytes *out,
		const char **why)
{
	image_build_drop(build);
	if (build->count > IMAGE_NAMES_MOST || measure_strings(build) > UINT32_MAX) {
		*why = "more names than an image holds";
		return -1;
	}
	begin_sections(build);
	build->image.header.reach = IMAGE_REACH_MOST;
	fill_strings(build);
	fill_header(build, now_ms);
	if (fill_slots(build) != 0) {
		*why = "the names cannot be spread over the table";
		return -1;
	}
	fill_keys(build);
	build->image.header.reach = build->reach == 0 ? 1 : build->reach;
	out->bytes = join_sections(build);
	out->length = build->image.header.size;
	return 0;
}

/* ---- the shipped list ------------------------------------------------------------------------ */

static void
take_shipped(void *data, const char *name, size_t length, unsigned line)
{
	(void)line;
	(void)image_build_add(data, LOOKALIKE_POPULAR, name, length);
}

int
image_build_add_shipped(struct image_build *build, const char **why)
{
	const struct data_file *file = data_find("popular.conf");
	const struct image_list list = {.file = file->name,
					.text = file->bytes,
					.length = file->length,
					.take = take_shipped,
					.data = build};

	return image_list_read(build->arena, &list, why);
}

struct image *
image_build_shipped(struct arena *arena, const struct conf_list *partners, const char **why)
{
	struct arena *own = arena_new();
	struct image_build *build = image_build_begin(own);
	struct image_bytes made;
	struct image *image = NULL;
	size_t i;

	for (i = 0; partners != NULL && i < partners->count; i++)
		(void)image_build_add(build, LOOKALIKE_PARTNER, partners->items[i],
				      strlen(partners->items[i]));
	if (image_build_add_shipped(build, why) == 0 && image_build_end(build, 0, &made, why) == 0)
		image = image_of(arena, "popular.conf",
				 arena_memdup(arena, made.bytes, made.length), made.length, why);
	else
		*why = arena_strdup(arena, *why);
	image_build_drop(build);
	arena_free(own);
	return image;
}

/* ---- proof ----------------------------------------------------------------------------------- */

static bool
is_in_chain(const struct image *image, uint32_t head, uint32_t rank)
{
	while (head != IMAGE_NONE && head < rank)
		head = image_next(image, head);
	return head == rank;
}

static bool
is_near_itself(const struct image *image, uint32_t head, const char *skeleton)
{
	uint32_t found[IMAGE_NEAR_MOST];
	size_t length = strlen(skeleton), count, i;

	if (length < IMAGE_NEAR_SHORTEST)
		return true;
	count = image_near(image, skeleton, length, found);
	for (i = 0; i < count && found[i] != head; i++)
		;
	return i < count || count == IMAGE_NEAR_MOST;
}

static bool
is_found(const struct image *image, struct arena *scratch, uint32_t rank)
{
	const char *skeleton, *why;
	struct image_name name;
	struct host host;
	uint32_t head;

	image_name(image, rank, &name);
	if (image_find(image, name.bytes, name.length) != rank ||
	    host_canonical(scratch, name.bytes, name.length, &host, &why) != 0)
		return false;
	skeleton = fold_skeleton(scratch, host.label, FOLD_STRONG);
	head = image_twins(image, skeleton, strlen(skeleton));
	return is_in_chain(image, head, rank) && is_near_itself(image, head, skeleton);
}

int
image_build_prove(const struct image *image, const char **why)
{
	struct arena *scratch = arena_new();
	uint32_t rank;

	for (rank = 0; rank < image->header.names; rank++) {
		arena_reset(scratch);
		if (!is_found(image, scratch, rank))
			break;
	}
	arena_free(scratch);
	if (rank == image->header.names)
		return 0;
	*why = "a name is not found where it should be: other tables made the image";
	return -1;
}
