/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_address - hosts that are IP addresses, in every spelling that browsers take.
 *
 * Decimal, octal, hexadecimal and short forms of IPv4 (WHATWG URL, "IPv4 parser"), IPv6 with or
 * without brackets and zone (RFC 4291, RFC 6874), IPv4 inside IPv6.
 *
 * Who owns: the caller owns the room. Threads: any. Fails: false for what is no address; 'out' is
 * then untouched. host_address_read4() tells by flags of names that end in a number all the same.
 */
#ifndef POLICY_MAIL_HOST_ADDRESS_H
#define POLICY_MAIL_HOST_ADDRESS_H

#include <stdbool.h>

#define HOST_ADDRESS_ROOM 46

/* Sets HOST_NUMERIC, HOST_ODD_NUMERIC and HOST_PRIVATE_ADDRESS in '*flags'. */
bool host_address_read4(const char *ascii, char out[HOST_ADDRESS_ROOM], unsigned *flags);
bool host_address_read6(const char *text, char out[HOST_ADDRESS_ROOM], unsigned *flags);

#endif
