/* SPDX-License-Identifier: BSD-2-Clause */
/* host_address - hosts that are IP addresses, in every spelling that browsers take. */
#include "config.h"

#include "policy/mail/host_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "policy/mail/host.h"

#define TOO_BIG ((uint64_t)UINT32_MAX + 1)

static int
read_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : 16;
}

/* One part in decimal, octal or hexadecimal; UINT64_MAX when it is no number. */
static uint64_t
read_part(const char *text, size_t length)
{
	uint64_t value = 0;
	int base = 10;
	size_t i = 0;

	if (length >= 2 && text[0] == '0' && text[1] == 'x') {
		base = 16;
		i = 2;
	} else if (length >= 2 && text[0] == '0') {
		base = 8;
		i = 1;
	}
	for (; i < length; i++) {
		int digit = read_digit(text[i]);

		if (digit >= base)
			return UINT64_MAX;
		value = value * (uint64_t)base + (uint64_t)digit;
		if (value > TOO_BIG)
			value = TOO_BIG;
	}
	return length == 0 ? UINT64_MAX : value;
}

/* A name whose last label is a number is an address or nothing. */
static bool
ends_in_number(const char *ascii)
{
	const char *last = strrchr(ascii, '.');

	last = last == NULL ? ascii : last + 1;
	return (last[0] != '\0' && strspn(last, "0123456789") == strlen(last)) ||
	       read_part(last, strlen(last)) != UINT64_MAX;
}

static bool
read_four(const char *ascii, uint32_t *out)
{
	uint64_t part, value = 0;
	unsigned count = 0;

	for (;; count++) {
		size_t length = strcspn(ascii, ".");

		part = read_part(ascii, length);
		if (part == UINT64_MAX || count == 4)
			return false;
		if (ascii[length] == '\0')
			break;
		if (part > 255)
			return false;
		value |= part << (24 - 8 * count);
		ascii += length + 1;
	}
	/* The last part fills what is left. */
	if (part >= (uint64_t)1 << (32 - 8 * count))
		return false;
	*out = (uint32_t)(value | part);
	return true;
}

static bool
is_private4(uint32_t value)
{
	return value >> 24 == 10 || value >> 24 == 127 || value >> 20 == 0xAC1 ||
	       value >> 16 == 0xC0A8 || value >> 16 == 0xA9FE || value == 0;
}

static void
write_four(uint32_t value, char out[HOST_ADDRESS_ROOM], unsigned *flags)
{
	struct in_addr address = {.s_addr = htonl(value)};

	(void)inet_ntop(AF_INET, &address, out, HOST_ADDRESS_ROOM);
	*flags |= HOST_NUMERIC;
	if (is_private4(value))
		*flags |= HOST_PRIVATE_ADDRESS;
}

bool
host_address_read4(const char *ascii, char out[HOST_ADDRESS_ROOM], unsigned *flags)
{
	uint32_t value;

	if (!ends_in_number(ascii))
		return false;
	*flags &= ~(unsigned)HOST_SINGLE_LABEL;
	if (!read_four(ascii, &value)) {
		*flags |= HOST_ODD_NUMERIC | HOST_NONSTD3;
		return false;
	}
	write_four(value, out, flags);
	if (strcmp(ascii, out) != 0)
		*flags |= HOST_ODD_NUMERIC;
	return true;
}

/* RFC 4291 section 2.5: loopback, unique local (RFC 4193), link-local. */
static bool
is_private6(const unsigned char bytes[16])
{
	static const unsigned char loopback[16] = {[15] = 1};

	return memcmp(bytes, loopback, 16) == 0 || (bytes[0] & 0xFE) == 0xFC ||
	       (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80);
}

bool
host_address_read6(const char *text, char out[HOST_ADDRESS_ROOM], unsigned *flags)
{
	char copy[HOST_ADDRESS_ROOM];
	struct in6_addr address;
	size_t length = strlen(text);

	if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	/* A zone is no part of the address. */
	if (memchr(text, '%', length) != NULL)
		length = strcspn(text, "%");
	if (length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (inet_pton(AF_INET6, copy, &address) != 1)
		return false;
	if (IN6_IS_ADDR_V4MAPPED(&address)) {
		const unsigned char *b = address.s6_addr + 12;

		write_four((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3],
			   out, flags);
		*flags |= HOST_ODD_NUMERIC;
		return true;
	}
	(void)inet_ntop(AF_INET6, &address, out, HOST_ADDRESS_ROOM);
	*flags |= HOST_NUMERIC;
	if (is_private6(address.s6_addr))
		*flags |= HOST_PRIVATE_ADDRESS;
	return true;
}
