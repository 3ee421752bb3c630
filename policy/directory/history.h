/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history - old mail logs, line by line, as pairs of sender and recipient.
 *
 * Two formats, told apart by the line: CSV "from,to[,when]" (RFC 4180 quotes allowed, a head is
 * passed over, 'when' as in clock_read()), and Postfix's log, in which one line of a queue id names
 * the sender and others the recipients; only what was sent counts. Times without a year are of the
 * last twelve months, times without a zone are taken as UTC. Addresses are as they stood, not yet
 * checked.
 *
 * Who owns: everything is in the arena; a pair's strings live until the next line. Threads: one at
 * a time. Fails: never; what is not understood is HISTORY_BAD.
 */
#ifndef POLICY_DIRECTORY_HISTORY_H
#define POLICY_DIRECTORY_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

#define HISTORY_ADDRESS 320 /* RFC 5321 section 4.5.3.1: 64 + 1 + 255 */

struct history;

struct history_pair {
	const char *from, *to;
	int64_t when_ms;
};

enum history_line {
	HISTORY_PAIR,
	HISTORY_NOTHING, /* understood, and no pair */
	HISTORY_BAD
};

struct history *history_new(struct arena *arena, int64_t now_ms);
/* 'line' has no line end. */
enum history_line history_read(struct history *history, const char *line, size_t length,
			       struct history_pair *out);
/* A time as mails write it (RFC 5322 section 3.3); false when it is none. */
bool history_mail_date(const char *date, int64_t *out_ms);

#endif
