/* SPDX-License-Identifier: BSD-2-Clause */
/* html_entity - character references (WHATWG HTML sections 13.2.5.72 to 13.2.5.80 and 13.5). */
#include "config.h"

#include "policy/mail/html_entity.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/data/data.h"

#define NAME_MOST 32 /* bytes of the longest name */
#define BARE_MOST 6  /* of the longest one that needs no semicolon */

/* ---- numbers
 * ------------------------------------------------------------------------------------- */

static uint32_t
repair_point(uint32_t point)
{
	/* What windows-1252 has where ISO 8859-1 has controls (section 13.2.5.80). */
	static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
					     0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
					     0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D,
					     0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
					     0x0153, 0x9D,   0x017E, 0x0178};

	if (point >= 0x80 && point < 0xA0)
		return windows[point - 0x80];
	return point == 0 ? 0xFFFD : point;
}

static int
read_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : 16;
}

/* "&#" stands before 'at' == 2. */
static size_t
read_number(const char *bytes, size_t length, struct text *out)
{
	bool hex = length > 2 && (bytes[2] | 0x20) == 'x';
	uint32_t point = 0, base = hex ? 16 : 10;
	size_t start = hex ? 3 : 2, at = start;

	for (; at < length; at++) {
		uint32_t digit = (uint32_t)read_digit(bytes[at]);

		if (digit >= base)
			break;
		point = point * base + digit;
		if (point > 0x110000)
			point = 0x110000;
	}
	if (at == start)
		return 0;
	text_add_point(out, repair_point(point));
	return at < length && bytes[at] == ';' ? at + 1 : at;
}

/* ---- names
 * --------------------------------------------------------------------------------------- */

/* The line of 'table' that holds the byte at 'at'; 0 for the first. */
static size_t
line_start(const struct data_file *table, size_t at)
{
	while (at > 0 && table->bytes[at - 1] != '\n')
		at--;
	return at;
}

/* As strcmp() between a name and the first word of a line. */
static int
compare_name(const char *name, size_t length, const char *line)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (line[i] == ' ')
			return 1;
		if (name[i] != line[i])
			return (unsigned char)name[i] < (unsigned char)line[i] ? -1 : 1;
	}
	return line[length] == ' ' ? 0 : -1;
}

/* What stands behind the name in the table, sorted by name, or NULL. */
static const char *
find_name(const char *name, size_t length)
{
	const struct data_file *table = data_find("entities.txt");
	size_t low = 0, high = table == NULL ? 0 : table->length;

	while (low < high) {
		size_t middle = line_start(table, low + (high - low) / 2);
		const char *line = table->bytes + middle;
		int order = line[0] == '#' ? 1 : compare_name(name, length, line);

		if (order == 0)
			return line + length + 1;
		if (order < 0)
			high = middle;
		else
			low = middle + strcspn(line, "\n") + 1;
	}
	return NULL;
}

static void
write_codes(const char *codes, struct text *out)
{
	uint32_t point = 0;

	for (;; codes++) {
		int digit = read_digit(*codes);

		if (digit < 16 && *codes != 'b') {
			point = point << 4 | (uint32_t)digit;
			continue;
		}
		if (point != 0)
			text_add_point(out, point);
		point = 0;
		if (*codes != ' ')
			return;
	}
}

static bool
is_bare(const char *codes)
{
	const char *end = codes + strcspn(codes, "\n");

	return end - codes > 5 && memcmp(end - 5, " bare", 5) == 0;
}

static bool
is_alnum(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

static size_t
read_name(const char *bytes, size_t length, bool in_attribute, struct text *out)
{
	const char *codes;
	size_t run = 0, bare;

	while (run < NAME_MOST && run + 1 < length && is_alnum(bytes[run + 1]))
		run++;
	if (run + 1 < length && bytes[run + 1] == ';') {
		codes = find_name(bytes + 1, run);
		if (codes != NULL) {
			write_codes(codes, out);
			return run + 2;
		}
	}
	for (bare = run < BARE_MOST ? run : BARE_MOST; bare >= 2; bare--) {
		char next = bare + 1 < length ? bytes[bare + 1] : '\0';

		codes = find_name(bytes + 1, bare);
		if (codes == NULL || !is_bare(codes))
			continue;
		if (in_attribute && (next == '=' || is_alnum(next)))
			return 0;
		write_codes(codes, out);
		return bare + 1;
	}
	return 0;
}

size_t
html_entity_read(const char *bytes, size_t length, bool in_attribute, struct text *out)
{
	if (length < 3)
		return 0;
	if (bytes[1] == '#')
		return read_number(bytes, length, out);
	return read_name(bytes, length, in_attribute, out);
}
