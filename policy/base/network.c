/* SPDX-License-Identifier: BSD-2-Clause */
/* network - addresses and networks in CIDR form (RFC 4632, RFC 4291). */
#include "config.h"

#include "policy/base/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_MOST 64
#define BITS      128
#define BITS_V4   32

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

/* The address as 16 bytes; *most is how many bits its family has. */
static int
read_address(const char *text, uint8_t address[16], unsigned *most)
{
	if (strncasecmp(text, "IPv6:", 5) == 0)
		text += 5;
	*most = BITS;
	if (inet_pton(AF_INET6, text, address) == 1)
		return 0;
	*most = BITS_V4;
	memcpy(address, mapped, sizeof(mapped));
	return inet_pton(AF_INET, text, address + sizeof(mapped)) == 1 ? 0 : -1;
}

static int
read_prefix(const char *text, unsigned most, unsigned *bits)
{
	char *end;
	unsigned long value;

	if (text[0] < '0' || text[0] > '9')
		return -1;
	value = strtoul(text, &end, 10);
	if (*end != '\0' || value > most)
		return -1;
	*bits = (unsigned)value;
	return 0;
}

/* The byte of the prefix mask at 'at'. */
static uint8_t
mask_of(unsigned bits, unsigned at)
{
	if (bits >= (at + 1) * 8)
		return 0xff;
	return bits <= at * 8 ? 0 : (uint8_t)(0xff << (8 - bits % 8));
}

int
network_parse(const char *text, struct network *out)
{
	const char *slash = strchr(text, '/');
	char address[TEXT_MOST];
	size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
	unsigned most, i;

	if (length >= sizeof(address))
		return -1;
	(void)snprintf(address, sizeof(address), "%.*s", (int)length, text);
	if (read_address(address, out->address, &most) != 0)
		return -1;
	out->bits = most;
	if (slash != NULL && read_prefix(slash + 1, most, &out->bits) != 0)
		return -1;
	out->bits += BITS - most;
	for (i = 0; i < sizeof(out->address); i++)
		if ((out->address[i] & ~mask_of(out->bits, i)) != 0)
			return -1;
	return 0;
}

bool
network_holds(const struct network *network, const char *address)
{
	uint8_t bytes[16];
	unsigned most, i;

	if (read_address(address, bytes, &most) != 0)
		return false;
	for (i = 0; i < sizeof(bytes); i++)
		if ((bytes[i] & mask_of(network->bits, i)) != network->address[i])
			return false;
	return true;
}
