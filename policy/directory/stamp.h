/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stamp - points in time as directories write them.
 *
 * Generalized time (RFC 4517 section 3.3.13), Windows FILETIME (100 ns since 1601), seconds or days
 * since 1970; told apart by their form.
 *
 * Who owns: nothing. Threads: any. Fails: stamp_read() is false for what is no time or means never.
 */
#ifndef POLICY_DIRECTORY_STAMP_H
#define POLICY_DIRECTORY_STAMP_H

#include <stdbool.h>
#include <stdint.h>

bool stamp_read(const char *text, int64_t *out_ms);

#endif
