/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * image_layout - how an image lies in a file; lurewatch-image(5) says the same in words.
 *
 * A header, then sections of 4-byte numbers, then strings. Nothing but counts stands in the header:
 * where a section begins follows from them. Numbers are of the machine that built it.
 *
 * Private to policy/lookalike/. Who owns: an image points into bytes of others. Threads: any.
 * Fails: a check returns false with
 * *what, a sentence about the image.
 */
#ifndef POLICY_LOOKALIKE_IMAGE_LAYOUT_H
#define POLICY_LOOKALIKE_IMAGE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/digest.h"
#include "policy/base/file.h"

#define IMAGE_MAGIC      "lwimage\n"
#define IMAGE_VERSION    1 /* of the layout and of what skeletons and hashes are made of */
#define IMAGE_ORDER      0x01020304U
#define IMAGE_NAMES_MOST ((1U << IMAGE_BITS_MOST) - 2)
#define IMAGE_NAME_LEAST 3 /* "a.b" */
#define IMAGE_NAME_MOST  253
#define IMAGE_LABEL_MOST 63
#define IMAGE_REACH_MOST 255
#define IMAGE_BITS_LEAST 4 /* of rank_bits */
#define IMAGE_BITS_MOST  24
#define IMAGE_BYTES_MOST ((size_t)8 << 30)

struct image_header {
	char magic[8];
	uint32_t version, order;
	uint64_t size; /* of the whole file */
	int64_t built_ms;
	uint32_t names, partners; /* the first 'partners' of 'names' */
	uint32_t rank_bits;       /* of a packed number; the others are a tag */
	uint32_t reach;           /* how many slots are looked at */
	uint32_t keys, strings;
	char tables[64];                    /* fold_version() */
	unsigned char digest[DIGEST_BYTES]; /* SHA-256 of the file with zeros here */
};

/* Strings are a byte of length and the bytes; the first byte of the section is no string. */
struct image_entry {
	uint32_t name;
	uint32_t skeleton; /* 0: the label as it is written */
	uint32_t next;     /* rank of the next name with this skeleton; 0: none */
};

struct image {
	struct file_mapping mapping; /* of nothing when the bytes are the caller's */
	struct image_header header;
	const struct image_entry *entries;
	const uint32_t *exact, *skeletons; /* slots: 0, or a tag and a rank + 1 */
	const uint32_t *starts;            /* first key of each hash prefix */
	const uint32_t *keys;              /* the rest of the hash and a rank */
	const unsigned char *strings;
};

/* What the counts of a header make of the whole. */
size_t image_size(const struct image_header *header);
/* Point the sections into 'bytes', which are as many as image_size() says. */
void image_lay_out(struct image *image, const unsigned char *bytes);
/* Whether the counts may be believed enough to lay the image out. */
bool image_check_header(const struct image_header *header, size_t length, const char **what);
/* Whether the sum is right and everything that lookups rely on holds. */
bool image_check(const struct image *image, const unsigned char *bytes, size_t length,
		 const char **what);
/* SHA-256 of a whole image, its own digest taken as zeros. */
void image_digest(const struct image_header *header, const unsigned char *bytes, size_t length,
		  unsigned char out[DIGEST_BYTES]);

/* ---- hashes ---------------------------------------------------------------------------------- */

uint64_t image_hash(const char *bytes, size_t length);

static inline uint32_t
image_slot_count(const struct image_header *header)
{
	return 1U << (header->rank_bits + 1);
}

static inline uint32_t
image_start_count(const struct image_header *header)
{
	return 1U << (header->rank_bits + 2);
}

static inline uint32_t
image_rank_mask(const struct image_header *header)
{
	return (1U << header->rank_bits) - 1;
}

/* Where the search begins, and what the slot of a name holds. */
static inline uint32_t
image_slot_of(const struct image_header *header, uint64_t hash)
{
	return (uint32_t)hash & (image_slot_count(header) - 1);
}

static inline uint32_t
image_slot_value(const struct image_header *header, uint64_t hash, uint32_t rank)
{
	return ((uint32_t)(hash >> 32) & ~image_rank_mask(header)) | (rank + 1);
}

/* The first bits of a hash say behind which start its key lies, and the key holds the others. */
static inline uint32_t
image_start_of(const struct image_header *header, uint32_t hash)
{
	return hash >> (30 - header->rank_bits);
}

static inline uint32_t
image_key_value(const struct image_header *header, uint32_t hash, uint32_t rank)
{
	return hash << header->rank_bits | rank;
}

#endif
