/* SPDX-License-Identifier: BSD-2-Clause */
/* clock - points in time and spans, as numbers and as people write them. */
#include "config.h"

#include "policy/base/clock.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SPAN_MOST (36525 * CLOCK_DAY_MS) /* a century */

int64_t
clock_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_monotonic_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Whole seconds and the milliseconds left, right for times before 1970 too. */
static struct tm
split(int64_t when_ms, int *left_ms)
{
	int64_t seconds = when_ms / 1000;
	struct tm parts;
	time_t when;

	*left_ms = (int)(when_ms % 1000);
	if (*left_ms < 0) {
		*left_ms += 1000;
		seconds--;
	}
	when = (time_t)seconds;
	if (gmtime_r(&when, &parts) == NULL)
		memset(&parts, 0, sizeof(parts));
	return parts;
}

char *
clock_rfc3339(struct arena *arena, int64_t when_ms, int whole_seconds)
{
	int left;
	struct tm t = split(when_ms, &left);

	if (whole_seconds)
		return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900,
				    t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900,
			    t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, left);
}

char *
clock_generalized(struct arena *arena, int64_t when_ms)
{
	int left;
	struct tm t = split(when_ms, &left);

	return arena_printf(arena, "%04d%02d%02d%02d%02d%02dZ", t.tm_year + 1900, t.tm_mon + 1,
			    t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

int
clock_read_span(const char *text, int64_t *out_ms, const char **why)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = {{"ms", 1},
		     {"s", 1000},
		     {"", 1000},
		     {"m", 60000},
		     {"h", 3600000},
		     {"d", CLOCK_DAY_MS},
		     {"w", 7 * CLOCK_DAY_MS}};
	char *unit = NULL;
	long number;
	size_t i;

	number = isdigit((unsigned char)text[0]) ? strtol(text, &unit, 10) : LONG_MAX;
	for (i = 0; number <= SPAN_MOST && i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].unit) == 0 && number <= SPAN_MOST / units[i].ms) {
			*out_ms = number * units[i].ms;
			return 0;
		}
	*why = "need a span such as 30s, 5m, 24h or 14d";
	return -1;
}

/* A fraction of a second, ".123": moves '*text' behind it; digits beyond the third are dropped. */
static int
read_fraction(const char **text, int64_t *out_ms)
{
	const char *digit = *text + 1;
	int64_t ms = 0, worth = 100;

	if (**text != '.')
		return 0;
	if (!isdigit((unsigned char)*digit))
		return -1;
	for (; isdigit((unsigned char)*digit); digit++, worth /= 10)
		ms += worth * (*digit - '0');
	*text = digit;
	*out_ms = ms;
	return 0;
}

/* What stands behind the seconds (RFC 3339 section 5.6): Z, or +hh:mm; the whole rest of the text.
 */
static int
read_offset(const char *text, int64_t *out_ms)
{
	int hours, minutes, used = 0;

	if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
		return 0;
	if ((text[0] != '+' && text[0] != '-') || strspn(text + 1, "0123456789:") != 5 ||
	    sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 || used != 5 ||
	    text[6] != '\0' || hours > 23 || minutes > 59)
		return -1;
	*out_ms = (hours * 60 + minutes) * 60000LL * (text[0] == '+' ? 1 : -1);
	return 0;
}

/* timegm() turns 31 February into 3 March; such a day is a mistake, not a wish. */
static int
to_ms(struct tm *parts, int64_t *out_ms)
{
	int day = parts->tm_mday;
	time_t when = timegm(parts);

	if (parts->tm_mday != day)
		return -1;
	*out_ms = (int64_t)when * 1000;
	return 0;
}

static int
read_rfc3339(const char *text, int64_t *out_ms)
{
	struct tm parts = {0};
	const char *rest = strptime(text, "%Y-%m-%d", &parts);
	int64_t whole, fraction = 0, offset = 0;

	if (rest == NULL || (*rest != 'T' && *rest != 't'))
		return -1;
	rest = strptime(rest + 1, "%H:%M:%S", &parts);
	if (rest == NULL || read_fraction(&rest, &fraction) != 0 ||
	    read_offset(rest, &offset) != 0 || to_ms(&parts, &whole) != 0)
		return -1;
	*out_ms = whole + fraction - offset;
	return 0;
}

/* The shorter forms that people type. */
static int
read_plain(const char *text, int64_t *out_ms)
{
	static const char *const forms[] = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d"};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm parts = {0};
		const char *end = strptime(text, forms[i], &parts);

		if (end != NULL && *end == '\0')
			return to_ms(&parts, out_ms);
	}
	return -1;
}

int
clock_read(const char *text, int64_t now_ms, int64_t *out_ms, const char **why)
{
	const char *ignored;
	int64_t span;

	if (clock_read_span(text, &span, &ignored) == 0 &&
	    !isdigit((unsigned char)text[strlen(text) - 1])) {
		*out_ms = now_ms - span;
		return 0;
	}
	if (read_rfc3339(text, out_ms) == 0 || read_plain(text, out_ms) == 0)
		return 0;
	*why = "need a time such as 2026-11-23T22:00:00Z, a day such as 2026-11-23, or an age such "
	       "as 7d";
	return -1;
}
