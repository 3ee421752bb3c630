/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pack - numbers and strings to bytes and back, for the rows of the replica.
 *
 * Little-endian numbers; a string is its length in four bytes, its bytes and a NUL. Reading never
 * leaves the span: after the first fault every number is 0 and every string "".
 *
 * Who owns: strings that were read point into the span. Threads: any. Fails: pack_reader.bad.
 */
#ifndef POLICY_DIRECTORY_PACK_H
#define POLICY_DIRECTORY_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/text.h"

struct pack_reader {
	const unsigned char *at, *end;
	bool bad;
};

void pack_number(struct text *out, uint64_t number, size_t bytes);
/* NULL is written as "". */
void pack_string(struct text *out, const char *string);

struct pack_reader pack_read(const void *bytes, size_t length);
uint64_t pack_read_number(struct pack_reader *reader, size_t bytes);
const char *pack_read_string(struct pack_reader *reader);
/* A number of things that take at least 'least' bytes each: more than fit is a fault. */
size_t pack_read_count(struct pack_reader *reader, size_t least);

#endif
