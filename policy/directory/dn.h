/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dn - distinguished names made comparable (RFC 4514, RFC 4518 as far as ASCII goes).
 *
 * Two spellings of one name yield one key: types and ASCII letters in lower case, no blanks around
 * separators, inner runs of blanks as one, special bytes as upper-case hex escapes, the parts of a
 * multi-valued RDN in order. What libldap cannot read becomes its lower-case spelling.
 *
 * Who owns: keys are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_DIRECTORY_DN_H
#define POLICY_DIRECTORY_DN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

const char *dn_key(struct arena *arena, const char *dn, size_t length);
/* Whether 'key' lies below 'base' (a key too). A base of a few components, such as "ou=services",
 * matches wherever it stands among the ancestors. Nothing lies below "". */
bool dn_is_under(const char *key, const char *base);
/* The value of the first RDN of a key: "domain admins" of "cn=domain admins,dc=example". */
char *dn_leaf(struct arena *arena, const char *key);
/* The key without its first RDN; "" at the top. Escapes hold no comma, so it points into 'key'. */
const char *dn_parent(const char *key);

#endif
