/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record - an identity as bytes of the replica, and back.
 *
 * Layout: format byte, checksum, then fields of fixed order; strings have their length before and a
 * NUL behind them, so that reading is one copy and pointers into it. Every length is checked: the
 * replica is a file that may be damaged.
 *
 * Who owns: results are in the arena. Threads: any. Fails: record_read() returns -1 with *why for
 * bytes that are no record.
 */
#ifndef POLICY_DIRECTORY_RECORD_H
#define POLICY_DIRECTORY_RECORD_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/directory/identity.h"

void record_write(struct arena *arena, const struct identity *identity, const char **bytes,
		  size_t *length);
int record_read(struct arena *arena, const void *bytes, size_t length, struct identity *out,
		const char **why);

#endif
