/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * image_build - the bytes of an image, from names (detection.md 2.5, hole H3).
 *
 * Names come in by tier, partners before popular ones, and within a tier the dearest first. Each is
 * taken as the domain that somebody registered: "mail.partner.example" is "partner.example". What
 * was built can be proven: every name is looked up as a daemon would.
 *
 * Who owns: everything is in the arena given. Threads: one at a time for one image. Fails:
 * image_build_end() returns -1 with *why; a name that is no use is passed over, with a reason.
 */
#ifndef POLICY_LOOKALIKE_IMAGE_BUILD_H
#define POLICY_LOOKALIKE_IMAGE_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/lookalike/image.h"

struct image_build;

struct image_build *image_build_begin(struct arena *arena);
/* Give up a build that was not ended; no harm to one that was. */
void image_build_drop(struct image_build *build);

enum image_build_fate {
	IMAGE_BUILD_TAKEN,
	IMAGE_BUILD_TWICE, /* there already, perhaps of a dearer tier */
	IMAGE_BUILD_UNREADABLE,
	IMAGE_BUILD_ADDRESS,
	IMAGE_BUILD_SINGLE,
	IMAGE_BUILD_LONG,
	IMAGE_BUILD_FATES
};
enum image_build_fate image_build_add(struct image_build *build, enum lookalike_tier tier,
				      const char *name, size_t length);
/* "an IP address" */
const char *image_build_reason(enum image_build_fate fate);

struct image_bytes {
	const void *bytes;
	size_t length;
};
/* The bytes are for image_of() or a file; 'now_ms' is written into them. Nothing is added later. */
int image_build_end(struct image_build *build, int64_t now_ms, struct image_bytes *out,
		    const char **why);

/* Look every name up by itself, by the skeleton that its label has today and by its neighbours
 * (H3). -1 with *why when one is not found: other tables made the image. */
int image_build_prove(const struct image *image, const char **why);

/* An image in memory of 'partners' (may be NULL) and the popular names that are compiled in. */
struct image *image_build_shipped(struct arena *arena, const struct conf_list *partners,
				  const char **why);
/* The same names into 'build'. */
int image_build_add_shipped(struct image_build *build, const char **why);

#endif
