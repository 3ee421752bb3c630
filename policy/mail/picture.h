/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture - attached pictures (PNG, JPEG, GIF) as rows of grey, small enough to be searched.
 *
 * Built with --enable-qr the pictures are decoded by libpng and libjpeg, GIF here; without it none
 * is. Sizes are looked at before anything is decoded, time while it is.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; the answer tells.
 */
#ifndef POLICY_MAIL_PICTURE_H
#define POLICY_MAIL_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

struct picture_bounds {
	size_t pixels;    /* of the picture as it is stored */
	int64_t until_us; /* clock_monotonic_us() */
};

enum picture_answer {
	PICTURE_READ,
	PICTURE_SHAPE,  /* too small or too long for a code to be in it */
	PICTURE_LARGE,  /* a bound was reached */
	PICTURE_BROKEN, /* nobody can show it, or none is read by this build */
};

struct picture {
	unsigned char *grey; /* 0 is black */
	size_t width, height;
	size_t pixels; /* taken from the bounds */
};

enum picture_answer picture_read(struct arena *arena, const struct picture_bounds *bounds,
				 const char *bytes, size_t length, struct picture *out);
/* Squares of dots become one, in place, until there are few enough; what was read is so already. */
void picture_shrink(struct picture *picture);
/* Black and white by one threshold for all, 1 is dark; the result is as large as the picture. */
unsigned char *picture_split(struct arena *arena, const struct picture *picture);
/* The same by a threshold for each place, for shades and glare. */
unsigned char *picture_split_near(struct arena *arena, const struct picture *picture);

#endif
