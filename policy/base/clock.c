/* SPDX-License-Identifier: BSD-2-Clause */
/* clock - points in time and spans, as numbers and as people write them. */
#include "config.h"

#include "policy/base/clock.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	char *end;
	long long number;
	size_t i;

	if (!isdigit((unsigned char)text[0]))
		goto bad;
	number = strtoll(text, &end, 10);
	if (number > 1000000000000000LL)
		goto bad;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].unit) == 0) {
			*out_ms = number > INT64_MAX / units[i].ms ? INT64_MAX : number * units[i].ms;
			return 0;
		}
bad:
	*why = "need a span such as 30s, 5m, 24h or 14d";
	return -1;
}

int
clock_read(const char *text, int64_t now_ms, int64_t *out_ms, const char **why)
{
	static const char *const forms[] = {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"};
	const char *ignored;
	int64_t span;
	size_t i;

	if (clock_read_span(text, &span, &ignored) == 0 &&
	    !isdigit((unsigned char)text[strlen(text) - 1])) {
		*out_ms = now_ms - span;
		return 0;
	}
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm parts = {0};
		const char *end = strptime(text, forms[i], &parts);

		if (end != NULL && *end == '\0') {
			*out_ms = (int64_t)timegm(&parts) * 1000;
			return 0;
		}
	}
	*why = "need a time such as 2026-11-23T22:00:00Z, a day such as 2026-11-23, or an age such "
	       "as 7d";
	return -1;
}
