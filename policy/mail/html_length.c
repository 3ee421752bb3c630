/* SPDX-License-Identifier: BSD-2-Clause */
/* html_length - a CSS length, as far as mail uses it to hide text. */
#include "config.h"

#include "policy/mail/html_length.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define TERMS_MOST 3

/* One number and its unit; *end stands behind both. */
static bool
read_number(const char *value, float *out, bool *relative, const char **end)
{
	char *unit;
	float number = strtof(value, &unit);

	if (unit == value || !(number > -1e6F && number < 1e6F))
		return false;
	*relative = strncmp(unit, "em", 2) == 0 || strncmp(unit, "rem", 3) == 0 || *unit == '%';
	if (*relative)
		*out = *unit == '%' ? number / 100.0F : number;
	else
		*out = strncmp(unit, "pt", 2) == 0 ? number * 4.0F / 3.0F : number;
	*end = unit + strspn(unit, "abcdefghijklmnopqrstuvwxyz%");
	return true;
}

static bool
read_term(const char **at, float *out)
{
	bool relative;

	*at += strspn(*at, " ");
	if (!read_number(*at, out, &relative, at))
		return false;
	if (relative)
		*out *= HTML_LENGTH_NORMAL;
	*at += strspn(*at, " ");
	return true;
}

/* "1px - 1px": a sum without brackets, or a product of two. */
static bool
read_sum(const char *at, float *out)
{
	float term;
	char sign;

	if (!read_term(&at, out))
		return false;
	while (*at == '+' || *at == '-' || *at == '*') {
		sign = *at++;
		if (!read_term(&at, &term))
			return false;
		*out = sign == '+' ? *out + term : sign == '-' ? *out - term : *out * term;
	}
	return *at == ')';
}

/* "0px, 1vw, 2px": how many terms, 0 when one cannot be read. */
static size_t
read_terms(const char *at, float terms[TERMS_MOST])
{
	size_t count = 0;

	while (count < TERMS_MOST && read_term(&at, &terms[count])) {
		count++;
		if (*at == ')')
			return count;
		if (*at++ != ',')
			return 0;
	}
	return 0;
}

static float
least(float a, float b)
{
	return a < b ? a : b;
}

static float
greatest(float a, float b)
{
	return a > b ? a : b;
}

static bool
read_function(const char *value, float *out)
{
	float terms[TERMS_MOST];

	if (strncmp(value, "calc(", 5) == 0)
		return read_sum(value + 5, out);
	if (strncmp(value, "clamp(", 6) == 0 && read_terms(value + 6, terms) == 3)
		*out = greatest(terms[0], least(terms[1], terms[2]));
	else if (strncmp(value, "min(", 4) == 0 && read_terms(value + 4, terms) == 2)
		*out = least(terms[0], terms[1]);
	else if (strncmp(value, "max(", 4) == 0 && read_terms(value + 4, terms) == 2)
		*out = greatest(terms[0], terms[1]);
	else
		return false;
	return true;
}

bool
html_length_read(const char *value, float *out, bool *relative)
{
	const char *end;

	if (read_number(value, out, relative, &end))
		return true;
	*relative = false;
	return read_function(value, out);
}

bool
html_length_pixels(const char *value, float *out)
{
	bool relative;

	if (!html_length_read(value, out, &relative))
		return false;
	if (relative)
		*out *= HTML_LENGTH_NORMAL;
	return true;
}
