/* SPDX-License-Identifier: BSD-2-Clause */
/* base64 - values of LDIF, read strictly. */
#include "config.h"

#include "policy/directory/base64.h"

#include <stdint.h>

static int
digit(char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return byte - 'A';
	if (byte >= 'a' && byte <= 'z')
		return byte - 'a' + 26;
	if (byte >= '0' && byte <= '9')
		return byte - '0' + 52;
	if (byte == '+')
		return 62;
	return byte == '/' ? 63 : -1;
}

int
base64_read(struct arena *arena, const char *text, size_t length, char **bytes, size_t *count)
{
	size_t padding = 0, used = 0, i;
	uint32_t group = 0;
	char *out;

	while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
		padding++;
	if (length % 4 != 0)
		return -1;
	out = arena_zalloc(arena, length / 4 * 3 + 1, 1);
	for (i = 0; i < length - padding; i++) {
		int value = digit(text[i]);

		if (value < 0)
			return -1;
		group = group << 6 | (uint32_t)value;
		if (i % 4 == 0)
			continue;
		out[used++] = (char)(group >> (6 - i % 4 * 2));
	}
	*bytes = out;
	*count = used;
	return 0;
}
