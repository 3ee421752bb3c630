/* SPDX-License-Identifier: BSD-2-Clause */
/* image - the large protected tiers, partners and popular names, as one run of bytes. */
#include "config.h"

#include "policy/lookalike/image.h"

#include <string.h>

#include "policy/lookalike/image_layout.h"
#include "policy/lookalike/near.h"

#define WALK_MOST 4096 /* keys looked at behind one start: a hostile image holds them all there */

static int
read_image(struct image *image, const void *bytes, size_t length, const char **what)
{
	*what = "it is no image of domains";
	if (length < sizeof(image->header))
		return -1;
	memcpy(&image->header, bytes, sizeof(image->header));
	if (!image_check_header(&image->header, length, what))
		return -1;
	image_lay_out(image, bytes);
	return image_check(image, bytes, length, what) ? 0 : -1;
}

struct image *
image_of(struct arena *arena, const char *name, const void *bytes, size_t length, const char **why)
{
	struct image *image = arena_zalloc(arena, 1, sizeof(*image));
	const char *what;

	if (read_image(image, bytes, length, &what) == 0)
		return image;
	*why = arena_printf(arena, "%s: %s; build it anew with lurewatch domains build", name,
			    what);
	return NULL;
}

struct image *
image_open(struct arena *arena, const char *path, const char **why)
{
	struct file_mapping mapping;
	struct image *image;

	if (file_map(arena, path, IMAGE_BYTES_MOST, &mapping, why) != 0)
		return NULL;
	image = image_of(arena, path, mapping.bytes, mapping.length, why);
	if (image == NULL)
		file_unmap(&mapping);
	else
		image->mapping = mapping;
	return image;
}

void
image_close(struct image *image)
{
	if (image != NULL)
		file_unmap(&image->mapping);
}

void
image_about(const struct image *image, struct arena *arena, struct image_about *out)
{
	const struct image_header *header = &image->header;

	*out = (struct image_about){
		.names = header->names,
		.partners = header->partners,
		.bytes = header->size,
		.built_ms = header->built_ms,
		.tables = header->tables,
		.digest = digest_hex(arena, header->digest, sizeof(header->digest))};
}

void
image_name(const struct image *image, uint32_t rank, struct image_name *out)
{
	const unsigned char *string = image->strings + image->entries[rank].name;
	const char *bytes = (const char *)string + 1;
	const char *dot = memchr(bytes, '.', string[0]);

	*out = (struct image_name){.bytes = bytes,
				   .length = string[0],
				   .label = (size_t)(dot - bytes),
				   .tier = rank < image->header.partners ? LOOKALIKE_PARTNER
									 : LOOKALIKE_POPULAR};
}

const char *
image_skeleton(const struct image *image, uint32_t rank, size_t *length)
{
	const unsigned char *string = image->strings + image->entries[rank].skeleton;
	struct image_name name;

	if (image->entries[rank].skeleton != 0) {
		*length = string[0];
		return (const char *)string + 1;
	}
	image_name(image, rank, &name);
	*length = name.label;
	return name.bytes;
}

static bool
is_name(const struct image *image, uint32_t rank, const char *name, size_t length)
{
	const unsigned char *string = image->strings + image->entries[rank].name;

	return string[0] == length && memcmp(string + 1, name, length) == 0;
}

static bool
is_skeleton(const struct image *image, uint32_t rank, const char *skeleton, size_t length)
{
	size_t own_length;
	const char *own = image_skeleton(image, rank, &own_length);

	return own_length == length && memcmp(own, skeleton, length) == 0;
}

/* Both tables are alike but for what a slot's rank is compared by. */
static uint32_t
find_slot(const struct image *image, const uint32_t *slots, const char *bytes, size_t length,
	  bool (*is)(const struct image *, uint32_t, const char *, size_t))
{
	const struct image_header *header = &image->header;
	uint64_t hash = image_hash(bytes, length);
	uint32_t tag = image_slot_value(header, hash, 0) & ~image_rank_mask(header);
	uint32_t at = image_slot_of(header, hash), i;

	for (i = 0; i < header->reach; i++) {
		uint32_t value = slots[(at + i) & (image_slot_count(header) - 1)];
		uint32_t rank = (value & image_rank_mask(header)) - 1;

		if (value == 0)
			break;
		if ((value & ~image_rank_mask(header)) == tag && is(image, rank, bytes, length))
			return rank;
	}
	return IMAGE_NONE;
}

uint32_t
image_find(const struct image *image, const char *name, size_t length)
{
	return find_slot(image, image->exact, name, length, is_name);
}

uint32_t
image_twins(const struct image *image, const char *skeleton, size_t length)
{
	return find_slot(image, image->skeletons, skeleton, length, is_skeleton);
}

uint32_t
image_next(const struct image *image, uint32_t rank)
{
	return image->entries[rank].next == 0 ? IMAGE_NONE : image->entries[rank].next;
}

static bool
holds(const uint32_t *ranks, size_t count, uint32_t rank)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (ranks[i] == rank)
			return true;
	return false;
}

/* One letter put in, left out or replaced, two neighbours swapped, or nothing of all that. */
static bool
is_one_edit(const char *a, size_t a_length, const char *b, size_t b_length)
{
	while (a_length != 0 && b_length != 0 && *a == *b) {
		a++, b++;
		a_length--, b_length--;
	}
	while (a_length != 0 && b_length != 0 && a[a_length - 1] == b[b_length - 1])
		a_length--, b_length--;
	if (a_length == 2 && b_length == 2)
		return a[0] == b[1] && a[1] == b[0];
	return a_length <= 1 && b_length <= 1;
}

static bool
is_near(const struct image *image, uint32_t rank, const char *label, size_t length)
{
	size_t own_length;
	const char *own = image_skeleton(image, rank, &own_length);
	struct image_name name;

	if (is_one_edit(own, own_length, label, length))
		return true;
	image_name(image, rank, &name);
	return own != name.bytes && is_one_edit(name.bytes, name.label, label, length);
}

size_t
image_near(const struct image *image, const char *label, size_t length,
	   uint32_t found[IMAGE_NEAR_MOST])
{
	const struct image_header *header = &image->header;
	uint32_t mask = image_rank_mask(header), rests[NEAR_RESTS];
	size_t count = near_rests(label, length, rests), many = 0, i;

	for (i = 0; i < count; i++) {
		uint32_t at = image->starts[image_start_of(header, rests[i])];
		uint32_t end = image->starts[image_start_of(header, rests[i]) + 1];
		uint32_t tag = image_key_value(header, rests[i], 0);

		if (end - at > WALK_MOST)
			end = at + WALK_MOST;
		for (; at < end && many < IMAGE_NEAR_MOST; at++) {
			uint32_t rank = image->keys[at] & mask;

			if ((image->keys[at] & ~mask) == tag && !holds(found, many, rank) &&
			    is_near(image, rank, label, length))
				found[many++] = rank;
		}
	}
	return many;
}
