/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule - one condition on an entry, as the mapping settings write it.
 *
 *   attr=value    one value equals it (ASCII letters without case)
 *   attr=*        the attribute is there
 *   attr=prefix*  one value begins with it
 *   attr&bits     one value, as a 64-bit number, has all these bits (decimal or 0x...)
 *   under:DN      the entry lies below it; a relative DN matches among the ancestors
 *
 * Who owns: rules are in the arena. Threads: any number of readers. Fails: reading returns -1 with
 * *why in the arena.
 */
#ifndef POLICY_DIRECTORY_RULE_H
#define POLICY_DIRECTORY_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/directory/entry.h"

enum rule_form { RULE_EQUAL, RULE_PRESENT, RULE_PREFIX, RULE_BITS, RULE_UNDER };

struct rule {
	enum rule_form form;
	int attribute;
	const char *value; /* lower case; for RULE_UNDER a DN key */
	size_t length;
	int64_t bits;
};

/* Attributes that the rule looks at are added to those wanted. */
int rule_read(struct entry_attributes *attributes, const char *text, struct rule *out,
	      const char **why);
/* 'dn_key' is the entry's. */
bool rule_matches(const struct rule *rule, const struct entry *entry, const char *dn_key);

#endif
