/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * choice - which of several families that fire in one message names the lure.
 *
 * Words of general families (an account to verify) stand in mail of special ones (a wallet to
 * verify), too. A family gives way to one of a higher rank that is about as strong, and one that is
 * clearly weaker to the strongest; at most two stay. What gives way adds a quarter of its points to
 * the strongest: much of it is the same words, read twice. Honest bills ask for money in several
 * ways, so families after money alone have a limit of their own, are never the second that stays
 * and add nothing to others. Pure.
 *
 * Who owns: the caller. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_CHOICE_H
#define POLICY_LURE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#define CHOICE_NONE ((size_t)-1)

struct choice {
	int rank;     /* of the family: 1 general to 9 special */
	int strength; /* 0: it does not fire */
	int points;   /* grows with what gave way, up to 500 */
	size_t into;  /* index of the one it gave way to; CHOICE_NONE: it stays */
	int most;     /* of points; 0: no limit of its own */
};

/* Of two that are alike the first stays. */
void choice_make(struct choice *items, size_t count);

#endif
