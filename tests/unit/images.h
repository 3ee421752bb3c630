/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * images - small images for tests.
 *
 * Who owns: everything is in the arena. Threads: any. Fails: ends the test.
 */
#ifndef TESTS_UNIT_IMAGES_H
#define TESTS_UNIT_IMAGES_H

#include <stdlib.h>
#include <string.h>

#include "policy/lookalike/image_build.h"
#include "policy/lookalike/image_layout.h"

/* Names with blanks between them. */
static inline void
images_add(struct image_build *build, enum lookalike_tier tier, const char *names)
{
	while (*names != '\0') {
		size_t length = strcspn(names, " ");

		if (image_build_add(build, tier, names, length) != IMAGE_BUILD_TAKEN)
			abort();
		names += length + strspn(names + length, " ");
	}
}

static inline struct image_bytes
images_bytes(struct arena *arena, const char *partners, const char *popular)
{
	struct image_build *build = image_build_begin(arena);
	struct image_bytes made;
	const char *why;

	images_add(build, LOOKALIKE_PARTNER, partners);
	images_add(build, LOOKALIKE_POPULAR, popular);
	if (image_build_end(build, 1764000000000, &made, &why) != 0)
		abort();
	return made;
}

static inline struct image *
images_make(struct arena *arena, const char *partners, const char *popular)
{
	struct image_bytes made = images_bytes(arena, partners, popular);
	const char *why;
	struct image *image = image_of(arena, "test", made.bytes, made.length, &why);

	if (image == NULL)
		abort();
	return image;
}

/* A copy that may be changed, and its sum made right again. */
static inline unsigned char *
images_copy(struct arena *arena, const struct image_bytes *made)
{
	return (unsigned char *)arena_memdup(arena, made->bytes, made->length);
}

static inline void
images_seal(unsigned char *bytes, size_t length)
{
	struct image_header header;

	memcpy(&header, bytes, sizeof(header));
	image_digest(&header, bytes, length, header.digest);
	memcpy(bytes, &header, sizeof(header));
}

#endif
