/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_image_list - any bytes as a list of names: whatever it names becomes an image that is
 * proven.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/lookalike/image_build.h"
#include "policy/lookalike/image_list.h"
#include "policy/mail/fold.h"
#include "tests/fuzz/fuzz.h"

static void
take(void *data, const char *name, size_t length, unsigned line)
{
	if (length == 0 || length > IMAGE_LIST_NAME_MOST || line == 0)
		abort();
	(void)image_build_add(data, LOOKALIKE_POPULAR, name, length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct image_build *build = image_build_begin(arena);
	const struct image_list list = {.file = "fuzz",
					.text = arena_memdup(arena, bytes, length),
					.length = length,
					.take = take,
					.data = build};
	struct image_bytes made;
	struct image *image;
	const char *why = NULL;

	if (fold_open(&why) != 0)
		abort();
	if (image_list_read(arena, &list, &why) != 0 && strncmp(why, "fuzz:", 5) != 0)
		abort();
	if (image_build_end(build, 0, &made, &why) != 0)
		abort();
	image = image_of(arena, "fuzz", made.bytes, made.length, &why);
	if (image == NULL || image_build_prove(image, &why) != 0)
		abort();
	arena_free(arena);
	return 0;
}
