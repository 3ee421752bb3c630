/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * structure - what is odd about how a message is written: hosts, hidden text, broken words.
 *
 * Reads a finished message and adds findings; it knows no protected domain and no lure.
 *
 * Who owns: findings are in the list's arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_STRUCTURE_H
#define POLICY_MAIL_STRUCTURE_H

#include "policy/base/arena.h"
#include "policy/mail/finding.h"
#include "policy/mail/message.h"

/* ODD_HOST, HIDDEN_TEXT and OBFUSCATED_TEXT. */
void structure_judge(struct arena *arena, const struct message *message,
		     struct finding_list *findings);

/* How words of a text are taken apart for filters and left whole for the eye. */
struct structure_words {
	size_t broken;   /* words with ignorable characters between letters */
	size_t mixed;    /* words of Latin and Cyrillic or Greek letters side by side */
	size_t reversed; /* words behind an override that turns them round */
	size_t first;    /* offset of the first such word */
};
void structure_count_words(const char *utf8, size_t length, struct structure_words *out);

#endif
