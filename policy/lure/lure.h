/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lure - what a message asks for (detection.md 2.10 and 3).
 *
 * Families are data: one file a family in policy/data/lures/ (and an operator's drop-in folder),
 * with cues by language for object, action, time pressure, authority and negation. All cues compile
 * into one Hyperscan database; hits are scored inside a window of the folded text and need an
 * object, an action and a call to action. OAuth and device-code links are read by endpoint, whoever
 * sent them.
 *
 * Who owns: the set lives in the arena given and is frozen after opening, scratch space is pooled
 * inside it. Threads: any. Fails: lure_open() returns NULL with *why "file:line: reason"; looking
 * never fails.
 */
#ifndef POLICY_LURE_LURE_H
#define POLICY_LURE_LURE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/finding.h"
#include "policy/mail/message.h"

struct lure;

/* 'arena' lives as long as the set: it holds the families, and the reason of a failure. */
struct lure *lure_open(struct arena *arena, const struct conf_lures *conf, const char **why);
/* Takes NULL. */
void lure_close(struct lure *lure);

/* Adds LURE, OAUTH_GRANT, DEVICE_CODE, ROLE_CLAIM, FREE_HOSTING ... findings; one LURE a family. */
void lure_message(const struct lure *lure, struct arena *arena, const struct message *message,
		  struct finding_list *findings);

/* A family as data, for pages and tests; false past the end. */
struct lure_family_info {
	const char *name, *sentence;
	enum impact impact;
};
bool lure_family(const struct lure *lure, size_t i, struct lure_family_info *out);
/* "families 14 cues 480 hs 5.4.0": recorded with hits. */
const char *lure_version(const struct lure *lure);

#endif
