/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * issuers - the table of critical issuers, read from text (policy/data/issuers.conf says how).
 *
 * Who owns: everything is in the arena given. Threads: any. Fails: -1 with *why "file:line: what is
 * wrong".
 */
#ifndef POLICY_LOOKALIKE_ISSUERS_H
#define POLICY_LOOKALIKE_ISSUERS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

struct issuers_list {
	const char **items;
	size_t count, capacity;
};

struct issuer {
	const char *name, *kind;
	struct issuers_list brands, commons; /* lower case, hyphens where blanks may stand */
	struct issuers_list products;
	struct issuers_list domains, senders;
};

struct issuers {
	struct issuer *items;
	size_t count, capacity;
};

/* Add what 'text' says; an issuer that is there already gains what is new. 'file' stands in *why.
 */
int issuers_read(struct arena *arena, const char *file, const char *text, struct issuers *issuers,
		 const char **why);

/* A list of names, blanks or line ends between them, '#' to the end of the line is a comment. */
int issuers_names(struct arena *arena, const char *file, const char *text,
		  struct issuers_list *names, const char **why);

/* Whether its mails have in them what its users write: shares, documents to sign, issues,
 * invitations, payment requests (detection.md H14). */
bool issuers_carries(const struct issuer *issuer);

void issuers_append(struct arena *arena, struct issuers_list *list, const char *item);

#endif
