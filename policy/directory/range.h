/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * range - "member;range=0-1499": the part of a long attribute that Active Directory delivers at a
 * time (MS-ADTS section 3.1.1.3.1.3.3).
 *
 * Who owns: names are in the arena. Threads: any. Fails: range_read() is false for a description
 * without a range.
 */
#ifndef POLICY_DIRECTORY_RANGE_H
#define POLICY_DIRECTORY_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/base/arena.h"

struct range {
	const char *name; /* without the option */
	uint64_t low, high;
	bool last; /* "-*": nothing comes behind it */
};

bool range_read(struct arena *arena, const char *description, struct range *out);
/* What to ask for next. */
char *range_next(struct arena *arena, const struct range *range);

#endif
