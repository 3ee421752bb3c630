/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_picture - any bytes as a picture: what is read is inside the bounds. */
#include "config.h"

#include <stdlib.h>

#include "policy/base/clock.h"
#include "policy/mail/picture.h"
#include "policy/mail/qr.h"
#include "tests/fuzz/fuzz.h"

static void
must(int promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct picture_bounds bounds = {.pixels = 100000,
					      .until_us = clock_monotonic_us() + 1000000};
	struct arena *arena = arena_new();
	struct qr_codes codes = {.count = 0};
	struct picture picture;
	struct qr_picture dots;
	enum picture_answer answer =
		picture_read(arena, &bounds, (const char *)bytes, length, &picture);

	must(picture.pixels <= bounds.pixels);
	if (answer == PICTURE_READ) {
		must(picture.grey != NULL && picture.width * picture.height <= bounds.pixels);
		dots = (struct qr_picture){.dark = picture_split(arena, &picture),
					   .width = picture.width,
					   .height = picture.height};
		qr_read(arena, &dots, bounds.until_us, &codes);
		dots.dark = picture_split_near(arena, &picture);
		qr_read(arena, &dots, bounds.until_us, &codes);
	}
	arena_free(arena);
	return 0;
}
