/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_image - any bytes as an image of domains, its sum made right: no lookup leaves it. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/lookalike/image_build.h"
#include "policy/lookalike/image_layout.h"
#include "policy/mail/fold.h"
#include "tests/fuzz/fuzz.h"

/* What guards against accidents is put right, so that the tables themselves are looked at. */
static void
seal(unsigned char *bytes, size_t length)
{
	struct image_header header;

	memcpy(&header, bytes, sizeof(header));
	memcpy(header.magic, IMAGE_MAGIC, sizeof(header.magic));
	header.version = IMAGE_VERSION;
	header.order = IMAGE_ORDER;
	header.size = length;
	image_digest(&header, bytes, length, header.digest);
	memcpy(bytes, &header, sizeof(header));
}

static void
ask_near(const struct image *image, size_t names, const char *label, size_t length)
{
	uint32_t found[IMAGE_NEAR_MOST];
	size_t count = image_near(image, label, length, found), i;

	if (count > IMAGE_NEAR_MOST)
		abort();
	for (i = 0; i < count; i++)
		if (found[i] >= names)
			abort();
}

/* Every name says what it is, and each answer is a name of the image. */
static void
ask(const struct image *image, size_t names, uint32_t rank)
{
	const char *skeleton;
	struct image_name name;
	uint32_t found;
	size_t length, i;

	image_name(image, rank, &name);
	if (name.length < 3 || name.label == 0 || name.label >= name.length)
		abort();
	for (i = 0; i < name.length; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.", name.bytes[i]) == NULL)
			abort();
	found = image_find(image, name.bytes, name.length);
	if (found != IMAGE_NONE && found >= names)
		abort();
	skeleton = image_skeleton(image, rank, &length);
	for (found = image_twins(image, skeleton, length); found != IMAGE_NONE;
	     found = image_next(image, found))
		if (found >= names)
			abort();
	ask_near(image, names, skeleton, length);
	ask_near(image, names, skeleton, length - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	unsigned char *copy = (unsigned char *)arena_memdup(arena, bytes, length);
	struct image_about about;
	struct image *image;
	const char *why = NULL;
	uint32_t rank;

	if (fold_open(&why) != 0)
		abort();
	if (length >= sizeof(struct image_header))
		seal(copy, length);
	image = image_of(arena, "fuzz", copy, length, &why);
	if (image == NULL && why == NULL)
		abort();
	if (image != NULL) {
		image_about(image, arena, &about);
		for (rank = 0; rank < about.names; rank++)
			ask(image, about.names, rank);
		(void)image_build_prove(image, &why);
	}
	arena_free(arena);
	return 0;
}
