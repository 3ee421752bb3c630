/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest - SHA-256, for content keys, the evidence chain and manifests (FIPS 180-4, by libcrypto).
 *
 * Who owns: the caller frees a running digest. Threads: one at a time for one digest. Fails: never
 * (a libcrypto that has no SHA-256 ends the process).
 */
#ifndef POLICY_BASE_DIGEST_H
#define POLICY_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define DIGEST_BYTES 32

struct digest;

struct digest *digest_new(void);
/* Takes NULL. */
void digest_free(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
/* Adds the string and a zero byte, so that "ab","c" and "a","bc" differ; NULL adds only the zero
 * byte. */
void digest_add_string(struct digest *digest, const char *string);
/* The result; the digest then starts anew. */
void digest_end(struct digest *digest, unsigned char out[DIGEST_BYTES]);

void digest_of(const void *bytes, size_t length, unsigned char out[DIGEST_BYTES]);
/* Lower-case hex. */
char *digest_hex(struct arena *arena, const unsigned char *bytes, size_t length);
/* The way back; false, and *out untouched, unless 'hex' is what digest_hex() makes of 'length'
 * bytes. */
bool digest_read_hex(const char *hex, unsigned char *out, size_t length);

#endif
