/* SPDX-License-Identifier: BSD-2-Clause */
/* stamp - points in time as directories write them. */
#include "config.h"

#include "policy/directory/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_MS           (86400LL * 1000)
#define FILETIME_TO_1970 11644473600000LL /* ms from 1601 to 1970 */

/* Two digits of a field with its bounds, or -1. */
static int
read_two(const char *text, int least, int most)
{
	int number = (text[0] - '0') * 10 + (text[1] - '0');

	return number < least || number > most ? -1 : number;
}

/* YYYYMMDDHH[MM[SS]][.fraction](Z|+HHMM); 'digits' are the leading ones. */
static bool
read_generalized(const char *text, size_t digits, int64_t *out_ms)
{
	struct tm parts = {0};
	const char *rest = text + digits;
	int offset = 0, hours, minutes;

	parts.tm_year = read_two(text, 0, 99) * 100 + read_two(text + 2, 0, 99) - 1900;
	parts.tm_mon = read_two(text + 4, 1, 12) - 1;
	parts.tm_mday = read_two(text + 6, 1, 31);
	parts.tm_hour = read_two(text + 8, 0, 23);
	parts.tm_min = digits >= 12 ? read_two(text + 10, 0, 59) : 0;
	parts.tm_sec = digits >= 14 ? read_two(text + 12, 0, 60) : 0;
	if (parts.tm_mon < 0 || parts.tm_mday < 0 || parts.tm_hour < 0 || parts.tm_min < 0 ||
	    parts.tm_sec < 0)
		return false;
	if (*rest == '.' || *rest == ',')
		rest += 1 + strspn(rest + 1, "0123456789");
	if ((*rest == '+' || *rest == '-') && strspn(rest + 1, "0123456789") == 4) {
		hours = read_two(rest + 1, 0, 14);
		minutes = read_two(rest + 3, 0, 59);
		if (hours < 0 || minutes < 0)
			return false;
		offset = (hours * 60 + minutes) * (*rest == '+' ? 60 : -60);
		rest += 5;
	} else if (*rest == 'Z') {
		rest++;
	} else {
		return false;
	}
	*out_ms = ((int64_t)timegm(&parts) - offset) * 1000;
	return *rest == '\0';
}

static bool
read_number(const char *text, size_t digits, int64_t *out_ms)
{
	long long number;

	errno = 0;
	number = strtoll(text, NULL, 10);
	/* pwdLastSet 0 is "must change", lastLogonTimestamp 2^63-1 is "never" */
	if (errno != 0 || number == 0 || number == INT64_MAX)
		return false;
	if (digits >= 16)
		*out_ms = number / 10000 - FILETIME_TO_1970;
	else if (digits == 13)
		*out_ms = number;
	else if (digits == 9 || digits == 10)
		*out_ms = number * 1000;
	else if (digits <= 6)
		*out_ms = number * DAY_MS; /* shadowLastChange */
	else
		return false;
	return true;
}

bool
stamp_read(const char *text, int64_t *out_ms)
{
	size_t digits = strspn(text, "0123456789");
	int64_t when;
	bool good = false;

	if (digits != 0 && digits <= 20 && text[digits] == '\0')
		good = read_number(text, digits, &when);
	else if (digits == 10 || digits == 12 || digits == 14)
		good = read_generalized(text, digits, &when);
	if (good)
		*out_ms = when;
	return good;
}
