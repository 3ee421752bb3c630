/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arena - memory that goes when the message goes.
 *
 * An arena hands out zeroed memory from chained blocks and gives all of it back at once, so that
 * whoever handles a message never frees a single string. The largest block is kept over a reset,
 * which makes a session's later messages allocation-free.
 *
 * Who owns: the caller of arena_new(); what is handed out lives until arena_reset() or
 * arena_free(). Threads: one at a time for one arena. Fails: never; no memory ends the process with
 * EX_TEMPFAIL, so that the MTA's default action defers the mail.
 */
#ifndef POLICY_BASE_ARENA_H
#define POLICY_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Takes NULL. */
void arena_free(struct arena *arena);
/* Everything handed out is gone; keeps at most one block for reuse. */
void arena_reset(struct arena *arena);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* Zeroed memory for 'count' things of 'size' bytes, aligned for any type. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);
/* A copy of 'bytes' bytes with a NUL behind them; 'data' may be NULL when 'bytes' is 0. */
char *arena_memdup(struct arena *arena, const void *data, size_t bytes);
char *arena_strdup(struct arena *arena, const char *string);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
/* An array that grows: returns room for '*capacity' things of 'size' bytes, more than 'count',
 * copying the old. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

#endif
