/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect_rules - what the operator decided about findings: never made, on trial, or excused.
 *
 * A finding is named by its kind or lure family. rules.off drops it, rules.log_only shows it
 * without weight, and an allow section excuses it for mail that is proven to be of somebody: by an
 * authenticated From, a passing signature, the client's address or its SMTP AUTH identity, never by
 * what the mail merely says (detection.md H13, H14).
 *
 * Who owns: the rules live in the arena given. Threads: any, once open. Fails: inspect_rules_open()
 * returns NULL with *why in the arena; applying them never fails.
 */
#ifndef POLICY_INSPECT_RULES_H
#define POLICY_INSPECT_RULES_H

#include <stdbool.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/inspect.h"
#include "policy/lure/lure.h"

struct inspect_rules;

/* 'lure' knows the families that rules may name. */
struct inspect_rules *inspect_rules_open(struct arena *arena, const struct conf *conf,
					 const struct lure *lure, const char **why);

/* Drop and excuse findings in place; message and recipients are known. */
void inspect_rules_apply(const struct inspect_rules *rules, struct inspection *inspection);

/* Whether claims of a brand count nothing in this message. */
bool inspect_rules_excuse_claims(const struct inspect_rules *rules,
				 const struct inspection *inspection);

/* Whether 'name' is a kind, a lure family or an allow section: something that scan --rule can try.
 */
bool inspect_rules_know(const struct inspect_rules *rules, const char *name);

#endif
