/* SPDX-License-Identifier: BSD-2-Clause */
/* host_punycode - Punycode of one label without its "xn--" (RFC 3492). */
#include "config.h"

#include "policy/mail/host_punycode.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"

/* RFC 3492 section 5 */
#define BASE         36U
#define TMIN         1U
#define TMAX         26U
#define SKEW         38U
#define DAMP         700U
#define INITIAL_BIAS 72U
#define INITIAL_N    0x80U

#define POINTS_MOST 256

/* Section 6.1 */
static uint32_t
adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / count;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias)
		return TMIN;
	return k - bias >= TMAX ? TMAX : k - bias;
}

static uint32_t
digit_of(char byte)
{
	if (byte >= 'a' && byte <= 'z')
		return (uint32_t)(byte - 'a');
	if (byte >= 'A' && byte <= 'Z')
		return (uint32_t)(byte - 'A');
	return byte >= '0' && byte <= '9' ? (uint32_t)(byte - '0') + 26 : BASE;
}

/* One variable-length integer of section 6.2 is added to *i. */
static bool
read_delta(const char **at, uint32_t bias, uint32_t *i)
{
	uint64_t value = *i, weight = 1;
	uint32_t k, digit, limit;

	for (k = BASE;; k += BASE) {
		digit = digit_of(**at);
		if (digit >= BASE)
			return false;
		*at += 1;
		value += digit * weight;
		if (value > UINT32_MAX / 2)
			return false;
		limit = threshold(k, bias);
		if (digit < limit)
			break;
		weight *= BASE - limit;
		if (weight > UINT32_MAX)
			return false;
	}
	*i = (uint32_t)value;
	return true;
}

char *
host_punycode_decode(struct arena *arena, const char *label)
{
	uint32_t points[POINTS_MOST], n = INITIAL_N, i = 0, bias = INITIAL_BIAS, before, count = 0;
	const char *dash = strrchr(label, '-'), *at = label;
	struct text text = TEXT_IN(arena);

	if (strlen(label) >= POINTS_MOST)
		return NULL;
	for (; dash != NULL && at < dash; at++)
		points[count++] = (unsigned char)*at;
	if (dash != NULL)
		at++;
	while (*at != '\0') {
		before = i;
		if (count + 1 >= POINTS_MOST || !read_delta(&at, bias, &i))
			return NULL;
		bias = adapt(i - before, count + 1, before == 0);
		n += i / (count + 1);
		i %= count + 1;
		if (n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF))
			return NULL;
		memmove(points + i + 1, points + i, (count - i) * sizeof(points[0]));
		points[i++] = n;
		count++;
	}
	for (i = 0; i < count; i++)
		text_add_point(&text, points[i]);
	return text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
}

static void
write_delta(struct text *text, uint32_t delta, uint32_t bias)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	uint32_t k, limit;

	for (k = BASE;; k += BASE) {
		limit = threshold(k, bias);
		if (delta < limit)
			break;
		text_add_byte(text, digits[limit + (delta - limit) % (BASE - limit)]);
		delta = (delta - limit) / (BASE - limit);
	}
	text_add_byte(text, digits[delta]);
}

static uint32_t
find_next(const uint32_t *points, uint32_t count, uint32_t least)
{
	uint32_t next = UINT32_MAX, i;

	for (i = 0; i < count; i++)
		if (points[i] >= least && points[i] < next)
			next = points[i];
	return next;
}

char *
host_punycode_encode(struct arena *arena, const char *utf8)
{
	uint32_t points[POINTS_MOST], count = 0, n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
	uint32_t basic, done, next, i;
	struct text text = TEXT_IN(arena);
	size_t length = strlen(utf8), at = 0;

	while (at < length) {
		if (count == POINTS_MOST)
			return NULL;
		points[count++] = text_next_point(utf8, length, &at);
	}
	for (i = 0; i < count; i++)
		if (points[i] < 0x80)
			text_add_byte(&text, (char)points[i]);
	basic = done = (uint32_t)text.length;
	if (basic != 0)
		text_add_byte(&text, '-');
	/* No overflow: 256 points times 0x10FFFF fit 32 bits. */
	for (; done < count; delta++, n++) {
		next = find_next(points, count, n);
		delta += (next - n) * (done + 1);
		n = next;
		for (i = 0; i < count; i++) {
			delta += points[i] < n;
			if (points[i] != n)
				continue;
			write_delta(&text, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
}
