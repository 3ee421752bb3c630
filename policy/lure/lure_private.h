/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lure_private - the set of families as the files of this room share it.
 *
 * Private to policy/lure/. Who owns: everything is in the arena of the set. Threads: any, once
 * opened. Fails: never.
 */
#ifndef POLICY_LURE_LURE_PRIVATE_H
#define POLICY_LURE_LURE_PRIVATE_H

#include <stddef.h>

#include "policy/lure/account.h"
#include "policy/lure/hosting.h"
#include "policy/lure/load.h"
#include "policy/lure/lure.h"
#include "policy/lure/matcher.h"

/* Cue 'i' of the matcher. */
struct lure_place {
	size_t family; /* in the set */
	const struct family_cue *cue;
};

struct lure {
	struct load_set set;
	struct lure_place *places;
	size_t cue_count;
	struct matcher *matcher;
	struct hosting *hosting;
	const char *version;
};

/*
 * LURE findings of subject and texts, one a family that names it (choice.h); HIDDEN_TEXT when text
 * that nobody sees asks for what the rest does not, or speaks to filters. 'speech' becomes what is
 * said of accounts.
 */
void lure_words(const struct lure *lure, struct arena *arena, const struct message *message,
		struct account_speech *speech, struct finding_list *findings);

#endif
