/* SPDX-License-Identifier: BSD-2-Clause */
/* image_layout - how an image lies in a file; lurewatch-image(5) says the same in words. */
#include "config.h"

#include "policy/lookalike/image_layout.h"

#include <string.h>

#include "policy/base/text.h"

uint64_t
image_hash(const char *bytes, size_t length)
{
	uint64_t hash = text_hash(bytes, length);

	/* The mix of MurmurHash3: both halves of the result are used. */
	hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCDULL;
	hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53ULL;
	return hash ^ hash >> 33;
}

static size_t
bytes_of_slots(const struct image_header *header)
{
	return (size_t)image_slot_count(header) * sizeof(uint32_t);
}

static size_t
bytes_of_starts(const struct image_header *header)
{
	return ((size_t)image_start_count(header) + 1) * sizeof(uint32_t);
}

size_t
image_size(const struct image_header *header)
{
	return sizeof(*header) + header->names * sizeof(struct image_entry) +
	       2 * bytes_of_slots(header) + bytes_of_starts(header) +
	       header->keys * sizeof(uint32_t) + header->strings;
}

void
image_lay_out(struct image *image, const unsigned char *bytes)
{
	const struct image_header *header = &image->header;

	bytes += sizeof(*header);
	image->entries = (const void *)bytes;
	bytes += header->names * sizeof(*image->entries);
	image->exact = (const void *)bytes;
	bytes += bytes_of_slots(header);
	image->skeletons = (const void *)bytes;
	bytes += bytes_of_slots(header);
	image->starts = (const void *)bytes;
	bytes += bytes_of_starts(header);
	image->keys = (const void *)bytes;
	bytes += header->keys * sizeof(uint32_t);
	image->strings = bytes;
}

void
image_digest(const struct image_header *header, const unsigned char *bytes, size_t length,
	     unsigned char out[DIGEST_BYTES])
{
	struct image_header blank = *header;
	struct digest *digest = digest_new();

	memset(blank.digest, 0, sizeof(blank.digest));
	digest_add(digest, &blank, sizeof(blank));
	digest_add(digest, bytes + sizeof(blank), length - sizeof(blank));
	digest_end(digest, out);
	digest_free(digest);
}

/* ---- what lookups rely on -------------------------------------------------------------------- */

/* A string of 'least' to 'most' bytes at 'at'; NULL when there is none. */
static const unsigned char *
find_string(const struct image *image, uint32_t at, size_t least, size_t most)
{
	size_t length;

	if (at == 0 || at >= image->header.strings)
		return NULL;
	length = image->strings[at];
	if (length < least || length > most || length >= image->header.strings - at)
		return NULL;
	return image->strings + at;
}

/* Labels of lower-case letters, digits, hyphens and underscores, two of them at least. */
static bool
is_name(const unsigned char *string)
{
	size_t length = string[0], start = 1, labels = 0, i;

	for (i = 1; i <= length + 1; i++) {
		unsigned char c = i > length ? '.' : string[i];

		if (c == '.') {
			if (i == start || i - start > IMAGE_LABEL_MOST)
				return false;
			start = i + 1;
			labels++;
		} else if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_') {
			return false;
		}
	}
	return labels >= 2;
}

static bool
check_entries(const struct image *image)
{
	uint32_t i;

	for (i = 0; i < image->header.names; i++) {
		const struct image_entry *entry = &image->entries[i];
		const unsigned char *name =
			find_string(image, entry->name, IMAGE_NAME_LEAST, IMAGE_NAME_MOST);

		if (name == NULL || !is_name(name))
			return false;
		if (entry->skeleton != 0 &&
		    find_string(image, entry->skeleton, 1, IMAGE_LABEL_MOST) == NULL)
			return false;
		/* Only ever further down, so that a chain has an end. */
		if (entry->next != 0 && (entry->next <= i || entry->next >= image->header.names))
			return false;
	}
	return true;
}

static bool
check_slots(const struct image *image, const uint32_t *slots)
{
	uint32_t mask = image_rank_mask(&image->header), i;

	for (i = 0; i < image_slot_count(&image->header); i++)
		if (slots[i] != 0 && (slots[i] & mask) - 1 >= image->header.names)
			return false;
	return true;
}

static bool
check_keys(const struct image *image)
{
	uint32_t mask = image_rank_mask(&image->header), last, i;

	last = image_start_count(&image->header);
	for (i = 0; i < last; i++)
		if (image->starts[i] > image->starts[i + 1])
			return false;
	if (image->starts[last] != image->header.keys)
		return false;
	for (i = 0; i < image->header.keys; i++)
		if ((image->keys[i] & mask) >= image->header.names)
			return false;
	return true;
}

static bool
check_header(const struct image_header *header)
{
	return header->rank_bits >= IMAGE_BITS_LEAST && header->rank_bits <= IMAGE_BITS_MOST &&
	       header->names < image_rank_mask(header) && header->partners <= header->names &&
	       header->reach >= 1 && header->reach <= IMAGE_REACH_MOST && header->strings >= 1 &&
	       memchr(header->tables, '\0', sizeof(header->tables)) != NULL;
}

bool
image_check_header(const struct image_header *header, size_t length, const char **what)
{
	*what = "it is no image of domains";
	if (memcmp(header->magic, IMAGE_MAGIC, sizeof(header->magic)) != 0)
		return false;
	*what = "another version of lurewatch built it";
	if (header->version != IMAGE_VERSION)
		return false;
	*what = "another kind of machine built it";
	if (header->order != IMAGE_ORDER)
		return false;
	*what = "it was cut short or grew";
	if (header->size != length)
		return false;
	*what = "its header makes no sense";
	return check_header(header) && image_size(header) == length;
}

bool
image_check(const struct image *image, const unsigned char *bytes, size_t length, const char **what)
{
	unsigned char digest[DIGEST_BYTES];

	image_digest(&image->header, bytes, length, digest);
	*what = "it is damaged: its bytes do not have the sum that its header tells";
	if (memcmp(digest, image->header.digest, sizeof(digest)) != 0)
		return false;
	*what = "its tables make no sense";
	return check_entries(image) && check_slots(image, image->exact) &&
	       check_slots(image, image->skeletons) && check_keys(image);
}
