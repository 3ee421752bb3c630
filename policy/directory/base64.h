/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base64 - values of LDIF (RFC 2849 section 2, RFC 4648 section 4), read strictly.
 *
 * Who owns: bytes are in the arena. Threads: any. Fails: -1 for anything but whole, padded groups;
 * the out-arguments are then untouched.
 */
#ifndef POLICY_DIRECTORY_BASE64_H
#define POLICY_DIRECTORY_BASE64_H

#include <stddef.h>

#include "policy/base/arena.h"

/* A NUL stands behind the bytes. */
int base64_read(struct arena *arena, const char *text, size_t length, char **bytes, size_t *count);

#endif
