/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * image - the large protected tiers, partners and popular names, as one run of bytes (detection.md
 * 2.5, 2.6; lurewatch-image(5)).
 *
 * Names have a rank, the dearest first: partners, then popular ones. One is found by itself, by the
 * strong skeleton of its label, and by any label that is one edit away. The bytes are a file that
 * "lurewatch domains build" wrote, mapped and shared by all processes, or were made in memory from
 * the shipped list. All of it is checked before use, so that no lookup leaves it, whoever wrote it.
 *
 * Who owns: an image belongs to whoever opened it and must outlive what it answered. Threads: any
 * number of readers. Fails: NULL with *why, one line that says what to do; lookups never.
 */
#ifndef POLICY_LOOKALIKE_IMAGE_H
#define POLICY_LOOKALIKE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/lookalike/lookalike.h"

#define IMAGE_NONE UINT32_MAX
/* Labels shorter than this are found by themselves and by skeleton only. */
#define IMAGE_NEAR_SHORTEST 5
#define IMAGE_NEAR_MOST     64 /* answers of one question */

struct image;

/* Map 'path'. */
struct image *image_open(struct arena *arena, const char *path, const char **why);
/* Take bytes in memory, aligned to 8 and kept by the caller; 'name' stands in *why. */
struct image *image_of(struct arena *arena, const char *name, const void *bytes, size_t length,
		       const char **why);
/* Takes NULL. */
void image_close(struct image *image);

struct image_about {
	size_t names, partners, bytes;
	int64_t built_ms;
	const char *tables; /* fold_version() of the tool that built it */
	const char *digest; /* hexadecimal */
};
void image_about(const struct image *image, struct arena *arena, struct image_about *out);

/* A name by its rank, from 0; what it points to is not NUL-terminated. */
struct image_name {
	const char *bytes;
	size_t length;
	size_t label; /* length of its first label, the one that is imitated */
	enum lookalike_tier tier;
};
void image_name(const struct image *image, uint32_t rank, struct image_name *out);
/* The strong skeleton of its label. */
const char *image_skeleton(const struct image *image, uint32_t rank, size_t *length);

/* The rank of a domain in A-labels, or IMAGE_NONE. */
uint32_t image_find(const struct image *image, const char *name, size_t length);
/* Names whose labels have this skeleton: the dearest one, then the others by image_next();
 * IMAGE_NONE at the end. */
uint32_t image_twins(const struct image *image, const char *skeleton, size_t length);
uint32_t image_next(const struct image *image, uint32_t rank);
/*
 * Names whose label, by its skeleton or as it is written, is 'label' or one edit away from it: a
 * letter more, less or another, or two neighbours swapped. Of one skeleton the dearest is enough.
 * In no order; returns how many.
 */
size_t image_near(const struct image *image, const char *label, size_t length,
		  uint32_t found[IMAGE_NEAR_MOST]);

#endif
