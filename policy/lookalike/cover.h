/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cover - whether a name is made of a brand and the words of a trade, and of nothing else
 * (detection.md 2.7).
 *
 * "paypal-secure-login" is a brand and two service words; in "perfectly-nintendo" a word is left
 * over, so that it is nobody's disguise. Digits, separators and random identifiers are no words.
 *
 * Private to policy/lookalike/. Who owns: nothing is kept. Threads: any. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_COVER_H
#define POLICY_LOOKALIKE_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/lookalike/index.h"

#define COVER_MOST 253

struct cover {
	bool covered;      /* nothing is left over */
	uint32_t label;    /* the brand, or INDEX_NONE */
	unsigned services; /* words beside it of what a thief is after, or a company does */
	unsigned accounts; /* those of the former */
	unsigned fillers;  /* top-level domains, articles */
	unsigned others;   /* brands of other owners */
	bool glued;        /* the brand is short and a word is glued to it: "oktalogin" */
	double slips;      /* cost of a brand that is only nearly there */
};

/* Cover 'text' (one label or several with dots). With 'skip', whole labels may be passed over. */
void cover_text(const struct index *index, const char *text, size_t length, bool skip,
		struct cover *out);

/* Whether a token begins or ends at 'at'. */
bool cover_is_edge(const char *text, size_t length, size_t at);

#endif
