/* SPDX-License-Identifier: BSD-2-Clause */
/* qr_correct - Reed-Solomon codes over GF(256), as QR codes use them (ISO/IEC 18004 section 7.5).
 */
#include "config.h"

#include "policy/mail/qr_correct.h"

#include <string.h>

#define FIELD      0x11D /* x^8 + x^4 + x^3 + x^2 + 1 */
#define CHECK_MOST 68

/* Powers of two in the field, and their logarithms. */
struct field {
	unsigned char power[512], log[256];
};

/* A polynomial, the constant first. */
struct polynomial {
	unsigned char at[CHECK_MOST + 1];
	size_t degree;
};

static void
fill_field(struct field *field)
{
	unsigned value = 1, i;

	for (i = 0; i < 255; i++) {
		field->power[i] = field->power[i + 255] = (unsigned char)value;
		field->log[value] = (unsigned char)i;
		value = (value << 1 ^ (value >= 0x80 ? FIELD : 0)) & 0xFF;
	}
	field->log[0] = 0;
	field->power[510] = field->power[511] = 1;
}

static unsigned char
times(const struct field *field, unsigned char a, unsigned char b)
{
	return a == 0 || b == 0 ? 0 : field->power[field->log[a] + field->log[b]];
}

static unsigned char
over(const struct field *field, unsigned char a, unsigned char b)
{
	return a == 0 ? 0 : field->power[field->log[a] + 255 - field->log[b]];
}

static unsigned char
value_at(const struct field *field, const struct polynomial *polynomial, unsigned char x)
{
	unsigned char value = 0;
	size_t i;

	for (i = polynomial->degree + 1; i-- > 0;)
		value = times(field, value, x) ^ polynomial->at[i];
	return value;
}

/* Whether the block is not what was written. */
static bool
find_syndromes(const struct field *field, const unsigned char *block, size_t length,
	       struct polynomial *syndromes)
{
	unsigned char any = 0;
	size_t i, j;

	for (i = 0; i <= syndromes->degree; i++) {
		unsigned char value = 0;

		for (j = 0; j < length; j++)
			value = times(field, value, field->power[i]) ^ block[j];
		syndromes->at[i] = value;
		any |= value;
	}
	return any != 0;
}

/* The polynomial whose roots tell where errors are (Berlekamp and Massey). */
static void
locate(const struct field *field, const struct polynomial *syndromes, struct polynomial *out)
{
	struct polynomial before = {.at = {1}}, now = {.at = {1}}, next;
	unsigned char old = 1;
	size_t errors = 0, shift = 1, i, j;

	for (i = 0; i <= syndromes->degree; i++) {
		unsigned char off = syndromes->at[i], factor;

		for (j = 1; j <= errors; j++)
			off ^= times(field, now.at[j], syndromes->at[i - j]);
		if (off == 0) {
			shift++;
			continue;
		}
		next = now;
		factor = over(field, off, old);
		for (j = 0; j + shift <= CHECK_MOST; j++)
			next.at[j + shift] ^= times(field, factor, before.at[j]);
		if (2 * errors <= i) {
			errors = i + 1 - errors;
			before = now;
			old = off;
			shift = 1;
		} else {
			shift++;
		}
		now = next;
	}
	now.degree = errors;
	*out = now;
}

/* Forney: how much each place is off. */
static bool
mend(const struct field *field, const struct polynomial *syndromes,
     const struct polynomial *locator, unsigned char *block, size_t length)
{
	struct polynomial omega = {.degree = syndromes->degree}, slope = {0};
	size_t found = 0, place, i, j;

	for (i = 0; i <= omega.degree; i++)
		for (j = 0; j <= i && j <= locator->degree; j++)
			omega.at[i] ^= times(field, locator->at[j], syndromes->at[i - j]);
	slope.degree = locator->degree;
	for (i = 1; i <= locator->degree; i += 2)
		slope.at[i - 1] = locator->at[i];
	for (place = 0; place < length; place++) {
		unsigned char inverse = field->power[(255 - place) % 255], down;

		if (value_at(field, locator, inverse) != 0)
			continue;
		down = value_at(field, &slope, inverse);
		if (down == 0)
			return false;
		block[length - 1 - place] ^=
			times(field, field->power[place],
			      over(field, value_at(field, &omega, inverse), down));
		found++;
	}
	return found == locator->degree;
}

bool
qr_correct_block(unsigned char *block, size_t length, size_t check)
{
	struct polynomial syndromes = {.degree = check - 1}, locator;
	struct field field;

	if (length > QR_CORRECT_MOST || check == 0 || check > CHECK_MOST || check >= length)
		return false;
	fill_field(&field);
	if (!find_syndromes(&field, block, length, &syndromes))
		return true;
	locate(&field, &syndromes, &locator);
	return 2 * locator.degree <= check && mend(&field, &syndromes, &locator, block, length) &&
	       !find_syndromes(&field, block, length, &syndromes);
}
