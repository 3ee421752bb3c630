/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sip - SipHash-2-4: 64 bits of a short name under a secret key (Aumasson and Bernstein, 2012).
 *
 * Who does not know the key can neither read a name off its hash nor make two names meet. A tenth
 * of the cost of SHA-256 for an address.
 *
 * Who owns: nothing is kept. Threads: any. Fails: never.
 */
#ifndef POLICY_BASE_SIP_H
#define POLICY_BASE_SIP_H

#include <stddef.h>
#include <stdint.h>

#define SIP_KEY 16

uint64_t sip_hash(const unsigned char key[SIP_KEY], const void *bytes, size_t length);

#endif
