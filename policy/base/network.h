/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * network - addresses and networks in CIDR form (RFC 4632, RFC 4291).
 *
 * IPv4 is kept as IPv4-mapped IPv6, so that both compare alike.
 *
 * Who owns: nothing is kept. Threads: any. Fails: -1 for what is none.
 */
#ifndef POLICY_BASE_NETWORK_H
#define POLICY_BASE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct network {
	uint8_t address[16];
	unsigned bits; /* 0 to 128 */
};

/* "192.0.2.0/24", "2001:db8::/32" or one address; bits beyond the prefix must be zero. */
int network_parse(const char *text, struct network *out);
/* Whether 'address' (text, as an MTA gives it, "IPv6:" prefix or not) lies in it. */
bool network_holds(const struct network *network, const char *address);

#endif
