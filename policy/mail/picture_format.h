/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture_format - what picture.c and the decoders of formats say to each other.
 *
 * A decoder reads the size from the header, asks whether it fits, and fills the rows of grey; it
 * may make the picture smaller.
 *
 * Who owns: grey is in the arena. Threads: any. Fails: PICTURE_BROKEN or PICTURE_LARGE.
 */
#ifndef POLICY_MAIL_PICTURE_FORMAT_H
#define POLICY_MAIL_PICTURE_FORMAT_H

#include "policy/mail/picture.h"

#define PICTURE_FORMAT_ROWS 16 /* decoded between two looks at the clock */

struct picture_format_job {
	struct arena *arena;
	const unsigned char *bytes;
	size_t length, at; /* what was read so far */
	const struct picture_bounds *bounds;
	struct picture *out;
};

/* Whether a picture of this size is worth reading and allowed: PICTURE_READ, or why it is not. */
enum picture_answer picture_format_fits(struct picture_format_job *job, size_t width,
					size_t height);
/* Room for so many rows. */
void picture_format_make_room(struct picture_format_job *job, size_t width, size_t height);
bool picture_format_is_late(const struct picture_format_job *job);

/* Size from the header, then picture_format_fits(), then room and rows. */
enum picture_answer picture_format_png(struct picture_format_job *job);
enum picture_answer picture_format_jpeg(struct picture_format_job *job);
enum picture_answer picture_format_gif(struct picture_format_job *job);

#endif
