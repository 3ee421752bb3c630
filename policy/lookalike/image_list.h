/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * image_list - names for an image as people keep them: one a line, or "rank,name" as Tranco does.
 *
 * '#' begins a comment, empty lines are passed over. What stands in a line is handed on as it is;
 * whether it is a domain is image_build's affair.
 *
 * Who owns: names point into the text. Threads: any. Fails: -1 with *why "file:line: what is
 * wrong" in the arena given.
 */
#ifndef POLICY_LOOKALIKE_IMAGE_LIST_H
#define POLICY_LOOKALIKE_IMAGE_LIST_H

#include <stddef.h>

#include "policy/base/arena.h"

#define IMAGE_LIST_NAME_MOST 1024 /* bytes: letters beyond ASCII need more than 253 */

/* Called for each name in turn, with the line it stands in. */
typedef void image_list_take(void *data, const char *name, size_t length, unsigned line);

struct image_list {
	const char *file; /* stands in *why */
	const char *text; /* with a NUL behind it */
	size_t length;
	image_list_take *take;
	void *data;
};

int image_list_read(struct arena *arena, const struct image_list *list, const char **why);

#endif
