/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock - points in time and spans, as numbers and as people write them.
 *
 * Wall time is milliseconds since 1970-01-01T00:00:00Z in an int64_t; budgets are measured on the
 * monotonic clock.
 *
 * Who owns: text results are in the arena given. Threads: any. Fails: a reader returns -1 with *why
 * set.
 */
#ifndef POLICY_BASE_CLOCK_H
#define POLICY_BASE_CLOCK_H

#include <stdint.h>

#include "policy/base/arena.h"

#define CLOCK_SECOND_MS 1000LL
#define CLOCK_DAY_MS    (86400LL * 1000)

int64_t clock_now_ms(void);
/* For budgets and durations: microseconds on a clock that never jumps. */
int64_t clock_monotonic_us(void);

/* RFC 3339 in UTC, e.g. 2026-11-23T22:19:10.123Z; without the milliseconds when 'whole_seconds'. */
char *clock_rfc3339(struct arena *arena, int64_t when_ms, int whole_seconds);
/* LDAP generalizedTime (RFC 4517 section 3.3.13), e.g. 20261123221910Z. */
char *clock_generalized(struct arena *arena, int64_t when_ms);
/* RFC 3339, or a day (2026-11-23), or an age ("7d", "24h", "30m", "10s") counted back from
 * 'now_ms'. */
int clock_read(const char *text, int64_t now_ms, int64_t *out_ms, const char **why);
/* A span such as "14d", "72h", "5m", "30s", "250ms"; a bare number is seconds. */
int clock_read_span(const char *text, int64_t *out_ms, const char **why);

#endif
