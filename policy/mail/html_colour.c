/* SPDX-License-Identifier: BSD-2-Clause */
/* html_colour - colours as CSS and HTML attributes write them, and how far they are apart. */
#include "config.h"

#include "policy/mail/html_colour.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEX          "0123456789abcdefABCDEF"
#define NEAR         12  /* weighted distance below which letters vanish */
#define SEEN_THROUGH 0.1 /* alpha below which nothing is seen */

static int
read_hex(const char *digits)
{
	size_t count = strspn(digits, HEX);
	unsigned long value;

	if (digits[count] != '\0' || (count != 3 && count != 4 && count != 6 && count != 8))
		return HTML_COLOUR_UNKNOWN;
	value = strtoul(digits, NULL, 16);
	/* The fourth part is alpha. */
	if (count == 8)
		return (value & 0xFF) < 26 ? HTML_COLOUR_NONE : (int)(value >> 8);
	if (count == 4) {
		if ((value & 0xF) < 2)
			return HTML_COLOUR_NONE;
		value >>= 4;
	}
	if (count <= 4)
		value = (value >> 8) * 17 << 16 | (value >> 4 & 15) * 17 << 8 | (value & 15) * 17;
	return (int)value;
}

/* "rgb(1, 2, 3)", "rgba(1 2 3 / 0.5)"; parts in percent are left unknown. */
static int
read_rgb(const char *value)
{
	double parts[4] = {0, 0, 0, 1};
	const char *at = strchr(value, '(');
	size_t count = 0;

	if (at == NULL)
		return HTML_COLOUR_UNKNOWN;
	for (at++; count < 4; count++) {
		char *end;

		at += strspn(at, " ,/\t");
		if (*at == ')')
			break;
		parts[count] = strtod(at, &end);
		if (end == at || *end == '%' || !(parts[count] >= 0 && parts[count] <= 255))
			return HTML_COLOUR_UNKNOWN;
		at = end;
	}
	if (count < 3)
		return HTML_COLOUR_UNKNOWN;
	if (count == 4 && parts[3] < SEEN_THROUGH)
		return HTML_COLOUR_NONE;
	return (int)parts[0] << 16 | (int)parts[1] << 8 | (int)parts[2];
}

static int
read_name(const char *value)
{
	static const struct {
		const char *name;
		int colour;
	} known[] = {{"white", 0xFFFFFF},
		     {"black", 0x000000},
		     {"transparent", HTML_COLOUR_NONE},
		     {"red", 0xFF0000},
		     {"blue", 0x0000FF},
		     {"green", 0x008000},
		     {"gray", 0x808080},
		     {"grey", 0x808080},
		     {"silver", 0xC0C0C0},
		     {"yellow", 0xFFFF00},
		     {"navy", 0x000080},
		     {"whitesmoke", 0xF5F5F5},
		     {"ghostwhite", 0xF8F8FF},
		     {"snow", 0xFFFAFA},
		     {"ivory", 0xFFFFF0},
		     {"floralwhite", 0xFFFAF0},
		     {"azure", 0xF0FFFF},
		     {"mintcream", 0xF5FFFA},
		     {"aliceblue", 0xF0F8FF},
		     {"lightgray", 0xD3D3D3},
		     {"lightgrey", 0xD3D3D3},
		     {"gainsboro", 0xDCDCDC}};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(value, known[i].name) == 0)
			return known[i].colour;
	return HTML_COLOUR_UNKNOWN;
}

int
html_colour_read(const char *value, bool attribute)
{
	value += strspn(value, " \t\r\n");
	if (value[0] == '#')
		return read_hex(value + 1);
	if (attribute && strspn(value, HEX) == 6 && value[6] == '\0')
		return read_hex(value);
	if (strncasecmp(value, "rgb", 3) == 0)
		return read_rgb(value);
	return read_name(value);
}

bool
html_colour_is_near(int a, int b)
{
	int red, green, blue;

	if (a < 0 || b < 0)
		return false;
	red = abs((a >> 16 & 255) - (b >> 16 & 255));
	green = abs((a >> 8 & 255) - (b >> 8 & 255));
	blue = abs((a & 255) - (b & 255));
	/* The eye sees green best, then red. */
	return (red * 2 + green * 4 + blue) / 7 < NEAR;
}
